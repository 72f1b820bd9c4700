import Foundation
import Testing

@testable import Nabla

/// Laws of networks with several heads.
struct HeadsTests {
  private static let alone: [Likelihood] =
    RandomNetworks.further + [.gaussian(outputs: 2), .bernoulli(outputs: 2), .categorical(classes: 3)]

  /// A network with one head is that of its likelihood, to the last bit, in every operator.
  @Test(arguments: BackendChoice.available) func oneHeadIsItsLikelihood(backend: BackendChoice) throws {
    func check<S: RealScalar>(_: S.Type) throws {
      for (i, likelihood) in Self.alone.enumerated() {
        var random = RandomNetworks(seed: 500 + UInt64(i))
        let hidden: [LayerSpecification] = [.dense(Dense(4, .tanh)), .dense(Dense(3, .silu))]
        let own = try Architecture(inputs: 2, likelihood: likelihood, specifications: hidden)
        let headed = try Architecture(inputs: 2, likelihood: .heads([.init(likelihood)]), specifications: hidden)
        let problem = random.problem(own, examples: 9, name: likelihood.name)
        var one = Problem<S>(problem).on(backend)
        // A column for each class, also where indices were drawn.
        one.t = .values(one.t.matrix(classes: likelihood.targets))
        for isIncomplete in S.self == Double.self ? [false, true] : [true] {
          if isIncomplete {
            var t = one.t.matrix(classes: likelihood.targets)
            for n in stride(from: 0, to: t.rows, by: 3) { t[n, n % t.columns] = .nan }
            one.t = .incomplete(t)
          }
          var other = one
          other.network = Network<S>(headed, execution: one.network.execution)
          other.network.parameters = one.network.parameters
          for derivative in DerivativeOperator<S>.all {
            let (a, b) = (try derivative.returning(one, nil), try derivative.returning(other, nil))
            #expect(a == b, "\(likelihood.name), \(derivative.name), \(backend.rawValue), \(S.precisionName)")
          }
        }
        let few = one.x.rows(at: 0..<1)
        #expect(one.network.predict(few) == Network(headed, one.network.parameters, on: backend).predict(few))
      }
    }
    try check(Double.self)
    if backend == .fastest { try check(Float.self) }
  }

  /// The layers a, b and c, each with a head of its own, and the networks that they are without each other.
  private struct Trunks {
    static let likelihoods: [Likelihood] = [.gaussian(outputs: 2), .bernoulli, .categorical(classes: 4)]
    /// Powers of two, by which products are exact.
    static let weights: [Double] = [1, 0.5, 4]
    static let units = [4, 5, 3]

    let whole: Network<Double>
    let parts: [Network<Double>]
    /// Where the parameters of each part are in the whole.
    let places: [[Int]]

    init(on backend: BackendChoice) throws {
      let execution = Execution(backend: backend, threads: 1)
      let likelihood = Likelihood.heads(zip(Self.likelihoods, Self.weights).map { .init($0, weight: $1) })
      let ranges = likelihood.headRanges!
      let total = Self.units.reduce(0, +)
      var connected: [Bool] = []
      for (h, range) in ranges.enumerated() {
        let first = Self.units[..<h].reduce(0, +)
        let row = (0..<total).map { $0 >= first && $0 < first + Self.units[h] }
        for _ in range.outputs { connected += row }
      }
      let names = ["a", "b", "c"]
      func dense(_ h: Int) -> LayerSpecification {
        .dense(Dense(Self.units[h], [.tanh, .silu, .sigmoid][h], name: names[h], from: [.input]))
      }
      let output = Output(
        from: names.map { Source.layer($0) },
        mask: ConnectionMask(units: likelihood.outputs, inputs: total, connected: connected))
      var whole = Network<Double>(
        try Architecture(
          inputs: 3, likelihood: likelihood, specifications: (0..<3).map(dense) + [.output(output)]),
        execution: execution)
      whole.initialize(.glorot, seed: 4)
      self.whole = whole
      let layers = whole.architecture.layers
      let places = (0..<3).map { h in
        let (own, block) = (layers[h], layers[3].blocks[h])
        let rows = ranges[h].outputs
        return Array(own.parameterRange)
          + rows.flatMap { k in (0..<block.columns).map { block.offset + k * block.columns + $0 } }
          + rows.map { layers[3].biasOffset! + $0 }
      }
      self.places = places
      parts = try (0..<3).map { h in
        var part = Network<Double>(
          try Architecture(inputs: 3, likelihood: Self.likelihoods[h], specifications: [dense(h)]),
          execution: execution)
        part.parameters = places[h].map { [whole] in whole.parameters[$0] }
        return part
      }
    }
  }

  /// Heads whose trunks do not meet are networks of their own: the reference backend has the same bits, others the same numbers
  /// but for the order of sums.
  @Test(arguments: BackendChoice.available) func separateTrunksAreSeparateNetworks(backend: BackendChoice) throws {
    let trunks = try Trunks(on: backend)
    let likelihood = trunks.whole.architecture.likelihood
    var random = RandomNetworks(seed: 7)
    let n = 19
    let x = Matrix<Double>(rows: n, columns: 3, elements: (0..<3 * n).map { _ in random.uniform(1.5) })
    var generator = SeededGenerator(seed: 5)
    let drawn: Targets<Double> = likelihood.randomTargets(examples: n, using: &generator)
    var t = drawn.matrix(classes: 7)
    t[3, 1] = .nan
    t[4, 2] = .nan
    t[5, 6] = .nan
    let weights = (0..<n).map { $0 == 8 ? 0 : 0.25 + Double($0 % 3) }
    let isExact = backend == .reference
    func compare(_ a: [Double], _ b: [Double], _ what: String) {
      let scale = b.reduce(1) { max($0, $1.magnitude) }
      let bound = isExact ? 0 : 1e-13 * scale
      #expect(a.count == b.count && zip(a, b).allSatisfy { ($0 - $1).magnitude <= bound }, "\(what)")
    }
    let y = trunks.whole.predict(x)
    let gradient = trunks.whole.gradient(x, Targets.incomplete(t), weights: weights)
    let kinds: [Curvature] = [.hessian, .gaussNewton, .fisher]
    let matrices = try kinds.map {
      try trunks.whole.hessian(x, Targets.incomplete(t), weights: weights, curvature: $0)
    }
    var loss = 0.0
    for (h, part) in trunks.parts.enumerated() {
      let (range, places, factor) = (likelihood.headRanges![h], trunks.places[h], Trunks.weights[h])
      let own = Targets.incomplete(t.columns(range.targets))
      compare(y.columns(range.outputs).elements, part.predict(x).elements, "y")
      loss += factor * part.loss(x, own, weights: weights)
      compare(
        places.map { gradient[$0] }, part.gradient(x, own, weights: weights).map { factor * $0 }, "gradient \(h)")
      for (kind, matrix) in zip(kinds, matrices) {
        let expected = try part.hessian(x, own, weights: weights, curvature: kind)
        let found = places.flatMap { i in places.map { matrix[i, $0] } }
        // Blocks of the matrix are summed in another order.
        let scale = expected.elements.reduce(1) { max($0, factor * $1.magnitude) }
        #expect(
          zip(found, expected.elements).allSatisfy { ($0 - factor * $1).magnitude <= 1e-13 * scale }, "\(kind) \(h)")
        let others = Set(0..<matrix.columns).subtracting(places)
        #expect(places.allSatisfy { i in others.allSatisfy { matrix[i, $0] == 0 } }, "\(kind) \(h), beside")
      }
    }
    let found = trunks.whole.loss(x, Targets.incomplete(t), weights: weights)
    #expect((found - loss).magnitude <= 1e-14 * loss)
  }

  /// Derivatives in the inputs to any order go head by head too.
  @Test func streamsAreThoseOfTheHeads() throws {
    let trunks = try Trunks(on: .reference)
    let x = Matrix<Double>([[0.5, -1, 0.25], [1, 0.75, -0.5]])
    let wanted: [InputDerivative] = [.value, .first(1), .second(0, 2), .laplacian]
    let all = trunks.whole.derivatives(of: wanted, at: x)
    for (part, range) in zip(trunks.parts, trunks.whole.architecture.likelihood.headRanges!) {
      let own = part.derivatives(of: wanted, at: x)
      for (j, k) in range.outputs.enumerated() {
        for n in 0..<2 {
          for d in wanted.indices { #expect((all[n, d, k] - own[n, d, j]).magnitude <= 1e-14) }
        }
      }
    }
  }

  @Test func theyAreTrainedAndTheirMinimaUnderstood() throws {
    let trunks = try Trunks(on: .fastest)
    let likelihood = trunks.whole.architecture.likelihood
    var generator = SeededGenerator(seed: 6)
    let x = Matrix<Double>(rows: 40, columns: 3, elements: (0..<120).map { _ in generator.normal() })
    let t: Targets<Double> = likelihood.randomTargets(examples: 40, using: &generator)
    let data = try Dataset(inputs: x, targets: t)
    let network = Network<Double>(inputs: 3, likelihood: likelihood)
    var training = Training(network, on: data, optimizer: .sgd(learningRate: 0.05), batch: 8, seed: 1)
    try training.run(epochs: 5)
    #expect(training.network.loss(x, t) < network.loss(x, t))
    // Linear in its parameters: the minimum is flat along the shifts of the softmax head, and nowhere else.
    let (best, result) = try network.minimized(
      on: data, by: .trustRegionNewton, limits: MinimizationLimits(gradientNorm: 1e-11))
    #expect(result.reason == .converged)
    let certificate = best.certify(on: data, gradientTolerance: 1e-9)
    #expect(certificate.verdict == .flatMinimum, "\(certificate)")
    #expect(certificate.explanations == [MinimumCertificate.Explanation(reason: .softmaxShift, count: 4)])
    let form = best.canonicalized()
    for n in 0..<4 {
      let sum = (3..<7).reduce(0) { $0 + form.parameters[n < 3 ? $1 * 3 + n : 21 + $1] }
      #expect(abs(sum) <= 1e-12)
    }
    #expect(throws: SolverError.noSolver(likelihood: likelihood.name)) { try network.solve(x, t) }
  }

  @Test func whatCannotBe() throws {
    let heads = Likelihood.heads([.init(.gaussian), .init(.bernoulli)])
    #expect(heads.outputs == 2 && heads.targets == 2 && heads.name == "gaussian + bernoulli")
    #expect(throws: ArchitectureError.self) {
      try Architecture(inputs: 1, likelihood: heads, specifications: [.output(Output(.tanh))])
    }
    #expect(throws: ArchitectureError.self) {
      try Architecture(inputs: 1, likelihood: .gaussian, specifications: [.output(Output(.heads))])
    }
    let text = String(decoding: try JSONEncoder().encode(heads), as: UTF8.self)
    for (old, new): (String, String) in [
      ("\"weight\":1", "\"weight\":0"), ("\"outputs\":2", "\"outputs\":3"), ("\"heads\",", "\"gaussian\","),
      ("\"family\":\"bernoulli\"", "\"family\":\"heads\",\"heads\":[]"),
      ("\"bernoulli\"", "\"categorical\""), ("\"bernoulli\"", "\"heteroscedastic\""),
    ] where text.contains(old) {
      let changed = text.replacing(old, with: new)
      #expect(throws: ModelFileError.self, "\(changed)") {
        try JSONDecoder().decode(Likelihood.self, from: Data(changed.utf8))
      }
    }
  }
}

extension Network {
  /// A network with these parameters.
  fileprivate init(_ architecture: Architecture, _ parameters: [Scalar], on backend: BackendChoice) {
    self.init(architecture, execution: Execution(backend: backend, threads: 1))
    self.parameters = parameters
  }
}
