/// How good probabilities of several answers, yes or no, are: n examples of K outputs that do not exclude each other.
public struct AnswerScores: Sendable, Hashable {
  /// The scores of one output.
  public struct Output: Sendable, Hashable {
    /// The share of examples whose answer is right, a probability above one half being a yes; nil where some targets are
    /// neither 0 nor 1.
    public let accuracy: Double?
    /// −(1/n) Σ (t ln p + (1 − t) ln(1 − p)), with p and 1 − p at least the ulp of one.
    public let logLoss: Double
    /// (1/n) Σ |p − t|.
    public let meanAbsolute: Double
    /// The area under the ROC curve, where targets are 0 and 1: NaN where they are all the same.
    public let rocAUC: Double?
  }

  /// The scores of each output.
  public let outputs: [Output]
  /// The share of examples whose answers are all right; nil where some targets are neither 0 nor 1.
  public let shareAllRight: Double?

  /// The mean accuracy of the outputs; nil where some targets are neither 0 nor 1.
  public var accuracy: Double? {
    let shares = outputs.compactMap(\.accuracy)
    return shares.count == outputs.count ? shares.reduce(0, +) / Double(shares.count) : nil
  }

  /// The mean of the outputs' log-losses.
  public var logLoss: Double { outputs.reduce(0) { $0 + $1.logLoss } / Double(outputs.count) }

  /// The scores of probabilities p for targets t from 0 to 1, both n × K.
  ///
  /// - Parameter leavesOutMissing: Whether targets that are NaN were not observed, and so are left out.
  /// - Precondition: the shapes are equal, with n and K at least 1, and the targets are in 0 ... 1.
  /// - Complexity: O(K n log n).
  public init<Scalar: RealScalar>(
    _ p: Matrix<Scalar>, _ t: Matrix<Scalar>, leavingOutMissing leavesOutMissing: Bool = false
  ) {
    precondition(
      p.rows == t.rows && p.columns == t.columns && t.rows > 0 && t.columns > 0,
      "probabilities of \(p.rows) × \(p.columns) for targets of \(t.rows) × \(t.columns)")
    func isThere(_ t: Scalar) -> Bool { !(leavesOutMissing && t.isNaN) }
    let observed = t.elements.filter(isThere)
    precondition(observed.allSatisfy { $0 >= 0 && $0 <= 1 }, "targets of answers that are not all in 0 ... 1")
    outputs = (0..<t.columns).map { k in
      let rows = (0..<t.rows).filter { isThere(t[$0, k]) }
      return Self.output(rows.map { p[$0, k] }, rows.map { t[$0, k] })
    }
    let isBinary = observed.allSatisfy { $0 == 0 || $0 == 1 }
    let right = (0..<t.rows).count { i in
      (0..<t.columns).allSatisfy { !isThere(t[i, $0]) || Self.isRight(p[i, $0], t[i, $0]) }
    }
    shareAllRight = isBinary ? Double(right) / Double(t.rows) : nil
  }

  private static func isRight<Scalar: RealScalar>(_ p: Scalar, _ t: Scalar) -> Bool {
    !p.isNaN && (p > 0.5) == (t == 1)
  }

  private static func output<Scalar: RealScalar>(_ p: [Scalar], _ t: [Scalar]) -> Output {
    let n = Double(t.count)
    let least = Double(Scalar.ulpOfOne)
    var isBinary = true
    var (right, loss, absolute) = (0.0, 0.0, 0.0)
    for i in t.indices {
      let (probability, target) = (Double(p[i]), Double(t[i]))
      isBinary = isBinary && (target == 0 || target == 1)
      right += isRight(p[i], t[i]) ? 1 : 0
      absolute += abs(probability - target)
      // A term of factor 0 is none, whatever the logarithm.
      if target > 0 { loss -= target * _DoublePrimitives.log(min(max(probability, least), 1)) }
      if target < 1 { loss -= (1 - target) * _DoublePrimitives.log(min(max(1 - probability, least), 1)) }
    }
    let area =
      isBinary && !t.isEmpty ? ClassificationScores(Matrix(column: p), actual: t.map { $0 == 1 ? 1 : 0 }).rocAUC : nil
    return Output(accuracy: isBinary ? right / n : nil, logLoss: loss / n, meanAbsolute: absolute / n, rocAUC: area)
  }
}
