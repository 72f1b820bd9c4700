/// The targets of a tile, feature-major, and the weights of its examples.
struct TargetTile<Scalar: RealScalar> {
  enum Values {
    /// K × examples.
    case values(MatrixView<Scalar>)
    /// The class of each example.
    case classes(UnsafePointer<Int32>)
  }

  let values: Values
  /// One a column, or nil where all are 1.
  let weights: UnsafePointer<Scalar>?

  /// t_k of example i.
  func value(_ k: Int, _ i: Int) -> Scalar {
    switch values {
    case .values(let t): t[k, i]
    case .classes(let classes): Int(classes[i]) == k ? 1 : 0
    }
  }

  /// The weight of example i.
  func weight(_ i: Int) -> Scalar { weights.map { $0[i] } ?? 1 }
}
