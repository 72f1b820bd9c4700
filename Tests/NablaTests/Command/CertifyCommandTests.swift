import Foundation
import Nabla
import Testing

/// Polishing and certifying from the command line.
struct CertifyCommandTests {
  /// y = tanh(2a − 1) with a little of something else: 60 rows.
  private static var curve: String {
    (["a,y"]
      + (0..<60).map { i in
        let a = -2 + Double(i) / 15
        return "\(a),\(tanh(2 * a - 1) + 0.02 * cos(Double(i * i)))"
      }).joined(separator: "\n") + "\n"
  }

  @Test func polishedNetworksAreCertified() throws {
    try TemporaryFolder.with { folder in
      _ = try folder.write(Self.curve, to: "curve.csv")
      let trained = try Program.run(
        "train", "--csv", "curve.csv", "--target", "y", "--hidden", "2", "--epochs", "20", "--save", "rough", in: folder
      )
      #expect(trained.status == 0, "\(trained.errors)")
      // Gradient descent does not end at a minimum.
      let rough = try Program.run("certify", "rough", "--csv", "curve.csv", "--target", "y", in: folder)
      #expect(rough.status == 1 && rough.output.contains("not stationary"), "\(rough)")
      let polished = try Program.run(
        "certify", "rough", "--csv", "curve.csv", "--target", "y", "--l2", "0.001", "--polish", "fine", in: folder)
      #expect(polished.status == 0 && polished.output.contains("\nminimum"), "\(polished)")
      let fine = try Program.run(
        "certify", "fine", "--csv", "curve.csv", "--target", "y", "--l2", "0.001", in: folder)
      #expect(fine.status == 0 && fine.output.contains("0 negative, "), "\(fine)")
    }
  }

  @Test(arguments: ["lbfgs", "cg", "scg", "newton-cg", "newton", "lm"])
  func trainingEndsAtAMinimum(method: String) throws {
    try TemporaryFolder.with { folder in
      _ = try folder.write(Self.curve, to: "curve.csv")
      let trained = try Program.run(
        "train", "--csv", "curve.csv", "--target", "y", "--hidden", "2", "--epochs", "20", "--polish", method,
        "--polish-l2", "0.001", "--polish-iterations", "20000", "--no-scale", "--save", "fine", in: folder)
      #expect(trained.status == 0 && trained.output.contains("within the tolerance"), "\(trained)")
      let fine = try Program.run(
        "certify", "fine", "--csv", "curve.csv", "--target", "y", "--l2", "0.001", "--tolerance", "2e-8", in: folder)
      #expect(fine.status == 0, "\(fine)")
    }
  }

  /// The penalty of the training holds for the polishing too, and the report has a line for each of the 7 parameters.
  @Test func parametersAreReported() throws {
    try TemporaryFolder.with { folder in
      _ = try folder.write(Self.curve, to: "curve.csv")
      let trained = try Program.run(
        "train", "--csv", "curve.csv", "--target", "y", "--hidden", "2", "--epochs", "20", "--polish", "lm", "--l2",
        "0.001", "--polish-iterations", "20000", "--no-scale", "--report", "--quiet", "--save", "fine", in: folder)
      #expect(trained.status == 0 && trained.output.contains("nonlinear least squares"), "\(trained)")
      #expect(trained.output.contains("the penalty takes part in the standard errors"), "\(trained)")
      let parameters = trained.output.split(separator: "\n").filter { $0.contains("] from ") || $0.contains("] bias") }
      #expect(parameters.count == 7, "\(trained)")
      let fine = try Program.run(
        "certify", "fine", "--csv", "curve.csv", "--target", "y", "--l2", "0.001", "--tolerance", "2e-8", in: folder)
      #expect(fine.status == 0, "\(fine)")
    }
  }

  /// Columns and classes are those of the model, wherever they are in the table and whichever of them it has.
  @Test func columnsAndClassesAreTheModels() throws {
    try TemporaryFolder.with { folder in
      func point(_ i: Int) -> (u: Double, v: Double) { (Double(i % 7) / 7, Double(i % 5) / 5) }
      let rows = (0..<40).map { i in (point(i), i % 3 == 0 ? "no" : "yes") }
      _ = try folder.write(
        "c,u,v\n" + rows.map { "\($1),\($0.u),\($0.v)\n" }.joined(), to: "t.csv")
      _ = try folder.write(
        "v,u,c\n" + rows.map { "\($0.v),\($0.u),\($1)\n" }.joined(), to: "turned.csv")
      let trained = try Program.run(
        "train", "--csv", "t.csv", "--target", "c", "--hidden", "none", "--epochs", "1", "--polish", "newton",
        "--polish-l2", "0.01", "--save", "m", in: folder)
      #expect(trained.status == 0, "\(trained)")
      func certificate(_ table: String) throws -> Substring {
        let result = try Program.run("certify", "m", "--csv", table, "--l2", "0.01", in: folder)
        #expect(result.status == 0, "\(result)")
        return try #require(result.lines.first { $0.hasPrefix("value ") })
      }
      #expect(try certificate("t.csv") == certificate("turned.csv"))
      // Of these labels alone, "yes" would be class 0, and two classes would be missed.
      _ = try folder.write(
        "c,u,v\n" + rows.filter { $1 == "yes" }.map { "\($1),\($0.u),\($0.v)\n" }.joined(), to: "yes.csv")
      let part = try Program.run("certify", "m", "--csv", "yes.csv", "--l2", "0.01", in: folder)
      #expect(part.status == 1 && part.output.contains("not stationary"), "\(part)")
      #expect(part.errors.contains("on scaled, weighed or smoothed targets"), "\(part)")
      _ = try folder.write("c,u,v\n" + rows.map { "maybe,\($0.0.u),\($0.0.v)\n" }.joined(), to: "maybe.csv")
      let other = try Program.run("certify", "m", "--csv", "maybe.csv", in: folder)
      #expect(other.status == 1 && other.errors.contains("expected one of the classes \"no\", \"yes\""), "\(other)")
    }
  }

  /// Classes that a line divides have their minimum at infinity; the way that the hint says has one.
  @Test func growingParametersAreHintedAPenalty() throws {
    try TemporaryFolder.with { folder in
      _ = try folder.write(
        "x,c\n" + (0..<40).map { "\(Double($0) / 10 + ($0 < 20 ? 0 : 2)),\($0 < 20 ? "low" : "high")\n" }.joined(),
        to: "t.csv")
      let trained = try Program.run(
        "train", "--csv", "t.csv", "--hidden", "none", "--epochs", "1", "--no-scale", "--save", "m", in: folder)
      #expect(trained.status == 0, "\(trained)")
      let growing = try Program.run("certify", "m", "--csv", "t.csv", "--polish", "grown", in: folder)
      #expect(growing.status == 1 && growing.output.contains("no minimum: the function goes on to fall"), "\(growing)")
      #expect(growing.errors.contains("'--l2 STRENGTH --polish FILE'"), "\(growing)")
      let held = try Program.run("certify", "m", "--csv", "t.csv", "--l2", "0.001", "--polish", "held", in: folder)
      #expect(held.status == 0 && held.output.contains("\nminimum") && held.errors.isEmpty, "\(held)")
    }
  }

  /// Several answers, yes or no, for each example: solved or polished, they are at a minimum.
  @Test func severalProbabilitiesAreCertified() throws {
    try TemporaryFolder.with { folder in
      func table(_ b: (Int) -> String) -> String {
        "x,a,b\n" + (0..<40).map { "\(Double($0) / 10),\($0 * 7 % 40 < $0 ? 1 : 0),\(b($0))\n" }.joined()
      }
      _ = try folder.write(table { $0 % 3 == 0 ? "0.9" : "0.2" }, to: "t.csv")
      let targets = ["--target", "a,b", "--likelihood", "bernoulli"]
      let trained = try Program.run(
        [
          "train", "--csv", "t.csv", "--hidden", "none", "--epochs", "1", "--polish", "newton", "--no-scale", "--save",
          "m",
        ]
          + targets, in: folder)
      #expect(trained.status == 0 && trained.lastLine.hasPrefix("test log-loss: "), "\(trained)")
      let certified = try Program.run("certify", "m", "--csv", "t.csv", in: folder)
      #expect(certified.status == 0 && certified.output.contains("\nminimum"), "\(certified)")
      let solved = try Program.run(["solve", "t.csv", "--save", "s"] + targets, in: folder)
      #expect(solved.status == 0, "\(solved)")
      #expect(
        try Program.run("certify", "s", "--csv", "t.csv", in: folder).output.contains("40 training examples\nminimum"))
      let polished = try Program.run(
        "certify", "s", "--csv", "t.csv", "--test-fraction", "0.2", "--polish", "p", in: folder)
      #expect(polished.status == 0, "\(polished)")
      // The same examples, so the same minimum.
      let minima = try ["m", "p"].map { try Model<Double>(contentsOf: folder.file($0)).network.parameters }
      #expect(zip(minima[0], minima[1]).allSatisfy { abs($0 - $1) <= 1e-6 }, "\(minima)")

      _ = try folder.write(table { $0 == 7 ? "1.5" : "0.2" }, to: "t.csv")
      for arguments in [
        ["train", "--csv", "t.csv"] + targets, ["certify", "m", "--csv", "t.csv"], ["solve", "t.csv"] + targets,
      ] {
        let refused = try Program.run(arguments, in: folder)
        #expect(
          refused.status == 1
            && refused.errors.contains("t.csv: line 9, column \"b\": expected a probability from 0 to 1"), "\(refused)")
      }
      // One column of probabilities is told from one of classes by what is said of it.
      let one = try Program.run(
        "train", "--csv", "t.csv", "--target", "a", "--likelihood", "bernoulli", "--regression", "--epochs", "1",
        "--save", "one", in: folder)
      #expect(one.status == 0, "\(one)")
      let classes = try Program.run(
        "train", "--csv", "t.csv", "--target", "a", "--likelihood", "bernoulli", "--epochs", "1", in: folder)
      #expect(classes.status == 0 && classes.output.contains("confusion matrix of"), "\(classes)")
    }
  }

  /// The minimum is that of the weighted examples with smoothed labels, without those of validation.
  @Test func polishingKeepsToTheTrainingExamples() throws {
    try TemporaryFolder.with { folder in
      _ = try folder.write(
        "u,c\n" + (0..<60).map { "\(Double($0 % 7) / 7),\($0 % 5 == 0 ? "no" : "yes")\n" }.joined(), to: "t.csv")
      func minimum(_ options: String...) throws -> [Double] {
        let result = try Program.run(
          [
            "train", "--csv", "t.csv", "--hidden", "none", "--epochs", "1", "--polish", "newton", "--polish-l2", "0.01",
            "--save", "m",
          ] + options, in: folder)
        #expect(result.status == 0 && result.output.contains("within the tolerance"), "\(result)")
        return try Model<Double>(contentsOf: folder.file("m")).network.parameters
      }
      let plain = try minimum()
      for options in ["--balance-classes", "--label-smoothing=0.2", "--validation-fraction=0.3"] {
        let other = try minimum(options)
        let difference = zip(plain, other).map { abs($0 - $1) }.max() ?? 0
        #expect(difference > 1e-4, "\(options): \(plain) and \(other)")
      }
    }
  }

  @Test func reportsSayTheirUnits() throws {
    try TemporaryFolder.with { folder in
      _ = try folder.write(Self.curve, to: "curve.csv")
      let train = [
        "train", "--csv", "curve.csv", "--hidden", "none", "--epochs", "1", "--polish", "lm", "--report", "--quiet",
      ]
      let words = "all numbers are those of scaled inputs and targets; '--no-scale'"
      #expect(try Program.run(train, in: folder).output.contains(words))
      #expect(try !Program.run(train + ["--no-scale"], in: folder).output.contains("scaled"))
    }
  }

  /// 0 is the default of both penalties, so it can be given.
  @Test func noPenaltyCanBeGiven() throws {
    try TemporaryFolder.with { folder in
      _ = try folder.write(Self.curve, to: "curve.csv")
      let trained = try Program.run(
        "train", "--csv", "curve.csv", "--hidden", "none", "--epochs", "1", "--l2", "1", "--polish", "newton",
        "--polish-l2", "0", "--no-scale", "--save", "m", in: folder)
      #expect(trained.status == 0, "\(trained)")
      let certified = try Program.run("certify", "m", "--csv", "curve.csv", "--l2", "0", in: folder)
      #expect(certified.status == 0, "\(certified)")
    }
  }

  @Test func misuseIsExplained() throws {
    let rough = try Program.run("train", "--digits", "--polish", "cg", "--l1", "0.1")
    #expect(rough.status == 2 && rough.errors.contains("'--polish' and '--l1' exclude each other"))
    try TemporaryFolder.with { folder in
      try Model(Network<Float>(inputs: 64, likelihood: .categorical(classes: 10))).save(to: folder.file("m"))
      let nowhere = try Program.run("certify", "m", "--digits", "--polish", "no/fine", in: folder)
      #expect(nowhere.status == 1 && nowhere.errors.contains("no/fine: expected a place for a file"), "\(nowhere)")
    }
    let classes = try Program.run("train", "--digits", "--epochs", "1", "--polish", "lm", "--quiet")
    #expect(classes.status == 1 && classes.errors.contains("'--polish lm' is for numbers as targets"))
    let report = try Program.run("train", "--digits", "--epochs", "1", "--polish", "cg", "--report", "--quiet")
    #expect(report.status == 1 && report.errors.contains("'--report' is for numbers as targets"))
    let needless = try Program.run("train", "--digits", "--polish-l2", "1")
    #expect(needless.status == 2 && needless.errors.contains("'--polish-l2' needs '--polish'"))
  }
}
