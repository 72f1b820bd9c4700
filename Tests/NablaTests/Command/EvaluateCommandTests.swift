import Foundation
import Nabla
import Testing

/// What saved models are tested on, and what they predict, from the command line.
struct EvaluateCommandTests {
  /// y = 2a − b, with the target first: 30 rows.
  private static let plane =
    (["y,a,b"]
    + (0..<30).map { i in
      let (a, b) = (Double(i % 7) / 7, Double(i % 5) / 5)
      return "\(2 * a - b),\(a),\(b)"
    }).joined(separator: "\n") + "\n"

  /// No input stands in for a target that a table lacks.
  @Test func targetsAreFoundByName() throws {
    try TemporaryFolder.with { folder in
      _ = try folder.write(Self.plane, to: "plane.csv")
      let trained = try Program.run(
        "train", "--csv", "plane.csv", "--target", "y", "--epochs", "3", "--save", "m", in: folder)
      #expect(trained.status == 0, "\(trained.errors)")
      let evaluate = ["evaluate", "m", "--csv"]
      let own = try Program.run(evaluate + ["plane.csv"], in: folder)
      #expect(own.status == 0)
      #expect(try Program.run(evaluate + ["plane.csv", "--target", "y"], in: folder).output == own.output)
      // The name counts and not the place.
      let lines = Self.plane.split(separator: "\n").map { $0.split(separator: ",") }
      _ = try folder.write(lines.map { "\($0[2]),\($0[0]),\($0[1])" }.joined(separator: "\n"), to: "turned.csv")
      #expect(try Program.run(evaluate + ["turned.csv"], in: folder).output == own.output)
      _ = try folder.write(lines.map { "\($0[1]),\($0[2])" }.joined(separator: "\n"), to: "inputs.csv")
      try Program.expectRefusal(
        evaluate + ["inputs.csv"], in: folder, says: "inputs.csv: column \"y\": expected one of")
      try Program.expectRefusal(
        evaluate + ["plane.csv", "--target", "b"], in: folder, says: "'b' is an input of the model")
      try Program.expectRefusal(evaluate + ["plane.csv", "--classes"], in: folder, says: "the model predicts numbers")
      try Program.expectRefusal(
        evaluate + ["plane.csv", "--test-fraction", "0.001"], in: folder,
        says: "plane.csv: there are no examples for testing")
    }
  }

  /// Outputs are softmax(0, x, 2x): class 2 is first, then 1, where x > 0, and the other way round where x < 0.
  @Test func accuracyOfSeveralGuesses() throws {
    try TemporaryFolder.with { folder in
      var network = Network<Double>(inputs: 1, likelihood: .categorical(classes: 3))
      network.parameters = [0, 1, 2, 0, 0, 0]
      try Model(network, classNames: ["a", "b", "c"], featureNames: ["x"]).save(to: folder.file("m"))
      // The classes of the rows are guessed first, second, third, second and first.
      _ = try folder.write("x,k\n1,c\n1,b\n1,a\n-1,b\n-1,a\n", to: "t.csv")
      let evaluate = ["evaluate", "m", "--csv", "t.csv"]
      for (top, accuracy) in [("1", "0.4000"), ("2", "0.8000"), ("3", "1.0000")] {
        let result = try Program.run(evaluate + ["--top", top], in: folder)
        #expect(result.output.contains("\ntop-\(top) accuracy: \(accuracy)\n"), "\(result)")
        #expect(result.lastLine == "test accuracy: 0.4000")
      }
      #expect(try !Program.run(evaluate, in: folder).output.contains("top-"))
      try Program.expectRefusal(
        evaluate + ["--top", "4"], in: folder, says: "'--top 4' is for more classes than the model's 3")
      try Model(Network<Double>(inputs: 1, likelihood: .gaussian)).save(to: folder.file("m"))
      _ = try folder.write("x,y\n1,2\n", to: "t.csv")
      try Program.expectRefusal(evaluate + ["--top", "2"], in: folder, says: "'--top 2' is for classes")
    }
  }

  /// Targets of a single example have no variance to explain.
  @Test func aSingleExample() throws {
    try TemporaryFolder.with { folder in
      var network = Network<Double>(inputs: 1, likelihood: .gaussian)
      network.parameters = [1, 0.5]
      try Model(network).save(to: folder.file("m"))
      _ = try folder.write("2,2\n", to: "t.csv")
      let result = try Program.run("evaluate", "m", "--csv", "t.csv", in: folder)
      #expect(result.status == 0 && result.output.hasPrefix("mean absolute error: 0.5\n"), "\(result)")
      #expect(result.output.contains("(R²): undefined\n") && result.lastLine == "test RMSE: 0.5")
    }
  }

  @Test func modelsWithoutNamesOfClasses() throws {
    try TemporaryFolder.with { folder in
      var network = Network<Double>(inputs: 1, likelihood: .bernoulli)
      network.parameters = [1, 0]
      try Model(network).save(to: folder.file("m"))
      let evaluate = ["evaluate", "m", "--csv"]
      for (labels, accuracy) in [
        ("1\n1,1", "1.0000"), ("0\n1,0", "0.0000"), ("0\n1,1", "0.5000"), ("no\n1,yes", "0.5000"),
      ] {
        _ = try folder.write("x,c\n2,\(labels)\n", to: "t.csv")
        let result = try Program.run(evaluate + ["t.csv"], in: folder)
        #expect(
          result.lastLine == "test accuracy: \(accuracy)" && !result.output.contains("nan"), "\(labels): \(result)")
      }
      _ = try folder.write("x,c\n2,yes\n", to: "t.csv")
      try Program.expectRefusal(evaluate + ["t.csv"], in: folder, says: "the data has 1 classes, but the model 2")
      _ = try folder.write("x,c\n2,1\n1,2\n", to: "t.csv")
      try Program.expectRefusal(
        evaluate + ["t.csv"], in: folder, says: "expected one of the classes \"0\", \"1\", found \"2\"")
    }
  }

  /// Several answers, yes or no, are not a choice among several classes; nor are numbers probabilities.
  @Test func outputsAreCalledWhatTheyAre() throws {
    try TemporaryFolder.with { folder in
      _ = try folder.write("x,a,b\n1,0,1\n-1,1,0\n", to: "t.csv")
      func header<S: RealScalar>(_ model: Model<S>) throws -> String {
        try model.save(to: folder.file("m"))
        let result = try Program.run("predict", "m", "t.csv", in: folder)
        #expect(result.status == 0, "\(result)")
        return String(result.lines.first ?? "")
      }
      let numbers = Network<Double>(inputs: 1, likelihood: .gaussian)
      #expect(
        try header(Model(numbers, classNames: ["no", "yes"], featureNames: ["x"])) == "class,output for yes")
      let two = Network<Double>(inputs: 1, likelihood: .gaussian(outputs: 2))
      #expect(
        try header(Model(two, classNames: ["no", "yes"], featureNames: ["x"])) == "class,output for no,output for yes")
      let answers = Network<Double>(inputs: 1, likelihood: .bernoulli(outputs: 2))
      #expect(
        try header(Model(answers, featureNames: ["x"], targetNames: ["a", "b"])) == "probability of a,probability of b")
      let evaluated = try Program.run("evaluate", "m", "--csv", "t.csv", in: folder)
      #expect(evaluated.status == 0 && evaluated.lastLine.hasPrefix("test accuracy: "), "\(evaluated)")
      try Program.expectRefusal(
        ["evaluate", "m", "--csv", "t.csv", "--target", "a", "--classes"], in: folder, says: "2 probabilities")
    }
  }

  /// The defaults of training hold for no model that is there already.
  @Test(arguments: ["evaluate", "certify"]) func helpIsAboutTheModel(command: String) throws {
    let help = try Program.run(command, "--help").output.split { $0 == " " || $0 == "\n" }.joined(separator: " ")
    #expect(help.contains("By default that of the model") && !help.contains("The last by default"))
    #expect(help.contains("By default on all") == (command == "evaluate"))
    #expect(help.contains("(default: 0.2") == (command == "certify"))
  }

  @Test(arguments: ["5", "nan", "0", "-1", "half"]) func notesThatAreNoShare(note: String) throws {
    try TemporaryFolder.with { folder in
      let network = Network<Float>(inputs: 64, likelihood: .categorical(classes: 10))
      try Model(network, notes: ["test-fraction": note]).save(to: folder.file("m"))
      try Program.expectRefusal(
        ["evaluate", "m", "--digits"], in: folder, says: "m: expected a number between 0 and 1 as the note")
      let given = try Program.run("evaluate", "m", "--digits", "--test-fraction", "0.5", in: folder)
      #expect(given.status == 0, "\(given)")
    }
  }
}
