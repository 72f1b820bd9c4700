import Foundation
import Testing

/// Commands with a model divide the examples as its training did, and weigh them so.
struct TrainedDivisionTests {
  /// 60 rows in 12 groups that differ, with weights, of which some are missing.
  private static let table =
    "a,b,w,g,y\n"
    + (0..<60).map { i in
      let (a, b) = (Double(i * 7 % 11), Double(i * i % 13))
      let weight = i == 3 || i == 17 ? "" : "\(i % 4)"
      return "\(a),\(b),\(weight),g\(i / 5),\(a - 2 * b + Double(i / 5 * 9) + cos(Double(i)))"
    }.joined(separator: "\n") + "\n"

  /// The score on the test part is that of the end of the training.
  @Test(arguments: [
    ["--exclude", "g,w"], ["--groups", "g", "--exclude", "w"], ["--ordered", "--exclude", "g,w"],
    ["--stream", "--exclude", "g,w"], ["--weights", "w", "--missing", "drop", "--exclude", "g"],
    ["--weights", "w", "--missing", "drop", "--groups", "g"],
  ]) func theTestPartIsThatOfTheTraining(options: [String]) throws {
    try TemporaryFolder.with { folder in
      _ = try folder.write(Self.table, to: "t.csv")
      let trained = try Program.run(
        ["train", "--csv", "t.csv", "--hidden", "3", "--epochs", "20", "--quiet", "--save", "m"] + options, in: folder)
      #expect(trained.status == 0 && trained.lastLine.hasPrefix("test RMSE: "), "\(trained)")
      let more = options.contains("drop") ? ["--missing", "drop"] : []
      let tested = try Program.run(
        ["evaluate", "m", "--csv", "t.csv", "--test-fraction", "0.2"] + more, in: folder)
      #expect(tested.lastLine == trained.lastLine, "\(tested)")
      // All examples are others.
      #expect(try Program.run(["evaluate", "m", "--csv", "t.csv"] + more, in: folder).lastLine != trained.lastLine)
    }
  }

  /// Options go before what the model says.
  @Test func optionsDecide() throws {
    try TemporaryFolder.with { folder in
      _ = try folder.write(Self.table, to: "t.csv")
      let train = ["train", "--csv", "t.csv", "--exclude", "w,g", "--hidden", "3", "--epochs", "2", "--quiet"]
      #expect(try Program.run(train + ["--save", "m"], in: folder).status == 0)
      let evaluate = ["evaluate", "m", "--csv", "t.csv", "--test-fraction", "0.2"]
      let plain = try Program.run(evaluate, in: folder)
      for option in [["--groups", "g"], ["--ordered"]] {
        let chosen = try Program.run(evaluate + option, in: folder)
        #expect(chosen.status == 0 && chosen.output != plain.output, "\(chosen)")
        try Program.expectRefusal(
          ["evaluate", "m", "--csv", "t.csv"] + option, in: folder, status: 2,
          says: "goes with '--test-fraction F' here")
      }
      try Program.expectRefusal(
        evaluate + ["--groups", "none"], in: folder, says: "column \"none\": expected one of the columns")
    }
  }

  /// A regression is at the minimum of the error of all rows, with their weights: that of others is elsewhere.
  @Test func regressionsAreCertified() throws {
    try TemporaryFolder.with { folder in
      _ = try folder.write(Self.table, to: "t.csv")
      _ = try folder.write(
        "dose,killed,exposed\n1.6,6,59\n1.7,13,60\n1.75,18,62\n1.78,28,56\n1.81,52,63\n1.83,53,59\n", to: "b.csv")
      let weighed = ["--weights", "w"], trials = ["--out-of", "exposed"]
      for (file, options, certified, count) in [
        ("t.csv", ["--target", "y", "--exclude", "w,g"], [], 60),
        (
          "t.csv", ["--target", "y", "--exclude", "g", "--missing", "drop"] + weighed, ["--missing", "drop"] + weighed,
          58
        ),
        ("b.csv", ["--target", "killed"] + trials, trials, 6),
      ] as [(String, [String], [String], Int)] {
        let solved = try Program.run(["solve", file, "--save", "m"] + options, in: folder)
        #expect(solved.status == 0, "\(solved)")
        let found = try Program.run(["certify", "m", "--csv", file] + certified, in: folder)
        #expect(
          found.status == 0 && found.output.contains("\(count) training examples\nminimum"), "\(options): \(found)")
      }
      #expect(try Program.run("solve", "t.csv", "--exclude", "w,g", "--save", "m", in: folder).status == 0)
      for others in [["--weights", "w", "--missing", "drop"], ["--test-fraction", "0.2"]] {
        let found = try Program.run(["certify", "m", "--csv", "t.csv"] + others, in: folder)
        #expect(found.status == 1 && found.output.contains("not stationary"), "\(others): \(found)")
      }
    }
  }
}
