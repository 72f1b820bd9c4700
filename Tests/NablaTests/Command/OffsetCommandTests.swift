import Foundation
import Testing

/// Offsets and exposures in a training, and in what is done with its model.
struct OffsetCommandTests {
  private static func table(_ change: (Int) -> String? = { _ in nil }) -> String {
    "dose,years,claims\n"
      + (0..<24).map { i in
        change(i) ?? "\(Double(i % 6) / 2),\(1 + i % 4),\([1, 0, 7, 2, 12, 3, 0, 9][i % 8])"
      }.joined(separator: "\n") + "\n"
  }

  /// The predictions of a model for a table.
  private static func predictions(_ model: String, _ table: String, in folder: TemporaryFolder) throws -> [Double] {
    _ = try folder.write(table, to: "new.csv")
    let run = try Program.run("predict", model, "new.csv", in: folder)
    #expect(run.status == 0, "\(run.errors)")
    return run.lines.dropFirst().compactMap { Double($0.split(separator: ",").last ?? "") }
  }

  @Test func modelsFindTheExposureByItsName() throws {
    try TemporaryFolder.with { folder in
      _ = try folder.write(Self.table(), to: "t.csv")
      let trained = try Program.run(
        "train", "--csv", "t.csv", "--target", "claims", "--exposure", "years", "--likelihood", "poisson", "--hidden",
        "none", "--polish", "newton", "--test", "t.csv", "--save", "m.safetensors", in: folder)
      #expect(trained.status == 0 && trained.output.contains("2 inputs, the last one an offset"), "\(trained)")
      // The means are proportional to the exposure, and the columns may stand in any order.
      let once = try Self.predictions("m.safetensors", "dose,years\n0,1\n1.5,1\n2,3\n", in: folder)
      let twice = try Self.predictions("m.safetensors", "years,dose\n2,0\n2,1.5\n6,2\n", in: folder)
      #expect(
        once.count == 3 && zip(once, twice).allSatisfy { (2 * $0 - $1).magnitude <= 1e-9 * $1 }, "\(once) \(twice)")
      // The same minimum as the exact solution's.
      let solved = try Program.run(
        "solve", "t.csv", "--likelihood", "poisson", "--exposure", "years", "--json", "--save", "s.safetensors",
        in: folder)
      let exact = try Self.predictions("s.safetensors", "years,dose\n2,0\n2,1.5\n6,2\n", in: folder)
      #expect(exact.count == 3 && zip(exact, twice).allSatisfy { ($0 - $1).magnitude <= 1e-6 * $1 }, "\(exact)")
      let report = try #require(JSONSerialization.jsonObject(with: Data(solved.output.utf8)) as? [String: Any])
      let coefficients = try #require(report["coefficients"] as? [[String: Any]])
      let slope = coefficients.first { $0["name"] as? String == "dose" }?["estimate"] as? Double ?? .nan
      #expect((slope - log(once[1] / once[0]) / 1.5).magnitude <= 1e-6, "\(coefficients), \(once)")
      let scored = try Program.run("evaluate", "m.safetensors", "--csv", "t.csv", in: folder)
      #expect(scored.status == 0 && scored.output.contains("share of the deviance explained"), "\(scored)")
      try Program.expectRefusal(
        ["evaluate", "m.safetensors", "--csv", "none.csv"], in: folder, status: 1, says: "none.csv")
      _ = try folder.write("dose,claims\n1,2\n", to: "less.csv")
      try Program.expectRefusal(["predict", "m.safetensors", "less.csv"], in: folder, status: 1, says: "years")
      _ = try folder.write("dose,years\n1,0\n", to: "less.csv")
      try Program.expectRefusal(
        ["predict", "m.safetensors", "less.csv"], in: folder, status: 1,
        says: "line 2, column \"years\": expected a number above 0")
    }
  }

  /// Of targets that are scaled, in memory and from a stream.
  @Test func offsetsAreInUnitsOfTheTarget() throws {
    try TemporaryFolder.with { folder in
      let rows = (0..<40).map { i in "\(Double(i % 7)),\(10 * (i % 3)),\(Double(5 * (i % 7) + 10 * (i % 3)) + 0.25)" }
      _ = try folder.write("x,base,t\n" + rows.joined(separator: "\n") + "\n", to: "t.csv")
      for more in [["--polish", "newton"], ["--stream"]] {
        let trained = try Program.run(
          [
            "train", "--csv", "t.csv", "--offset", "base", "--hidden", "none", "--epochs", "3", "--save",
            "m.safetensors",
          ]
            + more, in: folder)
        #expect(trained.status == 0, "\(trained.errors)")
        let y = try Self.predictions("m.safetensors", "x,base\n2,0\n2,7.5\n3,-100\n", in: folder)
        #expect(y.count == 3 && (y[1] - y[0] - 7.5).magnitude <= 1e-9, "\(y)")
        if more.count == 2 { #expect((y[0] - 10.25).magnitude <= 1e-4 && (y[2] + 84.75).magnitude <= 1e-4, "\(y)") }
      }
    }
  }

  /// Nothing is filled in for an offset that is missing: its row is left out, where rows or values that are missing may be.
  @Test func rowsWithoutAnOffsetAreLeftOut() throws {
    try TemporaryFolder.with { folder in
      let rows = (0..<40).map { i in "\(i % 5),\(i % 9 == 4 ? "" : "\(1 + i % 3)"),\(i * i % 4)" }
      _ = try folder.write("dose,years,claims\n" + rows.joined(separator: "\n") + "\n", to: "t.csv")
      let whole = rows.filter { !$0.contains(",,") }
      _ = try folder.write("dose,years,claims\n" + whole.joined(separator: "\n") + "\n", to: "whole.csv")
      let options = ["--likelihood", "poisson", "--exposure", "years"]
      let expected = try Program.run(["solve", "whole.csv", "--json"] + options, in: folder)
      for rule in ["drop", "mean"] {
        for more in [[], ["--stream"]] {
          let found = try Program.run(["solve", "t.csv", "--json", "--missing", rule] + options + more, in: folder)
          #expect(found.status == 0 && found.output == expected.output, "\(found)")
          #expect(found.errors.contains("left out 4 of 40 rows with missing values: lines 6, 15, 24, …"))
          let trained = try Program.run(
            ["train", "--csv", "t.csv", "--missing", rule, "--epochs", "2", "--hidden", "2", "--save", "m"] + options
              + more,
            in: folder)
          #expect(trained.status == 0 && trained.errors.contains("left out 4 of 40 rows"), "\(trained)")
        }
      }
      let evaluated = try Program.run("evaluate", "m", "--csv", "t.csv", "--missing", "drop", in: folder)
      #expect(evaluated.status == 0 && evaluated.errors.contains("left out 4 of 40 rows"), "\(evaluated)")
      try Program.expectRefusal(
        ["solve", "t.csv"] + options, in: folder,
        says: "t.csv: line 6, column \"years\": expected a number, found an empty field; '--missing drop")
    }
  }

  @Test func whatHasNoMeaningIsRefused() throws {
    try TemporaryFolder.with { folder in
      _ = try folder.write(Self.table { $0 == 3 ? "0,0,1" : nil }, to: "t.csv")
      func refuse(_ arguments: [String], status: Int32 = 1, says text: String) throws {
        try Program.expectRefusal(["train"] + arguments, in: folder, status: status, says: text)
      }
      let table = ["--csv", "t.csv", "--likelihood", "poisson"]
      try refuse(table + ["--exposure", "years"], says: "line 5, column \"years\": expected a number above 0")
      try refuse(table + ["--target", "claims", "--offset", "claims"], says: "the column of the offset, 'claims'")
      try refuse(table + ["--offset", "none"], says: "none")
      try refuse(
        table + ["--exposure", "years", "--stream"], says: "line 5, column \"years\": expected a number above 0")
      try refuse(table + ["--exposure", "years", "--offset", "dose"], status: 2, says: "exclude each other")
      _ = try folder.write("7,1,2\n1,1,3\n2,2,5\n3,1,4\n4,2,2\n", to: "plain.csv")
      try refuse(["--csv", "plain.csv", "--offset", "1"], says: "'--offset' needs names of columns")
      try refuse(["--digits", "--offset", "years"], status: 2, says: "'--offset' is for tables")
      _ = try folder.write("a,b,c,d\n1,2,3,4\n2,1,4,3\n4,3,1,2\n3,4,2,1\n", to: "two.csv")
      try refuse(["--csv", "two.csv", "--target", "a,b", "--offset", "c"], says: "is for one target, and there are 2")
    }
  }
}
