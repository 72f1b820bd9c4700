import Nabla
import Testing

struct DatasetTests {
  private let inputs = Matrix<Double>([[1, 2], [3, 4], [5, 6]])

  @Test func keepsItsParts() throws {
    let data = try Dataset(inputs: inputs, targets: [0, 1, 1], weights: [1, 0, 2.5], classNames: ["no", "yes"])
    #expect(data.count == 3)
    #expect(data.inputs == inputs)
    #expect(data.targets == .classes([0, 1, 1]))
    #expect(data.weights == [1, 0, 2.5])
    #expect(data.classNames == ["no", "yes"])
  }

  @Test func takesTargetsOfAnotherPrecision() throws {
    let data = try Dataset(inputs: inputs, targets: Matrix<Float>([[1], [2], [3]]))
    #expect(data.targets == .values(Matrix([[1], [2], [3]])))
  }

  @Test func takesRows() throws {
    let data = try Dataset(inputs: inputs, targets: [0, 1, 2], weights: [1, 2, 3])
    let rows = data.rows(at: [2, 0].lazy.map { $0 })
    #expect(try rows == Dataset(inputs: Matrix([[5, 6], [1, 2]]), targets: [2, 0], weights: [3, 1]))
  }

  @Test func mayBeEmpty() throws {
    let data = try Dataset(inputs: Matrix<Float>(rows: 0, columns: 3), targets: [Int]())
    #expect(data.count == 0)
    #expect(data.shuffled(seed: 1).count == 0)
  }

  @Test func refusesDifferentCounts() throws {
    #expect(
      throws: DataError(
        .countMismatch, field: "targets", expected: "3 targets, one for each row of the inputs", found: "2")
    ) { try Dataset(inputs: inputs, targets: [0, 1]) }
    #expect(
      throws: DataError(
        .countMismatch, field: "weights", expected: "3 weights, one for each row of the inputs", found: "4")
    ) { try Dataset(inputs: inputs, targets: [0, 1, 1], weights: [1, 1, 1, 1]) }
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity])
  func refusesNumbersThatAreNotFinite(_ bad: Double) throws {
    func error(row: Int, column: Int?, _ field: String) -> DataError {
      DataError(
        .notFinite, row: row, column: column, field: field, expected: "a finite number", found: "\(bad)")
    }
    var wrongInputs = inputs
    wrongInputs[2, 1] = bad
    #expect(throws: error(row: 2, column: 1, "inputs")) { try Dataset(inputs: wrongInputs, targets: [0, 1, 1]) }
    #expect(throws: error(row: 0, column: 1, "targets")) {
      try Dataset(inputs: inputs, targets: Matrix([[0, bad], [0, 0], [0, 0]]))
    }
    #expect(throws: error(row: 1, column: nil, "weights")) {
      try Dataset(inputs: inputs, targets: [0, 1, 1], weights: [1, bad, 1])
    }
  }

  @Test func refusesTargetsThatOverflow() throws {
    #expect(
      throws: DataError(.notFinite, row: 0, field: "targets", expected: "a finite number", found: "inf")
    ) { try Dataset(inputs: Matrix<Float>([[1]]), targets: Matrix<Double>([[1e300]])) }
  }

  @Test func refusesNegativeWeights() throws {
    #expect(
      throws: DataError(
        .negativeWeight, row: 1, field: "weights", expected: "a weight that is not negative", found: "-0.5")
    ) { try Dataset(inputs: inputs, targets: [0, 1, 1], weights: [0, -0.5, 1]) }
  }

  @Test func refusesClassesThatDoNotExist() throws {
    #expect(
      throws: DataError(
        .labelOutOfRange, row: 1, field: "targets", expected: "a class index from 0", found: "-1")
    ) { try Dataset(inputs: inputs, targets: [0, -1, 1]) }
    #expect(
      throws: DataError(
        .labelOutOfRange, row: 2, field: "targets",
        expected: "a class index in 0..<2, as there are 2 class names", found: "2")
    ) { try Dataset(inputs: inputs, targets: [0, 1, 2], classNames: ["a", "b"]) }
  }
}
