/// What an optimiser remembers from step to step.
public struct OptimizerState<Scalar: RealScalar>: Sendable, Hashable {
  /// The number of steps taken.
  public var steps = 0
  /// A number that changes with the steps, such as the product of decays that change.
  public var product = 1.0
  /// What is remembered of each parameter: a row for each quantity, |w| columns; no rows before the first step.
  public var vectors = Matrix<Scalar>(rows: 0, columns: 0)

  /// What computes the steps: the backend of the network that is trained.
  var backend = BackendChoice.fastest.chosen

  /// Nothing remembered.
  public init() {}

  /// Makes `vectors` rows of zeros, the first time.
  ///
  /// - Precondition: later calls ask for the same.
  /// - Complexity: O(vectors · |w|) the first time.
  public mutating func reserve(vectors count: Int, parameters: Int) {
    if vectors.rows == 0 { vectors = Matrix(rows: count, columns: parameters) }
    precondition(
      vectors.rows == count && vectors.columns == parameters,
      "a state of \(vectors.rows) × \(vectors.columns) where \(count) × \(parameters) was expected")
  }

  /// Equality of what is remembered.
  public static func == (left: OptimizerState, right: OptimizerState) -> Bool {
    left.steps == right.steps && left.product == right.product && left.vectors == right.vectors
  }

  /// Hashes what is remembered.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(steps)
    hasher.combine(product)
    hasher.combine(vectors)
  }

  /// Counts a step and lends the parameters, the gradient and `count` vectors, which lie one behind the other, to an
  /// operation of the backend.
  mutating func step(
    vectors count: Int, _ w: inout MutableSpan<Scalar>, _ gradient: Span<Scalar>,
    _ operation: (
      _ backend: ChosenBackend, _ n: Int, _ w: UnsafeMutablePointer<Scalar>, _ g: UnsafePointer<Scalar>,
      _ v: UnsafeMutablePointer<Scalar>
    ) -> Void
  ) {
    precondition(w.count == gradient.count, "\(w.count) parameters, but \(gradient.count) derivatives")
    reserve(vectors: count, parameters: w.count)
    steps += 1
    let backend = backend
    vectors.withUnsafeMutableElements { v in
      w.withUnsafeMutableBufferPointer { w in
        gradient.withUnsafeBufferPointer { g in
          guard let v = v.baseAddress, let w = w.baseAddress, let g = g.baseAddress else { return }
          operation(backend, gradient.count, w, g, v)
        }
      }
    }
  }

  /// 1 − βᵗ at the step that comes next; computed in `Double`, so that it keeps its digits also where βᵗ is near 1.
  func nextCorrection(_ decay: Scalar) -> Scalar {
    Scalar(-_DoublePrimitives.expm1(Double(steps + 1) * _DoublePrimitives.log(Double(decay))))
  }
}

/// Checks of an optimiser's constants.
enum OptimizerConstants {
  static func check<S: RealScalar>(learningRate: S) {
    precondition(learningRate > 0 && learningRate.isFinite, "a learning rate of \(learningRate) is not positive")
  }

  static func check<S: RealScalar>(decay: S, _ name: String) {
    precondition(decay >= 0 && decay < 1, "a \(name) of \(decay) is not in 0 ..< 1")
  }

  static func check<S: RealScalar>(epsilon: S) {
    precondition(epsilon > 0 && epsilon.isFinite, "an epsilon of \(epsilon) is not positive")
  }
}
