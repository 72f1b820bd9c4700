import Testing

/// What the program says to those who do not know it yet.
struct CommandUsageTests {
  private static let commands = ["train", "evaluate", "predict", "solve", "check", "certify", "figure"]

  @Test func helpIsOnStandardOutput() throws {
    for arguments in ["--help", "-h", "help"] {
      let result = try Program.run(arguments)
      #expect(result.status == 0 && result.errors.isEmpty)
      for command in Self.commands { #expect(result.output.contains("\n  \(command) ")) }
    }
    #expect(try Program.run("--version").output.hasPrefix("nabla "))
  }

  @Test(arguments: commands) func everyCommandHasHelp(command: String) throws {
    let result = try Program.run(command, "--help")
    #expect(result.status == 0 && result.errors.isEmpty)
    #expect(result.output.contains("Usage: nabla \(command) "))
    #expect(result.output.contains("Examples:\n  nabla \(command)"))
    #expect(result.lines.allSatisfy { $0.count <= 100 })
    // Help wins over whatever else is wrong.
    #expect(try Program.run(command, "--nonsense", "--help").output == result.output)
  }

  /// Each wrong command line, and what the program says is right.
  @Test(
    arguments: [
      ([], "Usage: nabla COMMAND"),
      (
        ["trian"],
        "there is no command 'trian'; the commands are inspect, train, evaluate, predict, solve, check, certify, export, import, figure; did you mean "
          + "'train'?"
      ),
      (["train", "--epochs"], "'--epochs' lacks its value N: it is written '--epochs N'"),
      (["train", "--epochs", "0"], "'--epochs' takes a whole number from 1, not '0'"),
      (["train", "--epochs", "many"], "'--epochs' takes a whole number from 1, not 'many'"),
      (["train", "--epochs=3", "--epochs=4"], "'--epochs' is given twice"),
      (["train", "--digit"], "has no option '--digit'; did you mean '--digits'?"),
      (["train", "--digits=yes"], "'--digits' takes no value, but 'yes' is given"),
      (["train", "--digits", "--csv", "a.csv"], "'--digits' and '--csv' exclude each other"),
      (["train", "digits"], "'digits' is one argument too many; options begin with '--', such as '--digits'"),
      (["train", "--activation", "tan"], "not 'tan'; did you mean 'tanh'?"),
      (["train", "--hidden", "3,x"], "such as 256,128, or 'none', not '3,x'"),
      (["train", "--learning-rate", "-1"], "'--learning-rate' takes a positive number, not '-1'"),
      (["train", "--learning-rate", "nan"], "'--learning-rate' takes a positive number, not 'nan'"),
      (["train", "--seed", "-1"], "'--seed' takes a whole number from 0, not '-1'"),
      (["train", "--threads", "0"], "'--threads' takes a whole number from 1"),
      (["train", "--test-fraction", "1"], "'--test-fraction' takes a number between 0 and 1, not '1'"),
      (["train", "--target", "y"], "'--target' is for tables; give one by '--csv FILE'"),
      (["train", "--idx", "images"], "'--idx' lacks its value LABELS"),
      (["evaluate"], "MODEL is missing"),
      (["predict", "model"], "FILE is missing"),
      (["predict", "model", "file", "more"], "'more' is one argument too many"),
      (["check", "model", "--hidden", "3"], "'--hidden' is for a fresh network, but the model 'model' is given"),
      (["check", "--likelihood", "categorical", "--outputs", "1"], "needs '--outputs' of at least 2"),
    ] as [([String], String)])
  func wrongUsage(arguments: [String], says: String) throws {
    let result = try Program.run(arguments)
    #expect(result.status == 2 && result.output.isEmpty)
    #expect(result.errors.contains(says), "\(result.errors)")
    if !arguments.isEmpty { #expect(result.errors.contains("--help'.\n")) }
  }
}
