import Nabla
import Testing

/// An offset is an input that goes to the outputs with the weight 1: whatever a network with offsets gives is what one gives that
/// has such weights among its parameters.
struct OffsetTests {
  private static let likelihoods: [(Likelihood, Activation?)] = [
    (.gaussian(outputs: 2), nil), (.gaussian(outputs: 2), .tanh), (.bernoulli(outputs: 2), nil), (.poisson(), nil),
    (.categorical(classes: 3), nil), (.gamma(shape: 2), nil), (.negativeBinomial(dispersion: 0.5), nil),
    (.student(freedom: 4), nil), (.huber(limit: 1), nil), (.quantile(levels: [0.2, 0.5, 0.9]), nil),
    (.heteroscedastic(targets: 2), nil), (.mixture(components: 2), nil), (.probit(), nil),
    (.complementaryLogLog(), nil),
  ]

  /// A network with offsets, and the same one whose offsets are inputs like others.
  private struct Pair {
    var own: Problem<Double>
    var plain: Network<Double>
    /// The place of each parameter among those of `plain`.
    var places: [Int] = []

    init(_ likelihood: Likelihood, _ output: Activation?, _ backend: BackendChoice, hasSkip: Bool) {
      let (d, m, K, H) = (3, likelihood.targets, likelihood.outputs, 4)
      var network = Network<Double>(inputs: d + m, likelihood: likelihood) {
        Dense(H, .tanh)
        Output(output, from: hasSkip ? ["input", "1"] : nil, offset: true)
      }
      network.execution.backend = backend
      own = RandomNetworks.problem(network.architecture, seed: 91, examples: 19, name: likelihood.name).on(backend)
      plain = Network<Double>(inputs: d + m, likelihood: likelihood, execution: own.network.execution) {
        Dense(H, .tanh)
        Output(output, from: ["input", "1"])
      }
      // Hidden weights, row by row, and biases; then the outputs' weights from the inputs, from the hidden units, and biases.
      for j in 0..<H { places += (0..<d).map { j * (d + m) + $0 } }
      let biases = H * (d + m)
      places += (0..<H).map { biases + $0 }
      let block = biases + H
      if hasSkip { for k in 0..<K { places += (0..<d).map { block + k * (d + m) + $0 } } }
      places += (block + K * (d + m)..<plain.architecture.parameterCount).map { $0 }
      var w = [Double](repeating: 0, count: plain.architecture.parameterCount)
      for (place, value) in zip(places, own.network.parameters) { w[place] = value }
      let perTarget = K / m
      for k in 0..<K where Self.isLocation(k % perTarget, likelihood) { w[block + k * (d + m) + d + k / perTarget] = 1 }
      plain.parameters = w
    }

    /// Means of heteroscedastic targets and of mixtures of two have offsets, and all other outputs.
    private static func isLocation(_ number: Int, _ likelihood: Likelihood) -> Bool {
      switch likelihood.name {
      case "heteroscedastic": number == 0
      case "mixture:2": number == 2 || number == 3
      default: true
      }
    }

    func own(_ all: ArraySlice<Double>) -> [Double] { places.map { all[all.startIndex + $0] } }
    func own(_ all: [Double]) -> [Double] { own(all[...]) }
    func spread(_ v: [Double]) -> [Double] {
      var all = [Double](repeating: 0, count: plain.architecture.parameterCount)
      for (place, value) in zip(places, v) { all[place] = value }
      return all
    }
  }

  @Test(arguments: BackendChoice.available, [false, true])
  func equalsAnInputOfWeightOne(backend: BackendChoice, hasSkip: Bool) throws {
    for (likelihood, output) in Self.likelihoods {
      let pair = Pair(likelihood, output, backend, hasSkip: hasSkip)
      let (p, network, other) = (pair.own, pair.own.network, pair.plain)
      #expect(network.architecture.offsets == likelihood.targets && network.architecture.covariates == 3)
      func expect(_ found: [Double], _ expected: [Double], _ what: String) {
        expectClose(found, expected, within: 1e-12, "\(what) of \(likelihood.name)")
      }
      let (x, t, weights) = (p.x, p.t, p.weights)
      let y = network.predict(x).elements
      expect(y, other.predict(x).elements, "y")
      expect(network.predict(Array(x[row: 2])), Array(other.predict(x)[row: 2]), "y of one example")
      let (value, gradient) = network.valueWithGradient(x, t, weights: weights)
      let (otherValue, otherGradient) = other.valueWithGradient(x, t, weights: weights)
      expect([value], [otherValue], "E")
      expect(gradient, pair.own(otherGradient), "gradient")
      expect(
        network.hessianVectorProduct(x, t, weights: weights, along: p.v),
        pair.own(other.hessianVectorProduct(x, t, weights: weights, along: pair.spread(p.v))), "Hv")
      for curvature in [Curvature.hessian, .gaussNewton, .fisher] {
        let whole = try other.hessian(x, t, weights: weights, curvature: curvature)
        expect(
          try network.hessian(x, t, weights: weights, curvature: curvature).elements,
          pair.places.flatMap { pair.own(whole[row: $0]) }, "\(curvature)")
      }
      let each = try other.perExampleGradients(x, t, weights: weights)
      expect(
        try network.perExampleGradients(x, t, weights: weights).elements,
        (0..<x.rows).flatMap { pair.own(each[row: $0]) },
        "gradients of examples")
      expect(
        network.inputGradient(x, t, weights: weights).elements,
        other.inputGradient(x, t, weights: weights).elements, "∂E/∂x")
      expect(try network.jacobian(at: x).elements, try other.jacobian(at: x).elements, "∂y/∂x")
      expect(try network.inputHessian(at: x).elements, try other.inputHessian(at: x).elements, "∂²y/∂x∂x")
      expect(network.inputJVP(at: x, along: p.u).elements, other.inputJVP(at: x, along: p.u).elements, "Ju")
      expect(network.inputVJP(at: x, along: p.c).elements, other.inputVJP(at: x, along: p.c).elements, "Jᵀc")
      expect(
        network.parameterJVP(at: x, along: p.v).elements,
        other.parameterJVP(at: x, along: pair.spread(p.v)).elements, "∂y/∂w v")
      expect(network.parameterVJP(at: x, along: p.c), pair.own(other.parameterVJP(at: x, along: p.c)), "(∂y/∂w)ᵀc")
      let asked: [InputDerivative] = [.value, .first(0), .first(3), .second(0, 1), .second(0, 3), .laplacian]
      expect(
        network.derivatives(of: asked, at: x).elements, other.derivatives(of: asked, at: x).elements, "streams")
    }
  }

  /// Behind basis functions, which do not see the offsets.
  @Test func basisFunctionsDoNotSeeOffsets() throws {
    let network = Network<Double>(inputs: 3, likelihood: .poisson()) {
      BasisFunctions.polynomial(degree: 2)
      Output(offset: true)
    }
    let p = RandomNetworks.problem(network.architecture, seed: 5, examples: 9, name: "basis")
    let report = p.network.check(p.x, p.t, weights: p.weights)
    #expect(report.passed, "\(report)")
    let y = p.network.predict(p.x).elements
    let jacobian = try p.network.jacobian(at: p.x).elements
    for i in 0..<9 { #expect((jacobian[3 * i + 2] - y[i]).magnitude <= 1e-15 * y[i]) }
  }

  @Test func solutionsAndFilesKnowTheOffset() throws {
    let x = Matrix<Double>(rows: 12, columns: 2, elements: (0..<24).map { Double(($0 * 7) % 11) / 5 })
    let counts = Matrix<Double>(column: [3, 0, 2, 5, 1, 1, 4, 2, 0, 7, 2, 3])
    let features = Matrix<Double>(column: (0..<12).map { x[$0, 0] })
    let offset = (0..<12).map { x[$0, 1] }
    let whole = Network<Double>(inputs: 2, likelihood: .poisson()) { Output(offset: true) }
    let plain = Network<Double>(inputs: 1, likelihood: .poisson())
    let fit = try whole.solve(x, counts)
    #expect(fit.network.parameters == (try plain.solve(features, counts, offset: offset)).network.parameters)
    // A minimum of the error, which has the offset in it.
    let gradient = fit.network.gradient(x, counts)
    #expect(gradient.allSatisfy { $0.magnitude <= 1e-9 }, "\(gradient)")
    let data = try Dataset(inputs: features, offsets: Matrix(column: offset), targets: counts)
    #expect(data.inputs == x)
    let minimum = try whole.minimized(on: data, by: .trustRegionNewton).network
    expectClose(minimum.parameters, fit.network.parameters, within: 1e-6)

    let line = Network<Double>(inputs: 2, likelihood: .gaussian) { Output(offset: true) }
    let rest = Matrix<Double>(column: (0..<12).map { counts[$0, 0] - offset[$0] })
    let linear = Network<Double>(inputs: 1, likelihood: .gaussian)
    #expect(try line.solve(x, counts).network.parameters == linear.solve(features, rest).network.parameters)
    let logistic = Network<Double>(inputs: 2, likelihood: .bernoulli) { Output(offset: true) }
    let events = Matrix<Double>(column: (0..<12).map { Double($0 % 2) })
    let slopes = try logistic.solve(x, events).network.gradient(x, events)
    #expect(slopes.allSatisfy { $0.magnitude <= 1e-12 }, "\(slopes)")

    try TemporaryFolder.with { folder in
      try Model(fit.network).save(to: folder.file("m.safetensors"))
      let read = try Model<Double>(contentsOf: folder.file("m.safetensors"))
      #expect(read.network.architecture == whole.architecture && read.network.predict(x) == fit.network.predict(x))
      #expect(throws: ModelFileError.self) { try read.cSource() }
    }
    #expect(throws: ArchitectureError.self) {
      try Architecture(inputs: 1, likelihood: .poisson(), specifications: [.output(Output(offset: true))])
    }
  }
}
