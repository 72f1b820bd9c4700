import Foundation
import Testing

/// Several likelihoods in one network, from a table to its predictions.
struct HeadsCommandTests {
  /// The price is 2 + 3x, sold says x > 0, and the kind is one of three by x; some of all three are missing.
  private static let table: String =
    "x,price,sold,kind\n"
    + (0..<60).map { i in
      let x = Double(i * 7 % 60) / 30 - 1
      let price = i % 6 == 1 ? "" : "\(2 + 3 * x)"
      let kind = i % 7 == 3 ? "" : x < -0.4 ? "flat" : x < 0.4 ? "house" : "villa"
      return "\(x),\(price),\(i % 5 == 2 ? "" : x > 0 ? "yes" : "no"),\(kind)\n"
    }.joined()

  private static let options = [
    "--target", "price,sold,kind", "--likelihood", "gaussian,bernoulli,categorical", "--head-weights", "1,0.5,2",
    "--hidden", "8", "--quiet",
  ]

  @Test func headsAreTrainedSavedScoredAndPredicted() throws {
    try TemporaryFolder.with { folder in
      _ = try folder.write(Self.table, to: "t.csv")
      let trained = try Program.run(
        ["train", "--csv", "t.csv", "--missing-targets", "--polish", "newton-cg", "--l2", "0.01", "--save", "m"]
          + Self.options, in: folder)
      #expect(trained.status == 0 && trained.lastLine.hasPrefix("test error: "), "\(trained)")
      for line in ["price (gaussian):", "sold (bernoulli):", "kind (categorical):"] {
        #expect(trained.lines.contains { $0 == line }, "\(line): \(trained)")
      }
      let report = try Program.run("inspect", "m", in: folder)
      #expect(
        report.output.contains(
          "  head 2: categorical of 'kind' of the classes 'flat', 'house', 'villa', 3 outputs, weight 2.0"), "\(report)"
      )
      let rows = try Program.run("predict", "m", "t.csv", "--residuals", in: folder).lines
      let names = [
        "price", "sold", "probability of sold = yes", "kind", "probability of kind = flat",
        "probability of kind = house", "probability of kind = villa", "actual price", "residual of price",
        "actual sold", "sold is right", "actual kind", "kind is right",
      ]
      #expect(rows.count == 61 && rows[0] == names.joined(separator: ","))
      let fields = rows.dropFirst().map { $0.split(separator: ",", omittingEmptySubsequences: false) }
      let right = fields.count { $0[10] == "true" } + fields.count { $0[12] == "true" }
      #expect(right >= 90 && fields[1][7].isEmpty && fields[2][9].isEmpty && fields[3][11].isEmpty, "\(rows)")
      // Of the price in its own unit.
      #expect(fields.allSatisfy { Double($0[8]).map { abs($0) < 0.6 } ?? true })
      #expect(try Program.run("check", "m", "--csv", "t.csv", "--missing-targets", in: folder).status == 0)
      #expect(try Program.run("evaluate", "m", "--csv", "t.csv", "--missing-targets", in: folder).status == 0)
      // All three depend on x alone, and get worse without it.
      let importance = try Program.run(
        "evaluate", "m", "--csv", "t.csv", "--missing-targets", "--importance", in: folder)
      let loss = importance.lines.first { $0.hasPrefix("x ") }?.split(separator: " ")[1]
      #expect(loss.flatMap { Double($0) } ?? 0 > 1, "\(importance)")
      #expect(try Program.run("export", "m", "m.c", in: folder).status == 0)
      #expect(try Program.run("export", "m", "m.onnx", in: folder).status == 0)
    }
  }

  /// The error is a mean: weights that are all the same change nothing.
  @Test func weightsOfTheScore() throws {
    try TemporaryFolder.with { folder in
      let rows = Self.table.split(separator: "\n").enumerated().map { "\($1),\($0 == 0 ? "w" : "4")" }
      _ = try folder.write(rows.joined(separator: "\n") + "\n", to: "t.csv")
      let data = ["--csv", "t.csv", "--missing-targets"]
      #expect(
        try Program.run(
          ["train", "--exclude", "w", "--epochs", "2", "--save", "m"] + data + Self.options, in: folder
        ).status == 0)
      let plain = try Program.run(["evaluate", "m"] + data, in: folder)
      let weighed = try Program.run(["evaluate", "m", "--weights", "w"] + data, in: folder)
      #expect(plain.status == 0 && plain.lastLine.hasPrefix("test error: "), "\(plain)")
      #expect(weighed.lastLine == plain.lastLine, "\(weighed)")
    }
  }

  @Test func whatTakesOneLikelihoodSaysSo() throws {
    try TemporaryFolder.with { folder in
      _ = try folder.write(Self.table, to: "t.csv")
      try Program.expectRefusal(
        ["solve", "t.csv", "--target", "price,sold", "--likelihood", "gaussian,bernoulli"], in: folder, status: 2,
        says: "a regression has one likelihood for all targets")
      let train = ["train", "--csv", "t.csv", "--missing-targets"] + Self.options
      try Program.expectRefusal(train + ["--evidence"], in: folder, says: "'--evidence' is for one likelihood, not for")
      try Program.expectRefusal(
        ["train", "--csv", "t.csv", "--stream"] + Self.options, in: folder, status: 2,
        says: "'--stream' is for one likelihood")
    }
  }

  @Test func whatIsNoTargetIsRefusedByItsPlace() throws {
    try TemporaryFolder.with { folder in
      _ = try folder.write(Self.table, to: "t.csv")
      try Program.expectRefusal(
        ["train", "--csv", "t.csv"] + Self.options, in: folder, says: "line 3, column \"price\"")
      let two = ["train", "--csv", "t.csv", "--missing-targets", "--quiet", "--target"]
      try Program.expectRefusal(
        two + ["price,kind", "--likelihood", "gaussian,bernoulli"], in: folder, says: "has 3 classes")
      try Program.expectRefusal(
        two + ["price,sold", "--exclude", "kind", "--likelihood", "poisson,bernoulli"], in: folder,
        says: "line 2, column \"price\"")
      try Program.expectRefusal(
        two + ["price", "--likelihood", "gaussian,bernoulli"], in: folder, says: "2 likelihoods for 1 target column")
      for wrong in ["1", "1,0", "1,2,3", "a,b"] {
        let found = try Program.run(
          two + ["price,sold", "--likelihood", "quantile:0.1,0.9,bernoulli", "--head-weights", wrong], in: folder)
        #expect(found.status == 2, "\(found)")
      }
    }
  }
}
