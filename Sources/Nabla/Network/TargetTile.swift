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
  /// Whether some targets are NaN, as they were not observed. Never where the targets of an example belong together: examples
  /// that lack some have the weight 0 then.
  var lacksTargets = false
  /// How much each head counts for each example, heads × examples: its weight times that of the example, and 0 where the head
  /// lacks a target and its targets belong together. Nil without heads.
  var headWeights: MatrixView<Scalar>?
  /// The same without the weights of the examples.
  var headFactors: MatrixView<Scalar>?

  /// The same targets, with all examples counting the same.
  var unweighted: TargetTile {
    TargetTile(
      values: values, weights: nil, lacksTargets: lacksTargets, headWeights: headFactors, headFactors: headFactors)
  }

  /// t_k of example i.
  func value(_ k: Int, _ i: Int) -> Scalar {
    switch values {
    case .values(let t): t[k, i]
    case .classes(let classes): Int(classes[i]) == k ? 1 : 0
    }
  }

  /// The weight of example i.
  func weight(_ i: Int) -> Scalar { weights.map { $0[i] } ?? 1 }

  /// Whether t_k of example i was not observed.
  func isMissing(_ k: Int, _ i: Int) -> Bool { lacksTargets && value(k, i).isNaN }

  /// Sets what belongs to targets that were not observed to 0, in every block of the tile's columns: K × (R · examples).
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func clearMissing(_ x: MatrixView<Scalar>, columns: Int) {
    guard lacksTargets else { return }
    for k in 0..<x.rows {
      for i in 0..<columns where value(k, i).isNaN {
        for column in stride(from: i, to: x.columns, by: columns) { x[k, column] = 0 }
      }
    }
  }

  /// Calls `body` with each range of outputs of example i that belong to one observed target; with all outputs at once where
  /// none of the example's is missing.
  func forEachObserved(_ i: Int, outputs: Int, perTarget count: Int, _ body: (Range<Int>) -> Void) {
    guard lacksTargets, (0..<outputs).contains(where: { value($0, i).isNaN }) else { return body(0..<outputs) }
    for first in stride(from: 0, to: outputs, by: count) where !value(first, i).isNaN { body(first..<first + count) }
  }
}
