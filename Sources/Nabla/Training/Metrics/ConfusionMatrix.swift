/// How often examples of each class were taken for each class.
///
/// ```swift
/// let matrix = ConfusionMatrix(actual: [0, 0, 1], predicted: [0, 1, 1], classes: 2, classNames: ["no", "yes"])
/// print(matrix.accuracy)  // 0.666…
/// print(matrix)           // a table, a row for each actual class
/// ```
public struct ConfusionMatrix: Sendable, Hashable {
  /// The number of classes K.
  public let classes: Int
  /// The names of the classes, where they are known.
  public let classNames: [String]?
  /// K × K counts, row by row: in row i and column j the examples of class i that were taken for class j.
  public private(set) var counts: [Int]

  /// The matrix of n examples.
  ///
  /// - Parameters:
  ///   - actual: The classes of the examples, n indices.
  ///   - predicted: What they were taken for, n indices.
  ///   - classes: The number of classes K.
  ///   - classNames: The names of the classes.
  /// - Precondition: there are as many of one as of the other, all in 0 ..< K, and K names if any.
  /// - Complexity: O(n + K²).
  public init(actual: [Int], predicted: [Int], classes: Int, classNames: [String]? = nil) {
    precondition(
      actual.count == predicted.count, "\(actual.count) actual classes, but \(predicted.count) predicted ones")
    precondition(
      classNames.map { $0.count == classes } ?? true, "\(classNames?.count ?? 0) names for \(classes) classes")
    self.classes = classes
    self.classNames = classNames
    counts = Array(repeating: 0, count: classes * classes)
    for (i, j) in zip(actual, predicted) {
      precondition(
        i >= 0 && i < classes && j >= 0 && j < classes, "class \(i) taken for \(j) where there are \(classes) classes")
      counts[i * classes + j] += 1
    }
  }

  /// The number of examples of class `actual` that were taken for class `predicted`.
  public subscript(actual actual: Int, predicted predicted: Int) -> Int {
    precondition(
      actual >= 0 && actual < classes && predicted >= 0 && predicted < classes,
      "entry (\(actual), \(predicted)) of a matrix of \(classes) classes")
    return counts[actual * classes + predicted]
  }

  /// The number of examples n.
  public var count: Int { counts.reduce(0, +) }

  /// The number of examples that were taken for what they are.
  public var correctCount: Int { (0..<classes).reduce(0) { $0 + self[actual: $1, predicted: $1] } }

  /// The share of examples that were taken for what they are; NaN where there are none.
  public var accuracy: Double { Double(correctCount) / Double(count) }

  /// The share of the examples of a class that were taken for it; NaN where there are none.
  public func recall(_ k: Int) -> Double {
    let examples = (0..<classes).reduce(0) { $0 + self[actual: k, predicted: $1] }
    return Double(self[actual: k, predicted: k]) / Double(examples)
  }

  /// The share of the examples taken for a class that are of it; NaN where there are none.
  public func precision(_ k: Int) -> Double {
    let examples = (0..<classes).reduce(0) { $0 + self[actual: $1, predicted: k] }
    return Double(self[actual: k, predicted: k]) / Double(examples)
  }

  /// F₁ of a class, the harmonic mean of its precision and its recall: 2 · right / (examples + taken for it). 0 where
  /// none is right, also where precision or recall does not exist; NaN where the class neither occurs nor is predicted.
  public func f1(_ k: Int) -> Double {
    let examples = (0..<classes).reduce(0) { $0 + self[actual: k, predicted: $1] }
    let taken = (0..<classes).reduce(0) { $0 + self[actual: $1, predicted: k] }
    return 2 * Double(self[actual: k, predicted: k]) / Double(examples + taken)
  }

  /// The mean over the classes of recall, precision and F₁; a class for which one does not exist counts as 0 in it, and
  /// classes that neither occur nor are predicted do not count. NaN, as it is undefined, where there are no examples.
  public var meanRecall: Double { mean(recall) }
  /// The mean of the precisions, as `meanRecall`.
  public var meanPrecision: Double { mean(precision) }
  /// The mean of F₁, as `meanRecall`.
  public var meanF1: Double { mean(f1) }

  private func mean(_ score: (Int) -> Double) -> Double {
    let present = (0..<classes).filter { !f1($0).isNaN }
    let values = present.map { k in
      let value = score(k)
      return value.isNaN ? 0 : value
    }
    return values.reduce(0, +) / Double(present.count)
  }
}
