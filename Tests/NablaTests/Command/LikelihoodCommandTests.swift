import Foundation
import Testing

/// `--likelihood` with likelihoods that have parameters, several outputs for a target, or domains of their own.
struct LikelihoodCommandTests {
  /// x, a count, a positive number and a number with a spread that grows; one count can be replaced.
  private static func table(replacing count: String? = nil) -> String {
    "x,count,size,y\n"
      + (0..<40).map { i in
        let x = Double(i) / 20 - 1
        return
          "\(x),\(i == 20 ? count ?? "2" : "\((i * i) % 5)"),\(0.5 + Double((7 * i) % 11)),\(x + x * Double(i % 3 - 1))\n"
      }.joined()
  }

  @Test(arguments: [
    ("student", "takes 'student:FREEDOM[,SCALE]' with degrees of freedom above 0"),
    ("quantile:0.9,0.1", "levels between 0 and 1 in ascending order"), ("poisson:1", "which has no parameters"),
    ("negative-binomial:-2", "a dispersion above 0"), ("poison", "did you mean 'poisson'?"),
  ])
  func wrongSpellingsAreRefused(spelling: String, text: String) throws {
    try TemporaryFolder.with { folder in
      _ = try folder.write(Self.table(), to: "t.csv")
      for command in [["train", "--csv", "t.csv"], ["check"], ["check", "--csv", "t.csv"]] {
        try Program.expectRefusal(command + ["--likelihood", spelling], in: folder, status: 2, says: text)
      }
    }
  }

  @Test(arguments: [
    ("poisson", "-1"), ("poisson", "0.5"), ("negative-binomial:0.5", "1.25"), ("gamma:2", "0"), ("gamma:2", "-3"),
  ])
  func targetsOutsideTheDomainHavePlaces(spelling: String, value: String) throws {
    try TemporaryFolder.with { folder in
      // Without zeros elsewhere, which a gamma distribution does not have.
      let good = Self.table(replacing: "here").replacing(",0,", with: ",3,")
      _ = try folder.write(good.replacing("here", with: value), to: "bad.csv")
      _ = try folder.write(good.replacing("here", with: "1"), to: "good.csv")
      let place = "bad.csv: line 22, column \"count\": expected a "
      let options = ["--target", "count", "--likelihood", spelling]
      let quick = ["--hidden", "2", "--epochs", "1", "--quiet"]
      for command in [
        ["train", "--csv", "bad.csv"] + quick, ["train", "--csv", "good.csv", "--test", "bad.csv"] + quick,
        ["check", "--csv", "bad.csv"],
      ] {
        try Program.expectRefusal(command + options, in: folder, says: place)
      }
      let trained = try Program.run(
        ["train", "--csv", "good.csv", "--save", "m.safetensors"] + quick + options, in: folder)
      #expect(trained.status == 0, "\(trained.errors)")
      for command in [["evaluate"], ["certify"], ["check"]] {
        try Program.expectRefusal(command + ["m.safetensors", "--csv", "bad.csv"], in: folder, says: place)
      }
    }
  }

  @Test(arguments: [
    ("poisson", "count", "count"), ("gamma:1.5", "size", "size"), ("negative-binomial:0.5", "count", "count"),
    ("student:4,0.5", "y", "y"), ("huber:0.5", "y", "y"),
    ("quantile:0.1,0.5,0.9", "y", "quantile 0.1 of y,quantile 0.5 of y,quantile 0.9 of y"),
    ("heteroscedastic", "y", "mean of y,log variance of y"),
  ])
  func everyCommandTakesThem(spelling: String, target: String, header: String) throws {
    try TemporaryFolder.with { folder in
      _ = try folder.write(Self.table(), to: "t.csv")
      func run(_ arguments: String...) throws -> String {
        let result = try Program.run(arguments, in: folder)
        #expect(result.status == 0, "\(arguments): \(result.errors)")
        return result.output
      }
      let trained = try run(
        "train", "--csv", "t.csv", "--target", target, "--likelihood", spelling, "--hidden", "3", "--epochs", "40",
        "--save", "m.safetensors")
      #expect(trained.contains("test RMSE: "))
      #expect(try run("evaluate", "m.safetensors", "--csv", "t.csv").contains("test RMSE: "))
      #expect(try run("predict", "m.safetensors", "t.csv").hasPrefix(header + "\n"))
      #expect(try run("check", "m.safetensors", "--csv", "t.csv").contains("pass"))
      #expect(try run("check", "--likelihood", spelling).contains("pass"))
    }
  }
}
