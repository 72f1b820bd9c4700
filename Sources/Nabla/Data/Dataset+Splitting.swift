extension Dataset {
  /// The same examples in random order; the same seed gives the same order.
  ///
  /// - Complexity: O(n · (d + K)).
  public func shuffled(seed: UInt64) -> Dataset {
    var generator = SeededGenerator(seed: seed)
    return rows(at: generator.permutation(of: count))
  }

  /// Divides the examples at random into a part for training and one for testing; each example is in exactly one.
  ///
  /// - Parameters:
  ///   - fraction: the share of the examples that is for training, 0 to 1; it gets round(`fraction` · n) of them.
  ///   - seed: the same seed gives the same parts, in the same order.
  ///   - stratified: whether each class is divided in that proportion too, to within one example.
  /// - Precondition: `fraction` is in 0...1; where `stratified`, the targets are classes.
  /// - Complexity: O(n · (d + K)); stratified, O(n log n) more.
  public func split(
    fraction: Double, seed: UInt64, stratified: Bool = false
  ) -> (training: Dataset, test: Dataset) {
    let parts = splitRows(fraction: fraction, seed: seed, stratified: stratified)
    return (training: rows(at: parts.training), test: rows(at: parts.test))
  }

  /// The examples of the two parts that `split` makes, in their order.
  package func splitRows(fraction: Double, seed: UInt64, stratified: Bool) -> (training: [Int], test: [Int]) {
    precondition(fraction >= 0 && fraction <= 1, "a fraction of \(fraction) where one in 0...1 was expected")
    func quota(_ examples: Int) -> Int { Int((fraction * Double(examples)).rounded()) }
    let parts = partition(seed: seed, stratified: stratified) { place in
      // Example after example, the training part is kept at the rounded share of those seen so far. Without strata only
      // the total matters, and this is as good a choice as any because the order is random.
      quota(place + 1) > quota(place) ? 0 : 1
    }
    return (
      training: parts.filter { $0.part == 0 }.map(\.example), test: parts.filter { $0.part == 1 }.map(\.example)
    )
  }

  /// Divides the examples at random into `k` parts of equal size, to within one, and returns for each part the data set
  /// of the other parts, for training, and of the part itself, for testing (cross-validation).
  ///
  /// A pair is made each time it is asked for, so that only one copy of the data is in memory beside the original.
  ///
  /// - Parameters:
  ///   - k: the number of parts.
  ///   - seed: the same seed gives the same parts, in the same order.
  ///   - stratified: whether the examples of each class are divided equally too, to within one.
  /// - Precondition: 2 ≤ `k` ≤ n; where `stratified`, the targets are classes.
  /// - Complexity: O(n) here, or O(n log n) stratified, and O(n · (d + K)) for each pair.
  public func folds(
    _ k: Int, seed: UInt64, stratified: Bool = false
  ) -> some RandomAccessCollection<(training: Dataset, test: Dataset)> {
    foldRows(k, seed: seed, stratified: stratified).lazy.map {
      (training: rows(at: $0.training), test: rows(at: $0.test))
    }
  }

  /// The examples of the parts that `folds` makes, in their order.
  package func foldRows(_ k: Int, seed: UInt64, stratified: Bool) -> [(training: [Int], test: [Int])] {
    precondition(k >= 2 && k <= count, "\(k) folds of \(count) examples where 2...\(count) were expected")
    let parts = partition(seed: seed, stratified: stratified) { $0 % k }
    return (0..<k).map { fold in
      (
        training: parts.filter { $0.part != fold }.map(\.example),
        test: parts.filter { $0.part == fold }.map(\.example)
      )
    }
  }

  /// The examples in random order, each with the part to which `part` assigns its place: its place in the random order,
  /// or, with strata, its place when that order is sorted by class, so that every class is one run of places.
  private func partition(
    seed: UInt64, stratified: Bool, part: (_ place: Int) -> Int
  ) -> [(example: Int, part: Int)] {
    var generator = SeededGenerator(seed: seed)
    let order = generator.permutation(of: count)
    guard stratified else { return order.enumerated().map { ($1, part($0)) } }
    guard case .classes(let classes) = targets else {
      preconditionFailure("only data with classes as targets can be divided class by class")
    }
    // Equal classes keep the random order, because the place in it is the second key.
    let byClass = order.indices.sorted { (classes[order[$0]], $0) < (classes[order[$1]], $1) }
    var result = order.map { (example: $0, part: 0) }
    for (place, position) in byClass.enumerated() { result[position].part = part(place) }
    return result
  }
}
