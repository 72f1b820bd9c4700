import Foundation
import Nabla
import Testing

/// What other programs read: `scripts/benchmark` passes its arguments on, and its output is the program's.
struct BenchmarkInterfaceTests {
  /// The objects that the program prints with `--json`, and nothing else.
  private func objects(_ arguments: [String]) throws -> [[String: Any]] {
    let result = try Program.benchmark.run(arguments + ["--json", "--seconds", "0.01"])
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.hasSuffix("\n"))
    return try result.lines.map { line in
      try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any], "\(line)")
    }
  }

  @Test(arguments: ["gradient", "predict", "step"], BackendChoice.available)
  func callsHaveTheirKeys(kind: String, backend: BackendChoice) throws {
    let arguments = [
      kind, "--layers", "3,5,4", "--batch=7", "--precision", "single", "--threads", "2", "--backend", backend.rawValue,
      "--activation", "gelu", "--likelihood", "categorical",
    ]
    let found = try objects(arguments)
    try #require(found.count == 1)
    let object = found[0]
    #expect(object["kind"] as? String == kind)
    #expect(object["layers"] as? [Int] == [3, 5, 4])
    #expect(object["batch"] as? Int == 7)
    #expect(object["precision"] as? String == "single")
    #expect(object["threads"] as? Int == 2)
    #expect(object["backend"] as? String == backend.rawValue)
    #expect(object["activation"] as? String == "gelu")
    #expect(object["likelihood"] as? String == "categorical")
    #expect(object["optimizer"] as? String == (kind == "step" ? "adam" : nil))
    #expect(object["parameters"] as? Int == 44)
    // 35 weights, 15 of them on the inputs.
    let flops: Double = kind == "predict" ? 490 : 1260
    #expect(object["flops"] as? Double == flops)
    let median = try #require(object["median_seconds"] as? Double)
    let least = try #require(object["min_seconds"] as? Double)
    #expect(least > 0 && least <= median)
    let rate = try #require(object["gflops"] as? Double)
    let ratio = rate * median * 1e9 / flops
    #expect(abs(ratio - 1) <= 1e-9)
    let iterations = try #require(object["iterations"] as? Int)
    let allocations = try #require(object["allocations"] as? Double)
    #expect(iterations >= 3 && allocations >= 0)
    for key in ["cpu", "blas", "revision"] { #expect(object[key] is String, "\(key)") }
    // Two layers: a product each forward, and for their derivatives; one signal.
    let calls: Double = backend == .openBLAS ? (kind == "predict" ? 2 : 5) : 0
    #expect(object["blas_calls"] as? Double == calls)
    #expect(try #require(object["blas_share"] as? Double) == (backend == .openBLAS ? 1 : 0))
  }

  @Test func tablesAreRead() throws {
    try TemporaryFolder.with { folder in
      let path = try folder.write("a,b,c\n1,2,3\n4,5,6.5\n", to: "table.csv")
      let found = try objects(["read", path, "--precision", "single"])
      try #require(found.count == 1)
      #expect(found[0]["kind"] as? String == "read" && found[0]["precision"] as? String == "single")
      #expect(found[0]["layers"] as? [Int] == [3] && found[0]["batch"] as? Int == 2)
      #expect(try #require(found[0]["median_seconds"] as? Double) > 0)
    }
    #expect(try Program.benchmark.run(["read"]).status == 2)
    #expect(try Program.benchmark.run(["read", "/nowhere/table.csv"]).status == 1)
  }

  @Test func everyBackendIsMeasuredInOneRun() throws {
    let found = try objects(["gradient", "--layers", "3,5,4", "--backend", "all"])
    #expect(found.map { $0["backend"] as? String } == BackendChoice.available.map(\.rawValue))
  }

  /// The keys that the object of every timed call has, those of its network apart. `scripts/benchmark` adds `swift`.
  private static let keys: Set = [
    "kind", "layers", "batch", "precision", "threads", "backend", "parameters", "median_seconds", "min_seconds",
    "iterations", "flops", "gflops", "allocations", "blas_calls", "blas_share", "cpu", "blas", "revision",
  ]

  /// The other kinds, with the flops that the table of Benchmarks/README.md gives for them.
  @Test(
    arguments: [
      // 35 weights, 15 of them on the inputs, and 44 parameters; 7 examples.
      (["per-example"], 1015, []),
      (["jacobian"], 1960, ["of"]),
      (["jacobian", "--of", "parameters"], 2590, ["of"]),
      (["hvp"], 2870, ["gradient_ratio"]),
      (["hessian"], 13552, []),
      (["evidence"], 13552 + 44.0 * 44 * 44 / 3, ["of"]),
      (["evidence", "--of", "precisions"], 0, ["of"]),
    ] as [([String], Double, Set<String>)], BackendChoice.available)
  func otherKindsHaveTheirKeys(kind: ([String], flops: Double, keys: Set<String>), backend: BackendChoice) throws {
    let found = try objects(kind.0 + ["--layers", "3,5,4", "--batch", "7", "--backend", backend.rawValue])
    try #require(found.count == 1)
    let object = found[0]
    #expect(
      Set(object.keys).subtracting(["swift"]) == Self.keys.union(kind.keys).union(["activation", "likelihood"]))
    #expect(object["kind"] as? String == kind.0[0])
    #expect(object["backend"] as? String == backend.rawValue)
    #expect(object["flops"] as? Double == kind.flops)
    #expect(
      object["of"] as? String
        == (kind.keys.contains("of")
          ? kind.0.last.map { ["jacobian": "inputs", "evidence": "posterior"][$0] ?? $0 } : nil)
    )
    if kind.keys.contains("gradient_ratio") {
      let ratio = try #require(object["gradient_ratio"] as? Double)
      #expect(ratio > 0)
    }
  }

  /// 2 inputs, 3 + 4 hidden units: W = 22, of which V = 6 are on the inputs; 7 points.
  @Test(arguments: [("gradient", 6 * 4 * 7 * 16 + 4 * 3 * 7 * 6), ("jacobian", 3192), ("hvp", 16 * 4 * 7 * 16 + 756)])
  func insideHasItsKeys(of: String, flops: Int) throws {
    let found = try objects(["inside", "--of", of, "--layers", "2,3,4,1", "--batch", "7"])
    try #require(found.count == 1)
    #expect(Set(found[0].keys).subtracting(["swift"]) == Self.keys.union(["activation", "of"]))
    #expect(found[0]["of"] as? String == of)
    #expect(found[0]["flops"] as? Int == flops)
  }

  @Test func workedExamplesHaveTheirKeys() throws {
    let machine: Set = ["kind", "cpu", "blas", "revision", "threads"]
    let equation = try objects(["equations", "--of", "poisson", "--seeds", "1"])
    #expect(
      Set(equation[0].keys).subtracting(["swift"])
        == machine.union(["of", "seed", "layers", "parameters", "points", "iterations", "seconds", "error", "history"]))
    let coverage = try objects(["diffusivity", "--repetitions", "1"])
    #expect(
      Set(coverage[0].keys).subtracting(["swift"])
        == machine.union(
          ["repetitions", "covered", "truth", "mean_estimate", "spread", "mean_standard_error", "seconds"]))
  }

  /// Of the product with the Hessian, too, which is measured beside the gradient otherwise.
  @Test func callsAreCounted() throws {
    let found = try objects(["hvp", "--layers", "3,5,4", "--calls", "5"])
    try #require(found.count == 1)
    #expect(found[0]["iterations"] as? Int == 5 && found[0]["gradient_ratio"] == nil)
    let other = try Program.benchmark.run([
      "minimize", "--of", "lbfgs", "--layers", "1,2,1", "--batch", "9", "--calls", "5",
    ])
    #expect(other.status == 0 && other.errors.contains("minimize does not use --calls"), "\(other.errors)")
  }

  @Test func solveHasItsKeys() throws {
    let found = try objects(["solve", "--layers", "3,2", "--batch", "20"])
    try #require(found.count == 1)
    #expect(Set(found[0].keys).subtracting(["swift"]) == Self.keys.union(["likelihood"]))
    #expect(found[0]["parameters"] as? Int == 8)
    // 20 rows of 3 inputs, 1 and 2 targets are factorised: 2 · 20 · 6².
    #expect(found[0]["flops"] as? Double == 1440)
    // Newton's method takes as many iterations as it needs; a forward pass stands for it.
    let newton = try objects(["solve", "--layers", "3,1", "--batch", "200", "--likelihood", "bernoulli"])
    #expect(newton[0]["flops"] as? Double == 1200)
  }

  @Test func scalingHasItsKeys() throws {
    let found = try objects(["scaling", "--batch", "1"])
    try #require(found.count == 14)
    let common: Set = ["kind", "batch", "precision", "threads", "backend", "cpu", "blas", "revision"]
    for object in found.dropLast() {
      #expect(
        Set(object.keys).subtracting(["swift", "finite_difference_sampled"])
          == common.union([
            "layers", "activation", "likelihood", "parameters", "backpropagation_seconds", "finite_difference_seconds",
          ]))
      let layers = try #require(object["layers"] as? [Int])
      let sampled = object["finite_difference_sampled"] as? Int
      let parameters = try #require(object["parameters"] as? Int)
      #expect(layers.count == 3 && parameters == 33 * layers[1] + 16)
      if let sampled { #expect(sampled >= 8 && sampled <= parameters) }
    }
    #expect(
      Set(found[13].keys).subtracting(["swift"])
        == common.union([
          "backpropagation_exponent", "backpropagation_coefficient", "finite_difference_exponent",
          "finite_difference_coefficient",
        ]))
  }

  #if OpenBLAS
    @Test func gemmHasItsKeys() throws {
      let found = try objects(["gemm", "--precision", "single"])
      try #require(found.count >= 2)
      let best = found[found.count - 1]
      #expect(best["best"] as? Bool == true)
      for object in found.dropLast() {
        #expect(Set(object.keys).subtracting(["swift"]) == Self.keys)
        let size = try #require(object["batch"] as? Int)
        #expect(object["layers"] as? [Int] == [size, size])
        #expect(object["flops"] as? Double == 2 * Double(size * size * size))
        let (rate, least) = (object["gflops"] as? Double, best["gflops"] as? Double)
        #expect(try #require(rate) <= #require(least))
      }
    }
  #endif

  @Test func resultsAreWrittenToAFileToo() throws {
    try TemporaryFolder.with { folder in
      let found = try objects(["predict", "--layers", "2,1", "--results", folder.file("results.json")])
      let array = try JSONSerialization.jsonObject(with: Data(fileBytes(folder.file("results.json"))))
      #expect((array as? [[String: Any]])?.count == found.count)
    }
  }

  @Test(
    arguments: [
      ([], "say what to measure: one of gradient, step"), (["gradients"], "there is no kind 'gradients'"),
      (["gradient", "predict"], "one kind at a time"), (["gradient", "--layers", "3"], "--layers takes sizes"),
      (["gradient", "--layers", "3,0"], "--layers takes sizes"), (["gradient", "--batch", "0"], "--batch takes"),
      (["gradient", "--precision", "half"], "one of single, double, not 'half'"),
      (["gradient", "--seconds", "0"], "--seconds takes a positive number"),
      (["gradient", "--batch"], "needs a value"),
      (["jacobian", "--of", "hvp"], "one of inputs, parameters, not 'hvp'"),
      (["equations", "--of", "wave"], "one of poisson, heat"), (["forces", "--seeds", "0"], "--seeds takes"),
      (["inside", "--layers", "2,3,2"], "one output"), (["inside", "--precision", "single"], "--precision double"),
      (["gradient", "--json=1"], "--json takes no value"), (["gradient", "--fast"], "there is no option '--fast'"),
    ] as [([String], String)])
  func wrongUsage(arguments: [String], says: String) throws {
    let result = try Program.benchmark.run(arguments)
    #expect(result.status == 2 && result.output.isEmpty)
    #expect(result.errors.contains(says) && result.errors.contains("--help"), "\(result.errors)")
  }

  @Test func helpNamesEveryOption() throws {
    let result = try Program.benchmark.run("--help")
    #expect(result.status == 0 && result.errors.isEmpty)
    for word in [
      "gradient", "step", "predict", "per-example", "jacobian", "hvp", "hessian", "evidence", "solve", "inside",
      "read", "scaling", "gemm", "coverage", "equations", "diffusivity", "forces", "minimize", "--seeds", "--calls",
      "--repetitions",
      "--layers", "--batch", "--precision", "--threads", "--backend",
      "--activation", "--likelihood", "--optimizer", "--of", "--seconds", "--json", "--results", "--help",
    ] {
      #expect(result.output.contains("  \(word) "), "\(word)")
    }
  }
}
