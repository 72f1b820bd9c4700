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
    sumOverTargets(a, targets, delta: delta) { a, t, wantsDelta, write in
      let t = place(t)
      if wantsDelta { writeGradient(t, a, write) }
      return error(t, a)
    }
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func multiplyCurvature<S: RealScalar>(
    preActivations a: MatrixView<S>, _ targets: TargetTile<S>, kind: OutputCurvatureKind, _ x: MatrixView<S>,
    into result: MatrixView<S>
  ) {
    multiplyOverTargets(a, targets, x, into: result) { a, t, x, write in multiply(place(t), kind, a, x, write) }
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

extension Likelihood {
  /// How many ordered classes a target is one of; nil where it is none.
  package var orderedClasses: Int? { (kind as? OrdinalLikelihood)?.classes }

  /// The probabilities of the ordered classes of one target, n × K, from its outputs; nil for other
  /// likelihoods and for several targets.
  ///
  /// - Precondition: `outputs` is n × (K − 1).
  /// - Complexity: O(n K²).
  public func classProbabilities<S: RealScalar>(_ outputs: Matrix<S>) -> Matrix<S>? {
    guard let ordinal = kind as? OrdinalLikelihood, targets == 1 else { return nil }
    precondition(
      outputs.columns == ordinal.classes - 1, "\(outputs.columns) outputs for \(ordinal.classes) ordered classes")
    var result = Matrix<S>(rows: outputs.rows, columns: ordinal.classes)
    for i in 0..<outputs.rows {
      for k in 0..<ordinal.classes { result[i, k] = S._Primitives.exp(-ordinal.error(k) { outputs[i, $0] }) }
    }
    return result
  }
}
