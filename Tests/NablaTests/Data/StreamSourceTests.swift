import Foundation
import Testing

@testable import Nabla

/// Arrays of NumPy and rows of LIBSVM that are read when they are needed, against the same in memory.
struct StreamSourceTests {
  private static func path(_ name: String) -> String {
    Bundle.module.bundleURL.appending(path: "Fixtures/\(name)").path
  }

  private func compare(_ rows: some RowSource, with expected: Matrix<Double>, sizes: [Int]) throws {
    #expect(rows.rowCount == expected.rows && rows.columnCount == expected.columns)
    for size in sizes {
      for first in stride(from: 0, to: rows.rowCount, by: size) {
        let range = first..<min(first + size, rows.rowCount)
        let part = expected.elements[range.lowerBound * expected.columns..<range.upperBound * expected.columns]
        #expect(try rows.matrix(rows: range, of: Double.self).elements == Array(part))
        #expect(try rows.sparseMatrix(rows: range, of: Double.self).dense.elements == Array(part))
      }
    }
  }

  @Test func arraysOfEveryOrder() throws {
    for name in ["f8-little", "i2-big", "f4-fortran", "u1-fortran", "cube", "vector"] {
      let path = Self.path("arrays/\(name).npy")
      try compare(NPYRows(contentsOf: path), with: NPYFile(contentsOf: path).matrix(), sizes: [1, 2, 3])
    }
    let error = #expect(throws: DataError.self) {
      try NPYRows(contentsOf: Self.path("arrays/nan.npy")).matrix(rows: 1..<3, of: Double.self)
    }
    #expect(error?.kind == .notFinite && error?.row == 2)
  }

  #if Zlib
    @Test func arraysOfArchives() throws {
      for name in ["stored", "packed"] {
        let file = try NPZFile(contentsOf: Self.path("archives/\(name).npz"))
        for array in ["x", "fortran", "long"] {
          try compare(
            NPYRows(array, of: file), with: file.array(array).matrix(), sizes: array == "long" ? [20_000] : [7])
        }
      }
      for name in ["objects", "lying"] {
        let file = try NPZFile(contentsOf: Self.path("archives/\(name).npz"))
        let error = #expect(throws: DataError.self) { try NPYRows("x", of: file) }
        #expect(error?.source?.contains("array 'x") == true)
      }
    }
  #endif

  /// Rows of 1200 columns, most of them 0; some without any number, among comments and blank lines; several pieces of the file.
  private static func sparseText(rows: Int) -> String {
    var generator = SeededGenerator(seed: 4)
    var text = "# from one\n\n"
    for row in 0..<rows {
      text += "\(row * 7 % 3 - 1) qid:\(row / 4)"
      let columns = Set((0..<(row % 50 == 3 ? 0 : 12)).map { _ in Int(generator.uniform() * 1199) + 1 })
      for column in columns.sorted() { text += " \(column):\(generator.normal())" }
      text += row % 9 == 0 ? " # a comment\r\n" : row % 11 == 0 ? "\n\n" : "\n"
    }
    return text + "2 1200:5e-1"
  }

  @Test func sparseRows() throws {
    try TemporaryFolder.with { folder in
      let path = try folder.write(Self.sparseText(rows: 2000), to: "rows.svm")
      let (rows, whole) = (try SparseTextRows(contentsOf: path), try SparseRows(contentsOf: path))
      #expect(rows.labels == whole.labels && rows.numberCount == whole.values.count && rows.isMostlyZeros)
      try compare(rows, with: whole.matrix(), sizes: [301, 2001])
      #expect(try SparseTextRows(contentsOf: path, columns: 1300).columnCount == 1300)
      // One by one, over the border between two pieces.
      let all = try rows.sparseMatrix(rows: 0..<2001, of: Float.self)
      for row in 900..<1000 {
        #expect(try rows.sparseMatrix(rows: row..<row + 1, of: Float.self) == all.rows(at: [row]))
      }
    }
  }

  @Test(arguments: [
    ("1 2:3\n\n# c\n1 x:3\n", 4 as Int?, DataError.Kind.notANumber), ("1 3:1 3:2\n", 1, .corrupt),
    ("a 1:1\n", 1, .notANumber),
    ("1 1:1\n2 99999999999999999999:1\n", 2, .notANumber), ("1 1:nan\n", 1, .notFinite), ("\n# c\n", nil, .empty),
  ]) func errorsHaveTheirLine(text: String, line: Int?, kind: DataError.Kind) throws {
    try TemporaryFolder.with { folder in
      // The error is that of a second piece of the file, too.
      for before in ["", String(repeating: "0 1:1\n", count: 50_000)] where before.isEmpty || kind != .empty {
        let path = try folder.write(before + text, to: "rows.svm")
        let error = #expect(throws: DataError.self) { try SparseTextRows(contentsOf: path) }
        #expect(error?.kind == kind && error?.line == line.map { $0 + (before.isEmpty ? 0 : 50_000) })
        #expect(error == #expect(throws: DataError.self) { try SparseRows(contentsOf: path) })
      }
    }
  }

  /// The same bits as in memory, where the order is the same, on any number of threads.
  @Test func trainingIsThatInMemory() throws {
    try TemporaryFolder.with { folder in
      let path = try folder.write(Self.sparseText(rows: 600), to: "rows.svm")
      let (rows, whole) = (try SparseTextRows(contentsOf: path), try SparseRows(contentsOf: path))
      let (targets, names) = try whole.targets(of: Double.self)
      let memory = try SparseDataset<Double>(
        inputs: whole.sparseMatrix(of: Double.self), targets: targets, classNames: names)
      let stream = try StreamedDataset<Double>(inputs: rows, targets: targets, classNames: names)
      var start = Network<Double>(inputs: 1200, likelihood: .categorical(classes: 4)) { Dense(8, .tanh) }
      start.initialize(.glorot, seed: 3)
      let shuffling = Shuffling.blocks(size: 64, window: 3)
      func optimizer() -> Adam<Double> { Adam(learningRate: 0.01) }
      var known = Training(start, on: memory, optimizer: optimizer(), batch: 50, shuffling: shuffling)
      for _ in 0..<3 { try known.epoch() }
      for threads in [1, 2] {
        start.execution.threads = threads
        var found = Training(start, on: stream, optimizer: optimizer(), batch: 50, shuffling: shuffling)
        for _ in 0..<3 { try found.epoch() }
        #expect(found.network.parameters == known.network.parameters)
        #expect(found.history.epochs.map(\.loss) == known.history.epochs.map(\.loss))
      }
      let rest = try stream.inputs.matrix(rows: 0..<601, of: Double.self)
      #expect(rest == memory.dense.inputs)
    }
  }
}
