// Sums over targets that have several outputs each, which belong together.
extension LikelihoodKind {
  /// A canonical term that is a sum over targets: `term` gives E of one by its own pre-activations, and where δ is wanted writes
  /// it.
  @inline(__always)
  func sumOverTargets<S: RealScalar>(
    _ a: MatrixView<S>, _ targets: TargetTile<S>, delta: MatrixView<S>?,
    _ term: (_ a: (Int) -> S, _ t: S, _ wantsDelta: Bool, _ write: (_ number: Int, _ delta: S) -> Void) -> S
  ) -> Double {
    var loss = 0.0
    // δ may lie where a does.
    withUnsafeTemporaryAllocation(of: S.self, capacity: outputsPerTarget) { own in
      for i in 0..<a.columns {
        let weight = targets.weight(i)
        for first in stride(from: 0, to: a.rows, by: outputsPerTarget) {
          // What has no weight, or was not observed, is not there, also where it is not finite.
          guard weight != 0, !targets.isMissing(first, i) else {
            for k in first..<first + outputsPerTarget { delta?[k, i] = 0 }
            continue
          }
          for k in 0..<outputsPerTarget { own.initializeElement(at: k, to: a[first + k, i]) }
          let error = term({ own[$0] }, targets.value(first, i), delta != nil) { delta?[first + $0, i] = weight * $1 }
          loss += Double(weight * error)
        }
      }
    }
    return loss
  }

  /// Products with a curvature whose blocks are those of targets: `product` writes that of one block with its part of x.
  @inline(__always)
  func multiplyOverTargets<S: RealScalar>(
    _ a: MatrixView<S>, _ targets: TargetTile<S>, _ x: MatrixView<S>, into result: MatrixView<S>,
    _ product: (_ a: (Int) -> S, _ t: S, _ x: (Int) -> S, _ write: (_ number: Int, _ product: S) -> Void) -> Void
  ) {
    for i in 0..<a.columns {
      let weight = targets.weight(i)
      for first in stride(from: 0, to: a.rows, by: outputsPerTarget) {
        let isThere = weight != 0 && !targets.isMissing(first, i)
        for column in stride(from: i, to: x.columns, by: a.columns) {
          guard isThere else {
            for k in first..<first + outputsPerTarget { result[k, column] = 0 }
            continue
          }
          product({ a[first + $0, i] }, targets.value(first, i), { x[first + $0, column] }) {
            result[first + $0, column] = weight * $1
          }
        }
      }
    }
  }
}
