/// One step of gradient descent, in two halves: the error of some examples with its gradient, and the optimiser's step along
/// it, with penalties, weight decay and clipping.
struct GradientStep<Scalar: RealScalar> {
  private let terms: [Regularization.Term]
  private let penaltySchedule: Schedule
  /// The factor of the strengths in the step that has begun.
  private var penaltyFactor = 1.0
  private let dropoutSchedule: Schedule
  private var layerRates: LayerRates<Scalar>
  /// The longest mean gradient; nil for no limit.
  private let gradientLimit: Double?
  /// The units that a step leaves out; nil where none are.
  private(set) var dropped: DroppedUnits<Scalar>?
  private var gradient: [Scalar]
  private var workspace = Workspace<Scalar>()

  init(_ architecture: Architecture, _ options: TrainingOptions, batch: Int, seed: UInt64) {
    terms = options.regularization.terms(of: architecture, rates: options.layerRates)
    (penaltySchedule, dropoutSchedule) = (options.penaltySchedule, options.dropoutSchedule)
    layerRates = LayerRates(options.layerRates, architecture)
    gradientLimit = options.gradientLimit
    dropped = DroppedUnits(options.dropout, architecture, batch: batch, seed: seed)
    gradient = Array(repeating: 0, count: architecture.parameterCount)
  }

  /// Takes a new workspace where a copy of this value has the same.
  mutating func ownWorkspace() {
    if !isKnownUniquelyReferenced(&workspace) { workspace = Workspace() }
  }

  /// Chooses what the step of this number, from 0 over all epochs, leaves out, and how strong its penalties are.
  mutating func begin(step: Int, stepsPerEpoch: Int) {
    penaltyFactor = penaltySchedule.factor(step: step, stepsPerEpoch: stepsPerEpoch)
    dropped?.choose(step: step, factor: dropoutSchedule.factor(step: step, stepsPerEpoch: stepsPerEpoch))
  }

  /// The error of the examples in `order`, or of all, in the step that has begun; keeps its gradient.
  mutating func evaluate(
    _ network: Network<Scalar>, _ data: Dataset<Scalar>, sparse: SparseMatrix<Scalar>? = nil,
    _ order: ArraySlice<Int>?
  ) -> Double {
    let (units, workspace) = (dropped, workspace)
    return gradient.withUnsafeMutableBufferPointer { gradient in
      func evaluate(_ order: UnsafeBufferPointer<Int>?) -> Double {
        func evaluate(_ examples: Examples<Scalar>) -> Double {
          guard let units else { return network.evaluate(examples, gradient: gradient.baseAddress, workspace) }
          return network.evaluate(examples, gradient: gradient.baseAddress!, dropping: units, workspace)
        }
        if let sparse {
          return network.withExamplesUnchecked(
            sparse, data.targets, weights: data.weights, order: order, evaluate)
        }
        return network.withExamplesUnchecked(
          data.inputs, data.targets, weights: data.weights, order: order, evaluate)
      }
      guard let order else { return evaluate(nil) }
      return order.withUnsafeBufferPointer { evaluate($0) }
    }
  }

  /// The step along the gradient that `evaluate` left, whose examples count as `weight`; one pass over the weights for the
  /// penalties, and the optimiser's.
  mutating func apply(to network: inout Network<Scalar>, by optimizer: inout any Optimizer<Scalar>, weight: Double) {
    penalize(&network, weight: weight, rate: Double(optimizer.learningRate))
    layerRates.beginStep(network)
    let scale = Scalar(1 / weight * clipping(weight: weight, on: network.execution.backend.chosen))
    network.step(&optimizer, gradient: gradient, scale: scale)
    layerRates.endStep(&network)
  }

  /// Adds the gradient of the penalties to the sum of a batch's, and lets weights decay.
  private mutating func penalize(_ network: inout Network<Scalar>, weight: Double, rate: Double) {
    guard !terms.isEmpty else { return }
    let backend = network.execution.backend.chosen
    let (terms, factor) = (terms, penaltyFactor)
    network.updateParameters { w in
      w.withUnsafeMutableBufferPointer { w in
        gradient.withUnsafeMutableBufferPointer { g in
          for term in terms {
            backend.penalize(
              term.range.count, w.baseAddress! + term.range.lowerBound, l2: Scalar(factor * term.l2 * weight),
              l1: Scalar(factor * term.l1 * weight), keep: Scalar(1 - rate * factor * term.decay),
              g.baseAddress! + term.range.lowerBound)
          }
        }
      }
    }
  }

  /// c / ‖g‖ where the mean gradient is longer than the limit c, and else 1.
  private func clipping(weight: Double, on backend: ChosenBackend) -> Double {
    guard let gradientLimit else { return 1 }
    let squares = gradient.withUnsafeBufferPointer { g in
      g.baseAddress.map { backend.sumOfSquares(g.count, $0) } ?? 0
    }
    let norm = squares.squareRoot() / weight
    return norm > gradientLimit ? gradientLimit / norm : 1
  }
}

extension Network {
  /// One step of an optimiser on the parameters, in place; masked weights stay 0.
  mutating func step(_ optimizer: inout any Optimizer<Scalar>, gradient: [Scalar], scale: Scalar) {
    if optimizer.state.backend != execution.backend.chosen { optimizer.state.backend = execution.backend.chosen }
    updateParameters { (w: inout MutableSpan<Scalar>) in
      optimizer.step(&w, gradient: gradient.span, scale: scale)
    }
  }
}
