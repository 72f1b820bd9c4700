internal import Nabla

/// How the training examples are divided again: to watch a training on some of them, or to compare and to average several. It
/// follows the division for the test: groups stay whole, and examples with an order are held out in blocks.
struct HeldOutDivision {
  /// The group of each training example, where there are groups.
  var groups: [Int]?
  /// Whether the examples have an order.
  var isOrdered = false
  /// What the data is called.
  let name: String

  /// The largest number of parts that `count` examples can be divided into.
  func mostParts(of count: Int) -> Int { groups.map { Set($0).count } ?? count }

  /// One division: by chance, with classes in both parts by the same share; or groups as a whole, or the last examples.
  func part<S: RealScalar>(of data: Dataset<S>, fraction: Double, seed: UInt64) throws -> DivisionChoice.Part {
    try DivisionChoice(isOrdered: isOrdered).part(data.targets, groups: groups, test: fraction, name, seed: seed)
  }

  /// `k` divisions, each example held out in one of them: parts by chance, with classes in each by the same share; or groups as
  /// a whole, or consecutive examples.
  func parts<S: RealScalar>(_ k: Int, of data: Dataset<S>, seed: UInt64) throws -> [DivisionChoice.Part] {
    let most = mostParts(of: data.count)
    guard k >= 2, k <= most else {
      throw CommandError(
        "\(name): \(k) parts of \(most) training \(groups == nil ? "example" : "group")\(most == 1 ? "" : "s") leave parts "
          + "without any")
    }
    guard isOrdered || groups != nil else {
      return data.foldRows(k, seed: seed, stratified: data.targets.classCount != nil).map {
        DivisionChoice.Part(training: $0.training, test: $0.test)
      }
    }
    return DivisionChoice.Part.inTurn(groups.map { Folds.grouped($0, k) } ?? Folds.consecutive(data.count, k), k)
  }
}

extension Dataset {
  /// Whether there are examples of a positive weight on both sides of a division.
  func hasWeight(in part: DivisionChoice.Part) -> Bool {
    [part.training, part.test].allSatisfy { rows in rows.contains { (weights?[$0] ?? 1) > 0 } }
  }
}
