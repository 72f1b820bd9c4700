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
  }

  @Test func asScikitLearn() throws {
    let cases = try JSONDecoder().decode([Case].self, from: Data(fileBytes(fixturePath("folds.json"))))
    #expect(cases.count == 7)
    for c in cases {
      #expect(Folds.consecutive(c.classes.count, c.k) == c.consecutive)
      if let stratified = c.stratified { #expect(Folds.stratified(c.classes, c.k) == stratified, "\(c)") }
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
