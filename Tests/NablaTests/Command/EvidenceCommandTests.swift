import Foundation
import Nabla
import Testing

/// `nabla train --evidence`, `nabla predict --bands` and what `nabla evaluate` says of them.
@Suite struct EvidenceCommandTests {
  /// y = 1 + 2a − b with noise of deviation 20, in units where nothing is near 1.
  private static func table(_ n: Int, seed: UInt64) -> String {
    var generator = SeededGenerator(seed: seed)
    return "a,b,y\n"
      + (0..<n).map { _ in
        let (a, b) = (100 * generator.normal(), 50 + 10 * generator.normal())
        return "\(a),\(b),\(1 + 2 * a - b + 20 * generator.normal())\n"
      }.joined()
  }

  @Test func bandsOfALinearModel() throws {
    try TemporaryFolder.with { folder in
      _ = try folder.write(Self.table(200, seed: 1), to: "t.csv")
      _ = try folder.write(Self.table(400, seed: 2), to: "new.csv")
      let trained = try Program.run(
        "train", "--csv", "t.csv", "--target", "y", "--hidden", "none", "--epochs", "5", "--test", "new.csv",
        "--evidence",
        "--prior-groups", "inputs", "--save", "m", in: folder)
      try #require(trained.status == 0, "\(trained)")
      #expect(trained.lines.contains { $0.hasPrefix("log evidence ") && $0.contains("of scaled inputs and targets") })
      #expect(trained.lines.contains { $0.hasPrefix("input 0: strength ") })
      let result = try Program.run("predict", "m", "new.csv", "--bands", "--level", "0.8", "--residuals", in: folder)
      try #require(result.lines.count == 401, "\(result)")
      #expect(result.lines[0] == "y,deviation of y,deviation of mean y,lower y,upper y,actual y,residual of y")
      var inside = 0
      for line in result.lines.dropFirst() {
        let parts = line.split(separator: ",").compactMap { Double($0) }
        let (y, deviation, ofMean, lower, upper, actual) = (parts[0], parts[1], parts[2], parts[3], parts[4], parts[5])
        // The noise of 20 that the table has, by 200 examples: within five standard errors of 20/√400.
        #expect(abs(deviation - 20) < 5 && ofMean > 0 && ofMean < deviation)
        // The 90 % quantiles of Student's t with 200 and 195 degrees of freedom (SciPy): 200 examples less three parameters.
        let quantile = (upper - y) / deviation
        #expect(quantile > 1.2857987939948012 && quantile < 1.28590807435162 && abs(y - lower - upper + y) < 1e-6)
        if actual >= lower && actual <= upper { inside += 1 }
      }
      // 80 % of 400: five standard errors of 2 %.
      #expect(abs(Double(inside) / 400 - 0.8) < 0.1)
      let evaluated = try Program.run("evaluate", "m", "--csv", "new.csv", in: folder)
      #expect(
        evaluated.lines.contains { $0.hasPrefix("90 % intervals hold 0.") && $0.hasSuffix(" of y") }, "\(evaluated)")
    }
  }

  @Test func classes() throws {
    try TemporaryFolder.with { folder in
      var generator = SeededGenerator(seed: 3)
      let rows = (0..<80).map { _ -> String in
        let (a, b) = (generator.normal(), generator.normal())
        return "\(a),\(b),\(a + generator.normal() > 0 ? "up" : (b > 0 ? "left" : "right"))\n"
      }
      _ = try folder.write("a,b,way\n" + rows.joined(), to: "t.csv")
      let trained = try Program.run(
        "train", "--csv", "t.csv", "--target", "way", "--hidden", "none", "--epochs", "5", "--evidence", "--save", "m",
        in: folder)
      try #require(trained.status == 0, "\(trained)")
      let result = try Program.run("predict", "m", "t.csv", "--bands", in: folder)
      #expect(
        result.lines[0].hasPrefix(
          "class,probability of left,probability of right,probability of up,deviation of left,lower left,upper left"),
        "\(result.lines[0])")
      for line in result.lines.dropFirst() {
        let parts = line.split(separator: ",").dropFirst().compactMap { Double($0) }
        #expect(abs(parts[0] + parts[1] + parts[2] - 1) < 1e-6)
        for k in 0..<3 {
          let (p, lower, upper) = (parts[k], parts[4 + 3 * k], parts[5 + 3 * k])
          #expect(0 <= lower && lower <= p && p <= upper && upper <= 1)
        }
      }
      let evaluated = try Program.run("evaluate", "m", "--csv", "t.csv", in: folder)
      #expect(evaluated.lines.contains { $0.hasPrefix("averaged over the weights: log-loss ") }, "\(evaluated)")
    }
  }

  /// Sizes by their evidence, of two outputs with a noise each, one of which is no linear function.
  @Test func sizesAreCompared() throws {
    func table(_ n: Int, _ seed: UInt64) -> String {
      var generator = SeededGenerator(seed: seed)
      return "a,y,z\n"
        + (0..<n).map { _ in
          let a = 4 * generator.uniform() - 2
          return "\(a),\(Foundation.tanh(3 * a) + 0.05 * generator.normal()),\(10 * a + 4 * generator.normal())\n"
        }.joined()
    }
    try TemporaryFolder.with { folder in
      _ = try folder.write(table(80, 1), to: "t.csv")
      _ = try folder.write(table(200, 2), to: "new.csv")
      let trained = try Program.run(
        "train", "--csv", "t.csv", "--target", "y,z", "--test", "new.csv", "--evidence", "--noise-per-output",
        "--compare", "0,1", "--starts", "2", "--save", "m", in: folder)
      try #require(trained.status == 0, "\(trained)")
      let header = try #require(trained.lines.firstIndex { $0.hasPrefix("hidden ") && $0.contains("test error") })
      let rows = trained.lines[(header + 1)...].prefix { !$0.hasPrefix("mixed") }.map { $0.split(separator: " ") }
      // Both starts of the linear model come to its only minimum, which is far less probable.
      #expect(rows[0][0] == "1" && rows.last?.prefix(2) == ["none", "2"], "\(trained)")
      #expect(Double(rows[0][5])! > 0.99 && Double(rows[0][6])! < Double(rows[rows.count - 1][6])!)
      #expect(trained.lines.contains { $0.hasPrefix("mixed by evidence: test error 0.") })
      let result = try Program.run("predict", "m", "new.csv", "--bands", in: folder)
      #expect(
        result.lines[0]
          == "y,z,deviation of y,deviation of mean y,lower y,upper y,deviation of z,deviation of mean z,lower z,upper z"
      )
      for line in result.lines.dropFirst() {
        let parts = line.split(separator: ",").compactMap { Double($0) }
        // The noises that the table has, by 80 examples: within five standard errors of 1/√160.
        #expect(abs(parts[2] / 0.05 - 1) < 0.5 && abs(parts[6] / 4 - 1) < 0.5, "\(line)")
      }
      let evaluated = try Program.run("evaluate", "m", "--csv", "new.csv", in: folder)
      for name in ["y", "z"] {
        let line = try #require(
          evaluated.lines.first { $0.hasPrefix("90 % intervals hold") && $0.hasSuffix(" of \(name)") })
        // Five standard errors of 2 % for 200 targets.
        #expect(abs(Double(line.split(separator: " ")[4])! - 0.9) < 0.11, "\(line)")
      }
    }
  }

  @Test func refusals() throws {
    try TemporaryFolder.with { folder in
      _ = try folder.write("a,y\n0,1\n1,3\n2,4\n3,8\n", to: "t.csv")
      #expect(try Program.run("solve", "t.csv", "--save", "m", in: folder).status == 0)
      let none = try Program.run("predict", "m", "t.csv", "--bands", in: folder)
      #expect(none.status == 1 && none.errors.contains("the model does not say how sure it is"), "\(none)")
      #expect(try Program.run("predict", "m", "t.csv", "--level", "0.5", in: folder).status == 2)
      #expect(try Program.run("train", "--csv", "t.csv", "--prior-groups", "one", in: folder).status == 2)
      #expect(try Program.run("train", "--csv", "t.csv", "--evidence", "--polish", "newton", in: folder).status == 2)
      for wrong in [
        ["--compare", "2"], ["--evidence", "--compare", "2,x"], ["--evidence", "--compare", "2,2"],
        ["--evidence", "--compare", "2", "--hidden", "3"], ["--evidence", "--folds", "3"],
      ] {
        #expect(try Program.nabla.run(["train", "--csv", "t.csv"] + wrong, in: folder).status == 2, "\(wrong)")
      }
      let huber = try Program.run("train", "--csv", "t.csv", "--likelihood", "huber:1", "--evidence", in: folder)
      #expect(huber.status == 1 && huber.errors.contains("no distribution of targets"), "\(huber)")
    }
  }

  /// A model's file keeps the uncertainty bit for bit, and damage is refused.
  @Test func filesKeepTheUncertainty() throws {
    try TemporaryFolder.with { folder in
      let network = Network<Float>(inputs: 2, likelihood: .gaussian) { Dense(2, .tanh) }
      let count = network.architecture.parameterCount
      var model = Model(network)
      let root = Matrix<Double>(rows: count, columns: 3, elements: (0..<3 * count).map { Double($0) / 7 })
      model.uncertainty = ParameterUncertainty(
        positions: Array(0..<count), root: root, noiseVariances: [0.3], degreesOfFreedom: [7.5])
      try model.save(to: folder.file("m"))
      let read = try Model<Float>(contentsOf: folder.file("m"))
      #expect(read.uncertainty == model.uncertainty)
      var file = try model.file()
      file.metadata["checksum"] = nil
      file.metadata["noise_degrees_of_freedom"] = "[null]"
      #expect(try Model<Float>(file).uncertainty?.degreesOfFreedom == [.infinity])
      for wrong in ["[0]", "[1,2]", "[]x", "7"] {
        file.metadata["noise_degrees_of_freedom"] = wrong
        #expect(throws: ModelFileError.self, "\(wrong)") { _ = try Model<Float>(file) }
      }
      // Files without it are those of before.
      file.metadata["noise_degrees_of_freedom"] = nil
      #expect(try Model<Float>(file).uncertainty?.degreesOfFreedom == [])
      file.metadata["noise_variances"] = "[0.1,0.2]"
      #expect(throws: ModelFileError.self) { _ = try Model<Float>(file) }
      file.metadata["noise_variances"] = "[0.1]"
      file.metadata["uncertain_parameters"] = "output"
      #expect(throws: ModelFileError.self) { _ = try Model<Float>(file) }
    }
  }
}
