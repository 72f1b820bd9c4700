import Foundation
import Nabla
import Testing

/// Eigenvalues that rounding makes are zeros, and small ones that it does not make are none.
@Suite struct CertificateRoundingTests {
  /// A softmax of two classes: H = mean of y₁y₂ (1, −1)(1, −1)ᵀ ⊗ (x, 1)(x, 1)ᵀ, with y₁y₂ = e⁻ᵈ / (1 + e⁻ᵈ)² of the
  /// difference d of the pre-activations, in which nothing cancels. All numbers are such that the pre-activations are exact.
  ///
  /// A constant that is added to them does not change H, but the rounding of e^{a − ln Σ eᵃ}.
  @Test(arguments: BackendChoice.available, [0.0, 30, 1000])
  func roundingOfASoftmaxIsBounded(backend: BackendChoice, constant: Double) throws {
    let x = [-2.0, -1, -0.25, 0.25, 1, 2]
    let data = try Dataset(inputs: Matrix(column: x), targets: [0, 0, 0, 1, 1, 1])
    for steepness in [1.0, 8, 32] {
      var network = Network<Double>(
        inputs: 1, likelihood: .categorical(classes: 2), execution: Execution(backend: backend))
      network.parameters = [-steepness, steepness, constant, constant]
      var exact = Matrix<Double>(rows: 4, columns: 4)
      for x in x {
        let e = exp(-abs(2 * steepness * x))
        let direction = [-x, x, -1, 1]
        for i in 0..<4 {
          for j in 0..<4 { exact[i, j] += e / ((1 + e) * (1 + e)) * direction[i] * direction[j] / 6 }
        }
      }
      let objective = NetworkObjective(network, on: data)
      let difference = zip(objective.hessian(at: objective.start).elements, exact.elements).map { $0 - $1 }
      let bound = objective.hessianRounding(at: objective.start)
      let error = difference.reduce(0) { $0 + $1 * $1 }.squareRoot()
      #expect(error <= bound, "steepness \(steepness): off by \(error)")
      // The shifts of the weights and of the biases.
      let certificate = objective.certify(at: objective.start)
      let inertia = try #require(certificate.inertia)
      #expect(inertia.negative == 0 && inertia.zero == 2, "steepness \(steepness): \(certificate)")
      let products = objective.certify(at: objective.start, memoryBudget: 0)
      #expect(products.smallestEigenvalue >= -bound && products.eigenvalueTolerance >= bound, "\(products)")
    }
  }

  /// The mean error of K outputs v tanh(ux) + b changes by uv·c near u = v = 0, where c is the mean of (y − t)x: so two of
  /// its eigenvalues are ±‖c‖.
  @Test(arguments: BackendChoice.available, [Likelihood.gaussian, .bernoulli, .categorical(classes: 2)])
  func smallNegativeCurvatureIsASaddle(backend: BackendChoice, likelihood: Likelihood) throws {
    let small = 0x1p-32
    let x = Matrix(column: [1 + small, -1, 1, -1])
    // y is ½ everywhere, so that all but the 2⁻³² cancels in the mean of (y − t)x, and ½ · ¼ of that is left.
    let classes = [1, 1, 0, 0]
    let data =
      likelihood.family == .categorical
      ? try Dataset(inputs: x, targets: classes)
      : try Dataset(inputs: x, targets: Matrix(column: classes.map { Double($0) }))
    var network = Network<Double>(inputs: 1, likelihood: likelihood, execution: Execution(backend: backend)) {
      Dense(1, .tanh, bias: false)
    }
    if likelihood.family == .gaussian { network.parameters[2] = 0.5 }
    let curvature = small / 8 * Double(likelihood.outputs).squareRoot()
    for memoryBudget in [defaultMemoryBudget, 0] {
      let certificate = network.certify(on: data, memoryBudget: memoryBudget)
      #expect(certificate.verdict == .saddle, "\(certificate)")
      #expect(abs(certificate.smallestEigenvalue + curvature) <= 1e-5 * curvature, "\(certificate)")
    }
  }

  /// Where the error has nearly fallen to 0, all eigenvalues are small, and a hidden unit that does nothing yet still makes a
  /// saddle: in its weights the least curvature is −‖∂f/∂W‖, W being the weights of the input that it has in common with the
  /// outputs.
  @Test(arguments: BackendChoice.available, [Likelihood.bernoulli, .categorical(classes: 2)])
  func idleUnitsOfSaturatedClassesAreASaddle(backend: BackendChoice, likelihood: Likelihood) throws {
    let data = try CertificateTests.separableClasses(likelihood)
    let K = likelihood.outputs
    let network = Network<Double>(inputs: 1, likelihood: likelihood, execution: Execution(backend: backend)) {
      Dense(1, .tanh, name: "idle", bias: false)
      Output(from: ["idle", "input"])
    }
    // Without the unit's own weights, which are 0 and stay so.
    let objective = NetworkObjective(network, on: data, frozen: 0..<1 + K)
    let result = try objective.minimized(from: objective.start, by: .trustRegionNewton)
    let slope = result.point.gradient[..<K].reduce(0) { $0 + $1 * $1 }.squareRoot()
    #expect(result.reason == .converged && slope > 0, "\(result)")
    let certificate = objective.network(at: result.x).certify(on: data)
    #expect(certificate.verdict == .saddle && certificate.inertia?.negative == 1, "\(certificate)")
    #expect(abs(certificate.smallestEigenvalue + slope) <= 1e-5 * slope, "\(certificate)")
  }

  /// The bound is that of the variables, and goes with the weights of the examples.
  @Test func roundingGoesWithWhatIsAddedUp() throws {
    let x = Matrix(column: [-2.0, -1, 1, 2])
    let network = Network<Double>(inputs: 1, likelihood: .categorical(classes: 2))
    func rounding(_ weights: [Double]?, _ reduction: NetworkObjective.Reduction, frozen: [Int] = []) throws -> Double {
      let data = try Dataset(inputs: x, targets: [0, 1, 0, 1], weights: weights)
      let objective = NetworkObjective(network, on: data, reduction: reduction, frozen: frozen)
      return objective.hessianRounding(at: objective.start)
    }
    // Two classes and a = 0: 2ε · 2 · Σ 2(x² + 1) = 2⁻⁴⁹ · 14.
    #expect(try rounding(nil, .sum) == 0x1p-49 * 14)
    #expect(try rounding(nil, .mean) == 0x1p-49 * 14 / 4)
    #expect(try rounding([3, 1, 1, 1], .sum) == 0x1p-49 * (14 + 2 * 5))
    #expect(try rounding(nil, .sum, frozen: [0, 1]) == 0x1p-49 * 4)
    #expect(try rounding(nil, .sum, frozen: [2]) == 0x1p-49 * (10 + 2))
    // Nothing cancels at other outputs.
    let numbers = try Dataset(inputs: x, targets: x)
    let regression = NetworkObjective(Network<Double>(inputs: 1, likelihood: .gaussian), on: numbers)
    #expect(regression.hessianRounding(at: regression.start) == 0)
  }
}
