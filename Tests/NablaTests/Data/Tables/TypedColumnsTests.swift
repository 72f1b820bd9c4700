import Foundation
import Testing

@testable import Nabla

/// Typed columns against a textbook reader, and pieces of a text against the whole.
struct TypedColumnsTests {
  /// A random table of every kind of field, some with delimiters, line breaks and quotation marks in them.
  private static func text(rows: Int, delimiter: String, point: String, seed: UInt64) -> String {
    var generator = SeededGenerator(seed: seed)
    func pick(_ choices: [String]) -> String { choices[Int(generator.uniform() * Double(choices.count))] }
    func number() -> String { "\(generator.normal())".replacing(".", with: point) }
    var text = ["number", "whole", "gaps", "odd", "truth", "day", "word", "label"].joined(separator: delimiter) + "\n"
    for row in 0..<rows {
      let word = pick([
        "blue", "\"dark\(delimiter)\nred\"", "\"\"\"deep\"\"\"", "", "été", "\"\r\n\"", "12 kg", "a\"\"b", "\"a\"\"b\"",
      ])
      let fields = [
        number(), "\(row * 7 - 40)", pick([number(), "NA", "-", "", "nan"]), pick([number(), number(), "inf", "few"]),
        pick(["true", "FALSE", "?"]), pick(["2024-0\(1 + row % 9)-1\(row % 10)", "2023-12-31T23:59:30", ""]), word,
        pick(["3", "20", "x", "name", "y", "z"]),
      ]
      text += fields.joined(separator: delimiter) + pick(["\n", "\r\n"]) + (row % 41 == 0 ? " \n" : "")
    }
    return text
  }

  /// The fields of RFC 4180, a character at a time.
  private static func records(_ text: String, _ delimiter: Unicode.Scalar) -> [[String]] {
    var (records, record, field, isQuoted): ([[String]], [String], String, Bool) = ([], [], "", false)
    let scalars = Array(text.unicodeScalars)
    var i = 0
    while i < scalars.count {
      let scalar = scalars[i]
      i += 1
      if isQuoted {
        guard scalar == "\"" else {
          field.unicodeScalars.append(scalar)
          continue
        }
        isQuoted = i < scalars.count && scalars[i] == "\""
        if isQuoted { (field, i) = (field + "\"", i + 1) }
      } else if scalar == "\"", field.isEmpty {
        isQuoted = true
      } else if scalar == delimiter || scalar == "\n" {
        record.append(field)
        field = ""
        if scalar == "\n" {
          if record != [" "] { records.append(record) }
          record = []
        }
      } else if scalar != "\r" {
        field.unicodeScalars.append(scalar)
      }
    }
    return records
  }

  @Test(arguments: [(",", "."), (";", ",")])
  func columnsAreThoseOfATextbookReader(delimiter: String, point: String) throws {
    let text = Self.text(rows: 5000, delimiter: delimiter, point: point, seed: 3)
    let records = Self.records(text, delimiter.unicodeScalars.first!)
    let table = try Table(DelimitedText(text: text, dialect: Dialect()))
    #expect(table.rowCount == 5000 && table.text.columnNames == records[0])
    func fields(_ column: Int) -> [String] { records.dropFirst().map { $0[column] } }
    func bits(_ values: [Double]) -> [UInt64] { values.map { $0.isNaN ? 0 : $0.bitPattern } }
    for column in 0..<4 {
      let values = fields(column).map { Double($0.replacing(point, with: ".")) ?? .nan }.map { $0.isFinite ? $0 : .nan }
      guard case .numbers(let found) = table.columns[column].values else {
        Issue.record("column \(column) is none of numbers")
        continue
      }
      #expect(bits(found) == bits(values))
      let unreadable = fields(column).enumerated().filter { ["inf", "few"].contains($0.element) }.map(\.offset)
      #expect(table.columns[column].unreadableRows == unreadable)
    }
    #expect(table.columns[4].values == .booleans(fields(4).map { ["true": true, "FALSE": false][$0] }))
    let days = ISO8601DateFormatter()
    guard case .times(let seconds, .date(.yearFirst)) = table.columns[5].values else {
      Issue.record("no dates")
      return
    }
    let expected = fields(5).map { day -> Double in
      days.date(from: day.count == 10 ? day + "T00:00:00Z" : day + "Z")?.timeIntervalSince1970 ?? .nan
    }
    #expect(bits(seconds) == bits(expected))
    for column in 6..<8 {
      let labels = fields(column)
      let levels = Set(labels).subtracting([""]).sorted {
        $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars)
      }
      #expect(
        table.columns[column].values == .categories(labels.map { levels.firstIndex(of: $0) }, levels: levels))
    }
  }

  /// A decimal number just above the middle between two floats, whose nearest double is the middle, is rounded once.
  @Test func floatsAreRoundedOnce() throws {
    let numbers = [
      "1.00000005960464477539063", "-1.00000005960464477539063", "16777217", "1e-45", "7.1e-46", "0.1", "-0",
    ]
    let text = "word,x\n" + numbers.map { "a,\($0)\n" }.joined()
    let table = try DelimitedText(text: text)
    let matrix: Matrix<Float> = try table.matrix(["x"])
    #expect(matrix.elements.map(\.bitPattern) == numbers.map { strtof($0, nil).bitPattern })
    let encoding = InputEncoding(columns: [ColumnEncoder(name: "x", kind: .number)])
    #expect(try encoding.inputs(of: table, as: Float.self).matrix == matrix)
  }

  private static func parsed(_ text: [UInt8], pieceSize: Int) throws -> DelimitedTextParser {
    var parser = DelimitedTextParser(source: "t.csv", delimiter: nil, comment: UInt8(ascii: "%"))
    parser.pieceSize = pieceSize
    try parser.parse(text.span)
    return parser
  }

  @Test(arguments: [1, 7, 64, 1000])
  func piecesAreTheWhole(pieceSize: Int) throws {
    let ending = "% remark\n\"a\n\n\n\"" + ",1,2,3,4,5,6,\"\n\"\n\n"
    let text = Array((Self.text(rows: 60, delimiter: ",", point: ".", seed: 5) + ending).utf8)
    let (whole, pieces) = (try Self.parsed(text, pieceSize: .max / 4), try Self.parsed(text, pieceSize: pieceSize))
    #expect(pieces.fields.map(\.start) == whole.fields.map(\.start))
    #expect(pieces.fields.map(\.end) == whole.fields.map(\.end))
    #expect(pieces.lines == whole.lines && pieces.blanks == whole.blanks && pieces.comments == whole.comments)
    for ending in ["1,2\n", "\"open\n,\n,\n", "1,2,3,4,5,6,7,\"8\"9\n"].map({ Array($0.utf8) }) + [[0xFF, 0x0A]] {
      let expected = #expect(throws: DataError.self) { try Self.parsed(text + ending, pieceSize: .max / 4) }
      let found = #expect(throws: DataError.self) { try Self.parsed(text + ending, pieceSize: pieceSize) }
      #expect(found == expected)
    }
  }

  @Test func blocksAreTheColumn() throws {
    let bytes = Array(Self.text(rows: 300, delimiter: ",", point: ".", seed: 9).utf8)
    let parser = try Self.parsed(bytes, pieceSize: 1 << 20)
    let text = TextFields(text: .bytes(bytes), fields: parser.fields, columnCount: 8, quote: parser.quote)
    func read(_ blockRows: Int, threads: Int) -> [FieldColumn] {
      FieldColumn.read(Array(0..<8), of: text, point: UInt8(ascii: "."), threads: threads, blockRows: blockRows)
    }
    let whole = read(1000, threads: 1)
    for (blockRows, threads) in [(1, 2), (7, 3), (64, 1)] {
      for (column, expected) in zip(read(blockRows, threads: threads), whole) {
        #expect(column.cells.map(\.bitPattern) == expected.cells.map(\.bitPattern))
        #expect(column.texts == expected.texts && column.counts == expected.counts)
        #expect(column.numberCount == expected.numberCount)
      }
    }
  }
}
