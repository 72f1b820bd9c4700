import Foundation
import Testing

@testable import Nabla

/// Rows that are read from a file when they are needed, against the same numbers in memory.
struct StreamedRowsTests {
  /// Numbers as text, and what they are.
  private static func table(rows: Int, columns: Int, header: Bool) -> (text: String, values: Matrix<Double>) {
    var generator = SeededGenerator(seed: 5)
    let values = (0..<rows * columns).map { _ in generator.normal() }
    let names = header ? (0..<columns).map { "x\($0)" }.joined(separator: ",") + "\n" : ""
    let lines = (0..<rows).map { i in
      values[i * columns..<(i + 1) * columns].map { "\($0)" }.joined(separator: ",") + "\n"
    }
    return (names + lines.joined(), Matrix(rows: rows, columns: columns, elements: values))
  }

  /// More than one piece of the file, read in chunks of any size.
  @Test(arguments: [true, false]) func chunksAreThoseOfTheMatrix(header: Bool) throws {
    let (text, values) = Self.table(rows: 9000, columns: 7, header: header)
    try TemporaryFolder.with { folder in
      let path = try folder.write(text, to: "table.csv")
      let rows = try TextRows(contentsOf: path)
      #expect(rows.rowCount == 9000 && rows.columnCount == 7)
      #expect(rows.columnNames == (header ? (0..<7).map { "x\($0)" } : nil))
      for size in [1, 7, 1024, 9000] {
        for first in [0, 2900, 9000 - size] {
          let range = first..<min(first + size, 9000)
          let chunk = try rows.matrix(rows: range, of: Double.self)
          #expect(chunk.elements == Array(values.elements[range.lowerBound * 7..<range.upperBound * 7]))
        }
      }
      let some = try rows.columns([6, 0]).matrix(rows: 0..<9000, of: Float.self)
      #expect(some.elements == (0..<9000).flatMap { [Float(values[$0, 6]), Float(values[$0, 0])] })
      let whole = try DelimitedText(contentsOf: path, dialect: Dialect()).matrix(of: Double.self)
      #expect(whole == values)
    }
  }

  @Test(arguments: [
    ("a,b\n1,2\n3,x\n", 3, DataError.Kind.notANumber), ("a,b\n1,2\n3\n", 3, .raggedRow),
    ("a,b\n1,2\n3,\n", 3, .notANumber), ("a,b\n1,2\n\n", 3, .raggedRow), ("a,b\n1,2\n3,1e999\n", 3, .notFinite),
    ("a,b\n1,2\n3,\"4\"\n", 3, .notANumber), ("", 1, .notANumber),
  ]) func errorsHaveTheirLine(text: String, line: Int, kind: DataError.Kind) throws {
    try TemporaryFolder.with { folder in
      let path = try folder.write(text, to: "table.csv")
      let error = #expect(throws: DataError.self) {
        let rows = try TextRows(contentsOf: path)
        _ = try rows.matrix(rows: 0..<rows.rowCount, of: Double.self)
      }
      #expect(error?.kind == kind && error?.line == line && error?.source == path, "\(String(describing: error))")
    }
  }

  /// A file that somebody shortens meanwhile is an error, and so is what comes of it.
  @Test func changedFilesAreAnError() throws {
    let (text, values) = Self.table(rows: 9000, columns: 3, header: true)
    try TemporaryFolder.with { folder in
      let path = try folder.write(text, to: "table.csv")
      let rows = try TextRows(contentsOf: path)
      let data = try StreamedDataset<Double>(
        inputs: rows.columns([0, 1]), targets: Matrix(column: (0..<9000).map { values[$0, 2] }))
      let file = try FileHandle(forWritingTo: URL(filePath: path))
      try file.truncate(atOffset: UInt64(text.utf8.count / 2))
      try file.close()
      #expect(throws: DataError.self) { try Network<Double>(inputs: 2, likelihood: .gaussian).solve(data) }
      var training = Training(
        Network<Double>(inputs: 2, likelihood: .gaussian), on: data, optimizer: .sgd(learningRate: 0.1), batch: 10)
      let before = training.network
      let error = #expect(throws: TrainingError.self) { try training.epoch() }
      guard case .unreadable? = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(training.network.parameters == before.parameters && training.epochs == 0)
    }
  }
}
