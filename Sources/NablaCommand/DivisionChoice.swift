internal import Nabla

/// How examples are divided for training and for testing.
struct DivisionChoice {
  /// Whether examples are tested on that come after those of the training, as they stand in the data.
  var isOrdered = false
  /// Whether those for testing are blocks of the data, as where it is read a part at a time.
  var isInBlocks = false
  /// Whether all examples are for training.
  var isWhole = false

  /// The examples of one division, by their places.
  struct Part {
    let training: [Int]
    let test: [Int]

    /// The divisions that test on each of `k` parts in turn.
    ///
    /// - Parameter places: The part of each example, from 0.
    static func inTurn(_ places: [Int], _ k: Int) -> [Part] {
      (0..<k).map { part in
        Part(training: places.indices.filter { places[$0] != part }, test: places.indices.filter { places[$0] == part })
      }
    }
  }

  static let orderedOption = Option(
    name: "ordered",
    help: "The examples have an order, such as that of time: test on those at the end, trained on those before.")

  /// One division: by chance, with classes in both parts by the same share; or groups as a whole, or the last examples.
  ///
  /// - Parameters:
  ///   - groups: The group of each example, from 0.
  ///   - seed: That of all divisions for a test, unless said.
  func part<S: RealScalar>(
    _ targets: Targets<S>, groups: [Int]?, test fraction: Double, _ name: String, seed: UInt64 = DataChoice.splitSeed
  ) throws -> Part {
    if !isOrdered, !isInBlocks, !isWhole, let groups {
      let count = Set(groups).count
      guard count > 1 else { throw CommandError("\(name): there is one group only, which cannot be divided") }
      var generator = SeededGenerator(seed: seed)
      let share = min(max(Int((fraction * Double(count)).rounded()), 1), count - 1)
      let chosen = Set(generator.permutation(of: count).prefix(share))
      return Part(
        training: groups.indices.filter { !chosen.contains(groups[$0]) },
        test: groups.indices.filter { chosen.contains(groups[$0]) })
    }
    return part(
      of: try Dataset(inputs: Matrix<S>(rows: targets.count, columns: 0), targets: targets), test: fraction, seed: seed)
  }

  /// The same without groups.
  func part<S: RealScalar>(
    of data: Dataset<S>, test fraction: Double, seed: UInt64 = DataChoice.splitSeed
  ) -> Part {
    guard !isWhole else { return Part(training: Array(0..<data.count), test: []) }
    guard !isInBlocks else {
      let blocks = StreamedDivision(data.count, fraction: fraction)
      return Part(training: blocks.training.flatMap { Array($0) }, test: blocks.test.flatMap { Array($0) })
    }
    guard !isOrdered else {
      let count = data.count - Int((fraction * Double(data.count)).rounded())
      return Part(training: Array(0..<count), test: Array(count..<data.count))
    }
    let rows = data.splitRows(fraction: 1 - fraction, seed: seed, stratified: data.targets.classCount != nil)
    return Part(training: rows.training, test: rows.test)
  }

  /// The divisions of a cross-validation in `k` parts, without chance: groups as a whole; or each part trained on all examples
  /// before it; or classes evenly; or consecutive examples.
  func folds(_ k: Int, _ targets: Targets<Double>, groups: [Int]?, _ name: String) throws -> [Part] {
    let n = targets.count
    guard isOrdered ? k < n : k <= n else {
      throw CommandError("\(name): '--folds \(k)' of \(n) examples leaves parts without any")
    }
    if isOrdered {
      return Folds.ordered(n, k).map { Part(training: Array(0..<$0.lowerBound), test: Array($0)) }
    }
    let parts: [Int]
    if let groups {
      let count = Set(groups).count
      guard k <= count else {
        throw CommandError("\(name): '--folds \(k)' of \(count) group\(count == 1 ? "" : "s") leaves parts without any")
      }
      parts = Folds.grouped(groups, k)
    } else if case .classes(let classes) = targets {
      parts = Folds.stratified(classes, k)
    } else {
      parts = Folds.consecutive(n, k)
    }
    return Part.inTurn(parts, k)
  }
}

extension TableColumns {
  /// The group of each row, numbered in the order of their values; nil where there are no groups.
  ///
  /// - Throws: `DataError` where a row has none.
  func groups(of table: DelimitedText) throws(DataError) -> [Int]? {
    guard let groups else { return nil }
    let column = table.typedColumn(groups, asCategories: true)
    if let row = column.isMissing.firstIndex(of: true) {
      throw table.fieldError(.labelOutOfRange, row: row, column: groups, expected: "a group for every row")
    }
    guard case .categories(let codes, _) = column.values else { return nil }
    return codes.compactMap { $0 }
  }
}
