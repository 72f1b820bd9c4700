import Nabla
import Testing

/// An example of weight 0 is not there: whatever its numbers are, every value and derivative is that of the others alone.
@Suite struct AbsentExampleTests {
  private static let absent = [0, 3, 4]
  private static let present = [1, 2, 5]

  private struct Scene {
    var name: String
    var network: Network<Double>
    var x: Matrix<Double>
    var t: Targets<Double>
    var weights: [Double]

    func rows(_ indices: [Int]) -> (x: Matrix<Double>, t: Targets<Double>, weights: [Double]) {
      (x.rows(at: indices), t.rows(at: indices), indices.map { weights[$0] })
    }
  }

  /// Canonical and other outputs, classes and numbers, with basis functions and without, of which the absent rows are NaN or
  /// infinite.
  private static func scenes(_ backend: BackendChoice) -> [Scene] {
    var generator = SeededGenerator(seed: 4)
    func matrix(_ columns: Int, _ number: () -> Double) -> Matrix<Double> {
      Matrix(rows: 6, columns: columns, elements: (0..<6 * columns).map { _ in number() })
    }
    func spoiled(_ x: Matrix<Double>) -> Matrix<Double> {
      var x = x
      for (i, value) in zip(absent, [Double.nan, .infinity, -.infinity]) {
        for j in 0..<x.columns { x[i, j] = value }
      }
      return x
    }
    func network(
      _ likelihood: Likelihood, _ activation: Activation? = nil, base: BasisFunctions? = nil
    ) -> Network<Double> {
      var layers: [LayerSpecification] = base.map { [.basisFunctions($0)] } ?? []
      layers.append(.dense(Dense(4, .tanh)))
      if let activation { layers.append(.output(Output(activation))) }
      var network = Network<Double>(
        try! Architecture(inputs: 2, likelihood: likelihood, specifications: layers))
      network.execution.backend = backend
      network.initialize(.glorot, seed: 3)
      return network
    }
    let weights = [0, 1.5, 0.25, 0, 0, 2]
    let x = spoiled(matrix(2) { generator.normal() })
    let numbers = Targets.values(spoiled(matrix(3) { generator.normal() }))
    let shares = Targets.values(spoiled(matrix(3) { generator.uniform() }))
    let classes = Targets<Double>.classes([0, 1, 2, 1, 0, 2])
    return [
      Scene(name: "gaussian", network: network(.gaussian(outputs: 3)), x: x, t: numbers, weights: weights),
      Scene(name: "bernoulli", network: network(.bernoulli(outputs: 3)), x: x, t: shares, weights: weights),
      Scene(name: "categorical", network: network(.categorical(classes: 3)), x: x, t: shares, weights: weights),
      Scene(name: "classes", network: network(.categorical(classes: 3)), x: x, t: classes, weights: weights),
      Scene(name: "sigmoid", network: network(.gaussian(outputs: 3), .sigmoid), x: x, t: shares, weights: weights),
      Scene(
        name: "poisson", network: network(.poisson(outputs: 3)), x: x,
        t: .values(spoiled(matrix(3) { (5 * generator.uniform()).rounded() })), weights: weights),
      Scene(name: "student", network: network(.student(freedom: 3, outputs: 3)), x: x, t: numbers, weights: weights),
      Scene(
        name: "quantile", network: network(.quantile(levels: [0.25, 0.5], targets: 3)), x: x, t: numbers,
        weights: weights),
      Scene(
        name: "heteroscedastic", network: network(.heteroscedastic(targets: 3)), x: x, t: numbers, weights: weights),
      Scene(
        name: "polynomial", network: network(.gaussian(outputs: 3), base: .polynomial(degree: 3)), x: x, t: numbers,
        weights: weights),
    ]
  }

  @Test(arguments: BackendChoice.available) func everyDerivative(backend: BackendChoice) throws {
    for scene in Self.scenes(backend) {
      let (x, t, weights) = scene.rows(Self.present)
      let network = scene.network
      func close(_ a: [Double], _ b: [Double], _ name: String) {
        let size = b.reduce(1) { max($0, $1.magnitude) }
        let isClose = a.count == b.count && zip(a, b).allSatisfy { abs($0 - $1) <= 1e-13 * size }
        #expect(isClose, "\(scene.name), \(name)")
      }
      let v = (0..<network.parameters.count).map { Double($0 % 7) - 3 }
      close(
        [network.loss(scene.x, scene.t, weights: scene.weights)], [network.loss(x, t, weights: weights)], "loss")
      close(
        network.gradient(scene.x, scene.t, weights: scene.weights), network.gradient(x, t, weights: weights),
        "gradient")
      for curvature in [Curvature.hessian, .gaussNewton, .fisher, .empiricalFisher] {
        close(
          try network.hessian(scene.x, scene.t, weights: scene.weights, curvature: curvature).elements,
          try network.hessian(x, t, weights: weights, curvature: curvature).elements, "\(curvature)")
        close(
          network.hessianVectorProduct(scene.x, scene.t, weights: scene.weights, curvature: curvature, along: v),
          network.hessianVectorProduct(x, t, weights: weights, curvature: curvature, along: v), "\(curvature) v")
        close(
          network.hessianDiagonal(scene.x, scene.t, weights: scene.weights, curvature: curvature),
          network.hessianDiagonal(x, t, weights: weights, curvature: curvature), "diagonal of \(curvature)")
      }
      // What has a row for each example has zeros for those that are not there.
      let inputs = network.inputGradient(scene.x, scene.t, weights: scene.weights)
      close(inputs.rows(at: Self.present).elements, network.inputGradient(x, t, weights: weights).elements, "inputs")
      #expect(inputs.rows(at: Self.absent).elements.allSatisfy { $0 == 0 }, "\(scene.name)")
      let own = try network.perExampleGradients(scene.x, scene.t, weights: scene.weights)
      close(
        own.rows(at: Self.present).elements, try network.perExampleGradients(x, t, weights: weights).elements,
        "gradients")
      #expect(own.rows(at: Self.absent).elements.allSatisfy { $0 == 0 }, "\(scene.name)")
    }
  }

  /// Where nobody is there, the error is 0, and so are its derivatives.
  @Test(arguments: BackendChoice.available) func nobody(backend: BackendChoice) {
    for scene in Self.scenes(backend) {
      let (x, t, _) = scene.rows(Self.absent)
      let (loss, gradient) = scene.network.valueWithGradient(x, t, weights: [0, 0, 0])
      #expect(loss == 0 && gradient.allSatisfy { $0 == 0 }, "\(scene.name)")
    }
  }

  /// 0 times an infinite loss is not there either.
  @Test func infiniteLossOfWeightZero() {
    var network = Network<Double>(inputs: 1, likelihood: .gaussian) { Output(.exp, bias: false) }
    for backend in BackendChoice.available {
      network.execution.backend = backend
      network.parameters = [1]
      #expect(network.loss(Matrix(column: [1e3, 0]), Matrix(column: [0, 0]), weights: [0, 1]) == 0.5)
    }
  }
}
