internal import Nabla

/// A network and a batch of examples to measure on: random, but the same at every run.
struct Workload<Scalar: RealScalar> {
  let network: Network<Scalar>
  /// n × d, standard normal numbers.
  let inputs: Matrix<Scalar>
  /// Normal numbers, zeros and ones, or classes, as the likelihood has it.
  let targets: Targets<Scalar>

  var batch: Int { inputs.rows }

  /// A chain of the sizes `layers`, inputs first, outputs last, with the options' activation and likelihood.
  init(layers: [Int], batch: Int, _ options: Options) {
    let outputs = layers[layers.count - 1]
    var network = Network<Scalar>(
      inputs: layers[0], likelihood: options.likelihood.likelihood(outputs: outputs),
      execution: Execution(backend: options.backend, threads: options.threads)
    ) {
      for units in layers.dropFirst().dropLast() { Dense(units, options.activation) }
    }
    network.initialize(.glorot, seed: 1)
    self.network = network

    var generator = SeededGenerator(seed: 2)
    func normal(_ columns: Int) -> Matrix<Scalar> {
      Matrix(rows: batch, columns: columns, elements: (0..<batch * columns).map { _ in Scalar(generator.normal()) })
    }
    inputs = normal(layers[0])
    switch options.likelihood {
    case .gaussian:
      targets = .values(normal(outputs))
    case .bernoulli:
      let numbers = normal(outputs)
      targets = .values(Matrix(rows: batch, columns: outputs, elements: numbers.elements.map { $0 > 0 ? 1 : 0 }))
    case .categorical:
      targets = .classes((0..<batch).map { _ in Int.random(in: 0..<outputs, using: &generator) })
    }
  }
}

extension Options.LikelihoodName {
  fileprivate func likelihood(outputs: Int) -> Likelihood {
    switch self {
    case .gaussian: .gaussian(outputs: outputs)
    case .bernoulli: .bernoulli(outputs: outputs)
    case .categorical: .categorical(classes: outputs)
    }
  }
}

/// The floating-point operations that an operator needs at least: those of its matrix products.
///
/// A product with a weight is 2 flops an example. Elementwise functions, biases, sums and the optimiser's pass over the
/// parameters are not counted, though their time is measured: so GFLOP/s compare with those of `gemm`, the roof.
struct FlopCount {
  /// The weights of all layers, biases not counted, times the number of examples.
  let weights: Double
  /// The same, of the weights on the inputs alone.
  let inputWeights: Double

  init(_ architecture: Architecture, batch: Int) {
    let blocks = architecture.layers.flatMap { layer in layer.blocks.map { (layer.units * $0.columns, $0.source) } }
    weights = Double(batch * blocks.reduce(0) { $0 + $1.0 })
    inputWeights = Double(batch * blocks.reduce(0) { $0 + ($1.1 == nil ? $1.0 : 0) })
    outputs = Double(architecture.outputs)
    parameters = Double(architecture.parameterCount)
    inputs = Double(architecture.inputs)
    self.batch = Double(batch)
  }

  /// A forward pass: a = Wz.
  var forward: Double { 2 * weights }

  /// The number of outputs, parameters and inputs.
  let outputs: Double
  let parameters: Double
  let inputs: Double
  let batch: Double

  /// A forward and a backward pass: a = Wz, ∂E/∂W = δzᵀ and Wᵀδ, the last one not for the inputs.
  var gradient: Double { 6 * weights - 2 * inputWeights }

  /// Forward and backward, and the outer products.
  var perExample: Double { 5 * weights - 2 * inputWeights }

  /// Forward, and K sweeps back or d forward.
  var inputJacobian: Double { 2 * weights + 2 * min(outputs, inputs) * weights }

  /// Forward, K sweeps back to the first layer, and K outer products.
  var parameterJacobian: Double { 2 * weights + outputs * (3 * weights - 2 * inputWeights) }

  /// Both passes, their derivatives along v, and two products for the gradient's.
  var hessianVector: Double { 16 * weights - 10 * inputWeights }

  /// n |w|²: a product and a sum for each element of one triangle and each example, as the textbook's blocks need them.
  var hessian: Double { batch * parameters * parameters }
}
