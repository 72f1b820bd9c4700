import Foundation
import Nabla
import Testing

/// Regressions of tables with text, against statsmodels.
struct SolveTableTests {
  private struct Report: Decodable {
    struct Coefficient: Decodable {
      let name: String
      let estimate: Double
      let standardError: Double
    }
    struct Test: Decodable {
      let name: String
      let statistic: Double
      let pValue: Double
      let degreesOfFreedom: Int
    }
    let coefficients: [Coefficient]
    let jointTests: [Test]?
    let examples: Int
  }

  /// Coefficients and standard errors to 1e-9, and the joint tests of levels.
  @Test(arguments: [
    (
      "titanic", "titanic.csv",
      ["--target", "Survived", "--likelihood", "bernoulli", "--missing", "drop", "--exclude", "PassengerId"]
    ),
    ("adult", "adult.csv", ["--missing", "drop"]), ("umsatz", "umsatz.csv", ["--encoding", "latin-1"]),
    ("cars", "cars.txt", ["--target", "mpg", "--missing", "drop"]), ("export", "export.csv", []),
  ]) func asStatsmodels(name: String, file: String, options: [String]) throws {
    let expected = try TableFixture.read(name).regression
    let result = try Program.run(["solve", TableFixture.path(file), "--json"] + options)
    #expect(result.status == 0, "\(result.errors)")
    let report = try JSONDecoder().decode(Report.self, from: Data(result.output.utf8))
    #expect(report.coefficients.map(\.name) == expected.names && report.examples == expected.rows)
    for (i, found) in report.coefficients.enumerated() {
      // An estimate that is 0 by chance has the digits of its standard error.
      let scale = max(abs(expected.estimates[i]), expected.errors[i])
      #expect(abs(found.estimate - expected.estimates[i]) <= 1e-9 * scale, "\(found)")
      #expect(
        abs(found.standardError - expected.errors[i]) <= 1e-9 * expected.errors[i], "\(found) \(expected.errors[i])")
    }
    let tests = try #require(report.jointTests ?? (expected.tests.isEmpty ? [] : nil))
    #expect(Set(tests.map(\.name)) == Set(expected.tests.keys))
    for test in tests {
      let wanted = try #require(expected.tests[test.name])
      #expect(abs(test.statistic - wanted.statistic) <= 1e-8 * wanted.statistic, "\(test)")
      #expect(abs(test.pValue - wanted.p) <= 1e-7 * wanted.p && test.degreesOfFreedom == wanted.degrees, "\(test)")
    }
  }

  /// Options without a meaning for the model are refused, and not ignored.
  @Test func whatHasNoMeaningIsRefused() throws {
    let cars = ["solve", TableFixture.path("cars.txt"), "--target", "mpg", "--missing", "drop"]
    try Program.expectRefusal(
      cars + ["--no-bias", "--reference", "gear=three"], status: 2,
      says: "'--reference' and '--no-bias' exclude each other")
    try Program.expectRefusal(
      cars + ["--softmax", "symmetric", "--likelihood", "gaussian"], status: 2,
      says: "'--softmax' is for the likelihood categorical, not for gaussian")
    let found = try Program.run(cars + ["--softmax", "symmetric"])
    #expect(found.status == 1 && found.errors.contains("'--softmax' is for the likelihood categorical"), "\(found)")
  }

  @Test func referencesAreNamed() throws {
    let path = TableFixture.path("cars.txt")
    let options = ["solve", path, "--target", "mpg", "--missing", "drop"]
    let result = try Program.run(options + ["--reference", "gear=three"])
    #expect(result.status == 0 && result.output.contains("gear = five") && !result.output.contains("gear = three"))
    // Another reference is another way to write the same model.
    let other = try Program.run(options)
    func line(_ text: String, _ start: String) -> String? {
      text.split(separator: "\n").first { $0.hasPrefix(start) }.map(String.init)
    }
    for start in ["All levels of gear", "R² ", "Log-likelihood"] {
      #expect(line(result.output, start) != nil && line(result.output, start) == line(other.output, start))
    }
    try Program.expectRefusal(
      ["solve", TableFixture.path("export.csv"), "--reference", "region"], status: 2,
      says: "'--reference' takes COLUMN=LEVEL")
    let wrong = try Program.run(options + ["--reference", "gear=six"])
    #expect(
      wrong.status == 1 && wrong.errors.contains("a reference that is one of the levels \"five\", \"four\", \"three\""))
  }

  /// A saved regression predicts from text; a level that it does not know would stand for the reference, and is refused.
  @Test func itPredictsFromText() throws {
    try TemporaryFolder.with { folder in
      let solved = try Program.run(
        "solve", TableFixture.path("cars.txt"), "--target", "mpg", "--missing", "drop", "--save", "m", in: folder)
      #expect(solved.status == 0)
      _ = try folder.write("wt,gear,auto\n3,four,TRUE\n3,five,FALSE\n", to: "new.csv")
      let predicted = try Program.run("predict", "m", "new.csv", in: folder)
      let b = try TableFixture.read("cars").regression.estimates
      let values = predicted.lines.dropFirst().compactMap { Double($0) }
      #expect(values.count == 2, "\(predicted)")
      for (value, wanted) in zip(values, [3 * b[0] + b[1] + b[3] + b[4], 3 * b[0] + b[4]]) {
        #expect(abs(value - wanted) <= 1e-9 * abs(wanted))
      }
      _ = try folder.write("wt,gear,auto\n3,six,TRUE\n", to: "new.csv")
      try Program.expectRefusal(
        ["predict", "m", "new.csv"], in: folder,
        says:
          "new.csv: line 2, column \"gear\": expected one of the levels \"five\", \"four\", \"three\", found \"six\"")
    }
  }

  /// A softmax regression of more classes and columns than there is memory for is refused before it is begun.
  @Test func classesBeyondMemoryAreRefused() throws {
    try TemporaryFolder.with { folder in
      let rows = (0..<15_000).map { i in (1...9).map { "\((i * $0) % 101)," }.joined() + "name\(i)\n" }
      _ = try folder.write("a,b,c,d,e,f,g,h,i,name\n" + rows.joined(), to: "t.csv")
      try Program.expectRefusal(
        ["solve", "t.csv"], in: folder,
        says: "t.csv: a solution of 15000 rows with 9 columns and 15000 classes takes 1080 GB of memory")
    }
  }

  /// What a delimiter at the end of every line makes is left out, and said to be.
  @Test(arguments: [[], ["--stream"]], ["a,b,y,", nil])
  func delimitersAtTheEndOfLines(options: [String], header: String?) throws {
    try TemporaryFolder.with { folder in
      let lines = (0..<20).map { i in "\(i % 7),\(i * i % 11),\(3 * (i % 7) - i * i % 11 + i % 2)," }
      _ = try folder.write(((header.map { [$0] } ?? []) + lines).joined(separator: "\n"), to: "t.csv")
      let result = try Program.run(["solve", "t.csv"] + options, in: folder)
      #expect(result.status == 0, "\(result.errors)")
      #expect(result.output.contains(header == nil ? "column2 by column0, column1" : "y by a, b"))
      #expect(result.errors.contains("is left out, since it has no value"))
    }
  }
}
