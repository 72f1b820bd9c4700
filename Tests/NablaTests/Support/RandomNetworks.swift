import Nabla

/// Random feed-forward graphs with batches for them, the same for a seed on every machine.
struct RandomNetworks {
  private var generator: SeededGenerator

  init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

  /// A graph of up to four hidden layers with skips, masks, layers without bias, any activation and likelihood, outputs
  /// that are not canonical and basis functions, and a batch of `examples` with directions.
  static func problem(seed: UInt64, examples: Int) -> Problem<Double> {
    var random = RandomNetworks(seed: seed)
    let architecture = random.architecture()
    return random.problem(architecture, examples: examples, name: "random graph \(seed)")
  }

  /// A batch for a network of this architecture, with random parameters.
  static func problem(_ architecture: Architecture, seed: UInt64, examples: Int, name: String) -> Problem<Double> {
    var random = RandomNetworks(seed: seed)
    return random.problem(architecture, examples: examples, name: name)
  }

  /// Likelihoods beside those that the random graphs draw.
  static let further: [Likelihood] = [
    .poisson(outputs: 2), .gamma(shape: 2.5, outputs: 2), .negativeBinomial(dispersion: 0.75, outputs: 2),
    .student(freedom: 3, scale: 0.5, outputs: 2), .huber(limit: 0.75, outputs: 2),
    .quantile(levels: [0.125, 0.5, 0.9], targets: 2), .heteroscedastic(targets: 2),
    .probit(outputs: 2), .complementaryLogLog(outputs: 2), .mixture(components: 3, targets: 2),
    .ordinal(classes: 4, targets: 2),
  ]

  /// Several heads, those of classes between others.
  static let heads = Likelihood.heads([
    .init(.gaussian(outputs: 2)), .init(.categorical(classes: 3), weight: 0.75), .init(.bernoulli, weight: 2),
    .init(.quantile(levels: [0.25, 0.75])), .init(.heteroscedastic(), weight: 0.5), .init(.poisson()),
  ])

  /// A random graph with each of the further likelihoods, and heads, of smooth hidden layers.
  static func further(seed: UInt64, examples: Int) -> [Problem<Double>] {
    (further + [heads]).enumerated().map { i, likelihood in
      var random = RandomNetworks(seed: seed + UInt64(i))
      let hidden: Activation = [.tanh, .sigmoid, .gelu, .silu][Int(seed) % 4]
      let architecture = random.architecture(activation: hidden, likelihood: likelihood)
      return random.problem(architecture, examples: examples, name: "\(likelihood.name) \(seed)")
    }
  }

  mutating func number(in range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }
  mutating func happens(_ probability: Double) -> Bool { generator.uniform() < probability }
  mutating func uniform(_ bound: Double) -> Double { (2 * generator.uniform() - 1) * bound }

  private mutating func matrix(_ rows: Int, _ columns: Int, _ draw: (inout Self) -> Double) -> Matrix<Double> {
    Matrix(rows: rows, columns: columns, elements: (0..<rows * columns).map { _ in draw(&self) })
  }

  // MARK: - Graphs

  private mutating func activation() -> Activation {
    var all = Activation.elementwise
    all[4] = .leakyReLU(slope: 0.2)
    all[5] = .elu(alpha: 0.7)
    return all[number(in: 0...all.count - 1)]
  }

  private mutating func mask(units: Int, inputs: Int) -> ConnectionMask? {
    guard happens(0.3) else { return nil }
    return ConnectionMask(units: units, inputs: inputs, connected: (0..<units * inputs).map { _ in happens(0.7) })
  }

  private mutating func basisFunctions(inputs: Int) -> BasisFunctions? {
    guard happens(0.25) else { return nil }
    switch number(in: 0...3) {
    case 0: return .polynomial(degree: number(in: 1...3))
    case 1: return .gaussian(centers: matrix(number(in: 1...4), inputs) { $0.uniform(1) }, width: 0.8)
    case 2: return .sigmoid(centers: [-0.5, 0.75], width: 0.6)
    default: return .fourier(harmonics: number(in: 1...2), period: 4)
    }
  }

  /// A likelihood, and an output activation with which its error exists.
  private mutating func output() -> (Likelihood, Activation?) {
    let outputs = number(in: 1...3)
    let isCanonical = happens(0.6)
    switch number(in: 0...2) {
    case 0: return (.gaussian(outputs: outputs), isCanonical ? nil : happens(0.3) ? .softmax : activation())
    case 1: return (.bernoulli(outputs: outputs + 1), isCanonical ? nil : .softmax)
    default: return (.categorical(classes: outputs + 1), isCanonical ? nil : happens(0.5) ? .sigmoid : .softplus)
    }
  }

  /// A graph, with this activation in every hidden layer and this likelihood where they are given.
  mutating func architecture(activation fixed: Activation? = nil, likelihood wanted: Likelihood? = nil) -> Architecture
  {
    let inputs = number(in: 1...4)
    let base = basisFunctions(inputs: inputs)
    let (likelihood, outputActivation) = wanted.map { ($0, nil) } ?? output()
    var widths = [(Source.input, base?.count(inputs: inputs) ?? inputs)]
    var specifications: [LayerSpecification] = base.map { [.basisFunctions($0)] } ?? []
    var unused: [Source] = []
    for k in 0..<number(in: fixed == nil ? 0...4 : 1...3) {
      // The layer before, or some of all before it, in any order.
      var sources = widths.map(\.0).filter { _ in happens(0.4) }
      if sources.isEmpty || happens(0.3) { sources = [widths[widths.count - 1].0] }
      sources.shuffle(using: &generator)
      let units = number(in: 1...5)
      let name = "h\(k)"
      specifications.append(
        .dense(
          Dense(
            units, fixed ?? activation(), name: name, from: sources, bias: happens(0.8),
            mask: mask(units: units, inputs: fanIn(sources, widths)))))
      unused.removeAll { sources.contains($0) }
      unused.append(.layer(name))
      widths.append((.layer(name), units))
    }
    // The output takes what no other layer does, and perhaps more.
    var sources = unused + widths.map(\.0).filter { !unused.contains($0) && happens(0.2) }
    if sources.isEmpty { sources = [.input] }
    specifications.append(
      .output(
        Output(
          outputActivation, from: sources, bias: happens(0.8),
          mask: mask(units: likelihood.outputs, inputs: fanIn(sources, widths)))))
    do {
      return try Architecture(inputs: inputs, likelihood: likelihood, specifications: specifications)
    } catch {
      fatalError("a random graph is refused: \(error)")
    }
  }

  private func fanIn(_ sources: [Source], _ widths: [(Source, Int)]) -> Int {
    widths.reduce(0) { sources.contains($1.0) ? $0 + $1.1 : $0 }
  }

  // MARK: - Batches

  mutating func problem(_ architecture: Architecture, examples n: Int, name: String) -> Problem<Double> {
    var network = Network<Double>(architecture)
    // Of moderate size, so that exp in exp does not leave the range.
    network.initialize(.uniform(bound: 0.8), seed: generator.next())
    let K = architecture.outputs
    let t: Targets<Double> =
      switch architecture.likelihood.family {
      case .categorical where happens(0.5): .classes((0..<n).map { _ in number(in: 0...K - 1) })
      case .categorical, .bernoulli: .values(matrix(n, K) { $0.generator.uniform() })
      case .gaussian, .custom: .values(matrix(n, K) { $0.uniform(1.5) })
      default: architecture.likelihood.randomTargets(examples: n, using: &generator)
      }
    return Problem(
      name: name, network: network, x: matrix(n, architecture.inputs) { $0.uniform(1.5) }, t: t,
      weights: happens(0.4) ? (0..<n).map { _ in 2 * generator.uniform() } : nil,
      v: (0..<architecture.parameterCount).map { _ in uniform(1) }, u: matrix(n, architecture.inputs) { $0.uniform(1) },
      c: matrix(n, K) { $0.uniform(1) })
  }
}
