import Foundation
import Nabla
import Testing

/// Inputs that are mostly zeros, against the same with all their zeros.
struct SparseTests {
  /// Rows with a few numbers of many columns, the first row with none.
  private static func data<S: RealScalar>(_ n: Int, _ d: Int, as scalar: S.Type) throws -> SparseDataset<S> {
    var generator = SeededGenerator(seed: 4)
    var (starts, indices, values) = ([0], [Int32](), [S]())
    for row in 0..<n {
      let columns = Set((0..<(row == 0 ? 0 : 6)).map { _ in Int32(generator.uniform() * Double(d - 1)) })
      for column in columns.sorted() {
        indices.append(column)
        values.append(S(generator.normal()))
      }
      starts.append(indices.count)
    }
    let x = SparseMatrix(columns: d, starts: starts, indices: indices, values: values)
    let weights: [S] = (0..<n).map { $0 % 5 == 1 ? 0 : S(1 + $0 % 3) }
    return try SparseDataset(inputs: x, targets: (0..<n).map { $0 * 7 % 3 }, weights: weights)
  }

  /// Two layers see the inputs, one with the outputs of another beside them; so large that threads share them.
  private static func network<S: RealScalar>(_ d: Int, units: Int, as scalar: S.Type) throws -> Network<S> {
    var network = Network<S>(
      try Architecture(
        inputs: d, likelihood: .categorical(classes: 3),
        specifications: [
          .dense(Dense(units, .tanh, name: "a")), .dense(Dense(5, .relu, name: "b", from: ["a", "input"])),
          .output(Output(from: ["b", "a"])),
        ]))
    network.initialize(.glorot, seed: 3)
    return network
  }

  private func compare<S: RealScalar>(_ scalar: S.Type, units: Int, tolerance: Double) throws {
    let data = try Self.data(90, 700, as: S.self)
    let network = try Self.network(700, units: units, as: S.self)
    let dense = data.dense
    let expected = network.valueWithGradient(dense.inputs, dense.targets, weights: dense.weights)
    var results: [(value: Double, gradient: [S])] = []
    for threads in [1, 2] {
      var network = network
      network.execution.threads = threads
      results.append(network.valueWithGradient(data.inputs, data.targets, weights: data.weights))
    }
    #expect(results[0].value == results[1].value && results[0].gradient == results[1].gradient)
    #expect(abs(results[0].value - expected.value) <= tolerance * expected.value)
    let largest = expected.gradient.reduce(0.0) { max($0, Double($1.magnitude)) }
    let apart = zip(results[0].gradient, expected.gradient).reduce(0.0) { max($0, Double(($1.0 - $1.1).magnitude)) }
    #expect(apart <= tolerance * largest, "\(apart) \(largest)")
    #expect(network.loss(data.inputs, data.targets, weights: data.weights) == results[0].value)
    let (y, z) = (network.predict(data.inputs), network.predict(dense.inputs))
    #expect(zip(y.elements, z.elements).allSatisfy { Double(($0 - $1).magnitude) <= tolerance })
  }

  @Test func derivatives() throws {
    try compare(Double.self, units: 96, tolerance: 1e-13)
    try compare(Double.self, units: 8, tolerance: 1e-13)
    try compare(Float.self, units: 96, tolerance: 2e-6)
  }

  /// Training goes the same way, with dropout too, and to the same bits on any number of threads.
  @Test func training() throws {
    let data = try Self.data(60, 700, as: Double.self)
    let start = try Self.network(700, units: 64, as: Double.self)
    let options = TrainingOptions(dropout: Dropout(0.2))
    func network(threads: Int) -> Network<Double> {
      var network = start
      network.execution.threads = threads
      return network
    }
    func parameters(_ training: Training<Double>) throws -> [Double] {
      var training = training
      for _ in 0..<3 { try training.epoch() }
      return training.network.parameters + [training.meanLoss]
    }
    let sparse = try [1, 2].map { threads in
      try parameters(
        Training(network(threads: threads), on: data, optimizer: .adam(), batch: 16, options: options))
    }
    let (one, two) = (sparse[0], sparse[1])
    let expected = try parameters(
      Training(network(threads: 1), on: data.dense, optimizer: .adam(), batch: 16, options: options))
    #expect(one == two)
    #expect(zip(one, expected).allSatisfy { abs($0 - $1) <= 1e-9 })
  }

  @Test func rowsOfAMatrix() throws {
    let data = try Self.data(20, 50, as: Double.self)
    #expect(data.rows(at: [3, 0, 3]).dense == data.dense.rows(at: [3, 0, 3]))
    let x = SparseMatrix(columns: 2, starts: [0, 1, 2], indices: [1, 0], values: [1, Double.infinity])
    #expect(throws: DataError.self) { try SparseDataset(inputs: x, targets: [0, 1]) }
  }

  /// 2000 rows of 200 000 columns would be 3.2 GB with their zeros.
  @Test func memoryFollowsTheNumbers() throws {
    var lines = ""
    for row in 0..<2000 {
      lines += "\(row % 2) \(row % 2 + 1):1 \(10 + row * 97 % 199_000):0.5\(row == 0 ? " 200000:1" : "")\n"
    }
    try TemporaryFolder.with { folder in
      _ = try folder.write(lines, to: "t.svm")
      let options = "--hidden none --epochs 4 --batch 100 --learning-rate 0.1"
      let trained = try Program.run(
        ["train", "--libsvm", "t.svm", "--save", "m"] + options.split(separator: " ").map(String.init), in: folder)
      #expect(trained.status == 0 && trained.output.contains("4001 numbers that are not 0"), "\(trained)")
      #expect(trained.lastLine == "test accuracy: 1.0000")
      let evaluated = try Program.run("evaluate", "m", "--libsvm", "t.svm", in: folder)
      #expect(evaluated.lastLine == "test accuracy: 1.0000", "\(evaluated)")
      let predicted = try Program.run("predict", "m", "t.svm", "--libsvm", "--residuals", in: folder)
      #expect(predicted.lines.count == 2001 && predicted.status == 0, "\(predicted.errors)")
      #expect(predicted.lines[1].hasPrefix("0,") && predicted.lines.dropFirst().allSatisfy { $0.hasSuffix(",true") })
      _ = try folder.write("0 200001:1\n", to: "wide.svm")
      try Program.expectRefusal(
        ["predict", "m", "wide.svm", "--libsvm"], in: folder, says: "expected indices of 200000 columns at most")
    }
  }
}
