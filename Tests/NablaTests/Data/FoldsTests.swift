import Foundation
import Nabla
import Testing

/// Parts without chance, against scikit-learn's (scripts/fixtures/folds.py), and what the program makes of them.
struct FoldsTests {
  private struct Case: Decodable {
    let classes: [Int]
    let k: Int
    let consecutive: [Int]
    let stratified: [Int]?
    let groups: [Int]
    let grouped: [Int]?
    let ordered: [Int]?
  }
  private struct Regressions: Decodable {
    let table: String
    let consecutive: [Double]
    let grouped: [Double]
    let ordered: [Double]
    let stratified: [Double]
    let leaveOneOut: Double
    let ridgeLeaveOneOut: Double
  }
  private struct Fixture: Decodable {
    let divisions: [Case]
    let regressions: Regressions
  }

  private static let fixture = Result {
    try JSONDecoder().decode(Fixture.self, from: Data(fileBytes(fixturePath("folds.json"))))
  }

  @Test func asScikitLearn() throws {
    let cases = try Self.fixture.get().divisions
    #expect(cases.count == 7)
    for c in cases {
      #expect(Folds.consecutive(c.classes.count, c.k) == c.consecutive)
      if let stratified = c.stratified { #expect(Folds.stratified(c.classes, c.k) == stratified, "\(c)") }
      if let grouped = c.grouped { #expect(Folds.grouped(c.groups, c.k) == grouped, "\(c)") }
      guard let ordered = c.ordered else { continue }
      let ranges = Folds.ordered(c.classes.count, c.k)
      #expect(c.classes.indices.map { i in ranges.firstIndex { $0.contains(i) } ?? -1 } == ordered, "\(c)")
    }
  }

  /// The test results of regressions whose parts are divided in every way, and what one fit says of those without each example.
  @Test func regressionsAsScikitLearn() throws {
    struct Scores: Decodable {
      let values: [Double]
      let mean: Double
      let standardError: Double
    }
    struct Left: Decodable { let rootMeanSquare: Double }
    struct Report: Decodable {
      let folds: Scores?
      let leaveOneOut: Left?
    }
    let expected = try Self.fixture.get().regressions
    try TemporaryFolder.with { folder in
      _ = try folder.write(expected.table, to: "t.csv")
      func report(_ options: String...) throws -> Report {
        let result = try Program.run(["solve", "t.csv", "--json"] + options, in: folder)
        #expect(result.status == 0, "\(result.errors)")
        return try JSONDecoder().decode(Report.self, from: Data(result.output.utf8))
      }
      let numbers = "a,b,c"
      let cases: [(found: Report, values: [Double])] = [
        (try report("--target", "y", "--inputs", numbers, "--folds", "4"), expected.consecutive),
        (try report("--target", "y", "--inputs", numbers, "--folds", "3", "--groups", "g"), expected.grouped),
        (try report("--target", "y", "--inputs", numbers, "--folds", "3", "--ordered"), expected.ordered),
        (try report("--target", "s", "--inputs", numbers, "--folds", "4"), expected.stratified),
      ]
      for (found, values) in cases {
        let folds = try #require(found.folds)
        #expect(
          zip(folds.values, values).allSatisfy { abs($0 - $1) <= 1e-9 * $1 } && folds.values.count == values.count)
        let mean = values.reduce(0, +) / Double(values.count)
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        let error = (squares / Double(values.count * (values.count - 1))).squareRoot()
        #expect(abs(folds.mean - mean) <= 1e-9 && abs(folds.standardError - error) <= 1e-9)
      }
      let plain = try report("--target", "y", "--inputs", numbers, "--leave-one-out")
      let ridge = try report("--target", "y", "--inputs", numbers, "--leave-one-out", "--ridge", "0.7")
      for (found, value) in [(plain, expected.leaveOneOut), (ridge, expected.ridgeLeaveOneOut)] {
        #expect(abs(try #require(found.leaveOneOut).rootMeanSquare - value) <= 1e-11 * value)
      }
    }
  }

  /// Groups are whole in both parts of a single division, and an order is kept.
  @Test func groupsAndOrder() throws {
    var text = "a,g,y\n"
    for i in 0..<60 { text += "\(Double(i * 7 % 11) / 8),g\(i % 10),\(i)\n" }
    try TemporaryFolder.with { folder in
      _ = try folder.write(text, to: "t.csv")
      let fixed = ["train", "--csv", "t.csv", "--inputs", "a", "--epochs", "1", "--target", "y"]
      let grouped = try Program.run(fixed + ["--groups", "g", "--test-fraction", "0.3"], in: folder)
      #expect(grouped.output.hasPrefix("t.csv: 42 training and 18 test examples"), "\(grouped)")
      // The last 12 targets are 48 … 59, whose mean the training never had.
      let ordered = try Program.run(fixed + ["--ordered", "--quiet"], in: folder)
      let error = try #require(Double(ordered.lastLine.split(separator: " ").last ?? ""))
      #expect(ordered.status == 0 && error > 15, "\(ordered)")
      let both = fixed + ["--folds", "3"]
      #expect(try Program.run(both + ["--groups", "g"], in: folder).output.contains("part 3 of 3"))
      #expect(try Program.run(both + ["--ordered"], in: folder).output.contains("(15 examples)"))
      try Program.expectRefusal(
        ["solve", "t.csv", "--inputs", "a,g", "--groups", "g", "--folds", "3"], in: folder, says: "is an input too")
      try Program.expectRefusal(
        ["solve", "t.csv", "--target", "y", "--groups", "g", "--folds", "11"], in: folder,
        says: "of 10 groups leaves parts")
      try Program.expectRefusal(
        ["solve", "t.csv", "--groups", "g"], status: 2, says: "goes with '--folds K'")
      try Program.expectRefusal(
        ["solve", "t.csv", "--target", "y", "--exclude", "g", "--likelihood", "poisson", "--leave-one-out"], in: folder,
        says: "is for linear regressions")
    }
  }

  /// Every part is tested on by a network that was trained on the others alone: as by files that are divided by hand.
  @Test func crossValidation() throws {
    let header = "a,c,y\n"
    let rows = (0..<30).map {
      "\($0 % 7 == 2 ? "" : "\(Double($0 * 13 % 11) / 4)"),\($0 % 3 == 0 ? "u" : "v"),\($0 % 5)\n"
    }
    let options = ["--missing", "mean", "--epochs", "3", "--quiet"]
    try TemporaryFolder.with { folder in
      _ = try folder.write(header + rows.joined(), to: "all.csv")
      let whole = try Program.run(["train", "--csv", "all.csv", "--folds", "3"] + options.dropLast(), in: folder)
      #expect(whole.status == 0 && whole.lines.count == 4, "\(whole)")
      var values: [Double] = []
      for part in 0..<3 {
        let test = part * 10..<(part + 1) * 10
        _ = try folder.write(
          header + rows.enumerated().filter { !test.contains($0.offset) }.map(\.element).joined(), to: "p.csv")
        _ = try folder.write(header + rows[test].joined(), to: "q.csv")
        let single = try Program.run(["train", "--csv", "p.csv", "--test", "q.csv"] + options, in: folder)
        #expect(whole.lines[part] == "part \(part + 1) of 3: \(single.lastLine) (10 examples)")
        values.append(try #require(Double(single.lastLine.split(separator: " ").last ?? "")))
      }
      let mean = values.reduce(0, +) / 3
      let error = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 6).squareRoot()
      let last = whole.lastLine.split(separator: " ")
      #expect(whole.lastLine.hasPrefix("cross-validated test RMSE: "))
      let found = try #require(Double(last[3].dropLast())), deviation = try #require(Double(last[6]))
      #expect(
        abs(found - mean) <= 2e-5 * mean && abs(deviation - error) <= 1e-4 * mean, "\(whole.lastLine) \(mean) \(error)")
    }
  }

  @Test func whatDoesNotGoTogether() throws {
    try Program.expectRefusal(
      ["train", "--digits", "--folds", "1"], status: 2, says: "'--folds' takes a whole number from 2")
    try Program.expectRefusal(
      ["train", "--digits", "--folds", "3", "--save", "m"], status: 2, says: "exclude each other")
    try TemporaryFolder.with { folder in
      _ = try folder.write("a,y\n1,2\n2,3\n3,5\n", to: "t.csv")
      try Program.expectRefusal(
        ["train", "--csv", "t.csv", "--folds", "4"], in: folder, says: "leaves parts without any")
    }
  }
}
