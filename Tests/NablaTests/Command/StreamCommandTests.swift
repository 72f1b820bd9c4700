import Foundation
import Nabla
import Testing

/// Tables that the program reads a part at a time, and archives of arrays.
struct StreamCommandTests {
  private static func table(rows: Int) -> String {
    var generator = SeededGenerator(seed: 8)
    var text = "a,b,v,n,t\n"
    for _ in 0..<rows {
      let (a, b) = (generator.normal(), generator.normal())
      let t = 2 * a - b + 0.1 * generator.normal()
      text +=
        "\(a),\(b),\(Int(1 + generator.uniform() * 3)),\(generator.uniform() < 0.4 + 0.1 * a ? 1 : 0),\(t)\n"
    }
    return text
  }

  /// The report is that of the table in memory, digit by digit.
  @Test(arguments: [
    ["--target", "t", "--exclude", "n"], ["--target", "t", "--weights", "v", "--ridge", "0.1"],
    ["--target", "n", "--likelihood", "bernoulli"], ["--target", "n,t", "--inputs", "b,a"],
    ["--target", "v", "--likelihood", "poisson", "--offset", "b"],
    ["--target", "v", "--likelihood", "categorical"],
  ]) func reportsAreThoseInMemory(options: [String]) throws {
    try TemporaryFolder.with { folder in
      let path = try folder.write(Self.table(rows: 4000), to: "table.csv")
      let expected = try Program.run(["solve", path, "--json"] + options)
      let found = try Program.run(["solve", path, "--json", "--stream"] + options)
      #expect(expected.status == 0 && found.status == 0, "\(found.errors)")
      #expect(found.output == expected.output)
    }
  }

  @Test func trainingSavesAModel() throws {
    try TemporaryFolder.with { folder in
      let path = try folder.write(Self.table(rows: 3000), to: "table.csv")
      let model = folder.file("model.safetensors")
      for (target, kind) in [("t", "--regression"), ("n", "--classes")] {
        let trained = try Program.run([
          "train", "--csv", path, "--target", target, kind, "--stream", "--epochs", "3", "--hidden", "8", "--save",
          model,
        ])
        #expect(trained.status == 0, "\(trained.errors)")
        #expect(trained.output.contains("read a part at a time"))
        let evaluated = try Program.run(["evaluate", model, "--csv", path])
        #expect(evaluated.status == 0, "\(evaluated.errors)")
        if target == "t" {
          let loaded = try Model<Double>(contentsOf: model)
          #expect(try #require(loaded.network.noiseVariance) < 5)
        }
      }
    }
  }

  @Test func refusals() throws {
    try TemporaryFolder.with { folder in
      let path = try folder.write("a,b,c\n1,2,3\n4,x,6\n", to: "table.csv")
      let found = try Program.run("solve", path, "--stream")
      #expect(found.status == 1 && found.errors.contains("line 3") && found.errors.contains("4,x,6"))
      #expect(try Program.run("solve", path, "--stream", "--missing", "drop").status == 2)
      #expect(try Program.run("train", "--csv", path, "--stream", "--folds", "3").status == 2)
      #expect(try Program.run("train", "--digits", "--stream").status == 2)
      #expect(try Program.run("train", "--digits", "--arrays", "x,y").status == 2)
    }
  }

  #if Zlib
    @Test func archivesOfArrays() throws {
      let path = Bundle.module.bundleURL.appending(path: "Fixtures/archives/packed.npz").path
      try TemporaryFolder.with { folder in
        let model = folder.file("model.safetensors")
        let data = ["--npz", path, "--arrays", "x,y"]
        let trained = try Program.run(["train", "--epochs", "2", "--hidden", "4", "--save", model] + data)
        #expect(trained.status == 0, "\(trained.errors)")
        #expect(try Program.run(["evaluate", model] + data).status == 0)
        #expect(try Program.run("train", "--npz", path).status == 1)
      }
    }
  #endif
}
