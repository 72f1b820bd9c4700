/// What a pass keeps of one tile: the outputs z of every layer and, as far as derivatives are wanted, h′, h″ and δ.
///
/// One thread's memory for one (architecture, tile size, order); every tile overwrites it.
final class TileMemory<Scalar: RealScalar> {
  /// Up to which derivative of the activations a pass needs.
  enum Order: Int, Comparable {
    /// `slopes` keeps h′ of every layer, `first` only where it does not follow from the output.
    case value, first, slopes, second

    static func < (left: Order, right: Order) -> Bool { left.rawValue < right.rawValue }
  }

  private struct LayerOffsets {
    var units: Int
    var z: Int
    var first: Int?
    var second: Int?
    var delta: Int?
  }

  private let architecture: Architecture
  private let tile: Int
  /// What lies between the rows of a matrix with a column for every example.
  private let stride: Int
  /// Up to which derivative of the activations this keeps.
  let order: Order
  private let arena: Arena<Scalar>
  private let layers: [LayerOffsets]
  private let gathered: Int
  private let features: Int?
  /// The pre-activations of the output layer, where its z holds y and the curvature follows from them.
  private let preActivations: Int?
  private let targets: Int
  private let weights: Int
  /// What each head counts for, with the weights of the examples and without.
  private let headWeights: Int?
  private let scratch: Int
  private var classes: [Int32]

  /// - Parameter isSparse: whether inputs are sparse, which takes no room for them.
  init(_ architecture: Architecture, tile: Int, order: Order, isSparse: Bool = false) {
    self.architecture = architecture
    self.tile = tile
    stride = Arena<Scalar>.padded(tile)
    self.order = order
    var plan = ArenaPlan<Scalar>()
    layers = architecture.layers.indices.map { k in
      let layer = architecture.layers[k]
      let isCanonicalOutput = k == architecture.layers.count - 1 && architecture.isCanonical
      let keepsFirst =
        order >= .slopes || (order == .first && !isCanonicalOutput && !layer.activation.derivativeFollowsFromOutput)
      return LayerOffsets(
        units: layer.units,
        z: plan.matrix(rows: layer.units, columns: tile),
        first: keepsFirst ? plan.matrix(rows: layer.units, columns: tile) : nil,
        second: order == .second ? plan.matrix(rows: layer.units, columns: tile) : nil,
        delta: order >= .first ? plan.matrix(rows: layer.units, columns: tile) : nil)
    }
    gathered = plan.vector(isSparse ? 0 : tile * architecture.inputs)
    let keepsFeatures = !isSparse && (architecture.basisFunctions != nil || architecture.plan.transposesInputs)
    features = keepsFeatures ? plan.matrix(rows: architecture.features, columns: tile) : nil
    preActivations =
      order == .second && architecture.keepsPreActivations
      ? plan.matrix(rows: architecture.outputs, columns: tile) : nil
    targets = plan.matrix(rows: architecture.outputs, columns: tile)
    weights = plan.vector(tile)
    let parts = architecture.plan.outputParts
    headWeights = parts[0].head == nil ? nil : plan.matrix(rows: 2 * parts.count, columns: tile)
    scratch = plan.vector(architecture.scratchCount)
    arena = Arena(capacity: plan.total)
    classes = Array(repeating: 0, count: tile)
  }

  /// z of layer k for `columns` examples, units × examples.
  func z(_ k: Int, columns: Int) -> MatrixView<Scalar> { view(k, layers[k].z, columns) }

  /// The inputs of the tile as layers with the source `input` see them, examples × features; nil with basis functions.
  private(set) var inputRows: MatrixView<Scalar>?
  /// The inputs of the tile, examples × d.
  private(set) var sampleRows: MatrixView<Scalar>?

  /// h′ of layer k, or nil where it is not kept.
  func first(_ k: Int, columns: Int) -> MatrixView<Scalar>? { layers[k].first.map { view(k, $0, columns) } }

  /// h″ of layer k, or nil where it is not kept.
  func second(_ k: Int, columns: Int) -> MatrixView<Scalar>? { layers[k].second.map { view(k, $0, columns) } }

  /// δ of layer k.
  ///
  /// - Precondition: the memory was made for derivatives.
  func delta(_ k: Int, columns: Int) -> MatrixView<Scalar> { view(k, layers[k].delta!, columns) }

  /// The pre-activations of the output layer, as `keepPreActivations` leaves them.
  ///
  /// - Precondition: the memory was made for second derivatives, and the architecture keeps them.
  func preActivations(columns: Int) -> MatrixView<Scalar> {
    arena.view(at: preActivations!, rows: architecture.outputs, columns: columns, stride: stride)
  }

  /// Copies z of the output layer to where pre-activations are kept, if they are.
  func keepPreActivations(columns: Int) {
    guard preActivations != nil else { return }
    let (from, to) = (z(layers.count - 1, columns: columns), preActivations(columns: columns))
    for k in 0..<from.rows { to.row(k).baseAddress!.update(from: from.row(k).baseAddress!, count: columns) }
  }

  /// Room for what a non-canonical output layer needs of one example; not for threads that share the tile.
  func outputScratch() -> UnsafeMutableBufferPointer<Scalar> {
    arena.buffer(at: scratch, count: architecture.scratchCount)
  }

  private func view(_ k: Int, _ offset: Int, _ columns: Int) -> MatrixView<Scalar> {
    arena.view(at: offset, rows: layers[k].units, columns: columns, stride: stride)
  }

  // MARK: - Loading a tile

  /// What the layers with the source `input` see: features × examples.
  ///
  /// Where the plan says so, the inputs are transposed, so that thin products run along the examples; otherwise this is the
  /// caller's memory, read transposed.
  func loadInputs(
    _ examples: Examples<Scalar>, _ range: Range<Int>, on backend: ChosenBackend
  ) -> MatrixView<Scalar> {
    guard examples.sparse == nil else {
      (sampleRows, inputRows) = (nil, nil)
      return MatrixView(arena.buffer(at: targets, count: 0).baseAddress!, rows: 0, columns: range.count)
    }
    let all = gatherRows(examples, range)
    sampleRows = all
    let rows = all.prefix(columns: architecture.covariates)
    guard let base = architecture.basisFunctions else {
      inputRows = rows
      return architecture.plan.transposesInputs ? transposed(rows, on: backend) : rows.transposed
    }
    let phi = featureView(columns: range.count)
    withUnsafeTemporaryAllocation(of: Scalar.self, capacity: phi.rows) { column in
      for i in 0..<range.count {
        base.evaluate(UnsafeBufferPointer(rows.row(i)), into: column)
        for j in 0..<phi.rows { phi[j, i] = column[j] }
      }
    }
    return phi
  }

  private func transposed(_ rows: MatrixView<Scalar>, on backend: ChosenBackend) -> MatrixView<Scalar> {
    let result = featureView(columns: rows.rows)
    backend.transpose(rows, into: result)
    return result
  }

  private func featureView(columns: Int) -> MatrixView<Scalar> {
    arena.view(at: features!, rows: architecture.features, columns: tile).prefix(columns: columns)
  }

  /// The tile's rows of x: those of the caller, or copies side by side where they are taken in another order or some are not
  /// there.
  private func gatherRows(_ examples: Examples<Scalar>, _ range: Range<Int>) -> MatrixView<Scalar> {
    let d = architecture.inputs
    guard examples.order != nil || examples.lacksSome(range) else {
      return MatrixView(examples.inputs.base + range.lowerBound * d, rows: range.count, columns: d)
    }
    let rows = arena.buffer(at: gathered, count: tile * d).baseAddress!
    for (i, example) in range.enumerated() {
      if let row = examples.presentRow(example) {
        (rows + i * d).update(from: examples.inputs.base + row * d, count: d)
      } else {
        (rows + i * d).update(repeating: 0, count: d)
      }
    }
    return MatrixView(rows, rows: range.count, columns: d)
  }

  /// The targets and weights of a tile, feature-major: a target for each output.
  ///
  /// - Precondition: the examples have targets.
  func loadTargets(
    _ examples: Examples<Scalar>, _ range: Range<Int>, on backend: ChosenBackend
  ) -> TargetTile<Scalar> {
    var tileWeights: UnsafePointer<Scalar>?
    if let source = examples.weights {
      let buffer = arena.buffer(at: weights, count: tile)
      for (i, example) in range.enumerated() { buffer[i] = source[examples.row(example)] }
      tileWeights = UnsafePointer(buffer.baseAddress!)
    }
    switch examples.targets {
    case .none:
      preconditionFailure("the examples have no targets")
    case .values(let t):
      let result = arena.view(at: targets, rows: architecture.outputs, columns: tile).prefix(columns: range.count)
      let places = architecture.plan.targetsOfOutputs
      if examples.order == nil && !examples.lacksSome(range) && places == nil {
        backend.transpose(
          MatrixView(t.base + range.lowerBound * t.stride, rows: range.count, columns: t.columns, stride: t.stride),
          into: result)
      } else {
        for (i, example) in range.enumerated() {
          let row = examples.presentRow(example).map { t.row($0) }
          for k in 0..<result.rows { result[k, i] = row.map { $0[places.map { $0[k] } ?? k] } ?? 0 }
        }
      }
      return observed(result, tileWeights, examples)
    case .classes(let source):
      return classes.withUnsafeMutableBufferPointer { buffer in
        for (i, example) in range.enumerated() {
          buffer[i] = Int32(truncatingIfNeeded: examples.presentRow(example).map { source[$0] } ?? 0)
        }
        // The array is this object's own and never grows, so its address stays.
        return TargetTile(values: .classes(UnsafePointer(buffer.baseAddress!)), weights: tileWeights)
      }
    }
  }
}

extension TileMemory {
  /// Targets of which some may not have been observed. Where those of an example belong together, one that lacks some gets
  /// the weight 0, and zeros, as a product with NaN is no zero.
  private func observed(
    _ t: MatrixView<Scalar>, _ given: UnsafePointer<Scalar>?, _ examples: Examples<Scalar>
  ) -> TargetTile<Scalar> {
    if let headWeights {
      let rows = 2 * architecture.plan.outputParts.count
      return ofHeads(t, given, examples, arena.view(at: headWeights, rows: rows, columns: tile))
    }
    let all = TargetTile<Scalar>(values: .values(t), weights: given)
    guard examples.mayLackTargets, (0..<t.rows).contains(where: { t.row($0).contains { $0.isNaN } }) else { return all }
    guard architecture.likelihood.kind.hasJointTargets else {
      return TargetTile(values: .values(t), weights: given, lacksTargets: true)
    }
    let buffer = arena.buffer(at: weights, count: tile)
    for i in 0..<t.columns {
      let isWhole = (0..<t.rows).allSatisfy { !t[$0, i].isNaN }
      buffer[i] = isWhole ? all.weight(i) : 0
      if !isWhole { for k in 0..<t.rows { t[k, i] = 0 } }
    }
    return TargetTile(values: .values(t), weights: UnsafePointer(buffer.baseAddress!))
  }
}

extension TileMemory {
  /// The same of heads, each by itself: what it counts for is written into `room`, with the weights of the examples and
  /// without.
  private func ofHeads(
    _ t: MatrixView<Scalar>, _ given: UnsafePointer<Scalar>?, _ examples: Examples<Scalar>, _ room: MatrixView<Scalar>
  ) -> TargetTile<Scalar> {
    let parts = architecture.plan.outputParts
    var result = TargetTile<Scalar>(values: .values(t), weights: given)
    let (weights, factors) = (room.rows(0..<parts.count), room.rows(parts.count..<2 * parts.count))
    for (h, part) in parts.enumerated() {
      let own = t.rows(part.outputs)
      factors.row(h).update(repeating: Scalar(part.head?.weight ?? 1))
      if examples.mayLackTargets {
        for i in 0..<t.columns where (0..<own.rows).contains(where: { own[$0, i].isNaN }) {
          guard part.kind.hasJointTargets else {
            result.lacksTargets = true
            break
          }
          factors[h, i] = 0
          for k in 0..<own.rows { own[k, i] = 0 }
        }
      }
      for i in 0..<t.columns { weights[h, i] = factors[h, i] * (given.map { $0[i] } ?? 1) }
    }
    result.headWeights = weights
    result.headFactors = factors
    return result
  }
}

extension Architecture {
  /// Whether the curvature of the error follows from pre-activations of the output layer, and not from y.
  var keepsPreActivations: Bool { isCanonical && !likelihood.kind.hasCanonicalLink }

  /// Numbers that the error of one example with a non-canonical output needs: y, t, ∂E/∂y, three more vectors and what the
  /// likelihood keeps for products with ∂²E/∂y∂yᵀ.
  var scratchCount: Int { 6 * outputs + likelihood.kind.curvatureCount(outputs: outputs) }
}
