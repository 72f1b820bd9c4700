import Foundation
import Testing

/// `--out-of`: targets that are successes among the trials of another column.
struct TrialsCommandTests {
  /// Beetles killed by carbon disulphide (C. I. Bliss, 1935), with a row without a trial.
  private static let beetles =
    "dose,killed,exposed\n1.6907,6,59\n1.7242,13,60\n1.7552,18,62\n1.7842,28,56\n1.8113,52,63\n1.8369,53,59\n"
    + "1.8610,61,62\n1.8839,60,60\n2.5,0,0\n"

  private static func report(_ run: Program.Result) throws -> [String: Any] {
    #expect(run.status == 0, "\(run.errors)")
    return try #require(JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
  }

  /// The published fits: A. J. Dobson, An Introduction to Generalized Linear Models, 2002, tables 7.2 to 7.4.
  @Test func solvesTheBeetles() throws {
    try TemporaryFolder.with { folder in
      _ = try folder.write(Self.beetles, to: "t.csv")
      let cases: [(String?, [Double], deviance: Double)] = [
        (nil, [34.270, -60.717], 11.23), ("probit", [19.728, -34.935], 10.12), ("cloglog", [22.041, -39.572], 3.45),
      ]
      for (likelihood, expected, deviance) in cases {
        let options = ["solve", "t.csv", "--target", "killed", "--out-of", "exposed"]
        let found = try Self.report(
          Program.run(options + ["--json"] + (likelihood.map { ["--likelihood", $0] } ?? []), in: folder))
        let coefficients = try #require(found["coefficients"] as? [[String: Any]])
        for (c, value) in zip(coefficients, expected) {
          #expect(abs((c["estimate"] as? Double ?? .nan) - value) <= 6e-4, "\(likelihood ?? ""): \(c)")
        }
        #expect(abs((found["deviance"] as? Double ?? .nan) - deviance) <= 6e-3, "\(found)")
        #expect(found["examples"] as? Int == 8)
      }
    }
  }

  /// In memory and from a stream, by names in another order, with a level of text beside, and with other weights.
  @Test func takesThemEverywhere() throws {
    try TemporaryFolder.with { folder in
      _ = try folder.write(Self.beetles, to: "t.csv")
      let options = ["--target", "killed", "--out-of", "exposed"]
      let plain = try Program.run(["solve", "t.csv"] + options, in: folder)
      let streamed = try Program.run(["solve", "t.csv", "--stream"] + options, in: folder)
      #expect(plain.status == 0 && plain.output == streamed.output, "\(streamed)")
      for more in [["--hidden", "none", "--polish", "newton"], ["--stream", "--hidden", "2"]] {
        let trained = try Program.run(
          ["train", "--csv", "t.csv", "--epochs", "2", "--save", "m.safetensors"] + options + more, in: folder)
        #expect(trained.status == 0, "\(trained)")
        let rows = Self.beetles.split(separator: "\n").map {
          $0.split(separator: ",").reversed().joined(separator: ",")
        }
        _ = try folder.write(rows.joined(separator: "\n") + "\n", to: "turned.csv")
        let scored = try Program.run(
          "evaluate", "m.safetensors", "--csv", "turned.csv", "--out-of", "exposed", in: folder)
        #expect(scored.status == 0, "\(scored)")
        // That of the row without trials, of which every probability but 0 would be wrong, is no part of it.
        let loss = scored.lines.last.flatMap { Double($0.split(separator: " ").last ?? "") } ?? .nan
        #expect(loss < 1, "\(scored)")
      }
      let typed = Self.beetles.split(separator: "\n").enumerated().map { i, row in
        "\(row),\(i == 0 ? "kind,w" : "\(i % 2 == 0 ? "a" : "b"),2")\n"
      }.joined()
      _ = try folder.write(typed, to: "typed.csv")
      let weighed = try Program.run(["solve", "typed.csv", "--weights", "w"] + options, in: folder)
      #expect(weighed.status == 0 && weighed.output.contains("kind = b"), "\(weighed)")
    }
  }

  @Test func otherNumbersAreRefused() throws {
    try TemporaryFolder.with { folder in
      _ = try folder.write("dose,killed,exposed\n1,3,5\n2,6,5\n3,1,4\n", to: "more.csv")
      _ = try folder.write("dose,killed,exposed\n1,3,5\n2,0.5,5\n3,1,4.5\n", to: "part.csv")
      _ = try folder.write("dose,killed,exposed\n1,3,5\n2,1,-5\n3,1,4\n", to: "less.csv")
      let options = ["--target", "killed", "--out-of", "exposed"]
      for more in [[], ["--stream"]] {
        try Program.expectRefusal(
          ["solve", "more.csv"] + options + more, in: folder, status: 1,
          says: "line 3, column \"killed\": expected a number of successes, a whole number from 0 to the 5 trials")
        try Program.expectRefusal(["solve", "part.csv"] + options + more, in: folder, status: 1, says: "line 3")
        try Program.expectRefusal(
          ["train", "--csv", "less.csv"] + options + more, in: folder, status: 1, says: "line 3, column \"exposed\"")
      }
      try Program.expectRefusal(
        ["solve", "more.csv", "--likelihood", "poisson"] + options, in: folder, status: 2,
        says: "'--out-of' is for the likelihoods bernoulli, probit and cloglog, not for poisson")
      try Program.expectRefusal(
        ["solve", "more.csv", "--missing-targets"] + options, in: folder, status: 2, says: "exclude each other")
      try Program.expectRefusal(
        ["solve", "more.csv", "--target", "exposed", "--out-of", "exposed"], in: folder, status: 1,
        says: "needs one target")
    }
  }
}
