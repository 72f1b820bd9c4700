/// How probable the parameters of a trained network are: Laplace's approximation N(ŵ, A⁻¹) of the posterior distribution, with
/// the model's evidence.
///
///     S(w) = Σ_k β_k E_k + ½ Σ_g α_g ‖w_g‖²,   A = ∂²S/∂w∂wᵀ at ŵ
///
/// ```swift
/// let groups = PriorGroups(.one, of: network.architecture)
/// let best = try Posterior.maximizingEvidence(of: network, on: data, groups: groups)
/// print(best.posterior.logEvidence, best.posterior.hyperparameters)
/// let bands = best.posterior.predict(x)
/// ```
///
/// ŵ is certified to be a minimum of S by the exact Hessian. Saddles are refused; directions along which S is flat are named and
/// left out, as far as a prior leaves any.
///
/// Source: D. J. C. MacKay, "A practical Bayesian framework for backpropagation networks", Neural Computation 4, 1992;
/// C. M. Bishop, Pattern Recognition and Machine Learning, 2006, section 5.7.
public struct Posterior: Sendable {
  /// What stands for A.
  public enum Form: Sendable, Hashable {
    /// The exact Hessian.
    case hessian
    /// The generalised Gauss–Newton matrix with the penalties.
    case gaussNewton
    /// The diagonal of the exact Hessian.
    case diagonal
    /// The exact Hessian of the output layer's parameters, the others being held fixed.
    case lastLayer
    /// The penalties and this many of the largest parts of the exact Hessian, by products with vectors: for networks whose
    /// Hessian does not fit into memory. Needs one β, and a prior on every parameter.
    case lowRank(Int)
  }

  /// The network at ŵ.
  public let network: Network<Double>
  /// What it was trained on.
  public let data: Dataset<Double>
  /// The groups of parameters with a common α; those of the variables only.
  public let groups: PriorGroups
  /// α and β.
  public let hyperparameters: Hyperparameters
  /// What stands for A.
  public let form: Form
  /// The places in the parameter vector of the variables.
  public let positions: [Int]
  /// N(ŵ, A⁻¹) in the variables.
  public let laplace: LaplaceApproximation
  /// E_k for each β; E where there is none.
  public let errors: [Double]
  /// ln of the number of equal minima by exchanges and turns of hidden units; a part of `logEvidence`.
  public let logEquivalentMinima: Double
  /// ln p(t | α, β), with all constants:
  ///
  ///     −S(ŵ) − ½ ln det A + ½ Σ_g W_g ln α_g + ½ Σ_k N ln β_k − (NK/2) ln 2π + `logEquivalentMinima`
  ///
  /// with W_g the variables of a group and N the examples of positive weight, where an example of weight w has the variance
  /// 1/(wβ). For other likelihoods their constants stand in the place of those with β. Each variable without a prior adds
  /// ½ ln 2π, as its density is taken for 1: such values compare models with equal variables without a prior only.
  public let logEvidence: Double
  /// How unsure α and β are, where `maximizingEvidence` estimated them; nil where they were given, and for a form of low rank.
  /// Predictions take it into account; without it the precisions are taken as known.
  public var precisionUncertainty: PrecisionUncertainty?

  /// The posterior of a network that was trained to a minimum of S.
  ///
  /// - Parameters:
  ///   - network: At ŵ.
  ///   - data: What it was trained on.
  ///   - groups: The groups of its parameters.
  ///   - hyperparameters: An α for each group; for a Gaussian network one β, or one for each output, else none.
  ///   - form: What stands for A.
  ///   - tolerance: How many nats a better ŵ may gain.
  ///   - memoryBudget: The bytes that A and its decomposition may take.
  /// - Throws: `LaplaceError` where ŵ is no minimum, a matrix is too large, or the likelihood is no density.
  /// - Precondition: as for `PosteriorObjective`.
  /// - Complexity: a Hessian and |w|³/3 flops; that of `LowRankCurvature` for a low rank.
  public init(
    _ network: Network<Double>, on data: Dataset<Double>, groups: PriorGroups, hyperparameters: Hyperparameters,
    form: Form = .hessian, tolerance: Double = 1e-6, memoryBudget: Int = defaultMemoryBudget
  ) throws(LaplaceError) {
    let problem = PosteriorProblem(network, on: data, groups: groups, form: form)
    self = try problem.posterior(
      of: network, hyperparameters: problem.restricted(hyperparameters), tolerance: tolerance,
      memoryBudget: memoryBudget)
  }

  init(
    _ objective: PosteriorObjective, network: Network<Double>, data: Dataset<Double>, form: Form,
    laplace: LaplaceApproximation
  ) throws(LaplaceError) {
    self.network = network
    self.data = data
    self.form = form
    self.laplace = laplace
    groups = objective.groups
    hyperparameters = objective.hyperparameters
    positions = objective.positions
    let (architecture, betas) = (network.architecture, hyperparameters.betas)
    errors = OutputErrors(of: network, on: data).values(perOutput: betas.count > 1)
    logEquivalentMinima = architecture.logEquivalentMinima(
      groups, network.parameters,
      variables: Dictionary(uniqueKeysWithValues: positions.enumerated().map { ($0.element, $0.offset) }),
      squaredLength: laplace.factor.squaredLength)
    guard let constants = Self.logConstants(architecture, data, betas) else {
      throw .noDensity(likelihood: architecture.likelihood.name)
    }
    let logTau = Double._Primitives.log(2 * .pi)
    var prior = 0.0
    for position in positions {
      guard let group = groups.membership[position] else { continue }
      prior += (Double._Primitives.log(hyperparameters.alphas[group]) - logTau) / 2
    }
    logEvidence = laplace.logIntegral + prior + constants + logEquivalentMinima
  }

  /// ln p(t | w) + Σ β E: what does not depend on w. Nil where the likelihood is no density.
  private static func logConstants(_ architecture: Architecture, _ data: Dataset<Double>, _ betas: [Double]) -> Double?
  {
    let weights = ExampleWeights(weights: data.weights, count: data.count)
    let K = architecture.outputs
    if architecture.likelihood.hasVariance {
      let logTau = Double._Primitives.log(2 * .pi)
      var sum = 0.0
      for k in 0..<K {
        let observed = data.observed(k, of: K)
        let logBeta = Double._Primitives.log(betas[betas.count > 1 ? k : 0])
        sum += Double(observed.observations) / 2 * (logBeta - logTau)
        sum += observed.sumOfLogs / 2
      }
      return sum
    }
    let kind = architecture.likelihood.kind
    let t = data.targets.matrix(classes: architecture.likelihood.targets)
    var sum = 0.0
    for (i, target) in t.elements.enumerated() where !target.isNaN {
      guard let constant = kind.normalization(target) else { return nil }
      sum -= weights[i / t.columns] * constant
    }
    return sum
  }
}

extension Dataset<Double> {
  /// The weights of the examples for an output: 0 where its target was not observed.
  func observed(_ k: Int, of outputs: Int) -> ExampleWeights {
    guard case .incomplete(let t) = targets, t.columns == outputs else {
      return ExampleWeights(weights: weights, count: count)
    }
    return ExampleWeights(weights: (0..<count).map { t[$0, k].isNaN ? 0 : weights?[$0] ?? 1 }, count: count)
  }

  /// The number of targets of positive weight that were observed: of all outputs together, or of each.
  func observations(of outputs: Int, perOutput: Bool) -> [Double] {
    let counts = (0..<outputs).map { Double(observed($0, of: outputs).observations) }
    return perOutput ? counts : [counts.reduce(0, +)]
  }
}

extension ExampleWeights {
  /// How many are positive.
  var observations: Int { weights.map { $0.count { $0 > 0 } } ?? count }
}

/// E of each output of a Gaussian network, or of all outputs.
struct OutputErrors {
  private let byOutput: [Double]?
  private let total: Double

  init(of network: Network<Double>, on data: Dataset<Double>) {
    guard network.architecture.likelihood.hasVariance else {
      byOutput = nil
      total = network.loss(data.inputs, data.targets, weights: data.weights)
      return
    }
    let K = network.architecture.outputs
    let y = network.predictTogether(data.inputs)
    let t = data.targets.matrix(classes: K)
    var sums = [Double](repeating: 0, count: K)
    for i in 0..<data.count {
      let weight = data.weights?[i] ?? 1
      guard weight > 0 else { continue }
      for k in 0..<K where !t[i, k].isNaN { sums[k] += weight * (y[i, k] - t[i, k]) * (y[i, k] - t[i, k]) / 2 }
    }
    byOutput = sums
    total = sums.reduce(0, +)
  }

  func values(perOutput: Bool) -> [Double] { perOutput ? byOutput ?? [total] : [total] }
}
