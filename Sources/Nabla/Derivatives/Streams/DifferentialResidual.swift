/// An error at a point that contains derivatives of the outputs in the inputs: r(x, y, ∂y, ∂²y, …; θ) as one expression, from
/// which all derivatives follow exactly.
///
/// ```swift
/// /// −Δu = f on the square.
/// struct Poisson: DifferentialResidual {
///   let derivatives: [InputDerivative] = [.laplacian]
///   func residual<N: DifferentiableNumber>(_ k: Int, at p: ResidualPoint<N>) -> N {
///     -p.derivative(0) - 2 * N(.pi * .pi) * sin(N(.pi) * p.x(0)) * sin(N(.pi) * p.x(1))
///   }
/// }
/// ```
///
/// Coefficients of the equation that are not known are `p.coefficient(i)`. A type in a module of its own is compiled there,
/// for the numbers that it is evaluated with.
public protocol DifferentialResidual: Sendable {
  /// The derivatives of the outputs that it contains, beside the outputs themselves.
  var derivatives: [InputDerivative] { get }

  /// The number of residuals of a point; 1 by default, more for a system of equations.
  var count: Int { get }

  /// Residual `k` at a point.
  func residual<N: DifferentiableNumber>(_ k: Int, at p: ResidualPoint<N>) -> N

  /// Evaluates all residuals of a point with derivatives. Not for use outside the library, and not to be given by a type.
  func _evaluate(_ memory: _ResidualMemory, order: Int)
}

/// What a residual may contain: place, outputs, their derivatives, coefficients and data of a point.
///
/// Valid in the call that it is passed to only.
@frozen
public struct ResidualPoint<N: DifferentiableNumber> {
  @usableFromInline let numbers: UnsafePointer<N>
  @usableFromInline let shape: _ResidualShape

  @inlinable
  init(numbers: UnsafePointer<N>, shape: _ResidualShape) {
    self.numbers = numbers
    self.shape = shape
  }

  /// Input i.
  @inlinable
  public func x(_ i: Int) -> N {
    precondition(i >= 0 && i < shape.inputs, "input \(i) of \(shape.inputs)")
    return numbers[i]
  }

  /// Output k.
  @inlinable
  public func y(_ k: Int = 0) -> N {
    precondition(k >= 0 && k < shape.outputs, "output \(k) of \(shape.outputs)")
    return numbers[shape.inputs + k]
  }

  /// The derivative of output k that is `derivatives[j]` of the residual.
  @inlinable
  public func derivative(_ j: Int, output k: Int = 0) -> N {
    precondition(j >= 0 && j < shape.derivatives, "derivative \(j) of \(shape.derivatives)")
    precondition(k >= 0 && k < shape.outputs, "output \(k) of \(shape.outputs)")
    return numbers[shape.inputs + (1 + j) * shape.outputs + k]
  }

  /// Coefficient θ_i.
  @inlinable
  public func coefficient(_ i: Int) -> N {
    precondition(i >= 0 && i < shape.coefficients, "coefficient \(i) of \(shape.coefficients)")
    return numbers[shape.inputs + (1 + shape.derivatives) * shape.outputs + i]
  }

  /// Column i of the data that the points came with, such as a measured value.
  @inlinable
  public func data(_ i: Int = 0) -> N {
    precondition(i >= 0 && i < shape.data, "column \(i) of \(shape.data) of data")
    return numbers[shape.inputs + shape.variables + i]
  }
}

/// The numbers that a residual sees of a point. Not for use outside the library.
@frozen
public struct _ResidualShape: Sendable, Hashable {
  /// How many inputs a point has.
  public var inputs: Int
  /// How many outputs the network has.
  public var outputs: Int
  /// How many derivatives of each output there are.
  public var derivatives: Int
  /// How many coefficients θ there are.
  public var coefficients: Int
  /// How many numbers of data a point has.
  public var data: Int
  /// How many residuals a point has.
  public var residuals: Int

  /// The outputs, their derivatives, and the coefficients.
  @inlinable
  public var variables: Int { (1 + derivatives) * outputs + coefficients }
  /// Those, the inputs and the data.
  @inlinable
  public var total: Int { inputs + variables + data }
}

/// Where a point's numbers and results lie. Not for use outside the library.
@frozen
public struct _ResidualMemory {
  /// How many there are of each.
  public var shape: _ResidualShape
  /// x, the variables and the data.
  public var values: UnsafePointer<Double>
  /// The direction in the variables, for the second order.
  public var tangents: UnsafePointer<Double>
  /// Room for `shape.total` numbers with derivatives.
  public var numbers: UnsafeMutableRawPointer
  /// r, a number a residual.
  public var residuals: UnsafeMutablePointer<Double>
  /// ∂r/∂variables, row by row.
  public var slopes: UnsafeMutablePointer<Double>
  /// ṙ along the tangents.
  public var changes: UnsafeMutablePointer<Double>
  /// ∂ṙ/∂variables, row by row.
  public var curvatures: UnsafeMutablePointer<Double>
}

extension DifferentialResidual {
  /// 1.
  public var count: Int { 1 }

  /// r of a point, and for an order of 1 its slopes, of 2 the changes along the tangents and their slopes, too.
  @inlinable
  public func _evaluate(_ memory: _ResidualMemory, order: Int) {
    let shape = memory.shape
    guard order > 0 else {
      let point = ResidualPoint(numbers: memory.values, shape: shape)
      for k in 0..<shape.residuals { memory.residuals[k] = residual(k, at: point) }
      return
    }
    for first in stride(from: 0, to: shape.variables, by: 4) {
      if order == 1 {
        _evaluateSlopes(memory, from: first)
      } else {
        _evaluateCurvatures(memory, from: first)
      }
    }
  }

  @inlinable
  func _evaluateSlopes(_ memory: _ResidualMemory, from first: Int) {
    let shape = memory.shape
    let numbers = memory.numbers.assumingMemoryBound(to: _SlopeNumber.self)
    for i in 0..<shape.total { numbers[i] = _SlopeNumber(memory.values[i]) }
    let width = min(4, shape.variables - first)
    for l in 0..<width { numbers[shape.inputs + first + l].first[l] = 1 }
    let point = ResidualPoint(numbers: UnsafePointer(numbers), shape: shape)
    for k in 0..<shape.residuals {
      let r = residual(k, at: point)
      memory.residuals[k] = r.value
      for l in 0..<width { memory.slopes[k * shape.variables + first + l] = r.first[l] }
    }
  }

  @inlinable
  func _evaluateCurvatures(_ memory: _ResidualMemory, from first: Int) {
    let shape = memory.shape
    let numbers = memory.numbers.assumingMemoryBound(to: _CurvatureNumber.self)
    for i in 0..<shape.total { numbers[i] = _CurvatureNumber(memory.values[i]) }
    for i in 0..<shape.variables { numbers[shape.inputs + i].other = memory.tangents[i] }
    let width = min(4, shape.variables - first)
    for l in 0..<width { numbers[shape.inputs + first + l].first[l] = 1 }
    let point = ResidualPoint(numbers: UnsafePointer(numbers), shape: shape)
    for k in 0..<shape.residuals {
      let r = residual(k, at: point)
      memory.residuals[k] = r.value
      memory.changes[k] = r.other
      for l in 0..<width {
        memory.slopes[k * shape.variables + first + l] = r.first[l]
        memory.curvatures[k * shape.variables + first + l] = r.mixed[l]
      }
    }
  }
}

/// Given outputs or derivatives of them: the residuals are these minus the data, column by column. Boundary and initial
/// conditions, measurements, slopes and forces.
public struct MatchingResidual: DifferentialResidual {
  /// What is given; `.value` for the output itself.
  public let derivatives: [InputDerivative]
  /// The output, from 0.
  public let output: Int

  /// Residuals for derivatives that are given.
  public init(_ derivatives: [InputDerivative] = [.value], output: Int = 0) {
    self.derivatives = derivatives
    self.output = output
  }

  /// One for each derivative.
  public var count: Int { derivatives.count }

  /// The derivative minus its data.
  @inlinable
  public func residual<N: DifferentiableNumber>(_ k: Int, at p: ResidualPoint<N>) -> N {
    p.derivative(k, output: output) - p.data(k)
  }
}
