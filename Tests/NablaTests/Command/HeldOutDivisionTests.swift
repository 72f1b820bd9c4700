import Foundation
import Nabla
import Testing

/// Training examples that are held out to watch, to compare or to average trainings are divided as those for the test are:
/// groups stay whole, and where there is an order no part is learned from what lies around it.
@Suite struct HeldOutDivisionTests {
  /// A number for each of 12 groups of five rows, which only the group tells.
  private static let grouped =
    "h,g,y\n"
    + (0..<60).map { i in
      let group = (i * 7 % 60) / 5
      return "k\(group),g\(group),\(sin(Double(group * group + 3)))\n"
    }.joined()

  /// y = x, and 3 more in the last rows of those for training, which are the first 48.
  private static let stepped =
    "x,y\n"
    + (0..<60).map { i in
      let x = sin(Double(i * i))
      return "\(x),\(x + (i >= 38 && i < 48 ? 3 : 0))\n"
    }.joined()

  /// The value on what is held out, and the loss on the rest, of the last epoch.
  private func last(_ options: [String], in folder: TemporaryFolder) throws -> (validation: Double, loss: Double) {
    let result = try Program.run(
      ["train", "--csv", "t.csv", "--target", "y", "--hidden", "none", "--epochs", "400", "--learning-rate", "0.1"]
        + ["--scaling", "none", "--batch", "48", "--quiet", "--metric", "rmse", "--validation-fraction", "0.2"]
        + ["--history", "h.json"] + options, in: folder)
    #expect(result.status == 0, "\(result)")
    defer { try? FileManager.default.removeItem(atPath: folder.file("h.json")) }
    let reports = try JSONDecoder().decode(
      [EpochReport].self, from: Data(contentsOf: URL(filePath: folder.file("h.json"))))
    let report = try #require(reports.last)
    return (try #require(report.validation), report.loss)
  }

  @Test func groupsAreHeldOutAsAWhole() throws {
    try TemporaryFolder.with { folder in
      _ = try folder.write(Self.grouped, to: "t.csv")
      // All groups are learned from unless they are said to be groups; nothing is known of one that is not.
      let plain = try last(["--exclude", "g"], in: folder)
      let whole = try last(["--groups", "g"], in: folder)
      #expect(plain.validation < 0.05 && plain.loss < 0.01, "\(plain)")
      #expect(whole.validation > 0.3 && whole.loss < 0.01, "\(whole)")
      // The same of the parts that members of a committee, or the restraints that are compared, leave out.
      for options in [["--committee", "4", "--hidden", "none", "--epochs", "400", "--learning-rate", "0.1"], []] {
        let losses = try [["--exclude", "g"], ["--groups", "g"]].map { choice in
          let result = try Program.run(
            ["train", "--csv", "t.csv", "--target", "y"] + options + choice, in: folder)
          #expect(result.status == 0, "\(result)")
          let found =
            options.isEmpty
            ? result.output.matches(of: /held-out loss (\S+)/).map { Double($0.1) ?? .nan }
            : result.output.matches(of: /\n +\d +\d+ +\d+ +\S+ +(\S+)/).map { Double($0.1) ?? .nan }
          #expect(found.count == (options.isEmpty ? 3 : 4), "\(result)")
          return found.min() ?? .nan
        }
        #expect(losses[0] < 0.02 && losses[1] > 0.1, "\(options): \(losses)")
      }
      // Two rows are no groups.
      _ = try folder.write("x,g,y\n" + (0..<30).map { "\($0),\($0 / 15),\($0 % 7)\n" }.joined(), to: "two.csv")
      let few = ["train", "--csv", "two.csv", "--target", "y", "--groups", "g", "--epochs", "1"]
      try Program.expectRefusal(
        few + ["--validation-fraction", "0.5"], in: folder, says: "there is one group only, which cannot be divided")
      try Program.expectRefusal(
        few + ["--committee", "3"], in: folder, says: "3 parts of 1 training group leave parts without any")
    }
  }

  @Test func whatIsLastIsHeldOutOfAnOrder() throws {
    try TemporaryFolder.with { folder in
      _ = try folder.write(Self.stepped, to: "t.csv")
      // The line through the first 38 rows is exact, and 3 below the last ten.
      let ordered = try last(["--ordered"], in: folder)
      #expect(abs(ordered.validation - 3) < 0.01 && ordered.loss < 1e-4, "\(ordered)")
      // Rows from everywhere have the step among what is learned from.
      let plain = try last([], in: folder)
      #expect(plain.loss > 0.1 && plain.validation < 2.9, "\(plain)")
    }
  }

  /// The mean of networks each of which one training on the rows of the other parts makes.
  @Test func aCommitteeIsTheMeanOfWhatEachLeavesOut() throws {
    try TemporaryFolder.with { folder in
      let lines = Self.stepped.split(separator: "\n").map(String.init)
      let (header, rows) = (lines[0], Array(lines[1...]))
      _ = try folder.write(Self.stepped, to: "t.csv")
      let common = [
        "--target", "y", "--hidden", "4", "--epochs", "30", "--learning-rate", "0.05", "--scaling", "none", "--batch",
        "100",
        "--quiet",
      ]
      func model(_ options: [String], _ name: String) throws -> Model<Double> {
        let result = try Program.run(["train"] + common + options + ["--save", name], in: folder)
        #expect(result.status == 0, "\(result)")
        return try Model<Double>(contentsOf: folder.file(name))
      }
      let committee = try model(["--csv", "t.csv", "--ordered", "--committee", "3", "--seed", "5"], "m")
      let x = Matrix<Double>(rows: 3, columns: 1, elements: [-0.7, 0.1, 0.8])
      let alone = try (0..<3).map { part in
        let rest = (0..<48).filter { $0 / 16 != part }.map { rows[$0] }
        _ = try folder.write(([header] + rest).joined(separator: "\n") + "\n", to: "\(part).csv")
        return try model(
          ["--csv", "\(part).csv", "--test", "t.csv", "--seed", "\(5 + part)"], "m\(part)"
        ).predict(x).elements
      }
      // Batches are of all rows, whose order is another one.
      for (i, y) in committee.predict(x).elements.enumerated() {
        let expected = (alone[0][i] + alone[1][i] + alone[2][i]) / 3
        #expect(abs(y - expected) < 1e-9, "\(y), expected \(expected)")
      }
      try Program.expectRefusal(
        ["train", "--csv", "t.csv", "--committee", "1"], in: folder, status: 2,
        says: "'--committee' is of 2 networks or more")
      // The first of three blocks has no example that counts; the recipe goes without a comparison then.
      _ = try folder.write(
        "x,w,y\n" + (0..<60).map { "\($0 % 7),\($0 < 20 ? 0 : 1),\($0 % 5)\n" }.joined(), to: "w.csv")
      let weighed = ["train", "--csv", "w.csv", "--target", "y", "--weights", "w", "--ordered", "--quiet"]
      for options in [["--epochs", "1"], []] {
        try Program.expectRefusal(
          weighed + ["--committee", "3"] + options, in: folder,
          says: "'--committee 3' of 48 examples leaves a part without any of a positive weight")
      }
      #expect(try Program.run(weighed, in: folder).status == 0)
    }
  }
}
