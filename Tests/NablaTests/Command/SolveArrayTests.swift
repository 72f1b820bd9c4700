import Foundation
import Nabla
import Testing

/// Regressions of arrays and of sparse rows: their reports are those of the same numbers in a table.
struct SolveArrayTests {
  private static let (rows, columns) = (300, 3)

  /// Numbers of which a third are 0, and labels 1 and 2.
  private static func write(to folder: TemporaryFolder) throws {
    var generator = SeededGenerator(seed: 5)
    let x = (0..<rows).map { row in
      (0..<columns).map { column in (row + column) % 3 == 0 ? 0.0 : generator.normal() }
    }
    let t = x.map { row in row[0] - 2 * row[1] + generator.normal() }
    let labels = x.map { row in row[0] + generator.normal() > 0 ? 2 : 1 }
    let head = (0..<columns).map { "column\($0)" }.joined(separator: ",")
    var (table, svm) = ("\(head),target,label\n", "")
    for row in 0..<rows {
      table += x[row].map { "\($0)" }.joined(separator: ",") + ",\(t[row]),\(labels[row])\n"
      let numbers = x[row].enumerated().filter { $0.element != 0 }.map { "\($0.offset + 1):\($0.element)" }
      svm += "\(t[row]) \(numbers.joined(separator: " "))\n"
    }
    _ = try folder.write(table, to: "t.csv")
    _ = try folder.write(svm, to: "t.svm")
    _ = try folder.write(npy("<f8", "\(rows), \(columns)", x.joined().map { $0.bitPattern }), to: "x.npy")
    _ = try folder.write(npy("<f8", "\(rows),", t.map { $0.bitPattern }), to: "t.npy")
    _ = try folder.write(npy("<i8", "\(rows),", labels.map { UInt64($0) }), to: "label.npy")
  }

  private static func npy(_ type: String, _ shape: String, _ words: [UInt64]) -> [UInt8] {
    let header = "{'descr': '\(type)', 'fortran_order': False, 'shape': (\(shape)), }"
    let bytes = words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) } }
    return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.utf8.count), 0] + Array(header.utf8) + bytes
  }

  /// A training takes targets of arrays as a regression does: whole numbers are counts, and what is no target has its row.
  @Test func trainingChecksTargets() throws {
    try TemporaryFolder.with { folder in
      try Self.write(to: folder)
      for more in [[], ["--stream"]] {
        let train = ["train", "--epochs", "1", "--hidden", "2"] + more
        let counts = try Program.run(
          train + ["--npy", "x.npy", "label.npy", "--likelihood", "poisson", "--save", "m"], in: folder)
        #expect(counts.status == 0 && counts.lastLine.hasPrefix("test RMSE: "), "\(counts)")
        #expect(try Program.run("check", "m", "--npy", "x.npy", "label.npy", in: folder).status == 0)
        for likelihood in ["poisson", "bernoulli", "gamma:2"] {
          let found = try Program.run(
            train + ["--npy", "x.npy", "t.npy", "--likelihood", likelihood], in: folder)
          #expect(
            found.status == 1 && found.errors.contains(" for the \(likelihood) likelihood, found")
              && found.errors.contains(": row ") && found.errors.split(separator: "\n").count == 1, "\(found)")
        }
      }
    }
  }

  @Test func reportsAreThoseOfATable() throws {
    try TemporaryFolder.with { folder in
      try Self.write(to: folder)
      let table = ["solve", "t.csv", "--json", "--exclude"]
      let (numbers, classes) = (["x.npy", "t.npy"], ["x.npy", "label.npy"])
      let cases: [(arrays: [String], table: [String])] = [
        (["--npy"] + numbers, ["label", "--target", "target"]),
        (["--npy"] + numbers + ["--stream"], ["label", "--target", "target"]),
        (
          ["--npy"] + numbers + ["--folds", "5", "--leave-one-out"],
          ["label", "--target", "target", "--folds", "5", "--leave-one-out"]
        ),
        (
          ["--npy"] + numbers + ["--polynomial", "2", "--ridge", "cv"],
          ["label", "--target", "target", "--polynomial", "2", "--ridge", "cv"]
        ),
        (["--libsvm", "t.svm"], ["label", "--target", "target"]),
        (["--libsvm", "t.svm", "--stream", "--no-bias"], ["label", "--target", "target", "--no-bias"]),
        (["--npy"] + classes, ["target", "--likelihood", "bernoulli"]),
        (["--npy"] + classes + ["--stream"], ["target", "--likelihood", "bernoulli"]),
        (["--npy"] + classes + ["--regression"], ["target"]),
        (["--npy"] + classes + ["--likelihood", "poisson", "--stream"], ["target", "--likelihood", "poisson"]),
      ]
      for (arrays, options) in cases {
        let expected = try Program.run(table + options, in: folder)
        let found = try Program.run(["solve", "--json"] + arrays, in: folder)
        #expect(expected.status == 0 && found.status == 0, "\(arrays): \(expected.errors) \(found.errors)")
        // The labels have a name of their own in the table.
        #expect(found.output == expected.output.replacing("label", with: "target"), "\(arrays)")
      }
    }
  }

  #if Zlib
    @Test func archives() throws {
      let path = Bundle.module.bundleURL.appending(path: "Fixtures/archives/packed.npz").path
      try TemporaryFolder.with { folder in
        let file = try NPZFile(contentsOf: path)
        let (x, y) = (try file.array("x").matrix(of: Double.self), try file.array("y").matrix(of: Double.self))
        let lines = (0..<x.rows).map { row in (x[row: row] + y[row: row]).map { "\($0)" }.joined(separator: ",") }
        _ = try folder.write(lines.joined(separator: "\n"), to: "t.csv")
        let data = ["solve", "--npz", path, "--arrays", "x,y", "--regression", "--json"]
        let expected = try Program.run("solve", "t.csv", "--header", "no", "--row-names", "no", "--json", in: folder)
        for options in [[], ["--stream"]] {
          let found = try Program.run(data + options, in: folder)
          #expect(found.status == 0 && expected.status == 0, "\(found.errors) \(expected.errors)")
          #expect(found.output == expected.output.replacing("column\(x.columns)", with: "target"))
        }
      }
    }
  #endif

  @Test func modelsAreSaved() throws {
    try TemporaryFolder.with { folder in
      try Self.write(to: folder)
      #expect(try Program.run("solve", "--npy", "x.npy", "t.npy", "--save", "m", in: folder).status == 0)
      let evaluated = try Program.run("evaluate", "m", "--npy", "x.npy", "t.npy", "--regression", in: folder)
      #expect(evaluated.status == 0, "\(evaluated.errors)")
      let (array, sparse) = (
        try Program.run("predict", "m", "x.npy", in: folder),
        try Program.run("predict", "m", "t.svm", "--libsvm", in: folder)
      )
      #expect(array.status == 0 && array.output == sparse.output, "\(array.errors) \(sparse.errors)")
    }
  }

  @Test func refusals() throws {
    try TemporaryFolder.with { folder in
      try Self.write(to: folder)
      // Two rows of a billion columns: there is room neither for their zeros nor for a solution.
      _ = try folder.write("1.5 1:1\n2.5 1000000000:1\n", to: "wide.svm")
      let cases: [(options: [String], status: Int32, words: String)] = [
        ([], 2, "FILE"), (["t.csv", "--npy", "x.npy", "t.npy"], 2, "exclude"),
        (["--npy", "x.npy", "t.npy", "--libsvm", "t.svm"], 2, "exclude"),
        (["t.csv", "--regression"], 2, "--likelihood"),
        (["--npy", "x.npy", "t.npy", "--target", "a"], 2, "tables"), (["t.csv", "--arrays", "x,y"], 2, "--npz"),
        (["--npy", "x.npy", "none.npy"], 1, "none.npy"), (["--libsvm", "wide.svm", "--folds", "2"], 1, "--folds"),
        (["--libsvm", "wide.svm"], 1, "GB of memory"),
      ]
      for (options, status, words) in cases {
        let found = try Program.run(["solve"] + options, in: folder)
        #expect(found.status == status && found.errors.contains(words), "\(options): \(found)")
      }
    }
  }
}
