import Foundation
import Testing

/// The program's commands from one end to the other, on tables and digits.
struct CommandTests {
  /// Three classes that lie apart, as a table with a header: 90 rows.
  private static let flowers = table(header: "length,width,species") { k, u, v in
    "\(Double(k) + 0.3 * u),\(0.5 * v - Double(k)),\(["setosa", "versicolor", "virginica"][k])"
  }
  /// y = 2a − 3b + 1: 90 rows.
  private static let plane = table(header: "a;b;y") { _, u, v in "\(u);\(v);\(2 * u - 3 * v + 1)" }

  /// A table whose numbers come from two low-discrepancy sequences.
  private static func table(header: String, row: (_ k: Int, _ u: Double, _ v: Double) -> String) -> String {
    ([header]
      + (0..<90).map { i in
        let (u, v) = (Double(i) * 0.618034, Double(i) * 0.414214)
        return row(i % 3, u - u.rounded(.down), v - v.rounded(.down))
      }).joined(separator: "\n") + "\n"
  }

  private func accuracy(_ result: Program.Result) throws -> Double {
    let last = result.lastLine
    #expect(last.wholeMatch(of: /test accuracy: [01]\.\d{4}/) != nil, "\(last)\n\(result.errors)")
    return try #require(Double(last.dropFirst("test accuracy: ".count)))
  }

  @Test func trainsOnDigits() throws {
    let result = try Program.run("train", "--digits")
    #expect(result.status == 0 && result.errors.isEmpty)
    #expect(result.lines[0] == "handwritten digits: 1438 training and 359 test examples")
    #expect(result.output.contains("\nepoch 1: loss "))
    #expect(result.output.contains("\ngradient check passed: "))
    #expect(result.output.contains("\nconfusion matrix of 359 test examples:\n"))
    #expect(try accuracy(result) >= 0.93)
  }

  @Test func theSameSeedGivesTheSameModelOnAnyThreads() throws {
    try TemporaryFolder.with { folder in
      for (name, threads) in [("a", "1"), ("b", "3")] {
        let result = try Program.run(
          "train", "--digits", "--epochs", "2", "--threads", threads, "--save", name, "--quiet", in: folder)
        #expect(result.status == 0)
      }
      #expect(try fileBytes(folder.file("a")) == fileBytes(folder.file("b")))
    }
  }

  @Test func digitsAreEvaluatedOnWhatTheyWereNotTrainedOn() throws {
    try TemporaryFolder.with { folder in
      let trained = try Program.run(
        "train", "--digits", "--test-fraction", "0.3", "--epochs", "3", "--save", "m", "--quiet", in: folder)
      let evaluated = try Program.run("evaluate", "m", "--digits", in: folder)
      #expect(evaluated.status == 0 && evaluated.output.contains("confusion matrix of 539 test examples"))
      #expect(try accuracy(evaluated) == accuracy(trained))
    }
  }

  @Test(arguments: [true, false]) func classesInATable(hasHeader: Bool) throws {
    try TemporaryFolder.with { folder in
      let text = hasHeader ? Self.flowers : Self.flowers.split(separator: "\n").dropFirst().joined(separator: "\n")
      _ = try folder.write(text, to: "flowers.csv")
      let trained = try Program.run("train", "--csv", "flowers.csv", "--fast", "--save", "m.safetensors", in: folder)
      #expect(trained.status == 0 && trained.output.contains("saved in m.safetensors"))
      #expect(try accuracy(trained) >= 0.9)
      let evaluated = try Program.run("evaluate", "m.safetensors", "--csv", "flowers.csv", in: folder)
      #expect(try accuracy(evaluated) >= 0.9)
      #expect(try Program.run("check", "m.safetensors", in: folder).output.contains("gradient check passed: all "))

      // Columns in another order are found by their names, and others are left out.
      let table = hasHeader ? "width,colour,length\n-2,red,2\n0.1,blue,0.1\n" : "2,-2\n0.1,0.1\n"
      _ = try folder.write(table, to: "new.csv")
      let predicted = try Program.run("predict", "m.safetensors", "new.csv", in: folder)
      let names = ["setosa", "versicolor", "virginica"].map { "probability of \($0)" }
      #expect(predicted.lines[0] == "class,\(names.joined(separator: ","))")
      #expect(predicted.lines[1].hasPrefix("virginica,") && predicted.lines[2].hasPrefix("setosa,"))
      #expect(predicted.lines.count == 3 && predicted.status == 0)
      for line in predicted.lines.dropFirst() {
        let sum = line.split(separator: ",").dropFirst().reduce(0) { $0 + (Double($1) ?? .nan) }
        #expect(abs(sum - 1) <= 1e-15)
      }
    }
  }

  @Test func numbersInATable() throws {
    try TemporaryFolder.with { folder in
      _ = try folder.write(Self.plane, to: "plane.csv")
      // A linear network meets a plane in a few hundred steps.
      let trained = try Program.run(
        "train", "--csv", "plane.csv", "--hidden", "none", "--learning-rate", "0.02", "--save", "m", in: folder)
      #expect(trained.status == 0, "\(trained.errors)")
      #expect(trained.lastLine.hasPrefix("test RMSE: "))
      #expect(try #require(Double(trained.lastLine.dropFirst("test RMSE: ".count))) <= 1e-3)
      #expect(try Program.run("evaluate", "m", "--csv", "plane.csv", in: folder).output.contains("(R²): 1.0000"))
      _ = try folder.write("a b\n0 0\n1 1\n", to: "new.csv")
      let predicted = try Program.run("predict", "m", "new.csv", in: folder)
      #expect(predicted.lines[0] == "y")
      let values = try predicted.lines.dropFirst().map { try #require(Double($0)) }
      #expect(abs(values[0] - 1) <= 1e-2 && abs(values[1]) <= 1e-2)
    }
  }

  @Test func twoClassesByOneOutput() throws {
    try TemporaryFolder.with { folder in
      let text = Self.table(header: "a,b,bigger") { _, u, v in "\(u),\(v),\(u > v ? "yes" : "no")" }
      _ = try folder.write(text, to: "t.csv")
      let trained = try Program.run(
        "train", "--csv", "t.csv", "--likelihood", "bernoulli", "--hidden", "none", "--learning-rate", "0.02", "--save",
        "m", in: folder)
      #expect(try accuracy(trained) >= 0.9)
      _ = try folder.write("a,b\n1,0\n0,1\n", to: "new.csv")
      let lines = try Program.run("predict", "m", "new.csv", in: folder).lines
      #expect(lines[0] == "class,probability of yes" && lines[1].hasPrefix("yes,") && lines[2].hasPrefix("no,"))
    }
  }

  @Test(arguments: ["single", "double"]) func checksFreshNetworks(precision: String) throws {
    for likelihood in ["gaussian", "bernoulli", "categorical"] {
      let result = try Program.run(
        "check", "--hidden", "5,4", "--activation", "gelu", "--likelihood", likelihood, "--precision", precision)
      #expect(result.status == 0 && result.output.contains("gradient check passed: all "), "\(result.output)")
    }
  }
}
