internal import Foundation
internal import Nabla

/// One result: an object of the JSON output, and a row of the table.
protocol Record: Encodable {
  /// The table's columns and their widths; the first one is flush left.
  static var columns: [(title: String, width: Int)] { get }
  /// Usually one row, its texts a column each.
  var rows: [[String]] { get }
}

/// Prints results as they come, as JSON objects or as a table, and keeps them for a file.
final class Report {
  private let isJSON: Bool
  private let file: String?
  private let encoder = JSONEncoder()
  private var objects: [String] = []
  private var titles: [String] = []

  init(_ options: Options) {
    isJSON = options.json
    file = options.resultsFile
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    if !isJSON {
      let machine = Machine.current
      Console.output("\(machine.cpu); \(machine.blas.isEmpty ? "no BLAS" : machine.blas)")
      Console.output("revision \(machine.revision), Swift \(machine.swift ?? "unknown")\n")
    }
  }

  /// Takes one result.
  func add<R: Record>(_ record: R) {
    do {
      objects.append(String(decoding: try encoder.encode(OnMachine(record: record)), as: UTF8.self))
    } catch {
      preconditionFailure("a result that is not JSON: \(error)")
    }
    guard !isJSON else { return Console.output(objects[objects.count - 1]) }
    if titles != R.columns.map(\.title) {
      if !titles.isEmpty { Console.output("") }
      titles = R.columns.map(\.title)
      Console.output(Self.line(titles, R.columns.map(\.width)))
    }
    for row in record.rows { Console.output(Self.line(row, R.columns.map(\.width))) }
  }

  /// Writes the file, if one is wanted: a JSON array, one object a line.
  func finish() {
    guard let file, Console.isFirst else { return }
    do {
      try Data(("[\n" + objects.joined(separator: ",\n") + "\n]\n").utf8)
        .write(to: URL(fileURLWithPath: file), options: .atomic)
    } catch {
      Console.error("benchmark: cannot write '\(file)': \(error.localizedDescription)")
      exit(1)
    }
  }

  private static func line(_ texts: [String], _ widths: [Int]) -> String {
    zip(texts, widths).enumerated()
      .map { i, cell in i == 0 ? padded(cell.0, to: cell.1) : leading(cell.0, to: cell.1) }
      .joined(separator: "  ")
  }
}

/// A record with the machine's keys beside its own.
private struct OnMachine<R: Record>: Encodable {
  let record: R

  func encode(to encoder: any Encoder) throws {
    try record.encode(to: encoder)
    try Machine.current.encode(to: encoder)
  }
}

/// The two streams: results on the standard output, and everything else on the standard error.
enum Console {
  /// Of several processes the first one prints and writes.
  static var isFirst: Bool { ProcessGroup.startedRank == 0 }

  static func output(_ line: String) {
    if isFirst { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }
  }
  static func error(_ line: String) { FileHandle.standardError.write(Data((line + "\n").utf8)) }
}
