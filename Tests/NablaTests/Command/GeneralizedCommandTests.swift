import Foundation
import Testing

/// `nabla solve` with generalized linear models.
struct GeneralizedCommandTests {
  /// Counts for a time, with a group whose counts are all 0 in the last rows.
  private static func table(_ change: (Int) -> String? = { _ in nil }) -> String {
    "dose,years,claims\n"
      + (0..<24).map { i in
        change(i) ?? "\(Double(i % 6) / 2),\(1 + i % 4),\([1, 0, 7, 2, 12, 3, 0, 9][i % 8])"
      }.joined(separator: "\n") + "\n"
  }

  @Test func reportsDispersionsAndRobustErrors() throws {
    try TemporaryFolder.with { folder in
      _ = try folder.write(Self.table(), to: "t.csv")
      let plain = try Program.run("solve", "t.csv", "--likelihood", "poisson", "--exposure", "years", in: folder)
      #expect(plain.status == 0 && plain.output.contains("claims by dose\n"), "\(plain.errors)")
      #expect(plain.output.contains("robust") && plain.output.contains("Pearson chi-square"), "\(plain.output)")
      #expect(plain.output.contains("dispersion 1 given"))
      let open = try Program.run(
        "solve", "t.csv", "--likelihood", "negative-binomial", "--exposure", "years", "--save", "m.safetensors",
        "--json",
        in: folder)
      #expect(open.status == 0, "\(open.errors)")
      let report = try #require(JSONSerialization.jsonObject(with: Data(open.output.utf8)) as? [String: Any])
      let dispersion = try #require((report["dispersions"] as? [[String: Any]])?.first)
      let alpha = try #require(dispersion["parameter"] as? Double)
      #expect(dispersion["isEstimated"] as? Bool == true && alpha > 0.1)
      // The same with that dispersion given.
      let given = try Program.run(
        "solve", "t.csv", "--likelihood", "negative-binomial:\(alpha)", "--exposure", "years", "--json", in: folder)
      let other = try #require(JSONSerialization.jsonObject(with: Data(given.output.utf8)) as? [String: Any])
      let deviances = [report, other].map { $0["deviance"] as? Double ?? .nan }
      #expect(abs(deviances[0] - deviances[1]) <= 1e-9 * deviances[1])
      let scored = try Program.run("evaluate", "m.safetensors", "--csv", "t.csv", in: folder)
      #expect(scored.output.contains("share of the deviance explained (D²): "), "\(scored)")
    }
  }

  @Test(arguments: ["probit", "cloglog"]) func regressesBinaryTargets(link: String) throws {
    try TemporaryFolder.with { folder in
      let rows = (0..<24).map { "\(Double($0 % 6) / 2),\(["no", "yes", "no", "yes", "yes"][($0 * $0) % 5])" }
      _ = try folder.write("dose,ill\n" + rows.joined(separator: "\n") + "\n", to: "t.csv")
      let solved = try Program.run(
        "solve", "t.csv", "--likelihood", link, "--save", "m.safetensors", "--figure", "f.gnuplot", in: folder)
      #expect(solved.status == 0 && solved.output.contains("Models the probability of ill = yes"), "\(solved)")
      let scored = try Program.run("evaluate", "m.safetensors", "--csv", "t.csv", in: folder)
      #expect(scored.output.contains("test accuracy: "), "\(scored)")
      let trained = try Program.run(
        "train", "--csv", "t.csv", "--likelihood", link, "--hidden", "3", "--epochs", "2", "--save", "n.safetensors",
        in: folder)
      #expect(trained.status == 0 && trained.output.contains("test accuracy: "), "\(trained)")
      let predicted = try Program.run("predict", "n.safetensors", "t.csv", in: folder)
      #expect(predicted.status == 0 && predicted.output.contains("yes"), "\(predicted)")
    }
  }

  /// Of t = 2 + 3x + o ± 1 by turns, with σ known and not: the same coefficients, by the normal distribution and by Student's.
  @Test func regressesWithAnOffsetAndAKnownDeviation() throws {
    try TemporaryFolder.with { folder in
      let rows = (0..<24).map { i -> String in
        let (x, o) = (Double(i % 6), Double(7 * (i % 5)))
        return "\(x),\(o),\(2 + 3 * x + o + ((i / 6) % 2 == 0 ? 1 : -1))"
      }
      _ = try folder.write("x,base,t\n" + rows.joined(separator: "\n") + "\n", to: "t.csv")
      let arguments = ["solve", "t.csv", "--offset", "base", "--json"]
      for more in [[], ["--sigma", "2"], ["--leave-one-out"]] {
        let run = try Program.run(arguments + more, in: folder)
        #expect(run.status == 0, "\(run.errors)")
        let report = try #require(JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
        let coefficients = try #require(report["coefficients"] as? [[String: Any]])
        for (c, value) in zip(coefficients, [3.0, 2.0]) {
          #expect(abs((c["estimate"] as? Double ?? .nan) - value) <= 1e-12, "\(coefficients)")
        }
        if more.count == 2 {
          // σ/√n beside a mean of x: Σ (x − x̄)² = 24 · 35/12.
          let error = coefficients[0]["standardError"] as? Double ?? .nan
          #expect(abs(error - 2 / (70.0).squareRoot()) <= 1e-12, "\(error)")
        }
        if let left = report["leaveOneOut"] as? [String: Any] {
          // Residuals are 1 times 1/(1 − h), h between 1/24 and 1/24 + 6.25/70.
          let size = left["rootMeanSquare"] as? Double ?? .nan
          #expect(size > 24.0 / 23 && size < 1.16, "\(size)")
        }
      }
      let saved = try Program.run(
        "solve", "t.csv", "--offset", "base", "--sigma", "2", "--save", "m.safetensors", in: folder)
      #expect(saved.output.contains("P(>|z|)") && saved.output.contains("dispersion 4 given"), "\(saved)")
      _ = try folder.write("x,base\n1,10\n", to: "new.csv")
      let predicted = try Program.run("predict", "m.safetensors", "new.csv", in: folder)
      #expect(abs((Double(predicted.lines.last ?? "") ?? .nan) - 15) <= 1e-9, "\(predicted)")
    }
  }

  @Test func whatHasNoMeaningIsRefused() throws {
    try TemporaryFolder.with { folder in
      _ = try folder.write(Self.table(), to: "t.csv")
      func refuse(_ arguments: [String], status: Int32 = 1, says text: String) throws {
        try Program.expectRefusal(["solve", "t.csv"] + arguments, in: folder, status: status, says: text)
      }
      try refuse(
        ["--offset", "years", "--likelihood", "categorical"], status: 2,
        says: "'--offset' is not for the likelihood categorical")
      try refuse(
        ["--dispersion", "estimated"], status: 2, says: "'--dispersion' is for the likelihoods bernoulli, poisson,")
      try refuse(
        ["--sigma", "2", "--likelihood", "poisson"], status: 2,
        says: "'--sigma' is for the likelihood gaussian, not for poisson")
      try refuse(["--sigma", "0"], status: 2, says: "a number above 0")
      try refuse(
        ["--offset", "years", "--inputs", "dose", "--figure", "f.gnuplot"], says: "no figure shows an offset")
      try refuse(
        ["--likelihood", "negative-binomial", "--dispersion", "given"], status: 2,
        says: "needs a parameter, as in '--likelihood negative-binomial:1'")
      try refuse(["--likelihood", "student:3"], says: "no exact solution for a 'student:3,1' likelihood")
      try refuse(
        ["--likelihood", "poisson", "--offset", "years", "--inputs", "dose,years"],
        says: "the offset, 'years', is an input too")
      try refuse(["--likelihood", "gamma"], says: "line 3, column \"claims\": expected a number above 0")
      _ = try folder.write(Self.table { $0 == 3 ? "0,0,1" : nil }, to: "t.csv")
      try refuse(
        ["--likelihood", "poisson", "--exposure", "years"],
        says: "line 5, column \"years\": expected an exposure above 0")
      _ = try folder.write(Self.table { $0 % 6 > 2 ? "1,2,0" : "0,2,\(1 + $0 % 3)" }, to: "t.csv")
      try refuse(
        ["--likelihood", "poisson", "--inputs", "dose"], says: "counts are all 0 where dose tell them from the others")
    }
  }
}
