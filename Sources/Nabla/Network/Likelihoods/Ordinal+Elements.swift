// The error of ordered classes at any output and at pre-activations, which are the same.
extension OrdinalLikelihood {
  @specialized(where S == Double)
  @specialized(where S == Float)
  func value<S: RealScalar>(_ y: Span<S>, _ t: Span<S>) -> S {
    var sum: S = 0
    for first in stride(from: 0, to: y.count, by: outputsPerTarget) {
      sum += error(place(t[first])) { y[first + $0] }
    }
    return sum
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func gradient<S: RealScalar>(_ y: Span<S>, _ t: Span<S>, into gradient: inout MutableSpan<S>) {
    gradient.withUnsafeMutableBufferPointer { gradient in
      for first in stride(from: 0, to: y.count, by: outputsPerTarget) {
        writeGradient(place(t[first]), { y[first + $0] }) { gradient[first + $0] = $1 }
      }
    }
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func multiplyCurvature<S: RealScalar>(
    _ y: Span<S>, _ t: Span<S>, prepared: Span<S>, kind: OutputCurvatureKind, _ x: Span<S>,
    into result: inout MutableSpan<S>
  ) {
    result.withUnsafeMutableBufferPointer { result in
      for first in stride(from: 0, to: y.count, by: outputsPerTarget) {
        multiply(place(t[first]), kind, { y[first + $0] }, { x[first + $0] }) { result[first + $0] = $1 }
      }
    }
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func canonicalTerm<S: RealScalar>(
    _ a: MatrixView<S>, _ targets: TargetTile<S>, delta: MatrixView<S>?
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
          let t = place(targets.value(first, i))
          loss += Double(weight * error(t) { own[$0] })
          guard let delta else { continue }
          writeGradient(t, { own[$0] }) { delta[first + $0, i] = weight * $1 }
        }
      }
    }
    return loss
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func multiplyCurvature<S: RealScalar>(
    preActivations a: MatrixView<S>, _ targets: TargetTile<S>, kind: OutputCurvatureKind, _ x: MatrixView<S>,
    into result: MatrixView<S>
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
          multiply(place(targets.value(first, i)), kind, { a[first + $0, i] }, { x[first + $0, column] }) {
            result[first + $0, column] = weight * $1
          }
        }
      }
    }
  }
}

extension Likelihood {
  /// Ordered classes, numbers from 0 to `classes` − 1, by the cumulative logit; by default one target. A target has `classes` − 1
  /// outputs: the predictor, and the logarithms of the gaps between the thresholds, which have biases only unless the output
  /// layer has a mask.
  ///
  /// - Precondition: 2 ≤ `classes` ≤ 1000.
  public static func ordinal(classes: Int, targets: Int = 1) -> Likelihood {
    Likelihood(.ordinal(classes: classes), outputs: (classes - 1) * targets)
  }
}
