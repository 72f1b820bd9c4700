import Foundation
import Nabla
import Testing

/// What `nabla train` does with a table where options leave it open, and ensembles.
@Suite struct RecipeCommandTests {
  /// y = sin 3a + b: 60 rows.
  private static let wave =
    "a,b,y\n"
    + (0..<60).map { i in
      let (u, v) = (Double(i) * 0.618034, Double(i) * 0.414214)
      let (a, b) = (u - u.rounded(.down), v - v.rounded(.down))
      return "\(a),\(b),\(sin(3 * a) + b)\n"
    }.joined()

  private func model(_ options: [String], _ name: String, in folder: TemporaryFolder) throws -> Model<Double> {
    let result = try Program.run(["train", "--csv", "t.csv", "--quiet", "--save", name] + options, in: folder)
    #expect(result.status == 0 && result.errors.isEmpty, "\(options): \(result.errors)")
    return try Model<Double>(contentsOf: folder.file(name))
  }

  /// Everything of the recipe stands in the settings; `--fast`, and any option of the training, is without it.
  @Test func theRecipeIsInTheSettingsAndOffByAnOption() throws {
    try TemporaryFolder.with { folder in
      _ = try folder.write(Self.wave, to: "t.csv")
      let trained = try Program.run("train", "--csv", "t.csv", "--save", "a", in: folder)
      let chosen = try Model<Double>(contentsOf: folder.file("a"))
      // The restraint is that of the least error on what was held out.
      let compared = trained.output.matches(of: /dropout ([\d.]+), weight decay ([\d.]+): held-out loss (\S+)/)
      let least = compared.min { Double($0.3) ?? .nan < Double($1.3) ?? .nan }
      let dropout = try #require(least).1
      let settings = try #require(chosen.notes["settings"])
      #expect(compared.count == 3 && settings.contains("\"dropout\":\"\(dropout)\""))
      #expect(settings.contains("\"committee\":\"4\"") && settings.contains("\"precision\":\"mixed\""), "\(settings)")
      // The mean of four networks, one beside the other.
      #expect(chosen.network.architecture.layers.map(\.units) == [96, 96, 96, 96, 96, 96, 96, 96, 1])
      _ = try folder.write(settings, to: "s.json")
      let again = try Program.run("train", "--settings", "s.json", "--quiet", "--save", "b", in: folder)
      #expect(again.status == 0, "\(again.errors)")
      #expect(try fileBytes(folder.file("a")) == fileBytes(folder.file("b")))
      // 48 examples are two steps an epoch, so that 3000 steps are 1500 epochs.
      let plain = ["--hidden", "64", "--activation", "tanh", "--learning-rate", "0.001", "--epochs", "1500"]
      let fast = try model(["--fast"], "c", in: folder)
      #expect(try fast.network.parameters == model(plain, "d", in: folder).network.parameters)
      #expect(try model(["--epochs", "2"], "e", in: folder).network.architecture.layers.map(\.units) == [64, 1])
    }
  }

  /// K networks of one training are those that K trainings with the seeds one after the other make.
  @Test func anEnsembleIsTheMeanOfItsNetworks() throws {
    try TemporaryFolder.with { folder in
      _ = try folder.write(Self.wave, to: "t.csv")
      let short = ["--hidden", "5", "--epochs", "3", "--learning-rate", "0.05"]
      let mean = try model(short + ["--ensemble", "3", "--seed", "4"], "m", in: folder)
      let x = Matrix<Double>(rows: 2, columns: 2, elements: [0.1, 0.9, 0.7, 0.3])
      let alone = try (4...6).map { try model(short + ["--seed", "\($0)"], "\($0)", in: folder).predict(x).elements }
      for (i, y) in mean.predict(x).elements.enumerated() {
        let expected = (alone[0][i] + alone[1][i] + alone[2][i]) / 3
        #expect(abs(y - expected) < 1e-12, "\(y), expected \(expected)")
      }
      let again = try model(short + ["--ensemble", "3", "--seed", "4", "--threads", "1"], "n", in: folder)
      #expect(again.network.parameters == mean.network.parameters)
    }
  }

  /// What is made of inputs before the hidden layers is part of the network, of its settings and of its exports.
  @Test func embeddingsArePartOfTheModel() throws {
    try TemporaryFolder.with { folder in
      _ = try folder.write(Self.wave, to: "t.csv")
      let pieces = try model(
        ["--epochs", "2", "--embedding", "piecewise-linear", "--embedding-bins", "5"], "p", in: folder)
      #expect(pieces.network.architecture.basisFunctions?.count(inputs: 2) == 10)
      for name in ["p.c", "p.onnx"] {
        #expect(try Program.run("export", "p", name, in: folder).status == 0, "\(name)")
      }
      let periodic = [
        "--embedding", "periodic", "--embedding-frequencies", "3", "--feature-scales", "6", "--layer-rates", "output=0",
        "--layer-dropout", "1=0.1", "--layer-decay", "1=0.5", "--ensemble", "2", "--epochs", "2",
      ]
      let sines = try model(periodic, "s", in: folder)
      let layers = sines.network.architecture.layers
      #expect(layers.map(\.name) == ["1.scales", "1.periodic", "1.1", "2.scales", "2.periodic", "2.1", "output"])
      #expect(layers.map(\.units) == [2, 12, 64, 2, 12, 64, 1] && layers[2].blocks.count == 2)
      _ = try folder.write(try #require(sines.notes["settings"]), to: "s.json")
      #expect(try Program.run("train", "--settings", "s.json", "--quiet", "--save", "again", in: folder).status == 0)
      #expect(try fileBytes(folder.file("s")) == fileBytes(folder.file("again")))

      _ = try folder.write("a,b,y\n" + (0..<20).map { "\($0 % 2),\($0 / 10),\($0)\n" }.joined(), to: "b.csv")
      let refusals: [(arguments: [String], status: Int32, says: String)] = [
        (["t.csv", "--embedding", "fourier"], 2, "one of none, piecewise-linear, periodic"),
        (["t.csv", "--embedding-bins", "4"], 2, "'--embedding-bins' goes with '--embedding piecewise-linear'"),
        (["t.csv", "--layer-rates", "1=2,3=1"], 2, "there is no layer '3' with it"),
        (["t.csv", "--layer-dropout", "output=0.5"], 2, "there is no layer 'output' with it"),
        (["t.csv", "--layer-decay", "1=-1"], 2, "different layers with numbers from 0"),
        (["b.csv", "--embedding", "periodic"], 1, "no input has more than two different numbers"),
      ]
      for (arguments, status, says) in refusals {
        let result = try Program.run(["train", "--epochs", "1", "--csv"] + arguments, in: folder)
        #expect(result.status == status && result.errors.contains(says), "\(arguments): \(result.errors)")
      }
    }
  }

  /// Learned slopes are layers of their own after each hidden one, with its dropout, and the settings name hidden layers only.
  @Test func slopesArePartOfTheModel() throws {
    try TemporaryFolder.with { folder in
      _ = try folder.write(Self.wave, to: "t.csv")
      let options = ["--slopes", "4", "--hidden", "6,5", "--activation", "gelu", "--epochs", "2"]
      let still = try model(options + ["--layer-rates", "slopes-1=0"], "a", in: folder)
      let layers = still.network.architecture.layers
      #expect(layers.map(\.name) == ["1", "slopes-1", "2", "slopes-2", "output"])
      #expect(layers.map(\.units) == [6, 6, 5, 5, 1])
      #expect(layers.map(\.activation) == [.identity, .gelu, .identity, .gelu, .identity])
      func slopes(_ layer: Int) -> [Double] {
        let block = layers[layer].blocks[0]
        let w = still.network.parameters[block.offset..<block.offset + layers[layer].units * layers[layer].units]
        return w.filter { $0 != 0 }
      }
      #expect(slopes(1) == [Double](repeating: 1, count: 6), "they begin at 1, and do not move by a rate of 0")
      #expect(slopes(3).count == 5 && slopes(3).allSatisfy { $0 != 1 })
      let settings = try #require(still.notes["settings"])
      #expect(settings.contains("\"hidden\":\"6,5\""), "\(settings)")
      _ = try folder.write(settings, to: "a.json")
      #expect(try Program.run("train", "--settings", "a.json", "--quiet", "--save", "b", in: folder).status == 0)
      #expect(try fileBytes(folder.file("a")) == fileBytes(folder.file("b")))
      // What is left out are units, not what their activations get.
      let dropped = try model(options + ["--dropout", "0.4"], "c", in: folder)
      let named = try model(options + ["--layer-dropout", "slopes-1=0.4,slopes-2=0.4"], "d", in: folder)
      #expect(dropped.network.parameters == named.network.parameters)
      for (arguments, says) in [
        (["--slopes", "0"], "slopes"), (["--layer-rates", "slopes-1=2"], "there is no layer 'slopes-1'"),
        (["--slopes", "2", "--evidence", "--compare", "1,2"], "'--compare' is of networks of one hidden layer"),
      ] {
        let result = try Program.run(["train", "--epochs", "1", "--csv", "t.csv"] + arguments, in: folder)
        #expect(result.status == 2 && result.errors.contains(says), "\(arguments): \(result.errors)")
      }
    }
  }

  @Test func robustScalingIsPartOfTheModel() throws {
    try TemporaryFolder.with { folder in
      _ = try folder.write(Self.wave, to: "t.csv")
      let chosen = try model(["--epochs", "2", "--scaling", "robust"], "a.safetensors", in: folder)
      #expect(chosen.scaler?.limit == 3)
      #expect(try Program.run("inspect", "a.safetensors", in: folder).output.contains(", bent into ±3"))
      let refused = try Program.run("export", "a.safetensors", "a.c", in: folder)
      #expect(refused.status == 1 && refused.errors.contains("--scaling robust"), "\(refused.errors)")
      let standard = try model(["--epochs", "2", "--scaling", "standard"], "b", in: folder)
      #expect(try standard.network.parameters == model(["--epochs", "2"], "c", in: folder).network.parameters)
      let none = try model(["--epochs", "2", "--scaling", "none"], "d", in: folder)
      #expect(none.scaler == nil)
      let quantiles = try model(["--epochs", "2", "--scaling", "quantile"], "e.safetensors", in: folder)
      let rows = try #require(quantiles.scaler?.quantiles)
      #expect(rows.rows > 2 && (1..<rows.rows).allSatisfy { rows[$0, 0] >= rows[$0 - 1, 0] })
      #expect(try Program.run("predict", "e.safetensors", "t.csv", in: folder).status == 0)
    }
  }

  @Test func aTrainingEndsInItsTime() throws {
    try TemporaryFolder.with { folder in
      _ = try folder.write(Self.wave, to: "t.csv")
      // A time in which all epochs fit changes nothing, and is no part of the settings.
      let plain = try model(["--fast"], "a", in: folder)
      let timed = try model(["--fast", "--minutes", "1000"], "b", in: folder)
      #expect(timed.network.parameters == plain.network.parameters && timed.notes == plain.notes)
      // One that is over at once leaves the network as it began.
      for options in [["--epochs", "9"], ["--ensemble", "2", "--epochs", "9"]] {
        let cut = try Program.run(["train", "--csv", "t.csv", "--minutes", "1e-9", "--quiet"] + options, in: folder)
        #expect(cut.status == 0 && cut.errors.contains("the time was over after 0 of 9 epochs"), "\(cut.errors)")
      }
    }
  }

  @Test func whatExcludesEachOtherIsSaid() throws {
    try TemporaryFolder.with { folder in
      _ = try folder.write(Self.wave, to: "t.csv")
      let cases = [
        ["--fast", "--best"], ["--best", "--checkpoint", "c"], ["--ensemble", "2", "--starts", "2"],
        ["--ensemble", "2", "--polish", "lbfgs"], ["--committee", "2", "--ensemble", "2"],
        ["--committee", "2", "--validation-fraction", "0.2"], ["--committee", "3", "--evidence"],
        ["--stream", "--best"], ["--stream", "--ensemble", "2"],
        ["--stream", "--scaling", "robust"], ["--stream", "--precision", "mixed"], ["--stream", "--committee", "2"],
      ]
      for options in cases {
        let result = try Program.run(["train", "--csv", "t.csv"] + options, in: folder)
        #expect(result.status == 2 && result.errors.contains("exclude"), "\(options): \(result.errors)")
      }
      #expect(try Program.run("train", "--digits", "--best").errors.contains("'--best' is for tables"))
    }
  }
}
