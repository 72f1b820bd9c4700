/// How good class probabilities are; n examples of K classes.
///
/// ```swift
/// let scores = ClassificationScores(network.predict(x), actual: classes)
/// scores.accuracy, scores.topAccuracy(5), scores.logLoss, scores.rocAUC, scores.calibration().error
/// ```
///
/// What each takes: `accuracy` and `topAccuracy` any numbers, of which NaN makes no guess right; `rocAUC` any numbers, but
/// it is NaN, as it is undefined, with a NaN among them; `logLoss` numbers in 0 … 1, and it is NaN with a NaN among them;
/// `calibration` numbers in 0 … 1 only. Beyond that they trap with a message. Of no examples each is NaN.
public struct ClassificationScores<Scalar: RealScalar>: Sendable {
  /// The probabilities, n × K.
  public let probabilities: Matrix<Scalar>
  /// The classes of the examples, n indices.
  public let actual: [Int]

  /// The number of classes K.
  public var classes: Int { probabilities.columns }

  /// The scores of n × K probabilities; a single column is that of class 1 out of two.
  ///
  /// - Precondition: there are as many rows as classes of examples, all of which are in 0 ..< K.
  /// - Complexity: O(n · K).
  public init(_ probabilities: Matrix<Scalar>, actual: [Int]) {
    precondition(
      probabilities.rows == actual.count, "\(probabilities.rows) rows of probabilities for \(actual.count) examples")
    if probabilities.columns == 1 {
      self.probabilities = Matrix(
        rows: actual.count, columns: 2, elements: probabilities.elements.flatMap { [1 - $0, $0] })
    } else {
      self.probabilities = probabilities
    }
    for (i, c) in actual.enumerated() {
      precondition(c >= 0 && c < self.probabilities.columns, "example \(i) has class \(c) of \(probabilities.columns)")
    }
    self.actual = actual
  }

  /// How often each class was taken for each, by the largest probability.
  public var confusionMatrix: ConfusionMatrix {
    ConfusionMatrix(actual: actual, predicted: probabilities.largestColumns(), classes: classes)
  }

  /// The share of examples whose class has the largest probability.
  public var accuracy: Double { topAccuracy(1) }

  /// The share of examples whose class is among the k most probable; of equal ones the lower index comes first. A
  /// probability that is not a number makes no guess right.
  public func topAccuracy(_ k: Int) -> Double {
    let right = actual.indices.count { i in
      let row = probabilities[row: i]
      let own = row[row.startIndex + actual[i]]
      guard !own.isNaN else { return false }
      let before = row.indices.count { !(row[$0] <= own) || (row[$0] == own && $0 < row.startIndex + actual[i]) }
      return before < k
    }
    return Double(right) / Double(actual.count)
  }

  /// −(1/n) Σ ln p of the examples' classes, with p at least the ulp of one, as scikit-learn has it; NaN where one is.
  ///
  /// - Precondition: each p is in 0 … 1 or NaN.
  public var logLoss: Double {
    let sum = actual.indices.reduce(0.0) { sum, i in
      let p = Double(probabilities[i, actual[i]])
      guard p.isNaN || (0...1).contains(p) else {
        fatalError("log-loss of a probability of \(p), which is not in 0 … 1")
      }
      return sum - _DoublePrimitives.log(min(max(p, Double(Scalar.ulpOfOne)), 1))
    }
    return sum / Double(actual.count)
  }

  /// The area under the ROC curve: the probability that an example of a class has a larger probability for it than one of
  /// another class, equal ones counting half. Of two classes that of class 1, of more the mean over all classes of each
  /// against the rest. NaN, as it is undefined, where a class has no examples or all, or a probability is NaN.
  ///
  /// - Complexity: O(K n log n).
  public var rocAUC: Double {
    guard classes > 2 else { return rocAUC(ofClass: 1) }
    return (0..<classes).reduce(0) { $0 + rocAUC(ofClass: $1) } / Double(classes)
  }

  /// The area under the ROC curve of class k against the rest: (R − n₁(n₁ + 1)/2) / (n₁ n₀), R the sum of the ranks of its
  /// n₁ examples (Mann and Whitney 1947). NaN where the class has no examples or all, or a probability is NaN.
  ///
  /// - Precondition: 0 ≤ k < `classes`.
  public func rocAUC(ofClass k: Int) -> Double {
    precondition(k >= 0 && k < classes, "class \(k) of \(classes)")
    // NaN has no rank.
    guard !actual.indices.contains(where: { probabilities[$0, k].isNaN }) else { return .nan }
    let order = actual.indices.sorted { probabilities[$0, k] < probabilities[$1, k] }
    var ranks = 0.0
    var first = 0
    while first < order.count {
      var end = first
      var members = 0
      while end < order.count, probabilities[order[end], k] == probabilities[order[first], k] {
        members += actual[order[end]] == k ? 1 : 0
        end += 1
      }
      // Equal ones share the mean of their ranks, first + 1 … end.
      ranks += Double(members) * Double(first + 1 + end) / 2
      first = end
    }
    let inside = Double(actual.count { $0 == k })
    let outside = Double(actual.count) - inside
    return (ranks - inside * (inside + 1) / 2) / (inside * outside)
  }

  /// Whether probabilities are what they say: of two classes that of class 1, of more the largest one of each example,
  /// which should be the share of those that are right.
  ///
  /// - Precondition: the probabilities are in 0 … 1, and `bins` ≥ 1.
  public func calibration(bins: Int = 10) -> Calibration {
    if classes == 2 {
      return Calibration(
        probabilities: actual.indices.map { Double(probabilities[$0, 1]) }, outcomes: actual.map { $0 == 1 },
        bins: bins)
    }
    let predicted = probabilities.largestColumns()
    return Calibration(
      probabilities: actual.indices.map { Double(probabilities[$0, predicted[$0]]) },
      outcomes: zip(predicted, actual).map { $0 == $1 }, bins: bins)
  }
}

extension Matrix {
  /// The column of the largest element of each row, the first of equal ones; of a single column, 1 where it is above one
  /// half, as the probability of class 1.
  func largestColumns() -> [Int] {
    (0..<rows).map { i in
      let row = self[row: i]
      guard row.count > 1 else { return row[row.startIndex] > 0.5 ? 1 : 0 }
      return row.indices.reduce(row.startIndex) { row[$1] > row[$0] ? $1 : $0 } - row.startIndex
    }
  }
}
