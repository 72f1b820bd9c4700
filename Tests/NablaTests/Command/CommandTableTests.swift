import Foundation
import Testing

/// What the commands make of tables and their columns.
struct CommandTableTests {
  /// y = 2a + noise, with a column of weights; one field of y can be replaced.
  private static func table(replacing text: String? = nil) -> String {
    "a,y,w\n"
      + (0..<30).map { i in
        "\(i),\(i == 20 ? text ?? "41" : "\(2 * i + i % 2)"),\(1 + i % 3)\n"
      }.joined()
  }

  @Test(arguments: ["NA", ""]) func aMissingNumberMakesNoClasses(missing: String) throws {
    try TemporaryFolder.with { folder in
      _ = try folder.write(Self.table(replacing: missing), to: "t.csv")
      let place = "t.csv: line 22, column \"y\": expected a number"
      try Program.expectRefusal(["train", "--csv", "t.csv", "--target", "y"], in: folder, status: 1, says: place)
      try Program.expectRefusal(
        ["train", "--csv", "t.csv", "--target", "y"], in: folder, status: 1,
        says: "a number like 29 of 30 fields of the column, or '--classes'")
      try Program.expectRefusal(
        ["solve", "t.csv", "--target", "y"], in: folder, status: 1, says: "'--likelihood categorical'")
      try Program.expectRefusal(
        ["solve", "t.csv", "--target", "y", "--likelihood", "gaussian"], in: folder, status: 1, says: place + ", found")
    }
  }

  @Test func weightsAreNotExplained() throws {
    try TemporaryFolder.with { folder in
      _ = try folder.write(Self.table(), to: "t.csv")
      let result = try Program.run("solve", "t.csv", "--weights", "w", in: folder)
      #expect(result.status == 0 && result.output.contains("t.csv: y by a\n"), "\(result.errors)")
      let weights = ["solve", "t.csv", "--weights", "w"]
      try Program.expectRefusal(weights + ["--target", "2"], in: folder, status: 1, says: "'w', is a target too")
      try Program.expectRefusal(
        weights + ["--target", "y", "--inputs", "a,w"], in: folder, status: 1, says: "'w', is an input too")
      try Program.expectRefusal(
        ["solve", try folder.write("1\n2\n", to: "one.csv"), "--weights", "0"], in: folder, status: 1,
        says: "found a table of one column")
    }
  }

  @Test(arguments: ["", ",", "a,", "a,a"]) func listsOfColumnsAreChecked(list: String) throws {
    try TemporaryFolder.with { folder in
      _ = try folder.write(Self.table(), to: "t.csv")
      for arguments in [
        ["train", "--csv", "t.csv", "--target=\(list)"], ["solve", "t.csv", "--target=\(list)"],
        ["solve", "t.csv", "--inputs=\(list)"],
      ] {
        try Program.expectRefusal(arguments, in: folder, status: 2, says: "takes different columns")
      }
      // The same column, by its name and by its index.
      try Program.expectRefusal(
        ["solve", "t.csv", "--inputs", "a,0"], in: folder, status: 1, says: "a list of different columns")
    }
  }

  @Test func numbersThatDoNotSuitHavePlaces() throws {
    try TemporaryFolder.with { folder in
      _ = try folder.write("a,y,w\n1,0.5,1\n2,1.5,1\n3,0.5,-1\n", to: "t.csv")
      try Program.expectRefusal(
        ["solve", "t.csv", "--weights", "w"], in: folder, status: 1,
        says: "t.csv: line 4, column \"w\": expected a weight of at least 0, found \"-1\"")
      try Program.expectRefusal(
        ["solve", "t.csv", "--target", "y", "--likelihood", "bernoulli"], in: folder, status: 1,
        says: "t.csv: line 3, column \"y\": expected a probability from 0 to 1")
      try Program.expectRefusal(
        ["solve", "t.csv", "--target", "y", "--inputs", "a", "--orthogonal", "3"], in: folder, status: 1,
        says: "the input 'a' has 3 different values")
    }
  }

  @Test func twoClassesOfTwoOutputsAreDrawn() throws {
    try TemporaryFolder.with { folder in
      _ = try folder.write(SolveCommandTests.cars, to: "cars.csv")
      let result = try Program.run(
        "solve", "cars.csv", "--inputs", "speed", "--likelihood", "categorical", "--figure", "f.gnuplot", in: folder)
      #expect(result.status == 0, "\(result.errors)")
      let script = String(decoding: try fileBytes(folder.file("f.gnuplot")), as: UTF8.self)
      #expect(script.contains("\"new, mean\"") && script.contains("\"old, mean\""), "\(script)")
    }
  }

  @Test func aFigureThatCannotBeDrawnTakesNothingAway() throws {
    try TemporaryFolder.with { folder in
      _ = try folder.write("a,y\n1,1\n2,3\n3,4\n4,6\n", to: "t.csv")
      // No programs but env, as on a system without gnuplot.
      let path = folder.file("bin")
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
      let command = "exec env PATH='\(path)' '\(Program.path)' solve t.csv --save m --figure f.svg"
      let result = try Program.shell(command, in: folder)
      #expect(result.status == 1 && result.errors.contains("gnuplot is not installed"), "\(result)")
      #expect(result.output.contains("t.csv: y by a"))
      let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
      #expect(files == ["bin", "f.gp", "m", "t.csv"])
      let ending = try Program.run("solve", "t.csv", "--figure", "f.bmp", in: folder)
      #expect(ending.status == 2 && ending.output.isEmpty)
    }
  }
}
