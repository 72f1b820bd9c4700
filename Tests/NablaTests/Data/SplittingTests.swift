import Nabla
import Testing

/// Every example is marked by its number, in inputs, targets and weights, so that it can be followed.
private func numbered(_ n: Int, classes: Int? = nil) throws -> Dataset<Double> {
  let inputs = Matrix(column: (0..<n).map { Double($0) })
  let weights = (0..<n).map { Double($0) + 0.5 }
  // Unequal classes: one has about half of the examples, the next a quarter, and so on.
  guard let classes else { return try Dataset(inputs: inputs, targets: inputs, weights: weights) }
  let labels = (0..<n).map { min(($0 + 1).trailingZeroBitCount, classes - 1) }
  return try Dataset(inputs: inputs, targets: labels, weights: weights)
}

private func numbers(_ data: Dataset<Double>) -> [Int] { data.inputs.elements.map { Int($0) } }

private func histogram(_ data: Dataset<Double>, classes: Int) -> [Int] {
  guard case .classes(let labels) = data.targets else { return [] }
  return (0..<classes).map { k in labels.count { $0 == k } }
}

struct SplittingTests {
  @Test(arguments: [0, 1, 2, 17, 100])
  func shufflingIsAPermutationThatKeepsExamplesWhole(n: Int) throws {
    let data = try numbered(n)
    let shuffled = data.shuffled(seed: 7)
    #expect(numbers(shuffled).sorted() == Array(0..<n))
    #expect(shuffled.targets == .values(shuffled.inputs))
    #expect(shuffled.weights == shuffled.inputs.elements.map { $0 + 0.5 })
    #expect(shuffled == data.shuffled(seed: 7))
    if n == 100 { #expect(shuffled != data.shuffled(seed: 8) && shuffled != data) }
  }

  @Test(arguments: [0, 0.1, 1.0 / 3, 0.5, 0.8, 0.999, 1], [0, 1, 2, 10, 101])
  func splitIsAPartition(fraction: Double, n: Int) throws {
    for stratified in [false, true] {
      let data = try numbered(n, classes: 4)
      let (training, test) = data.split(fraction: fraction, seed: 3, stratified: stratified)
      #expect((numbers(training) + numbers(test)).sorted() == Array(0..<n))
      #expect(training.count == Int((fraction * Double(n)).rounded()))
      let again = data.split(fraction: fraction, seed: 3, stratified: stratified)
      #expect(again.training == training && again.test == test)
    }
  }

  @Test func splitIsRandomAndInRandomOrder() throws {
    let data = try numbered(1000)
    let first = numbers(data.split(fraction: 0.5, seed: 1).training)
    #expect(first != numbers(data.split(fraction: 0.5, seed: 2).training))
    #expect(first != first.sorted())
    // 500 of 1000 without replacement: the mean of the numbers has a standard deviation of about 9.1.
    let mean = Double(first.reduce(0, +)) / 500
    #expect(abs(mean - 499.5) < 50)
  }

  @Test(arguments: [0.1, 0.25, 0.7, 0.9])
  func stratifiedSplitKeepsTheShareOfEachClass(fraction: Double) throws {
    let data = try numbered(203, classes: 5)
    let training = data.split(fraction: fraction, seed: 11, stratified: true).training
    for (part, all) in zip(histogram(training, classes: 5), histogram(data, classes: 5)) {
      #expect(abs(Double(part) - fraction * Double(all)) <= 1)
    }
    let order = numbers(training)
    #expect(order != order.sorted())
  }

  @Test(arguments: [2, 3, 10, 103])
  func foldsAreAPartition(k: Int) throws {
    for stratified in [false, true] {
      let data = try numbered(103, classes: 4)
      let folds = Array(data.folds(k, seed: 5, stratified: stratified))
      #expect(folds.count == k)
      #expect(folds.flatMap { numbers($0.test) }.sorted() == Array(0..<103))
      for (training, test) in folds {
        #expect((numbers(training) + numbers(test)).sorted() == Array(0..<103))
        #expect(test.count == 103 / k || test.count == 103 / k + 1)
        guard stratified else { continue }
        for (part, all) in zip(histogram(test, classes: 4), histogram(data, classes: 4)) {
          #expect(part == all / k || part == all / k + 1)
        }
      }
      let again = data.folds(k, seed: 5, stratified: stratified)
      #expect(zip(folds, again).allSatisfy { $0.test == $1.test && $0.training == $1.training })
    }
  }

  @Test func impossibleDivisionsTrap() async throws {
    await #expect(processExitsWith: .failure) { _ = Dataset<Float>.digits().split(fraction: 1.5, seed: 1) }
    await #expect(processExitsWith: .failure) { _ = Dataset<Float>.digits().split(fraction: .nan, seed: 1) }
    await #expect(processExitsWith: .failure) { _ = Dataset<Float>.digits().folds(1, seed: 1) }
    await #expect(processExitsWith: .failure) { _ = Dataset<Float>.digits().folds(1798, seed: 1) }
    await #expect(processExitsWith: .failure) {
      let column = Matrix<Double>(column: [1, 2])
      _ = try Dataset(inputs: column, targets: column).split(fraction: 0.5, seed: 1, stratified: true)
    }
  }
}
