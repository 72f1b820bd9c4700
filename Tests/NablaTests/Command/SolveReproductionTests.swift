import Foundation
import Testing

/// Tables that people bring, through `nabla solve`.
@Suite struct SolveReproductionTests {
  /// The report as JSON.
  private static func report(_ arguments: [String], in folder: TemporaryFolder) throws -> [String: Any] {
    let result = try Program.run(["solve"] + arguments + ["--json"], in: folder)
    #expect(result.status == 0, "\(result.errors)")
    return try #require(try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
  }

  private static func noise(_ report: [String: Any], _ key: String) -> Double {
    ((report["noise"] as? [[String: Any]])?.first?[key] as? Double) ?? .nan
  }

  private static func table(_ header: String, _ rows: [String]) -> String {
    ([header] + rows).joined(separator: "\n") + "\n"
  }

  @Test func twoColumnsOfOneWord() throws {
    try TemporaryFolder.with { folder in
      let rows = (1...2000).map { i -> String in
        let first = i % 20 == 0 ? 1 : 0
        return "\(first),\(1 - first)," + String(format: "%.3f", Double(i * 7919 % 101) / 101)
      }
      let path = try folder.write(Self.table("yes,no,y", rows), to: "trap.csv")
      let report = try Self.report([path], in: folder)
      #expect(report["rank"] as? Int == 2)
      #expect(abs(Self.noise(report, "unbiased") - 0.0833617791) <= 1e-10)
      let coefficients = try #require(report["coefficients"] as? [[String: Any]])
      let expected = [(0.168398421, 0.0193745), (0.163203158, 0.0105889), (0.331601579, 0.00987417)]
      for (c, (estimate, error)) in zip(coefficients, expected) {
        #expect(abs((c["estimate"] as? Double ?? .nan) - estimate) <= 1e-9)
        #expect(abs((c["standardError"] as? Double ?? .nan) - error) <= 1e-5 * error)
      }
    }
  }

  @Test func aCrossValidatedRidgeOfUnequalUnits() throws {
    try TemporaryFolder.with { folder in
      let rows = (1...200).map { (i: Int) -> String in
        let income = 20_000 + ((i * 7919) % 1009) * 150
        let ratio = Double((i * 104_729) % 997) / 997
        let y = 3 * ratio + 0.00001 * Double(income) + 0.1 * (Double((i * 31_337) % 101) / 50 - 1)
        return "\(income)," + String(format: "%.4f,%.5f", ratio, y)
      }
      let path = try folder.write(Self.table("income,ratio,y", rows), to: "r.csv")
      let report = try Self.report([path, "--ridge", "cv"], in: folder)
      #expect(Self.noise(report, "rSquared") >= 0.996)
      let points = (report["crossValidation"] as? [String: Any])?["points"] as? [[String: Any]]
      #expect(points?.count ?? 0 >= 21)
      let text = try Program.run("solve", path, "--ridge", "cv", in: folder)
      #expect(text.output.contains("on columns of standard deviation 1; the report is in the data's units"))
      #expect(text.output.contains("Cross-validation in 10 parts") && text.output.contains("<- chosen"))
      // The ridge that was found, given.
      let ridge = try #require(report["ridge"] as? Double)
      let given = try Self.report([path, "--ridge", "\(ridge)", "--standardize"], in: folder)
      #expect(abs(Self.noise(given, "rSquared") - Self.noise(report, "rSquared")) <= 1e-12)
      let alone = try Program.run("solve", path, "--standardize", in: folder)
      #expect(alone.status == 2 && alone.errors.contains("give one by '--ridge'"), "\(alone)")
    }
  }

  @Test func inverseVariancesAsWeights() throws {
    try TemporaryFolder.with { folder in
      let path = try folder.write("x,y,w\n0,1,100\n1,2.1,25\n2,2.9,11.11111111111111\n3,3.8,6.25\n", to: "w.csv")
      let report = try Self.report([path, "--target", "y", "--weights", "w"], in: folder)
      #expect(abs(Self.noise(report, "maximumLikelihood") - 0.1198718) <= 1e-7)
    }
  }

  @Test func numbersWithoutSquaresAreRefused() throws {
    try TemporaryFolder.with { folder in
      for (text, name) in [
        ("a,b,y\n1,1e200,1\n2,3e200,2\n3,1e200,4\n4,7e200,4\n", "'b'"),
        ("a,b,y\n1,1e-170,1\n2,3e-170,2\n3,1e-170,4\n4,7e-170,4\n", "'b'"),
        ("a,y\n1,1e160\n2,3e160\n3,1e160\n4,7e160\n", "a target"),
      ] {
        let path = try folder.write(text, to: "big.csv")
        for format in [[], ["--json"]] {
          let result = try Program.run(["solve", path] + format, in: folder)
          #expect(result.status == 1 && result.output.isEmpty, "\(result)")
          #expect(result.errors.hasPrefix("nabla: \(path): \(name) of a magnitude near"), "\(result)")
        }
      }
    }
  }

  @Test func aClassOfWeightZeroIsNamed() throws {
    try TemporaryFolder.with { folder in
      let path = try folder.write("x,k,w\n1,a,1\n2,b,0\n3,c,1\n2,a,1\n5,c,2\n2.5,c,1\n4,a,1\n", to: "k.csv")
      for ridge in [[], ["--ridge", "1"], ["--ridge", "cv"]] {
        let result = try Program.run(["solve", path, "--target", "k", "--weights", "w"] + ridge, in: folder)
        #expect(result.status == 1 && !result.errors.contains("separated"), "\(result)")
        #expect(result.errors.contains("class 'b' has no example with a positive weight"), "\(result)")
      }
    }
  }

  @Test func exactFitsAndConstantInputs() throws {
    try TemporaryFolder.with { folder in
      let exact = try folder.write("x,y\n1,2.3\n2,4.3\n3,6.3\n4,8.3\n5,10.3\n", to: "exact.csv")
      let result = try Program.run("solve", exact, in: folder)
      #expect(result.status == 0 && !result.output.contains("AIC"), "\(result)")
      #expect(result.output.contains("the fit is exact"))
      let report = try Self.report([exact], in: folder)
      #expect(report["logLikelihood"] == nil)
      let constant = try folder.write("x,y\n3,2.3\n3,4.3\n3,6.3\n3,8.1\n", to: "constant.csv")
      for kind in ["spline", "indicator", "sigmoid"] {
        let refused = try Program.run("solve", constant, "--\(kind)", "3", in: folder)
        #expect(refused.status == 1 && refused.errors.contains("the input 'x' is constant"), "\(refused)")
      }
      let ties = try folder.write("x,y\n0,2.3\n0,4.3\n0,6.3\n0,3.3\n1,8.1\n2,9\n", to: "ties.csv")
      let steps = try Self.report([ties, "--indicator", "4"], in: folder)
      #expect(steps["rank"] as? Int == steps["fullRank"] as? Int)
    }
  }
}
