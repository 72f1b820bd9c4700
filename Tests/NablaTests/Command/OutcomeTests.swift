import Foundation
import Nabla
import Testing

/// What is modelled is said by its name, and scored as what it is.
struct OutcomeTests {
  /// A column x, and others of it, in 40 rows.
  private static func table(_ names: String, _ row: (Int) -> String) -> String {
    "x,\(names)\n" + (0..<40).map { "\($0 % 10),\(row($0))\n" }.joined()
  }

  /// The bias of a logistic regression on nothing else is the log-odds of the modelled label: 10 of 40 are the first.
  @Test(arguments: [("1", "2"), ("no", "yes"), ("0", "1"), ("-1", "1")])
  func theModeledLabel(against: String, label: String) throws {
    try TemporaryFolder.with { folder in
      _ = try folder.write(Self.table("low") { $0 / 10 == 0 ? against : label }, to: "t.csv")
      let solve = ["solve", "t.csv", "--likelihood", "bernoulli"]
      let text = try Program.run(solve, in: folder)
      #expect(
        text.status == 0 && text.output.contains("\nModels the probability of low = \(label), against \(against)\n"),
        "\(text)")
      let json = try Program.run(solve + ["--json", "--save", "m"], in: folder)
      let object = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
      #expect(object?["modeled"] as? [String] == ["low = \(label)"] && object?["against"] as? String == against)
      let bias = (object?["coefficients"] as? [[String: Any]])?.last?["estimate"] as? Double
      // x is as often each of its values with either label, so it says nothing.
      #expect(abs((bias ?? .nan) - log(3)) < 1e-9)
      let predicted = try Program.run("predict", "m", "t.csv", in: folder)
      let fields = predicted.lines[1].split(separator: ",")
      #expect(predicted.lines[0] == "class,probability of \(label)" && fields[0] == label, "\(predicted)")
      #expect(abs((Double(fields[1]) ?? .nan) - 0.75) < 1e-9)
      let evaluated = try Program.run("evaluate", "m", "--csv", "t.csv", in: folder)
      #expect(evaluated.lastLine == "test accuracy: 0.7500", "\(evaluated)")
      // Rows and columns of the confusion matrix have the labels.
      let matrix = evaluated.lines.map { $0.split(separator: " ").map(String.init) }
      #expect(matrix.contains(["actual", against, label, "recall"]), "\(evaluated)")
      #expect(matrix.contains([label, "0", "30", "1.000"]), "\(evaluated)")
    }
  }

  /// Two classes by a softmax have their names too.
  @Test func namesOfSoftmaxClasses() throws {
    try TemporaryFolder.with { folder in
      _ = try folder.write(Self.table("k") { "\(1 + ($0 * 7 % 5) % 3)" }, to: "t.csv")
      let result = try Program.run("solve", "t.csv", "--likelihood", "categorical", in: folder)
      #expect(result.status == 0 && result.output.contains("\n2:\n") && result.output.contains("\n3:\n"), "\(result)")
      #expect(result.output.contains("Note: 1 is the reference: its weights are 0"))
      #expect(!result.output.contains("class "))
    }
  }

  /// Several answers: accuracy and log-loss by hand.
  @Test func severalAnswers() throws {
    try TemporaryFolder.with { folder in
      var network = Network<Double>(inputs: 1, likelihood: .bernoulli(outputs: 2))
      // Probabilities 3/4 and 1/4 whatever x is.
      network.parameters = [0, 0, log(3), -log(3)]
      try Model(network, featureNames: ["x"], targetNames: ["a", "b"]).save(to: folder.file("m"))
      _ = try folder.write("x,a,b\n1,1,0\n2,1,1\n3,0,0\n4,1,0\n", to: "t.csv")
      let result = try Program.run("evaluate", "m", "--csv", "t.csv", in: folder)
      let loss = String(format: "%.4f", -(3 * log(0.75) + log(0.25)) / 4)
      #expect(
        result.output == """
          a: accuracy 0.7500, log-loss \(loss), ROC AUC 0.5000
          b: accuracy 0.7500, log-loss \(loss), ROC AUC 0.5000
          all 2 right: 0.5000, mean log-loss \(loss)
          test accuracy: 0.7500

          """, "\(result)")
      // Where probabilities are targets there is no accuracy of that answer, and none of all.
      _ = try folder.write("x,a,b\n1,0.5,0\n2,1,1\n", to: "t.csv")
      let shares = try Program.run("evaluate", "m", "--csv", "t.csv", in: folder)
      let a = -(0.5 * log(0.75) + 0.5 * log(0.25) + log(0.75)) / 2
      let b = -(log(0.75) + log(0.25)) / 2
      #expect(
        shares.output == """
          a: log-loss \(String(format: "%.4f", a)), mean absolute error 0.2500
          b: accuracy 0.5000, log-loss \(String(format: "%.4f", b)), ROC AUC 0.5000
          test log-loss: \(String(format: "%.4f", (a + b) / 2))

          """, "\(shares)")
      _ = try folder.write("x,a,b\n1,0.5,3\n", to: "t.csv")
      try Program.expectRefusal(
        ["evaluate", "m", "--csv", "t.csv"], in: folder,
        says: "line 2, column \"b\": expected a probability from 0 to 1")
    }
  }

  @Test func answersAreTrainedAndSolved() throws {
    try TemporaryFolder.with { folder in
      _ = try folder.write(Self.table("a,b") { "\($0 % 10 > 5 ? 1 : 0),\($0 % 3 == 0 ? 1 : 0)" }, to: "t.csv")
      let answers = ["--target", "a,b", "--likelihood", "bernoulli"]
      let trained = try Program.run(["train", "--csv", "t.csv", "--epochs", "5", "--save", "m"] + answers, in: folder)
      #expect(trained.status == 0 && trained.lastLine.hasPrefix("test accuracy: "), "\(trained)")
      #expect(trained.output.contains("\na: accuracy ") && trained.output.contains("\nb: accuracy "), "\(trained)")
      let solved = try Program.run(["solve", "t.csv", "--ridge", "1"] + answers, in: folder)
      #expect(solved.status == 0 && solved.output.contains("Models the probability of a, b\n"), "\(solved)")
      #expect(solved.output.contains("\na:\n") && solved.output.contains("\nb:\n"))
      // One column of 0 and 1 is one of classes.
      let one = try Program.run(
        ["train", "--csv", "t.csv", "--epochs", "5", "--target", "a", "--likelihood", "bernoulli"], in: folder)
      #expect(one.status == 0 && one.output.contains("confusion matrix of"), "\(one)")
    }
  }

  /// One-hot columns give what labels give.
  @Test func oneHotColumns() throws {
    try TemporaryFolder.with { folder in
      func k(_ i: Int) -> Int { (i * 7 % 5) % 3 }
      _ = try folder.write(Self.table("k") { "\(["a", "b", "c"][k($0)])" }, to: "labels.csv")
      _ = try folder.write(
        Self.table("a,b,c") { i in (0..<3).map { $0 == k(i) ? "1" : "0" }.joined(separator: ",") }, to: "hot.csv")
      // Three epochs end at no minimum, and certify says so by its status.
      func status(_ command: [String]) -> Int32 { command[0] == "certify" ? 1 : 0 }
      func outputs(_ table: String, _ target: String) throws -> [[Substring]] {
        let options = ["--target", target, "--likelihood", "categorical"]
        return try [
          ["solve", table] + options, ["train", "--csv", table, "--epochs", "3", "--quiet", "--save", "m"] + options,
          ["evaluate", "m", "--csv", table], ["predict", "m", table],
          ["certify", "m", "--csv", table],
        ].map { command in
          let result = try Program.run(command, in: folder)
          #expect(result.status == status(command), "\(command): \(result)")
          return result.lines.filter { !$0.contains(table) }
        }
      }
      let (labels, hot) = (try outputs("labels.csv", "k"), try outputs("hot.csv", "a,b,c"))
      #expect(labels == hot)
      // The model of columns takes labels, and the other way round.
      let crossed = try Program.run("evaluate", "m", "--csv", "labels.csv", "--target", "k", in: folder)
      #expect(crossed.status == 0 && crossed.lines == labels[2], "\(crossed)")
      _ = try folder.write("x,a,b,c\n1,1,0,0\n2,0,1,1\n", to: "hot.csv")
      for command in [["solve", "hot.csv"], ["train", "--csv", "hot.csv"]] {
        try Program.expectRefusal(
          command + ["--target", "a,b,c", "--likelihood", "categorical"], in: folder,
          says:
            "hot.csv: line 3: expected 1 in one of the columns of the classes and 0 in all others, found 1 in several")
      }
    }
  }

  /// Successes among trials: the likelihood of groups has the binomial coefficients. With p = 9/20 for both groups of 10,
  /// 4 and 5 of which succeed, it is Σ ln C(10, s) + 9 ln p + 11 ln(1 − p).
  @Test func proportions() throws {
    try TemporaryFolder.with { folder in
      _ = try folder.write("z,share,n\n1,0.4,10\n1,0.5,10\n", to: "t.csv")
      let result = try Program.run(
        "solve", "t.csv", "--likelihood", "bernoulli", "--weights", "n", "--no-bias", in: folder)
      let (p, q) = (0.45, 0.55)
      let groups = 9 * log(p) + 11 * log(q) + log(210) + log(252)
      #expect(
        result.status == 0 && result.output.contains("Log-likelihood " + String(format: "%.8g", groups)), "\(result)")
      #expect(result.output.contains(String(format: "AIC %.7g", 2 - 2 * groups)) && !result.output.contains("Note:"))
      // Shares of no whole number of trials: the expected log-likelihood of single ones.
      _ = try folder.write("z,share,n\n1,0.41,10\n1,0.49,10\n", to: "t.csv")
      let shares = try Program.run(
        "solve", "t.csv", "--likelihood", "bernoulli", "--weights", "n", "--no-bias", in: folder)
      let single = 9 * log(p) + 11 * log(q)
      #expect(shares.output.contains("Log-likelihood " + String(format: "%.8g", single)), "\(shares)")
      #expect(shares.output.contains("not shares of a whole number of trials"), "\(shares)")
    }
  }
}
