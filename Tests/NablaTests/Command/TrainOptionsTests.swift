import Foundation
import Nabla
import Testing

/// The options of `nabla train` beyond the plain ones, and files of them.
@Suite struct TrainOptionsTests {
  private let short = ["train", "--digits", "--hidden", "12", "--epochs", "3"]

  @Test(arguments: ["adam", "adamw", "nadam", "rmsprop", "adagrad", "nesterov", "momentum", "sgd"])
  func everyOptimizerTrains(name: String) throws {
    let result = try Program.run(short + ["--optimizer", name, "--quiet"])
    #expect(result.status == 0 && result.lastLine.hasPrefix("test accuracy: "), "\(result.errors)")
  }

  @Test func everyOptionAtOnce() throws {
    try TemporaryFolder.with { folder in
      let result = try Program.run(
        short + [
          "--schedule", "cosine", "--warm-up", "1", "--weight-decay", "1e-3", "--l2", "1e-4", "--l1", "1e-6",
          "--dropout",
          "0.1", "--dropout-schedule", "cosine", "--penalty-schedule", "cosine", "--label-smoothing", "0.05",
          "--balance-classes", "--clip", "1", "--validation-fraction", "0.2",
          "--metric", "accuracy", "--patience", "2", "--checkpoint", "c", "--checkpoint-every", "20b", "--history",
          "h.csv", "--save", "m",
        ], in: folder)
      #expect(result.status == 0, "\(result.errors)")
      #expect(result.output.contains(", validation 0."))
      let history = String(decoding: try fileBytes(folder.file("h.csv")), as: UTF8.self)
      #expect(history.split(separator: "\n").count == 4)
      let again = try Program.run(short + ["--starts", "3", "--history", "h.json"], in: folder)
      #expect(again.output.contains("\nrun  seed") && again.status == 0)
      let json = try JSONDecoder().decode([EpochReport].self, from: Data(try fileBytes(folder.file("h.json"))))
      #expect(json.count == 3)
    }
  }

  /// The settings that a model keeps make the same model again.
  @Test func settingsOfAModelMakeItAgain() throws {
    try TemporaryFolder.with { folder in
      let first = try Program.run(
        short + ["--optimizer", "nesterov", "--dropout", "0.3", "--seed", "5", "--save", "a"], in: folder)
      #expect(first.status == 0, "\(first.errors)")
      let model = try Model<Double>(contentsOf: folder.file("a"))
      let settings = try #require(model.notes["settings"])
      _ = try folder.write(settings, to: "s.json")
      #expect(try Program.run("train", "--settings", "s.json", "--save", "b", in: folder).status == 0)
      #expect(try fileBytes(folder.file("a")) == fileBytes(folder.file("b")))
      // What is typed goes before the file.
      #expect(try Program.run("train", "--settings", "s.json", "--seed", "6", "--save", "c", in: folder).status == 0)
      #expect(try fileBytes(folder.file("a")) != fileBytes(folder.file("c")))
    }
  }

  @Test func settingsHaveNumbersListsAndSwitches() throws {
    try TemporaryFolder.with { folder in
      let text =
        #"{"digits": true, "hidden": [12, 8], "epochs": 2, "learning-rate": 0.01, "optimizer": "sgd", "no-scale": false}"#
      _ = try folder.write(text, to: "s.json")
      let result = try Program.run("train", "--settings", "s.json", in: folder)
      #expect(result.status == 0 && result.output.contains("\n2: 8 tanh from 1"), "\(result.errors)")
    }
  }

  @Test func whatIsWrongIsSaid() throws {
    try TemporaryFolder.with { folder in
      func expect(_ arguments: [String], _ words: String, status: Int32 = 2) throws {
        let result = try Program.run(arguments, in: folder)
        #expect(result.status == status && result.errors.contains(words), "\(arguments): \(result.errors)")
      }
      _ = try folder.write(#"{"hiden": 3}"#, to: "typo.json")
      _ = try folder.write("[1]", to: "list.json")
      _ = try folder.write(#"{"digits": 1}"#, to: "switch.json")
      try expect(["train", "--settings", "none.json"], "expected a file that can be read, found no file")
      try expect(["train", "--settings", "typo.json"], "has no option 'hiden'; did you mean 'hidden'?")
      try expect(["train", "--settings", "list.json"], "expected a JSON object")
      try expect(["train", "--settings", "switch.json"], "'digits' is a switch, true or false")
      try expect(short + ["--warm-up", "1"], "'--warm-up' goes with the schedules cosine")
      try expect(short + ["--dropout-schedule", "cosine"], "'--dropout-schedule' goes with '--dropout'")
      try expect(short + ["--penalty-schedule", "cosine"], "'--penalty-schedule' goes with '--weight-decay'")
      try expect(
        short + ["--optimizer", "adamw", "--weight-decay", "0.1", "--penalty-schedule", "cosine"],
        "not for the optimizer adamw")
      try expect(short + ["--resume"], "'--resume' needs '--checkpoint FILE'")
      try expect(short + ["--checkpoint", "c", "--checkpoint-every", "0"], "such as 2, 500b or 30s, not '0'")
      try expect(short + ["--metric", "accuracy"], "'--validation-fraction F' says how many")
      try expect(short + ["--history", "h.txt"], "ends in .csv or .json")
      try expect(short + ["--checkpoint", "c", "--starts", "2"], "exclude each other")
      try expect(short + ["--validation-fraction", "0.1", "--metric", "rmse"], "does not suit", status: 1)
      try expect(short + ["--likelihood", "gaussian", "--label-smoothing", "0.1"], "for the likelihood", status: 1)
      try expect(["figure", "portrait"], "there is no figure 'portrait'")
      // A checkpoint of another run.
      #expect(try Program.run(short + ["--checkpoint", "c", "--quiet"], in: folder).status == 0)
      try expect(
        short + ["--checkpoint", "c", "--resume", "--dropout", "0.5"], "expected a checkpoint of this training",
        status: 1)
      try expect(short + ["--checkpoint", "c", "--resume", "--hidden", "9"], "given twice")
      _ = try folder.write("nonsense", to: "c")
      try expect(short + ["--checkpoint", "c", "--resume"], "expected a safetensors", status: 1)
    }
  }
}
