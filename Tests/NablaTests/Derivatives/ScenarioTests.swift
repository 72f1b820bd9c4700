import Nabla
import Testing

/// Every operator in every form, on random graphs and batches of the sizes at which tiles and vectors end.
@Suite struct ScenarioTests {
  static let batches = [0, 1, 2, 15, 16, 17, 127, 128, 129]

  /// Two random graphs for each size of batch, and those of the further likelihoods.
  static let problems =
    batches.enumerated().flatMap { i, n in
      [2 * i, 2 * i + 1].map { RandomNetworks.problem(seed: UInt64($0), examples: n) }
    } + RandomNetworks.further(seed: 60, examples: 17) + RandomNetworks.further(seed: 70, examples: 1)

  /// Returned or written, with a fresh workspace or one that other operators have used, called once or twice: the same
  /// bits; and the inputs stay as they are.
  @Test(arguments: BackendChoice.available)
  func formsAgree(backend: BackendChoice) throws {
    func check<S: RealScalar>(_: S.Type) throws {
      let workspace = Workspace<S>()
      for problem in Self.problems.map({ Problem<S>($0).on(backend) }) {
        let before = problem.copy
        for derivative in DerivativeOperator<S>.all {
          let name = "\(derivative.name), \(problem.name), \(problem.count) examples, \(S.precisionName)"
          let expected = try derivative.returning(problem, nil)
          #expect(!expected.contains { !$0.isFinite }, "\(name)")
          for _ in 1...2 {
            #expect(try derivative.returning(problem, workspace) == expected, "\(name), returned")
            if let into = derivative.into { #expect(try into(problem, workspace) == expected, "\(name), written") }
          }
        }
        #expect(problem == before, "\(problem.name): the inputs have changed")
      }
    }
    try check(Double.self)
    try check(Float.self)
  }

  @Test(arguments: BackendChoice.available)
  func aBatchIsTheSumOrTheListOfItsExamples(backend: BackendChoice) throws {
    func check<S: RealScalar>(_: S.Type) throws {
      let workspace = Workspace<S>()
      for problem in Self.problems.map({ Problem<S>($0).on(backend) }) {
        for derivative in Self.operators(S.self, problem.count) {
          let whole = try derivative.returning(problem, nil)
          let parts = try (0..<problem.count).map { try derivative.returning(problem.examples([$0]), workspace) }
          let expected = Self.combined(parts, derivative.batch, count: whole.count)
          expectClose(
            whole, expected,
            within: Tolerance.reordering(S.self, problem.architecture, examples: problem.count),
            scale: Self.scale(parts, derivative.batch), "\(derivative.name), \(problem.name), \(S.precisionName)")
        }
      }
    }
    try check(Double.self)
    try check(Float.self)
  }

  @Test(arguments: BackendChoice.available.filter { $0 != .reference })
  func backendsAgreeWithTheReference(backend: BackendChoice) throws {
    func check<S: RealScalar>(_: S.Type) throws {
      for problem in Self.problems.map({ Problem<S>($0) }) {
        for derivative in Self.operators(S.self, problem.count) {
          let expected = try derivative.returning(problem.on(.reference), nil).map { Double($0) }
          let parts = try (0..<problem.count).map { try derivative.returning(problem.examples([$0]), nil) }
          expectClose(
            try derivative.returning(problem.on(backend), nil), expected,
            within: Tolerance.reordering(S.self, problem.architecture, examples: problem.count),
            scale: Self.scale(parts, derivative.batch), "\(derivative.name), \(problem.name), \(S.precisionName)")
        }
      }
    }
    try check(Double.self)
    try check(Float.self)
  }

  /// An example of weight 2 counts as two examples, one of weight 0 as none.
  @Test func weightsCountExamples() throws {
    let graphs = (40..<50).map { RandomNetworks.problem(seed: $0, examples: 3) }
    for var problem in graphs + RandomNetworks.further(seed: 80, examples: 3) {
      problem.weights = [2, 0, 1]
      var repeated = problem.examples([0, 0, 2])
      repeated.weights = nil
      for derivative in DerivativeOperator<Double>.all where derivative.isWeighted {
        guard case .sum = derivative.batch else { continue }
        let parts = try (0..<3).map { try derivative.returning(repeated.examples([$0]), nil) }
        expectClose(
          try derivative.returning(problem, nil), try derivative.returning(repeated, nil),
          within: Tolerance.reordering(Double.self, problem.architecture, examples: 3),
          scale: Self.scale(parts, .sum), "\(derivative.name), \(problem.name)")
      }
    }
  }

  /// The batch is cut by its size alone, so that the number of threads changes no bit.
  @Test(arguments: BackendChoice.available)
  func threadsChangeNoBit(backend: BackendChoice) throws {
    let wide = try Architecture(
      inputs: 30, likelihood: .categorical(classes: 3),
      specifications: [.dense(Dense(40, .tanh)), .dense(Dense(40, .gelu, from: ["1", "input"]))])
    let narrow = try Architecture(
      inputs: 3, likelihood: .bernoulli(outputs: 3),
      specifications: [.dense(Dense(6, .silu)), .dense(Dense(4, .tanh)), .output(Output(.softmax, from: ["1", "2"]))])
    for (architecture, isSmall) in [(wide, false), (narrow, true)] {
      let problem = RandomNetworks.problem(architecture, seed: 8, examples: 1500, name: isSmall ? "narrow" : "wide")
      for derivative in isSmall ? DerivativeOperator<Double>.all : DerivativeOperator<Double>.ofVectors {
        let expected = try derivative.returning(problem.on(backend, threads: 1), nil)
        for threads in [2, 3, 8] {
          let found = try derivative.returning(problem.on(backend, threads: threads), nil)
          #expect(found == expected, "\(derivative.name), \(problem.name), \(threads) threads")
        }
      }
    }
  }

  /// Layers whose weights are cut into pieces, by columns and by rows: the gradient is the sum of the examples', which are not
  /// cut, with the same bits on any number of threads.
  @Test(arguments: BackendChoice.available)
  func layersInPiecesHaveTheGradientOfTheirExamples(backend: BackendChoice) throws {
    let architecture = try Architecture(
      inputs: 130, likelihood: .categorical(classes: 3),
      specifications: [
        .dense(Dense(300, .tanh)), .dense(Dense(20, .tanh)), .dense(Dense(200, .gelu, from: ["1", "2", "input"])),
      ])
    func check<S: RealScalar>(_: S.Type) throws {
      let problem = RandomNetworks.problem(architecture, seed: 21, examples: 70, name: "pieces")
      let whole = Problem<S>(problem).on(backend, threads: 1)
      let gradient = try #require(DerivativeOperator<S>.all.first { $0.name == "gradient" })
      let found = try gradient.returning(whole, nil)
      let parts = try (0..<whole.count).map { try gradient.returning(whole.examples([$0]), nil) }
      expectClose(
        found, Self.combined(parts, .sum, count: found.count),
        within: Tolerance.reordering(S.self, architecture, examples: whole.count), scale: Self.scale(parts, .sum),
        S.precisionName)
      for threads in [2, 3] {
        #expect(try gradient.returning(Problem<S>(problem).on(backend, threads: threads), nil) == found)
      }
    }
    try check(Double.self)
    try check(Float.self)
  }

  // MARK: - Parts

  /// All operators, or for long batches those that are fast on each example of it.
  private static func operators<S: RealScalar>(_: S.Type, _ examples: Int) -> [DerivativeOperator<S>] {
    DerivativeOperator<S>.all.filter {
      examples <= 17 || !($0.name.hasPrefix("blocks") || $0.name.hasSuffix("products"))
    }
  }

  private static func combined<S: RealScalar>(
    _ parts: [[S]], _ batch: DerivativeOperator<S>.Batch, count: Int
  ) -> [Double] {
    switch batch {
    case .list: return parts.flatMap { $0.map { Double($0) } }
    case .sum:
      return (0..<count).map { i in parts.reduce(0) { $0 + Double($1[i]) } }
    }
  }

  /// The size of the terms: the sum of the examples' largest numbers, or the largest of any.
  private static func scale<S: RealScalar>(_ parts: [[S]], _ batch: DerivativeOperator<S>.Batch) -> Double {
    let largest = parts.map { part in part.reduce(0) { max($0, Double($1).magnitude) } }
    return switch batch {
    case .sum: largest.reduce(0, +)
    case .list: largest.max() ?? 0
    }
  }
}
