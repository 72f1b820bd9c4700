import Nabla
import Testing

/// Laws of second derivatives, on random graphs and in closed form.
@Suite struct HessianTests {
  static let problems = (100..<130).map { RandomNetworks.problem(seed: $0, examples: 9) }
  static let further = [130, 140].flatMap { RandomNetworks.further(seed: $0, examples: 9) }

  @Test(arguments: BackendChoice.available)
  func theHessianIsSymmetricAndItsPartsAgree(backend: BackendChoice) throws {
    for problem in (Self.problems + Self.further).map({ $0.on(backend) }) {
      let (network, x, t, weights) = (problem.network, problem.x, problem.t, problem.weights)
      let hessian = try network.hessian(x, t, weights: weights)
      #expect(hessian == hessian.transposed, "\(problem.name)")
      // By the definition of the requirement: blocks and products are two algorithms.
      expectClose(
        try network.hessianByProducts(x, t, weights: weights), hessian, within: 1e-12, "by products, \(problem.name)")
      expectClose(
        network.hessianDiagonal(x, t, weights: weights), (0..<hessian.rows).map { hessian[$0, $0] },
        within: Tolerance.identity(Double.self), scale: hessian.elements.reduce(0) { max($0, $1.magnitude) },
        "diagonal, \(problem.name)")
    }
  }

  @Test(arguments: BackendChoice.available)
  func productsAreLinearAndThoseOfTheHessian(backend: BackendChoice) throws {
    for problem in (Self.problems + Self.further).map({ $0.on(backend) }) {
      let (network, x, t, weights) = (problem.network, problem.x, problem.t, problem.weights)
      let hessian = try network.hessian(x, t, weights: weights)
      func product(_ v: [Double]) -> [Double] { network.hessianVectorProduct(x, t, weights: weights, along: v) }
      let vectors = DerivativeOperator<Double>.directions(problem)
      let (v, w) = (Array(vectors[row: 0]), Array(vectors[row: 2]))
      // Relative to the terms' size, since an exactly linear direction has the product 0.
      let scale = hessian.elements.reduce(0) { max($0, $1.magnitude) } * Double(v.count)
      let bound = Tolerance.identity(Double.self)
      expectClose(product(v), hessian.times(v), within: bound, scale: scale, "Hv, \(problem.name)")
      let sum = zip(v, w).map { 2 * $0 - 3 * $1 }
      expectClose(
        product(sum), zip(product(v), product(w)).map { 2 * $0 - 3 * $1 }, within: bound, scale: scale,
        "H(2v − 3w), \(problem.name)")
      // vᵀHw = wᵀHv.
      #expect(abs(dot(v, product(w)) - dot(w, product(v))) <= bound * scale, "\(problem.name)")
    }
  }

  /// Hv = d/dε ∂E/∂w at w + εv, where no kink lies within the step.
  @Test func productsAreDerivativesOfTheGradient() {
    let kinks: [String] = ["relu", "leaky-relu", "elu"]
    for problem in Self.problems + Self.further
    where !problem.architecture.layers.contains(where: { kinks.contains($0.activation.name) }) {
      let step = 1e-5
      func gradient(_ sign: Double) -> [Double] {
        var network = problem.network
        network.parameters = zip(network.parameters, problem.v).map { $0 + sign * step * $1 }
        return network.gradient(problem.x, problem.t, weights: problem.weights)
      }
      expectClose(
        problem.network.hessianVectorProduct(problem.x, problem.t, weights: problem.weights, along: problem.v),
        zip(gradient(1), gradient(-1)).map { ($0 - $1) / (2 * step) }, within: Tolerance.centralDifference, problem.name
      )
    }
  }

  /// Masked weights are no parameters: their rows and columns are 0, and what a vector has there does not count.
  @Test func maskedWeightsDoNotCount() throws {
    var found = 0
    for problem in Self.problems {
      let masked = problem.network.gradient(problem.x, problem.t).indices.filter { i in
        var network = problem.network
        network.parameters[i] = 1
        return network.parameters[i] != 1
      }
      found += masked.count
      let hessian = try problem.network.hessian(problem.x, problem.t)
      var v = problem.v
      for i in masked {
        #expect(!hessian[row: i].contains { $0 != 0 })
        v[i] = 1e6
      }
      let (network, x, t) = (problem.network, problem.x, problem.t)
      #expect(
        network.hessianVectorProduct(x, t, along: v) == network.hessianVectorProduct(x, t, along: problem.v),
        "\(problem.name)")
    }
    #expect(found > 20)
  }

  // MARK: - Closed forms

  /// A linear Gaussian network: H = Σ wᵢ x̄ᵢx̄ᵢᵀ ⊗ I, for several outputs, with weights; the Gauss–Newton matrix and the
  /// Fisher information are the same.
  @Test(arguments: BackendChoice.available, [Curvature.hessian, .gaussNewton, .fisher])
  func linearGaussianHessianIsTheGramMatrix(backend: BackendChoice, curvature: Curvature) throws {
    let architecture = try Architecture(inputs: 4, likelihood: .gaussian(outputs: 3), specifications: [])
    let problem = RandomNetworks.problem(architecture, seed: 7, examples: 33, name: "linear").on(backend)
    let weights = (0..<33).map { Double($0 % 4) / 2 }
    let hessian = try problem.network.hessian(problem.x, problem.t, weights: weights, curvature: curvature)
    func place(_ j: Int, _ i: Int) -> Int { i < 4 ? j * 4 + i : 12 + j }
    func x(_ n: Int, _ i: Int) -> Double { i < 4 ? problem.x[n, i] : 1 }
    var expected = Matrix<Double>(rows: 15, columns: 15)
    for j in 0..<3 {
      for i in 0..<5 {
        for k in 0..<5 {
          expected[place(j, i), place(j, k)] = (0..<33).reduce(0) { $0 + weights[$1] * x($1, i) * x($1, k) }
        }
      }
    }
    expectClose(hessian, expected, within: 33 * Double.ulpOfOne)
  }

  /// Adding one number to the pre-activations of all classes changes nothing: those directions are in the kernel of H.
  @Test(arguments: BackendChoice.available)
  func theSoftmaxIsSingularAlongItsShift(backend: BackendChoice) throws {
    let architecture = try Architecture(
      inputs: 3, likelihood: .categorical(classes: 4), specifications: [.dense(Dense(5, .tanh))])
    let problem = RandomNetworks.problem(architecture, seed: 3, examples: 17, name: "softmax").on(backend)
    let output = architecture.outputLayer
    let gradient = problem.network.gradient(problem.x, problem.t)
    let hessian = try problem.network.hessian(problem.x, problem.t)
    let scale = hessian.elements.reduce(0) { max($0, $1.magnitude) }
    for i in 0...5 {
      var shift = Array(repeating: 0.0, count: architecture.parameterCount)
      for k in 0..<4 { shift[i < 5 ? output.blocks[0].offset + k * 5 + i : output.biasOffset! + k] = 1 }
      #expect(abs(dot(gradient, shift)) <= 17 * 4 * Double.ulpOfOne * 17)
      expectClose(
        problem.network.hessianVectorProduct(problem.x, problem.t, along: shift),
        Array(repeating: 0, count: shift.count), within: Tolerance.identity(Double.self), scale: scale)
      expectClose(
        hessian.times(shift), Array(repeating: 0, count: shift.count), within: Tolerance.identity(Double.self),
        scale: scale)
    }
  }
}
