import Foundation
internal import Nabla

/// Which column is added to the pre-activations of outputs, as it is or as its logarithm.
struct OffsetChoice {
  var column: String
  var isExposure: Bool

  /// The option that says so.
  var option: String { isExposure ? "exposure" : "offset" }

  /// The options of a training.
  static let trainingOptions = [
    Option(
      name: "offset", values: ["COLUMN"],
      help: "Add this column to the pre-activation of the output: to a mean, or to the logarithm of one."),
    Option(name: "exposure", values: ["COLUMN"], help: options[1].help),
  ]

  /// The options of a solution, which `init` reads.
  static let options = [
    Option(
      name: "offset", values: ["COLUMN"],
      help:
        "Add this column to the pre-activation: to a mean, to the logarithm of one, or to log-odds; for every likelihood "
        + "but categorical."),
    Option(
      name: "exposure", values: ["COLUMN"],
      help: "The same with the logarithm of a column: the mean is a rate times it, as of counts for a time."),
  ]

  init?(_ arguments: Arguments) throws(UsageError) {
    guard let option = try arguments.exclusive(["offset", "exposure"]), let column = arguments.value(option) else {
      return nil
    }
    self.column = column
    isExposure = option == "exposure"
  }

  /// Refuses a column that is something else, too.
  func check(_ choice: EncodingChoice, _ columns: TableColumns, in table: DelimitedText, path: String) throws {
    let own = try TableColumns.index(typed: column, in: table)
    let inputs = try TableColumns.indices(typed: (choice.inputs ?? []).filter { NamePattern($0) == nil }, in: table)
    guard columns.targets.contains(own) || inputs.contains(own) else { return }
    throw CommandError(
      "\(path): the column of the \(option), '\(column)', is "
        + "\(columns.targets.contains(own) ? "a target" : "an input") too")
  }

  /// The name of the column; nil where columns have none.
  func name(in table: DelimitedText) throws(DataError) -> String? {
    let column = try TableColumns.index(typed: column, in: table)
    return table.columnNames?[column]
  }

  /// The offsets of all examples.
  func numbers(of table: some NumberTable) throws(DataError) -> [Double] {
    let column = try TableColumns.index(typed: column, in: table.sample)
    let numbers = try table.numbers(in: [column], as: Double.self).elements
    guard isExposure else { return numbers }
    if let row = numbers.firstIndex(where: { !($0 > 0) }) {
      throw try table.fieldError(.labelOutOfRange, row: row, column: column, expected: "an exposure above 0")
    }
    return numbers.map { log($0) }
  }
}

/// The offsets of all examples, and the column that they are from.
struct FoundOffset {
  let choice: OffsetChoice
  let numbers: [Double]
  /// The name of the column, where it has one.
  let name: String?

  init(_ choice: OffsetChoice, in table: some NumberTable) throws(DataError) {
    self.choice = choice
    numbers = try choice.numbers(of: table)
    name = try choice.name(in: table.sample)
  }
}
