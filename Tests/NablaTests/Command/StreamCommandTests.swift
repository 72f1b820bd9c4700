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

  /// Text, missing values and dates: the report and the model are those of the table in memory.
  @Test(arguments: [
    ["--target", "price", "--missing", "mean", "--missing-indicator"], ["--target", "price", "--missing", "drop"],
    ["--target", "sold", "--missing", "drop,rooms=median", "--exclude", "note"],
    ["--target", "price", "--missing", "most-frequent", "--likelihood", "poisson", "--exposure", "area"],
  ]) func typedColumnsAreThoseInMemory(options: [String]) throws {
    try TemporaryFolder.with { folder in
      var lines = ["kind,rooms,area,day,note,price,sold"]
      var generator = SeededGenerator(seed: 3)
      for row in 0..<1500 {
        let kind = ["flat", "\"house, old\"", "house"][row * row % 7 % 3]
        let (area, price) = (20 + generator.uniform() * 100, row % 23 == 4 ? "" : "\(1 + Int(generator.uniform() * 9))")
        lines.append(
          "\(kind),\(row % 11 == 3 ? "NA" : "\(1 + row % 5)"),\(area),2024-0\(1 + row % 9)-11,n\(row),\(price),"
            + (row % 4 == 1 ? "yes" : "no"))
      }
      _ = try folder.write(lines.joined(separator: "\n"), to: "t.csv")
      let expected = try Program.run(["solve", "t.csv", "--json", "--save", "a"] + options, in: folder)
      let found = try Program.run(["solve", "t.csv", "--json", "--stream", "--save", "b"] + options, in: folder)
      #expect(expected.status == 0 && found.status == 0, "\(found.errors)")
      #expect(found.output == expected.output && found.errors == expected.errors)
      #expect(
        try Program.run("predict", "a", "t.csv", in: folder).output
          == Program.run("predict", "b", "t.csv", in: folder).output)
    }
  }

  @Test func trainingOnTypedColumns() throws {
    try TemporaryFolder.with { folder in
      let lines = (0..<900).map {
        "\(["a", "b", "\"c\n\""][$0 % 3]),\($0 % 7 == 2 ? "" : "\($0 % 10)"),\($0 % 3 == 1 ? "up" : "down")"
      }
      _ = try folder.write("x,y,t\n" + lines.joined(separator: "\n"), to: "t.csv")
      let trained = try Program.run(
        [
          "train", "--csv", "t.csv", "--stream", "--missing", "median", "--hidden", "8", "--epochs", "20", "--save",
          "m",
        ], in: folder)
      #expect(trained.status == 0, "\(trained.errors)")
      let evaluated = try Program.run("evaluate", "m", "--csv", "t.csv", in: folder)
      #expect(evaluated.output.contains("1.0000"), "\(evaluated)")
      func hash(_ options: [String]) throws -> Substring? {
        let options = ["--stream", "--missing", "median", "--epochs", "2", "--verbose"] + options
        return try Program.run(["train", "--csv", "t.csv"] + options, in: folder).lines.first { $0.contains("hash of") }
      }
      let known = try hash(["--preload", "--threads", "1"])
      #expect(try known != nil && hash(["--threads", "2"]) == known)
    }
  }

  /// Wide rows of LIBSVM, and narrow ones, which are scaled.
  @Test func sparseRows() throws {
    try TemporaryFolder.with { folder in
      for (columns, kind) in [(2000, "--classes"), (5, "--regression")] {
        let lines = (0..<400).map { row in
          "\(row % 3) \(1 + row % 3):1 \(row % columns / 4 + 4):\(0.1 + Double(row % 7))"
        }
        let path = try folder.write((lines + ["0 \(columns):1"]).joined(separator: "\n"), to: "rows.svm")
        let trained = try Program.run(
          [
            "train", "--libsvm", path, kind, "--stream", "--epochs", "30", "--hidden", "8", "--learning-rate", "0.03",
            "--save", "m",
          ], in: folder)
        #expect(trained.status == 0 && trained.output.contains("read a part at a time"), "\(trained.errors)")
        let evaluated = try Program.run("evaluate", "m", "--libsvm", path, in: folder)
        #expect(evaluated.status == 0, "\(evaluated.errors)")
        if kind == "--classes" { #expect(evaluated.output.contains("accuracy: 1.0000"), "\(evaluated.output)") }
      }
    }
  }

  /// Targets that are labels or numbers, as options say, and none that a likelihood has no place for: as in memory.
  @Test func targetsAreThoseInMemory() throws {
    try TemporaryFolder.with { folder in
      let lines = (0..<200).map {
        "\($0 % 7),\($0 % 3),\(["lo", "mid", "hi"][$0 % 3]),2024-01-0\(1 + $0 % 3),\($0 % 3 - 1)"
      }
      _ = try folder.write("x,k,label,day,sign\n" + lines.joined(separator: "\n") + "\n", to: "t.csv")
      for more in [[], ["--stream"]] {
        let train = ["train", "--csv", "t.csv", "--inputs", "x", "--hidden", "3", "--epochs", "3", "--target"]
        let solve = ["solve", "t.csv", "--inputs", "x", "--target"]
        for (arguments, text) in [
          (train + ["k", "--likelihood", "bernoulli"], "line 4, column \"k\": expected a probability"),
          (train + ["sign", "--likelihood", "poisson"], "line 2, column \"sign\": expected a count"),
          (train + ["label", "--regression"], "line 2, column \"label\": expected a number, found \"lo\""),
          (solve + ["label", "--likelihood", "gaussian"], "line 2, column \"label\": expected a number, found \"lo\""),
          (solve + ["sign", "--likelihood", "poisson"], "line 2, column \"sign\": expected a count"),
        ] {
          try Program.expectRefusal(arguments + more, in: folder, says: text)
        }
        for target in [["label", "--likelihood", "gaussian"], ["day", "--classes"], ["label"]] {
          let trained = try Program.run(train + target + ["--save", "m"] + more, in: folder)
          #expect(trained.status == 0 && trained.lastLine.hasPrefix("test accuracy: "), "\(target): \(trained)")
          #expect(trained.output.contains("confusion matrix of 40 test examples"))
          let model = try Model<Double>(contentsOf: folder.file("m"))
          #expect(model.classNames?.count == 3 && model.network.noiseVariance == nil)
        }
        let dates = try Program.run(solve + ["day", "--likelihood", "categorical"] + more, in: folder)
        #expect(dates.status == 0 && dates.output.contains("2024-01-01, 2024-01-02, 2024-01-03"), "\(dates)")
      }
    }
  }

  @Test func refusals() throws {
    try TemporaryFolder.with { folder in
      let path = try folder.write("a,b,c\n1,2,3\n4,x,6\n", to: "table.csv")
      let found = try Program.run("solve", path, "--stream")
      #expect(found.status == 1 && found.errors.contains("line 3") && found.errors.contains("\"x\""), "\(found.errors)")
      #expect(try Program.run("solve", path, "--stream", "--leave-one-out").status == 2)
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
        let streamed = try Program.run(["train", "--stream", "--epochs", "2"] + data)
        #expect(streamed.status == 0 && streamed.output.contains("accuracy"), "\(streamed.errors)")
        let trained = try Program.run(["train", "--epochs", "2", "--hidden", "4", "--save", model] + data)
        #expect(trained.status == 0, "\(trained.errors)")
        #expect(try Program.run(["evaluate", model] + data).status == 0)
        #expect(try Program.run("train", "--npz", path).status == 1)
      }
    }
  #endif
}
