import Testing

/// Numbers that are too large for anything, and settings that do not go together: a sentence and no trap.
struct CommandLimitTests {
  private static let huge = "9223372036854775807"

  @Test(
    arguments: [
      ["train", "--digits", "--seed", "18446744073709551615", "--starts", "2"],
      ["train", "--digits", "--starts", huge], ["train", "--digits", "--batch", huge],
      ["train", "--digits", "--epochs", huge], ["train", "--digits", "--hidden", "1000000000000"],
      ["train", "--digits", "--hidden", "1000000,1000000"],
      ["train", "--digits", "--epochs", "1", "--learning-rate", "1e-60"],
      ["train", "--digits", "--epochs", "1", "--learning-rate", "1e300"],
      ["train", "--digits", "--epochs", "1", "--optimizer", "adamw", "--weight-decay", "1e300"],
      ["train", "--digits", "--checkpoint", "c", "--checkpoint-every", "1e300s"],
      ["check", "--inputs", huge], ["check", "--outputs", huge], ["check", "--examples", huge],
      ["check", "--threads", huge], ["check", "--inputs", "1000000", "--examples", "1000000"],
      ["solve", "t.csv", "--polynomial", huge], ["solve", "t.csv", "--fourier", huge, "1"],
      ["solve", "t.csv", "--spline", huge], ["solve", "t.csv", "--sigmoid", huge],
      ["solve", "t.csv", "--indicator", huge], ["solve", "t.csv", "--interactions", huge],
    ]) func hugeNumbersAreWrongUsage(arguments: [String]) throws
  {
    try TemporaryFolder.with { folder in
      let result = try Program.run(arguments + (arguments[0] == "train" ? ["--precision", "single"] : []), in: folder)
      #expect(result.status == 2 && result.errors.contains("--help'"), "\(result.errors)")
    }
  }

  @Test func tooManyProductsAreRefused() throws {
    try TemporaryFolder.with { folder in
      let row = (0...60).map { "\($0)" }.joined(separator: ",") + "\n"
      _ = try folder.write(row + row, to: "t.csv")
      let result = try Program.run("solve", "t.csv", "--interactions", "30", in: folder)
      #expect(result.status == 1 && result.errors.contains("basis functions of 60 inputs are too many"))
    }
  }

  @Test func settingsHaveAsManyValuesAsTheirOptions() throws {
    try TemporaryFolder.with { folder in
      for list in ["[]", "[\"a\"]", "[\"a\", \"b\", \"c\"]"] {
        _ = try folder.write("{\"idx\": \(list)}", to: "s.json")
        let result = try Program.run("train", "--settings", "s.json", in: folder)
        #expect(result.status == 2 && result.errors.contains("'idx' takes '--idx IMAGES LABELS'"), "\(result.errors)")
      }
    }
  }

  @Test func whatIsTypedReplacesWhatItExcludes() throws {
    try TemporaryFolder.with { folder in
      _ = try folder.write("a,y\n" + (0..<20).map { "\($0),\(2 * $0)\n" }.joined(), to: "t.csv")
      for (settings, typed) in [
        (#""digits": true, "scale": true"#, ["--no-scale"]), (#""digits": true"#, ["--csv", "t.csv"]),
        (#""csv": "no.csv", "target": "y""#, ["--digits"]),
        (#""csv": "t.csv", "classes": true"#, ["--regression"]),
        (#""npz": "no.npz", "arrays": "x,y""#, ["--csv", "t.csv"]), (#""libsvm": "no.svm""#, ["--digits"]),
        (#""csv": "t.csv", "evidence": true, "prior-groups": "one""#, ["--polish", "lbfgs"]),
      ] {
        _ = try folder.write("{\(settings), \"epochs\": 1, \"hidden\": [4]}", to: "s.json")
        let result = try Program.run(["train", "--settings", "s.json"] + typed, in: folder)
        #expect(result.status == 0, "\(typed): \(result.errors)")
      }
    }
  }

  @Test func helpKnowsTheCommands() throws {
    #expect(try Program.run("help", "train").output == Program.run("train", "--help").output)
    #expect(try Program.run("help", "trian").status == 2)
  }
}
