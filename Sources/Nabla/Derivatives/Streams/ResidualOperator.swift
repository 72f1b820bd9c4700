/// Where the numbers of one point lie while its residuals are evaluated.
private struct PointMemory {
  let residual: _ResidualMemory
  let values: UnsafeMutablePointer<Double>
  let tangents: UnsafeMutablePointer<Double>
  /// K × S numbers each: the streams of the network, and those of y.
  let network: UnsafeMutablePointer<Double>
  let outputs: UnsafeMutablePointer<Double>

  private static var number: Int { MemoryLayout<_CurvatureNumber>.stride / MemoryLayout<Double>.stride }

  static func count(_ shape: _ResidualShape, streams: Int) -> Int {
    let (r, v) = (shape.residuals, shape.variables)
    return shape.total * (number + 1) + v + 2 * r * (1 + v) + 2 * shape.outputs * streams
  }

  /// The numbers with derivatives come first, where the memory is aligned.
  init(
    _ shape: _ResidualShape, streams: Int, at base: UnsafeMutablePointer<Double>, coefficients: UnsafePointer<Double>
  ) {
    var next = base
    func part(_ count: Int) -> UnsafeMutablePointer<Double> {
      defer { next += count }
      return next
    }
    let (r, v) = (shape.residuals, shape.variables)
    let numbers = UnsafeMutableRawPointer(part(shape.total * Self.number))
    (values, tangents) = (part(shape.total), part(v))
    residual = _ResidualMemory(
      shape: shape, values: values, tangents: tangents, numbers: numbers, residuals: part(r), slopes: part(r * v),
      changes: part(r), curvatures: part(r * v))
    (network, outputs) = (part(shape.outputs * streams), part(shape.outputs * streams))
    for i in 0..<shape.coefficients { values[shape.inputs + v - shape.coefficients + i] = coefficients[i] }
  }
}

/// A point of a tile.
private struct PointPlace {
  /// Which of all points.
  let number: Int
  /// Which of the tile's.
  let column: Int
  /// Its weight in the error.
  let weight: Double
}

/// The residuals of a tile of points, their squares, and the derivatives of these in the parameters and the coefficients.
struct ResidualOperator: TileOperator {
  typealias Scalar = Double

  enum Action {
    /// ½ Σ w r².
    case value
    /// The same, with its gradient as the sum: |w| numbers and those of the coefficients.
    case gradient
    /// √w r of every point.
    case residuals(UnsafeMutablePointer<Double>)
    /// The same with their derivatives, rows `stride` apart.
    case jacobian(UnsafeMutablePointer<Double>, UnsafeMutablePointer<Double>, stride: Int)
    /// The product of the Hessian, or of JᵀJ, with a direction (v, θ̇), as the sum.
    case product(UnsafeMutablePointer<Double>, UnsafePointer<Double>, isGaussNewton: Bool)
    /// √w ṙ of every point along a direction.
    case change(UnsafeMutablePointer<Double>, UnsafePointer<Double>, into: UnsafeMutablePointer<Double>)
    /// Jᵀu for a number u of every residual, as the sum.
    case transposed(UnsafePointer<Double>)
  }

  let plan: ResidualPlan
  let coefficients: UnsafePointer<Double>
  let action: Action

  private var extent: StreamNeeds.Extent {
    switch action {
    case .value, .residuals: .forward
    case .gradient, .jacobian, .transposed: .backward
    case .product, .change: .tangent
    }
  }

  private var direction: (w: UnsafeMutablePointer<Double>, coefficients: UnsafePointer<Double>)? {
    switch action {
    case .value, .gradient, .residuals, .jacobian, .transposed: nil
    case .product(let v, let change, _): (v, change)
    case .change(let v, let change, _): (v, change)
    }
  }

  var flopsPerParameter: Int { plan.streams.set.count * (extent == .forward ? 2 : extent == .backward ? 6 : 16) }

  func needs(_ architecture: Architecture) -> WorkspaceNeeds<Double> {
    let sums: Int
    switch action {
    case .value, .residuals, .jacobian, .change: sums = 0
    case .gradient, .product, .transposed: sums = architecture.parameterCount + plan.shape.coefficients
    }
    return WorkspaceNeeds(
      order: .value, sums: sums,
      streams: StreamNeeds(
        streams: plan.streams.set.count, order: plan.streams.set.order, extent: extent,
        temporaries: plan.streams.programs.temporaries,
        scratch: PointMemory.count(plan.shape, streams: plan.streams.set.count)))
  }

  func apply(to tile: Tile<Double>) -> Double {
    let pass = plan.streams.pass(tile, along: direction?.w)
    let shape = plan.shape
    let point = PointMemory(shape, streams: plan.streams.set.count, at: pass.memory.numbers, coefficients: coefficients)
    let sums = tile.sum.map { $0 + plan.streams.architecture.parameterCount }
    if let sums, !tile.accumulate { sums.update(repeating: 0, count: shape.coefficients) }
    if let direction {
      for i in 0..<shape.coefficients {
        point.tangents[shape.variables - shape.coefficients + i] = direction.coefficients[i]
      }
    }
    switch action {
    case .value:
      if let matches = plan.matches { return matchingError(matches, tile, pass, wantsSignals: false) }
      return forEachPoint(tile, pass, point, order: 0) { place in halfSquare(point, place.weight) }
    case .residuals(let r):
      return forEachPoint(tile, pass, point, order: 0) { place in
        write(point, place.weight, into: r + place.number * shape.residuals)
        return 0
      }
    case .gradient:
      clearSignals(pass)
      let error =
        plan.matches.map { matchingError($0, tile, pass, wantsSignals: true) }
        ?? forEachPoint(tile, pass, point, order: 1) { place in
          for k in 0..<shape.residuals {
            addSignal(
              pass, point, place, point.residual.slopes + k * shape.variables,
              place.weight * point.residual.residuals[k], sums)
          }
          return halfSquare(point, place.weight)
        }
      pass.backward(gradient: tile.sum, accumulate: tile.accumulate)
      return error
    case .transposed(let u):
      clearSignals(pass)
      _ = forEachPoint(tile, pass, point, order: 1) { place in
        for k in 0..<shape.residuals {
          addSignal(
            pass, point, place, point.residual.slopes + k * shape.variables,
            place.weight.squareRoot() * u[place.number * shape.residuals + k],
            sums)
        }
        return 0
      }
      pass.backward(gradient: tile.sum, accumulate: tile.accumulate)
      return 0
    case .jacobian(let r, let jacobian, let stride):
      writeJacobian(tile, pass, point, r, jacobian, stride: stride)
      return 0
    case .product(_, _, let isGaussNewton):
      writeProduct(tile, pass, point, sums!, isGaussNewton: isGaussNewton)
      return 0
    case .change(_, _, let changes):
      return forEachPoint(tile, pass, point, order: 2) { place in
        for k in 0..<shape.residuals {
          changes[place.number * shape.residuals + k] = place.weight.squareRoot() * point.residual.changes[k]
        }
        return 0
      }
    }
  }

  // MARK: - The derivatives of a tile

  /// One backward pass for each residual of a point.
  private func writeJacobian(
    _ tile: Tile<Double>, _ pass: StreamPass<Double>, _ point: PointMemory, _ r: UnsafeMutablePointer<Double>,
    _ jacobian: UnsafeMutablePointer<Double>, stride: Int
  ) {
    let shape = plan.shape
    let count = plan.streams.architecture.parameterCount
    for k in 0..<shape.residuals {
      clearSignals(pass)
      _ = forEachPoint(tile, pass, point, order: 1) { place in
        write(point, place.weight, into: r + place.number * shape.residuals)
        let row = jacobian + (place.number * shape.residuals + k) * stride + count
        row.update(repeating: 0, count: shape.coefficients)
        addSignal(pass, point, place, point.residual.slopes + k * shape.variables, place.weight.squareRoot(), row)
        return 0
      }
      pass.backward(gradient: nil, accumulate: false)
      pass.writePerExample(
        into: jacobian + (tile.range.lowerBound * shape.residuals + k) * stride, stride: shape.residuals * stride)
    }
  }

  /// Signals w Σ r ∂r and their change w Σ (ṙ ∂r + r ∂ṙ); of JᵀJ only w Σ ṙ ∂r.
  private func writeProduct(
    _ tile: Tile<Double>, _ pass: StreamPass<Double>, _ point: PointMemory, _ sums: UnsafeMutablePointer<Double>,
    isGaussNewton: Bool
  ) {
    let shape = plan.shape
    clearSignals(pass)
    pass.outputSignalTangents.fill(0)
    _ = forEachPoint(tile, pass, point, order: 2) { place in
      for k in 0..<shape.residuals {
        let slopes = point.residual.slopes + k * shape.variables
        let (r, change) = (place.weight * point.residual.residuals[k], place.weight * point.residual.changes[k])
        addSignal(pass, point, place, slopes, change, sums, isTangent: true)
        guard !isGaussNewton else { continue }
        addSignal(pass, point, place, slopes, r, nil)
        addSignal(pass, point, place, point.residual.curvatures + k * shape.variables, r, sums, isTangent: true)
      }
      return 0
    }
    pass.backward(gradient: tile.sum, accumulate: tile.accumulate)
  }

  // MARK: - Point by point

  /// Evaluates the residuals of every point of the tile and adds up what `body` makes of the point.
  private func forEachPoint(
    _ tile: Tile<Double>, _ pass: StreamPass<Double>, _ point: PointMemory, order: Int,
    _ body: (PointPlace) -> Double
  ) -> Double {
    let shape = plan.shape
    var sum = 0.0
    for n in tile.range {
      let place = PointPlace(number: n, column: n - tile.range.lowerBound, weight: plan.weights[n])
      for i in 0..<shape.inputs { point.values[i] = plan.points.elements[n * shape.inputs + i] }
      for i in 0..<shape.data {
        point.values[shape.inputs + shape.variables + i] = plan.data.elements[n * shape.data + i]
      }
      load(pass, pass.outputs, point, place, into: point.values + shape.inputs, isTangent: false)
      if order == 2 { load(pass, pass.outputTangents, point, place, into: point.tangents, isTangent: true) }
      plan.residual._evaluate(point.residual, order: order)
      sum += body(place)
    }
    return sum
  }

  /// The streams of y that the residual asks for, of one point.
  private func load(
    _ pass: StreamPass<Double>, _ z: MatrixView<Double>, _ point: PointMemory, _ at: PointPlace,
    into values: UnsafeMutablePointer<Double>, isTangent: Bool
  ) {
    let (outputs, streams) = (plan.shape.outputs, plan.streams.set.count)
    guard let constraint = plan.constraint else {
      for (j, place) in plan.places.enumerated() {
        for k in 0..<outputs { values[j * outputs + k] = z[k, place * pass.columns + at.column] }
      }
      return
    }
    for k in 0..<outputs {
      for s in 0..<streams { point.network[k * streams + s] = z[k, s * pass.columns + at.column] }
    }
    constraint.apply(at.number, to: point.network, into: point.outputs, isTangent: isTangent)
    for (j, place) in plan.places.enumerated() {
      for k in 0..<outputs { values[j * outputs + k] = point.outputs[k * streams + place] }
    }
  }

  private func clearSignals(_ pass: StreamPass<Double>) { pass.outputSignals.fill(0) }

  /// Adds `factor` times derivatives in the variables of point n to the signals of the outputs, or to their tangents, and to
  /// the sums of the coefficients.
  private func addSignal(
    _ pass: StreamPass<Double>, _ point: PointMemory, _ at: PointPlace, _ slopes: UnsafePointer<Double>,
    _ factor: Double,
    _ sums: UnsafeMutablePointer<Double>?, isTangent: Bool = false
  ) {
    let (shape, streams) = (plan.shape, plan.streams.set.count)
    let signals = isTangent ? pass.outputSignalTangents : pass.outputSignals
    if let constraint = plan.constraint {
      for i in 0..<shape.outputs * streams { point.outputs[i] = 0 }
      for (j, place) in plan.places.enumerated() {
        for k in 0..<shape.outputs { point.outputs[k * streams + place] += factor * slopes[j * shape.outputs + k] }
      }
      constraint.applyTransposed(at.number, to: point.outputs, into: point.network)
      for k in 0..<shape.outputs {
        for s in 0..<streams { signals[k, s * pass.columns + at.column] += point.network[k * streams + s] }
      }
    } else {
      for (j, place) in plan.places.enumerated() {
        for k in 0..<shape.outputs {
          signals[k, place * pass.columns + at.column] += factor * slopes[j * shape.outputs + k]
        }
      }
    }
    guard let sums else { return }
    let behind = shape.variables - shape.coefficients
    for i in 0..<shape.coefficients { sums[i] += factor * slopes[behind + i] }
  }

  private func halfSquare(_ point: PointMemory, _ weight: Double) -> Double {
    var sum = 0.0
    for k in 0..<plan.shape.residuals { sum += point.residual.residuals[k] * point.residual.residuals[k] }
    return weight * sum / 2
  }

  private func write(_ point: PointMemory, _ weight: Double, into r: UnsafeMutablePointer<Double>) {
    let root = weight.squareRoot()
    for k in 0..<plan.shape.residuals { r[k] = root * point.residual.residuals[k] }
  }
}
