import Foundation
import Nabla
import Testing

/// Searches over options, and how much columns matter.
struct SearchCommandTests {
  private struct Row: Decodable {
    let settings: [String: String]
    let mean: Double?
    let standardError: Double?
    let failure: String?
  }
  private struct Scores: Decodable { let mean: Double }
  private struct Report: Decodable {
    struct Coefficient: Decodable {
      let name: String
      let estimate: Double
    }
    let folds: Scores?
    let ridge: Double
    let coefficients: [Coefficient]
  }

  /// An accuracy and a root of a mean square do not tell which is better.
  @Test func differentMeasuresAreNotCompared() throws {
    try TemporaryFolder.with { folder in
      _ = try folder.write("a,y\n" + (0..<60).map { "\($0 % 7),\($0 * $0 % 5 % 2)\n" }.joined(), to: "t.csv")
      let train = ["train", "--csv", "t.csv", "--hidden", "none", "--epochs", "1"]
      for arguments in [
        train + ["--search", "classes=yes|no"],
        ["solve", "t.csv", "--search", "likelihood=bernoulli|gaussian|poisson"],
      ] {
        try Program.expectRefusal(arguments, in: folder, says: "'--search' cannot compare the test ")
      }
      #expect(
        try Program.run(["solve", "t.csv", "--search", "likelihood=poisson|gaussian"], in: folder).status == 0)
    }
  }

  private static func table(_ count: Int) -> String {
    var generator = SeededGenerator(seed: 5)
    var text = "a,b,c,y\n"
    for i in 0..<count {
      let (a, b) = (generator.normal(), 3 * generator.normal())
      text += "\(a),\(b),\(["u", "v", "w"][i % 3]),\(2 * a - b + (i % 3 == 1 ? 4 : 0) + 0.3 * generator.normal())\n"
    }
    return text
  }

  private func report(_ options: [String], in folder: TemporaryFolder) throws -> Report {
    let result = try Program.run(["solve", "t.csv", "--json"] + options, in: folder)
    #expect(result.status == 0, "\(result.errors)")
    return try JSONDecoder().decode(Report.self, from: Data(result.output.utf8))
  }

  private func rows(_ name: String, in folder: TemporaryFolder) throws -> [Row] {
    try JSONDecoder().decode([Row].self, from: Data(fileBytes(folder.file(name))))
  }

  /// Each combination has the results of a run of its own, and the best one is solved.
  @Test func ridges() throws {
    try TemporaryFolder.with { folder in
      _ = try folder.write(Self.table(40), to: "t.csv")
      let found = try report(
        ["--search", "ridge=400|0.5|20", "--folds", "4", "--results", "r.json"], in: folder)
      let rows = try rows("r.json", in: folder)
      #expect(rows.map { $0.settings["ridge"] } == ["400", "0.5", "20"])
      for row in rows {
        let single = try report(["--ridge", row.settings["ridge"] ?? "", "--folds", "4"], in: folder)
        #expect(single.folds?.mean == row.mean)
      }
      #expect(found.ridge == 0.5 && found.folds?.mean == rows.compactMap(\.mean).min())
    }
  }

  /// The best network is the one that its options train alone, on the same examples; threads change nothing.
  @Test func networks() throws {
    try TemporaryFolder.with { folder in
      _ = try folder.write(Self.table(60), to: "t.csv")
      let fixed: [String] = ["train", "--csv", "t.csv", "--target", "y", "--quiet", "--batch", "10"]
      let space = ["--search", "hidden=none|3 epochs=1|40 no-scale=no", "--folds", "3"]
      let found = try Program.run(
        fixed + space + ["--results", "r.json", "--save", "m.safetensors", "--threads", "2"], in: folder)
      #expect(found.status == 0, "\(found.errors)")
      let rows = try rows("r.json", in: folder)
      #expect(rows.count == 4 && rows.allSatisfy { $0.mean != nil && $0.standardError != nil })
      let best = try #require(rows.min { ($0.mean ?? .infinity) < ($1.mean ?? .infinity) })
      let options = ["hidden", "epochs"].flatMap { ["--\($0)", best.settings[$0] ?? ""] }
      #expect(best.settings["epochs"] == "40")
      #expect(try Program.run(fixed + options, in: folder).output == found.output)
      let model = try Model<Double>(contentsOf: folder.file("m.safetensors"))
      #expect(model.notes["settings"]?.contains("\"epochs\":\"40\"") == true, "\(model.notes)")
      _ = try Program.run(fixed + space + ["--results", "s.json", "--threads", "1"], in: folder)
      #expect(try fileBytes(folder.file("s.json")) == fileBytes(folder.file("r.json")))
    }
  }

  @Test func draws() throws {
    try TemporaryFolder.with { folder in
      _ = try folder.write(Self.table(30), to: "t.csv")
      func drawn(_ seed: String) throws -> [String] {
        let result = try Program.run(
          [
            "solve", "t.csv", "--search", "ridge=1e-3..1e3 missing=drop|mean", "--trials", "6", "--search-seed", seed,
            "--folds", "2", "--results", "r.csv",
          ], in: folder)
        #expect(result.status == 0, "\(result.errors)")
        let text = String(decoding: try fileBytes(folder.file("r.csv")), as: UTF8.self)
        return text.split(separator: "\n").map(String.init)
      }
      let first = try drawn("1")
      #expect(first.count == 7 && first[0] == "ridge,missing,measure,mean,standard error,failure")
      let ridges = first.dropFirst().compactMap { Double($0.prefix { $0 != "," }) }
      #expect(ridges.allSatisfy { $0 >= 1e-3 && $0 <= 1e3 } && ridges.contains { $0 < 1 })
      #expect(try drawn("1") == first && drawn("2") != first)
    }
  }

  @Test func refusals() throws {
    let train = ["train", "--digits", "--search"]
    let cases: [([String], String)] = [
      (train + ["hiden=4"], "has no option 'hiden'; did you mean 'hidden'?"),
      (train + ["hidden"], "OPTION=VALUE|VALUE"),
      (train + ["dropout=0..0.5"], "needs '--trials N'"), (train + ["idx=a|b"], "cannot choose '--idx'"),
      (train + ["hidden=4|4"], "different values"), (train + ["scale=maybe"], "yes and no"),
      (train + ["epochs=2|x"], "'--epochs' takes"), (train + ["epochs=2|3", "--epochs", "2"], "which is given too"),
      (train + ["epochs=2|3", "--polish", "newton"], "exclude each other"),
      (["train", "--digits", "--trials", "3"], "goes with '--search SPACE'"),
      (["evaluate", "m", "--figure", "x.svg"], "goes with '--importance'"),
    ]
    for (arguments, text) in cases { try Program.expectRefusal(arguments, status: 2, says: text) }
  }

  private struct Importance: Decodable {
    struct Column: Decodable {
      struct Input: Decodable {
        let name: String
        let meanDerivatives: [Double]
      }
      let name: String
      let loss: Double
      let sensitivity: Double
      let inputs: [Input]
    }
    let columns: [Column]
  }

  /// Of a linear model the mean derivatives are its coefficients, and a category is one column.
  @Test func importanceOfALinearModel() throws {
    try TemporaryFolder.with { folder in
      _ = try folder.write(Self.table(90), to: "t.csv")
      let fit = try report(["--save", "m.safetensors"], in: folder)
      let result = try Program.run(
        [
          "evaluate", "m.safetensors", "--csv", "t.csv", "--importance", "--importance-json", "i.json", "--figure",
          "i.gnuplot",
        ], in: folder)
      #expect(result.status == 0 && result.output.contains("loss of test RMSE"), "\(result)")
      let found = try JSONDecoder().decode(Importance.self, from: Data(fileBytes(folder.file("i.json"))))
      #expect(Set(found.columns.map(\.name)) == ["a", "b", "c"] && found.columns[0].name == "b")
      for column in found.columns {
        #expect(column.inputs.count == (column.name == "c" ? 2 : 1) && column.loss > 0.3 && column.sensitivity > 0.3)
        for input in column.inputs {
          let coefficient = try #require(fit.coefficients.first { $0.name == input.name }).estimate
          #expect(abs(input.meanDerivatives[0] - coefficient) <= 1e-12 * abs(coefficient), "\(input)")
        }
      }
      let script = String(decoding: try fileBytes(folder.file("i.gnuplot")), as: UTF8.self)
      #expect(script.contains("boxxyerror") && script.contains("\"b\" 0"))
      // The other ending that a script has, as figures of `solve` know it.
      let other = try Program.run(
        "evaluate", "m.safetensors", "--csv", "t.csv", "--importance", "--figure", "i.gp", in: folder)
      #expect(other.status == 0, "\(other)")
      #expect(try fileBytes(folder.file("i.gp")) == fileBytes(folder.file("i.gnuplot")))
    }
  }

  /// The mean over permutations of a linear model's squared error grows by 2 w² s²; derivatives are in the data's units.
  @Test func permutationsAndScales() throws {
    var generator = SeededGenerator(seed: 2)
    let (n, repeats) = (40, 2000)
    let x = Matrix<Double>(rows: n, columns: 2, elements: (0..<2 * n).map { _ in 5 + 3 * generator.normal() })
    var t = Matrix<Double>(rows: n, columns: 1)
    for i in 0..<n { t[i, 0] = 2 * x[i, 0] - 0.5 * x[i, 1] + generator.normal() }
    let network = Network<Double>(
      try Architecture(inputs: 2, likelihood: .gaussian, specifications: [.output(Output())]))
    let fit = try network.solve(x, t).network
    let losses = Model(fit).permutationImportance(of: [0..<1, 1..<2], at: x, repeats: repeats) { y in
      var sum: Double = 0
      for i in 0..<n { sum += (y[i, 0] - t[i, 0]) * (y[i, 0] - t[i, 0]) }
      return sum / Double(n)
    }
    let sensitivities = Model(fit).meanSensitivities(at: x)
    for i in 0..<2 {
      let move: Double = fit.parameters[i] * sensitivities.deviations[i]
      let mean: Double = losses[i].reduce(0, +) / Double(repeats)
      var squares: Double = 0
      for loss in losses[i] { squares += (loss - mean) * (loss - mean) }
      let error: Double = squares.squareRoot() / Double(repeats)
      #expect(abs(mean - 2 * move * move) <= 4 * error && error < 0.1 * mean)
      let found: Double = sensitivities.rootMeanSquare(of: i..<i + 1)
      #expect(abs(found - abs(move)) <= 1e-12 * abs(move))
    }
    // The same function of scaled inputs has the same derivatives in those that are not.
    let scaler = Scaler(fitting: x)
    let scaled = try network.solve(scaler(x), t).network
    let again = Model(scaled, scaler: scaler).meanSensitivities(at: x)
    for i in 0..<2 { #expect(abs(again.mean[0, i] - sensitivities.mean[0, i]) <= 1e-12) }
  }
}
