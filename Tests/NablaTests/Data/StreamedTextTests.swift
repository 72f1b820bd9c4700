import Foundation
import Testing

@testable import Nabla

/// Tables of text that stay in their file, against the same in memory.
struct StreamedTextTests {
  /// Numbers with missing ones, words with a rare one and line breaks, truth values, dates, words among which one is missing; larger
  /// than the first megabyte, from which the dialect is found.
  private static func text(rows: Int) -> String {
    var generator = SeededGenerator(seed: 11)
    var lines = ["number;word;truth;day;mixed;count"]
    for row in 0..<rows {
      let words = ["blue", "\"dark; \"\"deep\"\"\nred\"", "green", "blue"]
      let word = row == 107 ? "rare" : words[Int(generator.uniform() * 4)]
      let number = row % 13 == 5 ? "NA" : "\(generator.normal())".replacing(".", with: ",")
      let day = "2024-0\(1 + row % 9)-1\(row % 10)"
      lines.append(
        "\(number);\(word);\(row % 3 == 0 ? "TRUE" : "False");\(day);\(row % 17 == 2 ? "" : "m\(row % 4)");\(row % 5)")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static let ranges = [100..<4000, 5000..<20_000, 29_999..<30_000]

  private static func inMemory(_ text: String, without missing: Bool = false) throws -> DelimitedText {
    var table = try DelimitedText(text: text, dialect: Dialect()).expanded
    if missing {
      let columns = (0..<6).map { table.typedColumn($0).isMissing }
      table = table.rows(at: (0..<table.rowCount).filter { row in !columns.contains { $0[row] } })
    }
    return table
  }

  @Test func encodingsAreThoseInMemory() throws {
    let text = Self.text(rows: 30_000)
    let table = try Self.inMemory(text)
    try TemporaryFolder.with { folder in
      let stream = try StreamedText(contentsOf: folder.write(text, to: "table.csv"))
      #expect(text.utf8.count > 1 << 20 && stream.pieces.count > 4)
      #expect(stream.rowCount == 30_000 && stream.columnNames == table.columnNames)
      #expect(stream.kinds == [.numbers, .labels, .labels, .times(.date(.yearFirst)), .labels, .numbers])
      for rule in [MissingRule.mean, .median, .mostFrequent] {
        let rules = EncodingRules(missing: rule, hasIndicators: true, leastCount: 2, hasReferences: rule == .mean)
        let columns = (0..<6).map { table.typedColumn($0) }
        let rows = Self.ranges.flatMap { Array($0) }
        let expected = try InputEncoding(fitting: columns, of: table, rows: rows, rules: rules)
        let found = try stream.encoding(of: Array(0..<6), rows: Self.ranges, rules: rules)
        #expect(found == expected, "\(rule)")
        let inputs = try stream.rows(found)
        let whole: Matrix<Double> = try expected.inputs(of: table).matrix
        for range in [0..<1, 8000..<8003, 3000..<21_000, 29_990..<30_000] {
          let d = whole.columns
          #expect(
            try inputs.matrix(rows: range, of: Double.self).elements
              == Array(whole.elements[range.lowerBound * d..<range.upperBound * d]), "\(rule) \(range)")
        }
      }
      let classes = try stream.classes(column: 1)
      let expected = try table.classes(column: 1, names: nil)
      #expect(classes.indices == expected.indices && classes.names == expected.names)
    }
  }

  @Test func rowsAreLeftOut() throws {
    let text = Self.text(rows: 12_000)
    let table = try Self.inMemory(text, without: true)
    try TemporaryFolder.with { folder in
      let all = try StreamedText(contentsOf: folder.write(text, to: "table.csv"))
      let stream = all.without(try all.columns([], dropping: [0, 4]).missing)
      #expect(stream.rowCount == table.rowCount)
      #expect(try (0..<3).map { try stream.line(of: $0 * 2500) } == (0..<3).map { table.lines[$0 * 2500] })
      #expect(try stream.matrix(columns: [5, 0]) == table.matrix([5, 0], of: Double.self))
    }
  }

  /// Errors name the line of the file, in whatever piece it is, and whatever is quoted before it.
  @Test(arguments: [
    ("1;blue;TRUE;2024-01-01;m1", DataError.Kind.raggedRow), ("1;\"open", .malformedQuotes),
    ("1;blue;TRUE;2024-01-01;m1;x", .notANumber), ("1;blue;TRUE;2024-01-01;m1;", .notANumber),
  ]) func errorsHaveTheirLine(row: String, kind: DataError.Kind) throws {
    let text = Self.text(rows: 25_000)
    try TemporaryFolder.with { folder in
      let path = try folder.write(text + row + "\n1;blue;TRUE;2024-01-01;m1;2\n", to: "table.csv")
      let error = #expect(throws: DataError.self) {
        let stream = try StreamedText(contentsOf: path)
        _ = try stream.encoding(of: [5], rows: [0..<stream.rowCount])
      }
      let line = text.utf8.count { $0 == UInt8(ascii: "\n") } + 1
      #expect(error?.kind == kind && error?.line == line && error?.source == path, "\(String(describing: error))")
    }
  }
}
