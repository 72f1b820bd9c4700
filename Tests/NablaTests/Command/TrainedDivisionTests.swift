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

  /// Weights, trials and rows left out are those of the model's settings; a table that lacks the column is told so.
  @Test func settingsNameTheColumns() throws {
    try TemporaryFolder.with { folder in
      _ = try folder.write(Self.table, to: "t.csv")
      let narrow = Self.table.split(separator: "\n").map { line in
        line.split(separator: ",", omittingEmptySubsequences: false).enumerated().filter { $0.offset != 2 }
          .map { String($0.element) }.joined(separator: ",")
      }
      _ = try folder.write(narrow.joined(separator: "\n") + "\n", to: "narrow.csv")
      let trials = "dose,killed,exposed\n1.6,6,59\n1.7,13,60\n1.75,18,62\n1.78,28,56\n1.81,52,63\n1.83,53,59\n"
      _ = try folder.write(trials, to: "b.csv")
      let fit = [
        "solve", "t.csv", "--target", "y", "--exclude", "g", "--weights", "w", "--missing", "drop", "--save", "m",
      ]
      #expect(try Program.run(fit, in: folder).status == 0)
      let certified = try Program.run(["certify", "m", "--csv", "t.csv"], in: folder)
      #expect(certified.status == 0 && certified.output.contains("58 training examples\nminimum"), "\(certified)")
      #expect(try Program.run(["check", "m", "--csv", "t.csv"], in: folder).status == 0)
      // The same score as with the weights typed, and another than without.
      let own = try Program.run(["evaluate", "m", "--csv", "t.csv"], in: folder)
      let typed = try Program.run(
        ["evaluate", "m", "--csv", "t.csv", "--weights", "w", "--missing", "drop"], in: folder)
      #expect(own.status == 0 && own.output == typed.output, "\(own)")
      let without = try Program.run(["evaluate", "m", "--csv", "narrow.csv"], in: folder)
      #expect(without.status == 0 && without.lastLine != own.lastLine, "\(without)")
      #expect(
        without.errors.contains(
          "no column 'w', which is '--weights' in the model's settings: all examples count the same"),
        "\(without)")
      for command in ["certify", "check"] {
        try Program.expectRefusal(
          [command, "m", "--csv", "narrow.csv"], in: folder,
          says:
            "narrow.csv: there is no column 'w', which is '--weights' in the model's settings; '--weights COLUMN' names another"
        )
      }
      #expect(
        try Program.run(["solve", "b.csv", "--target", "killed", "--out-of", "exposed", "--save", "b"], in: folder)
          .status == 0)
      let counted = try Program.run(["certify", "b", "--csv", "b.csv"], in: folder)
      #expect(counted.status == 0 && counted.output.contains("minimum"), "\(counted)")
    }
  }

  /// In a table without names the targets are those of the training, by their places.
  @Test func targetsWithoutNamesAreThoseOfTheTraining() throws {
    try TemporaryFolder.with { folder in
      let rows = (0..<40).map { i in "\(3 * (i % 7) - i * i % 5).5,\(i % 7).25,\(i * i % 5).75\n" }
      _ = try folder.write(rows.joined(), to: "t.csv")
      #expect(try Program.run(["solve", "t.csv", "--target", "0", "--save", "m"], in: folder).status == 0)
      let tested = try Program.run(["evaluate", "m", "--csv", "t.csv"], in: folder)
      #expect(
        tested.lastLine == (try Program.run(["evaluate", "m", "--csv", "t.csv", "--target", "0"], in: folder)).lastLine)
      #expect(try Program.run(["certify", "m", "--csv", "t.csv"], in: folder).status == 0)
      // Predictions are made from the same columns, which is said.
      _ = try folder.write(rows.map { $0.split(separator: ",", maxSplits: 1)[1] }.joined(), to: "inputs.csv")
      let predicted = try Program.run(["predict", "m", "t.csv"], in: folder)
      #expect(predicted.status == 0 && predicted.errors.contains("0 (counted from 0) is no input"), "\(predicted)")
      #expect(predicted.output == (try Program.run(["predict", "m", "inputs.csv"], in: folder)).output)
      _ = try folder.write("1\n2\n", to: "one.csv")
      try Program.expectRefusal(
        ["predict", "m", "one.csv"], in: folder, says: "expected 2 columns, the inputs of the model, found 1")
    }
  }

  /// A model without a place for the offset is not saved.
  @Test func offsetsHaveAPlaceInTheModel() throws {
    try TemporaryFolder.with { folder in
      _ = try folder.write("a,b,w,y,z\n1,2,.5,3,4\n2,1,.2,5,1\n3,5,.1,2,2\n4,1,.3,7,8\n5,5,.9,1,1\n", to: "t.csv")
      _ = try folder.write("1.5,2,.5,3\n2,1,.2,5\n3,5,.1,2\n4,1,.3,7\n5,5,.9,1\n", to: "n.csv")
      try Program.expectRefusal(
        ["solve", "t.csv", "--target", "y,z", "--offset", "w", "--save", "m"], in: folder,
        says: "no place for '--offset' of 2 targets")
      try Program.expectRefusal(
        ["solve", "n.csv", "--offset", "2", "--save", "m"], in: folder,
        says: "finds the column of '--offset' by its name")
      #expect(try Program.run(["solve", "n.csv", "--offset", "2"], in: folder).status == 0)
    }
  }
}
