import Foundation
import Testing

/// `--missing-targets`: rows count with the targets that they have.
struct MissingTargetCommandTests {
  /// Two targets, of which some are missing: y = 2x and z = 1 − x.
  private static let table: String =
    "x,y,z\n"
    + (0..<30).map { i in
      let x = Double(i) / 10 - 1.5
      return "\(x),\(i % 4 == 1 ? "" : "\(2 * x)"),\(i % 5 == 2 ? "NA" : "\(1 - x)")\n"
    }.joined()

  @Test func trainingAndScoresLeaveThemOut() throws {
    try TemporaryFolder.with { folder in
      _ = try folder.write(Self.table, to: "t.csv")
      let options = ["--target", "y,z", "--hidden", "none", "--polish", "lbfgs"]
      try Program.expectRefusal(["train", "--csv", "t.csv"] + options, in: folder, says: "column \"y\"")
      let trained = try Program.run(
        ["train", "--csv", "t.csv", "--missing-targets", "--epochs", "40", "--save", "m.safetensors"] + options,
        in: folder)
      #expect(trained.status == 0 && trained.output.contains("test RMSE: "), "\(trained)")
      let scored = try Program.run(
        "evaluate", "m.safetensors", "--csv", "t.csv", "--missing-targets", in: folder)
      let error = try #require(
        scored.output.split(separator: "\n").last { $0.hasPrefix("test RMSE: ") }
          .flatMap { Double($0.dropFirst("test RMSE: ".count)) })
      #expect(scored.status == 0 && error < 1e-3, "\(scored)")
      // The model's settings say so, too.
      let noted = try Program.run("evaluate", "m.safetensors", "--csv", "t.csv", in: folder)
      #expect(noted.status == 0 && noted.output == scored.output, "\(noted)")
      let checked = try Program.run("check", "m.safetensors", "--csv", "t.csv", "--missing-targets", in: folder)
      #expect(checked.status == 0, "\(checked)")
    }
  }

  /// Beside text and missing inputs, too: those rows alone are left out that lack an input.
  @Test func textBesideThem() throws {
    try TemporaryFolder.with { folder in
      let rows = (0..<60).map { i in
        let (x, k) = (Double(i % 20) / 10 - 1, i % 3)
        return
          "\(i % 9 == 4 ? "" : "\(x)"),\(["a", "b", "c"][k]),\(i % 4 == 1 ? "" : "\(2 * x + Double(k))"),"
          + "\(i % 5 == 2 ? "NA" : "\(1 - x)")"
      }
      _ = try folder.write("x,k,y,z\n" + rows.joined(separator: "\n") + "\n", to: "t.csv")
      let trained = try Program.run(
        "train", "--csv", "t.csv", "--target", "y,z", "--missing", "drop", "--missing-targets", "--hidden", "none",
        "--epochs", "40", "--polish", "lbfgs", "--save", "m", in: folder)
      #expect(trained.status == 0 && trained.errors.contains("left out 7 of 60 rows"), "\(trained)")
      let scored = try Program.run("evaluate", "m", "--csv", "t.csv", "--missing-targets", in: folder)
      let error = scored.lastLine.split(separator: " ").last.flatMap { Double($0) } ?? .nan
      #expect(scored.status == 0 && scored.errors.contains("left out 7 of 60 rows") && error < 1e-3, "\(scored)")
    }
  }

  @Test func solvesWithoutThem() throws {
    try TemporaryFolder.with { folder in
      _ = try folder.write("x,y\n0,1\n1,3\n2,?\n3,\n4,9.5\n5,11\n", to: "t.csv")
      _ = try folder.write("x,y\n0,1\n1,3\n4,9.5\n5,11\n", to: "u.csv")
      let found = try Program.run("solve", "t.csv", "--missing-targets", in: folder)
      let expected = try Program.run("solve", "u.csv", in: folder)
      // But for the name of the file.
      func report(_ text: String) -> Substring { text.drop { $0 != "\n" } }
      #expect(found.status == 0 && report(found.output) == report(expected.output), "\(found)")
    }
  }
}
