import Nabla

/// Small problems for tests of training.
enum TrainingScenario {
  /// n examples of three classes in the plane, with noise.
  static func classes<S: RealScalar>(_ n: Int = 60, seed: UInt64 = 1, as scalar: S.Type = S.self) -> Dataset<S> {
    var generator = SeededGenerator(seed: seed)
    let classes = (0..<n).map { $0 % 3 }
    let centers = [(1.0, 0.0), (-0.5, 0.9), (-0.5, -0.9)]
    let elements = classes.flatMap { c in
      [S(centers[c].0 + 0.5 * generator.normal()), S(centers[c].1 + 0.5 * generator.normal())]
    }
    return try! Dataset(inputs: Matrix(rows: n, columns: 2, elements: elements), targets: classes)
  }

  /// A network for them with two hidden layers, the second of which also feeds on the input.
  static func network<S: RealScalar>(
    _ activation: Activation = .tanh, seed: UInt64 = 1, as scalar: S.Type = S.self
  ) -> Network<S> {
    var network = Network<S>(inputs: 2, likelihood: .categorical(classes: 3)) {
      Dense(7, activation)
      Dense(5, activation, from: ["1", "input"])
    }
    network.initialize(.uniform(bound: 0.8), seed: seed)
    return network
  }
}
