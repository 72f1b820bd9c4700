import Foundation
internal import Nabla

/// `nabla inspect`: says what a table has.
struct InspectCommand: Command {
  static let description = CommandDescription(
    name: "inspect",
    summary:
      "Say how a table is written and what is in its columns: types, ranges, categories, missing values, what is odd about "
      + "them, and which is likely to be the target; or what is in a saved model.",
    operands: [
      .init(
        name: "FILE",
        help:
          "A table separated by commas, semicolons, tabs or spaces, with a header or none; or a model.")
    ],
    groups: [
      OptionGroup(
        title: "Data",
        options: TableFormat.options
          + EncodingChoice.columnOptions.filter { $0.name == "categories" }),
      OptionGroup(title: "Results", options: [Option(name: "json", help: "Print the report as JSON.")]),
    ],
    examples: [
      ("nabla inspect titanic.csv", "What a table has."),
      ("nabla inspect iris.safetensors --json", "What a model has, for another program."),
      ("nabla inspect umsatz.csv --encoding latin-1", "A table from a German spreadsheet."),
    ])

  private let path: String
  private let format: TableFormat
  private let categories: [String]
  private let printsJSON: Bool

  init(_ arguments: Arguments) throws(UsageError) {
    path = arguments.operands[0]
    format = try TableFormat(arguments)
    categories = try arguments.columns("categories") ?? []
    printsJSON = arguments.contains("json")
  }

  func run() throws {
    if path.hasSuffix(".safetensors") || beginsAsModel {
      let report = ModelReport(try SavedModel(contentsOf: path, execution: Execution()))
      if printsJSON {
        return Console.print(data: String(decoding: JSON.encoded(report, isPretty: true), as: UTF8.self))
      }
      return Console.print(([path] + report.lines).joined(separator: "\n"))
    }
    let text = try format.table(contentsOf: path, isQuiet: true)
    let labels = try TableColumns.indices(typed: categories, in: text)
    let report = TableReport(try Table(text, categories: labels.map { .index($0) }))
    if printsJSON {
      return Console.print(data: String(decoding: JSON.encoded(report, isPretty: true), as: UTF8.self))
    }
    Console.print(Self.lines(report, path).joined(separator: "\n"))
  }

  /// Whether the file begins as safetensors do: eight bytes of a length, of which no text has the last, and a brace.
  private var beginsAsModel: Bool {
    var information = stat()
    guard stat(path, &information) == 0, information.st_mode & S_IFMT == S_IFREG,
      let file = FileHandle(forReadingAtPath: path), let first = try? file.read(upToCount: 9), first.count == 9
    else { return false }
    return first.suffix(4).elementsEqual([0, 0, 0, UInt8(ascii: "{")])
  }

  // MARK: - Text

  private static func lines(_ report: TableReport, _ path: String) -> [String] {
    var lines = [
      "\(path): \(DataError.count(report.rows, "row")), \(DataError.count(report.columns.count, "column"))"
    ]
    lines += report.remarks.map { "  \($0)" }
    lines.append("")
    let rows = [["column", "type", "missing", "distinct", "values"]] + report.columns.map(row)
    lines += alignedLines(rows, leftColumns: [0, 1, 4])
    let warnings = report.columns.flatMap { column in column.warnings.map { "'\(column.name.visible)' \(words($0))" } }
    if !warnings.isEmpty { lines += ["", "warnings:"] + warnings.map { "  \($0)" } }
    if let target = report.suggestedTarget { lines += ["", "suggested target: \(target.visible)"] }
    return lines
  }

  private static func row(_ column: TableReport.Column) -> [String] {
    var values = ""
    if let least = column.least, let greatest = column.greatest {
      values = "\(least.visible) … \(greatest.visible)"
      if let mean = column.mean { values += ", mean " + String(sixDigits: mean) }
    } else if let levels = column.levels {
      values = levels.prefix(5).map { "\(short($0.name)) (\($0.count))" }.joined(separator: ", ")
      if column.distinct > 5 { values += ", …" }
    }
    return [
      short(column.name, 30), column.type, column.missing == 0 ? "-" : "\(column.missing)", "\(column.distinct)",
      values,
    ]
  }

  private static func short(_ text: String, _ limit: Int = 20) -> String {
    let text = text.visible
    return text.count > limit ? text.prefix(limit - 1) + "…" : text
  }

  private static func words(_ warning: TableReport.Warning) -> String {
    switch warning {
    case .constant: "has one value only, from which nothing can be learned"
    case .identifier: "tells the rows apart, as names and numbers of rows do, and is a poor input"
    case .manyLevels(let count): "has \(count) levels, next to nothing can be learned of each"
    case .sharedName: "is the name of several columns, but a saved model finds its columns by their names"
    case .mostlyMissing: "is missing in most rows"
    case .unreadable(let count, let line, let field):
      "has \(count) field\(count == 1 ? "" : "s") that \(count == 1 ? "is no number" : "are no numbers"), first "
        + "'\(field.prefix(40).description.visible)' in line \(line); '--categories' takes the column as labels"
    }
  }
}
