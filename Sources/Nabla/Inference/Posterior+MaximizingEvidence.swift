/// How the precisions are found.
public enum EvidenceMethod: String, Sendable, Hashable, Codable, CaseIterable {
  /// MacKay's fixed point: α_g = γ_g/‖w_g‖², β_k = (N − γ⁽ᵏ⁾)/(2E_k). It leaves out how ln det A changes with ŵ.
  case fixedPoint = "fixed-point"
  /// Newton's method on ln α and ln β with exact derivatives of the evidence at the trained network. Where that has no maximum
  /// near by, as it grows without bound towards a singular A, the fixed point goes on from there.
  case newton
}

/// One step of training and estimating in turn.
public struct EvidenceStep: Sendable, Hashable, Codable {
  /// ln p(t | α, β) after training with these precisions.
  public let logEvidence: Double
  /// The precisions.
  public let hyperparameters: Hyperparameters
  /// How many nats the next step promises.
  public let expectedGain: Double
}

/// A network and precisions at a joint optimum.
public struct EvidenceMaximum: Sendable {
  /// The posterior there.
  public private(set) var posterior: Posterior
  /// The way to it.
  public let steps: [EvidenceStep]
  /// Whether the last step promised less than the tolerance.
  public let isConverged: Bool
  /// What found the precisions: the fixed point too where Newton's method came to no maximum.
  public let method: EvidenceMethod

  init(_ posterior: Posterior, _ steps: [EvidenceStep], isConverged: Bool, by method: EvidenceMethod) {
    self.posterior = posterior
    self.posterior.precisionUncertainty = PrecisionUncertainty(posterior)
    (self.steps, self.isConverged, self.method) = (steps, isConverged, method)
  }
}

extension Posterior {
  /// Trains a network and estimates α and β in turn, until both are at their optimum.
  ///
  /// A group that the data say nothing about has its optimum at α = ∞: its α grows until the gain is below the tolerance.
  ///
  /// - Parameters:
  ///   - network: Where to begin, such as initialised weights.
  ///   - data: n examples that fit the network.
  ///   - groups: The groups of its parameters.
  ///   - start: The precisions to begin with; by default α = 0.01, and β ten times that of the targets around their mean.
  ///   - noisePerOutput: Whether each output of a Gaussian network has a β of its own.
  ///   - form: What stands for A.
  ///   - method: How the precisions are found.
  ///   - tolerance: How many nats a further step may promise at the end.
  ///   - mostSteps: The most steps.
  ///   - memoryBudget: The bytes that A and its decomposition may take.
  /// - Throws: `LaplaceError` where training from the start ends at no minimum, a matrix is too large, or the likelihood is no
  ///   density.
  /// - Complexity: a step costs one to three Hessians and factorisations of training, and two Hessians (four of them, with
  ///   Newton's method, for each precision of a network that is not linear) and some n³ flops.
  public static func maximizingEvidence(
    of network: Network<Double>, on data: Dataset<Double>, groups: PriorGroups, start: Hyperparameters? = nil,
    noisePerOutput: Bool = false, form: Form = .hessian, method: EvidenceMethod = .newton, tolerance: Double = 1e-6,
    mostSteps: Int = 100, memoryBudget: Int = defaultMemoryBudget
  ) throws(LaplaceError) -> EvidenceMaximum {
    let problem = PosteriorProblem(network, on: data, groups: groups, form: form)
    let first = start ?? .weak(for: network, on: data, groups: groups, noisePerOutput: noisePerOutput)
    var search = EvidenceSearch(problem: problem, method: method, tolerance: tolerance, memoryBudget: memoryBudget)
    return try search.run(from: problem.restricted(first), mostSteps: mostSteps)
  }
}

extension Hyperparameters {
  /// A prior that is weak, and noise that is a tenth of the targets' variance.
  static func weak(
    for network: Network<Double>, on data: Dataset<Double>, groups: PriorGroups, noisePerOutput: Bool
  ) -> Hyperparameters {
    let alphas = [Double](repeating: 0.01, count: groups.count)
    guard network.architecture.likelihood.hasVariance else { return Hyperparameters(alphas: alphas) }
    let K = network.architecture.outputs
    let t = data.targets.matrix(classes: K)
    let spreads = (0..<K).map { k in data.observed(k, of: K).spread(aboutMean: true) { t[$0, k].isNaN ? 0 : t[$0, k] } }
    let counts = data.observations(of: K, perOutput: true)
    // A target that is constant has no spread to begin with.
    func beta(_ spread: Double, _ count: Double) -> Double { spread > 0 ? 10 * count / spread : 1 }
    let betas =
      noisePerOutput ? zip(spreads, counts).map(beta) : [beta(spreads.reduce(0, +), counts.reduce(0, +))]
    return Hyperparameters(alphas: alphas, betas: betas)
  }
}

/// The alternation of training and estimating.
private struct EvidenceSearch {
  let problem: PosteriorProblem
  private(set) var method: EvidenceMethod
  let tolerance: Double
  let memoryBudget: Int
  /// Precisions change by no more than this factor in a step.
  private let mostChange = 20.0

  init(problem: PosteriorProblem, method: EvidenceMethod, tolerance: Double, memoryBudget: Int) {
    self.problem = problem
    self.method = method
    self.tolerance = tolerance
    self.memoryBudget = memoryBudget
  }

  private func trained(
    from posterior: Posterior?, shift: [Double]?, _ hyperparameters: Hyperparameters
  ) throws(LaplaceError) -> Posterior {
    let start = posterior.map { p in shift.map { DenseVector.sum(p.laplace.mode, 1, $0) } ?? p.laplace.mode }
    return try problem.trained(
      from: start, network: posterior?.network, hyperparameters, tolerance: 1e-6, memoryBudget: memoryBudget)
  }

  mutating func run(from first: Hyperparameters, mostSteps: Int) throws(LaplaceError) -> EvidenceMaximum {
    var posterior = try trained(from: nil, shift: nil, first)
    var steps: [EvidenceStep] = []
    while true {
      let (move, shift, gain) = proposal(posterior)
      steps.append(
        EvidenceStep(
          logEvidence: posterior.logEvidence, hyperparameters: posterior.hyperparameters, expectedGain: gain))
      let isLast = gain <= tolerance
      guard steps.count <= mostSteps else {
        return EvidenceMaximum(posterior, steps, isConverged: false, by: method)
      }
      guard let better = try step(from: posterior, move, shift, gain) else {
        // No maximum is near. The fixed point, which does not follow ln det A with ŵ, is not drawn to a singular A.
        guard method == .newton, !isLast else {
          return EvidenceMaximum(posterior, steps, isConverged: isLast, by: method)
        }
        method = .fixedPoint
        continue
      }
      posterior = better
      if isLast {
        steps.append(
          EvidenceStep(logEvidence: posterior.logEvidence, hyperparameters: posterior.hyperparameters, expectedGain: 0))
        return EvidenceMaximum(posterior, steps, isConverged: true, by: method)
      }
    }
  }

  /// A change of θ, what it makes of ŵ to first order, and the nats that it promises.
  private func proposal(_ posterior: Posterior) -> (move: [Double], shift: [Double]?, gain: Double) {
    switch method {
    case .fixedPoint:
      let inverse: ColumnMatrix?
      switch posterior.form {
      case .hessian, .lastLayer, .gaussNewton: inverse = posterior.laplace.factor.inverse()
      case .diagonal, .lowRank: inverse = nil
      }
      let terms = EvidenceTerms(posterior, inverse: inverse)
      let next = terms.fixedPoint(most: mostChange)
      let move = DenseVector.difference(next.logarithms, posterior.hyperparameters.logarithms)
      return (move, nil, (DenseVector.dot(move, terms.gradient) / 2).magnitude)
    case .newton:
      let derivatives = EvidenceDerivatives(posterior)
      let move = derivatives.ascent(longest: Double._Primitives.log(mostChange))
      var shift = [Double](repeating: 0, count: posterior.laplace.dimension)
      for (length, direction) in zip(move, derivatives.shifts) { DenseVector.add(length, direction, to: &shift) }
      return (move, shift, DenseVector.dot(move, derivatives.gradient) / 2)
    }
  }

  /// The posterior after the move, or after the largest part of it, halved again and again, that is no worse; nil where none is.
  private func step(
    from posterior: Posterior, _ move: [Double], _ shift: [Double]?, _ gain: Double
  ) throws(LaplaceError) -> Posterior? {
    let theta = posterior.hyperparameters.logarithms
    guard move.contains(where: { $0 != 0 }), move.allSatisfy(\.isFinite) else { return nil }
    var part = 1.0
    for _ in 0..<12 {
      let moved = DenseVector.sum(theta, part, move)
      // ŵ moves little enough for its first order near the end only.
      let predicted = part * DenseVector.norm(move) < 0.5 ? shift?.map { part * $0 } : nil
      let trial: Posterior?
      do {
        trial = try trained(from: posterior, shift: predicted, posterior.hyperparameters.with(logarithms: moved))
      } catch {
        switch error {
        case .notStationary, .notMinimum, .notFinite: trial = nil
        case .memory, .noDensity, .noPrior, .undetermined: throw error
        }
      }
      if let trial, isBetter(trial, than: posterior, gain: gain), isSound(trial, after: posterior) { return trial }
      part /= 2
    }
    return nil
  }

  /// Values near each other are told apart by the promise and not by their rounding. The fixed point need not climb.
  private func isBetter(_ trial: Posterior, than old: Posterior, gain: Double) -> Bool {
    switch method {
    case .fixedPoint: return trial.logEvidence.isFinite
    case .newton:
      return gain <= 1e-9 * max(1, old.logEvidence.magnitude) || trial.smoothLogEvidence > old.smoothLogEvidence
    }
  }

  /// The evidence grows without bound where A becomes singular, as it does where a minimum is about to become a saddle. That is
  /// no more probable a model, but one for which Laplace's approximation does not hold.
  private func isSound(_ trial: Posterior, after old: Posterior) -> Bool {
    let most = 2.0
    let widening = trial.widening
    return widening <= most || widening <= old.widening
  }
}

extension Posterior {
  /// The log evidence without the number of equal minima, which jumps where a unit becomes idle.
  var smoothLogEvidence: Double { logEvidence - logEquivalentMinima }

  /// The largest α V_ii: how much wider than its prior a parameter is. Data narrow a distribution, so where this is far above 1
  /// A is nearly singular, and no normal distribution is like the posterior.
  fileprivate var widening: Double {
    zip(positions, laplace.factor.inverseDiagonal()).reduce(0) { widest, variable in
      guard let g = groups.membership[variable.0] else { return widest }
      return max(widest, hyperparameters.alphas[g] * variable.1)
    }
  }
}

extension EvidenceDerivatives {
  /// Newton's step to the maximum, along directions of positive curvature turned around, no component longer than `longest`.
  func ascent(longest: Double) -> [Double] { Self.ascent(gradient, hessian, longest: longest) }

  /// The same for any gradient and Hessian.
  static func ascent(_ gradient: [Double], _ hessian: [[Double]], longest: Double) -> [Double] {
    let n = gradient.count
    guard n > 0 else { return [] }
    let matrix = ColumnMatrix(rows: n, columns: n, elements: hessian.flatMap { $0 })
    guard let eigen = SymmetricEigenvalues(matrix, vectors: true), let vectors = eigen.vectors else {
      return [Double](repeating: .nan, count: n)
    }
    // A direction without curvature is one of precisions without effect: a step of the largest length along the gradient.
    let least = 1e-3 * DenseVector.norm(gradient) / longest
    var step = [Double](repeating: 0, count: n)
    for (j, value) in eigen.values.enumerated() {
      let vector = Array(vectors[column: j])
      DenseVector.add(DenseVector.dot(vector, gradient) / max(value.magnitude, least), vector, to: &step)
    }
    let largest = step.reduce(0) { max($0, $1.magnitude) }
    if largest > longest { DenseVector.scale(&step, by: longest / largest) }
    return step
  }
}
