/// What a choice of precisions is judged by, as a function of their logarithms: for any minimiser, with its gradient.
///
/// | criterion | value | variables |
/// | --- | --- | --- |
/// | `evidence` | −ln p(t ǀ α, β), without the number of equal minima | ln α, ln β |
/// | `validation` | Σ wᵢ Eᵢ(ŵ) on other data | ln α |
/// | `leaveOneOut` | Σ wᵢ Eᵢ(ŵ₋ᵢ) | ln α |
///
/// Each value trains the network to its minimum ŵ(α, β), from where the last one ended. The gradient follows from the implicit
/// function theorem, dŵ/d ln α_g = −A⁻¹ α_g w_g: one solution with A for each precision, and no training. What a leave-one-out
/// error is made of changes with ŵ and α; along that path it is differentiated by extrapolated central differences, good to some
/// nine digits.
///
/// ```swift
/// let objective = HyperparameterObjective(network, on: data, groups: groups, start: start, by: .leaveOneOut)
/// let best = try objective.minimized(from: objective.start, by: .trustRegionNewton)
/// let posterior = try objective.posterior(at: best.x)
/// ```
///
/// Source: Y. Bengio, "Gradient-based optimization of hyperparameters", Neural Computation 12, 2000.
public struct HyperparameterObjective: Objective {
  /// By what precisions are judged.
  public enum Criterion: Sendable {
    /// The evidence.
    case evidence
    /// The error on other data.
    case validation(Dataset<Double>)
    /// The error on each example of the network without it.
    case leaveOneOut
  }

  /// By what precisions are judged.
  public let criterion: Criterion
  private let problem: PosteriorProblem
  private let first: Hyperparameters
  private let memory = Memory()

  /// The posterior of the last point.
  private final class Memory {
    var last: Posterior?
    var x: [Double] = []
  }

  /// A criterion for a network on a data set.
  ///
  /// - Parameters:
  ///   - network: Where the first training begins.
  ///   - data: n examples that fit the network.
  ///   - groups: The groups of its parameters.
  ///   - start: The precisions to begin with, whose β stays as it is unless the criterion is the evidence.
  ///   - criterion: By what precisions are judged.
  public init(
    _ network: Network<Double>, on data: Dataset<Double>, groups: PriorGroups, start: Hyperparameters,
    by criterion: Criterion
  ) {
    problem = PosteriorProblem(network, on: data, groups: groups, form: .hessian)
    first = problem.restricted(start)
    self.criterion = criterion
  }

  /// The number of precisions that may change.
  public var dimension: Int {
    switch criterion {
    case .evidence: first.alphas.count + first.betas.count
    case .validation, .leaveOneOut: first.alphas.count
    }
  }

  /// The logarithms of the precisions to begin with.
  public var start: [Double] { Array(first.logarithms.prefix(dimension)) }

  /// The precisions with these logarithms.
  public func hyperparameters(at x: [Double]) -> Hyperparameters {
    first.with(logarithms: x + first.logarithms.dropFirst(dimension))
  }

  /// The trained network with its posterior at these logarithms.
  ///
  /// - Throws: `LaplaceError` where training ends at no minimum.
  public func posterior(at x: [Double]) throws(LaplaceError) -> Posterior {
    if let last = memory.last, memory.x == x { return last }
    let posterior = try problem.trained(
      from: memory.last?.laplace.mode, hyperparameters(at: x), tolerance: 1e-6, memoryBudget: defaultMemoryBudget)
    (memory.last, memory.x) = (posterior, x)
    return posterior
  }

  /// The criterion; NaN where training ends at no minimum.
  public func value(at x: [Double]) -> Double {
    guard let posterior = try? posterior(at: x) else { return .nan }
    return value(posterior)
  }

  /// The criterion and its gradient; NaN where training ends at no minimum.
  public func valueWithGradient(at x: [Double], into gradient: inout [Double]) -> Double {
    let posterior = try? posterior(at: x)
    guard let posterior, case let slopes = derivatives(posterior), !slopes.contains(where: \.isNaN) else {
      gradient = [Double](repeating: .nan, count: dimension)
      return .nan
    }
    gradient = slopes
    return value(posterior)
  }

  private func value(_ posterior: Posterior) -> Double {
    switch criterion {
    case .evidence: return -posterior.smoothLogEvidence
    case .validation(let data):
      return posterior.network.loss(data.inputs, data.targets, weights: data.weights)
    case .leaveOneOut: return (try? posterior.leaveOneOut().total) ?? .nan
    }
  }

  private func derivatives(_ posterior: Posterior) -> [Double] {
    switch criterion {
    case .evidence: return EvidenceDerivatives(posterior).gradient.map { -$0 }
    case .validation(let data):
      let whole = posterior.network.gradient(data.inputs, data.targets, weights: data.weights)
      let slope = posterior.laplace.factor.solve(posterior.positions.map { whole[$0] })
      return (0..<posterior.groups.count).map { -DenseVector.dot(slope, posterior.pull(ofGroup: $0)) }
    case .leaveOneOut:
      return (0..<posterior.groups.count).map { g in
        leaveOneOutDerivative(posterior, g, posterior.laplace.factor.solve(posterior.pull(ofGroup: g).map { -$0 }))
      }
    }
  }

  /// d/dε of the leave-one-out error at ŵ + ε dŵ/dθ and θ + ε, by two central differences, extrapolated.
  private func leaveOneOutDerivative(_ posterior: Posterior, _ g: Int, _ shift: [Double]) -> Double {
    let isExact = !posterior.network.architecture.isGaussNewtonExact
    return extrapolatedDifference(step: 2e-3) { step in
      var theta = posterior.hyperparameters.logarithms
      theta[g] += step
      let objective = problem.objective(posterior.network, posterior.hyperparameters.with(logarithms: theta))
      let x = DenseVector.sum(posterior.laplace.mode, step, shift)
      return (try? LeaveOneOut(objective, at: x, isExact: isExact).total) ?? .nan
    }
  }
}

extension Posterior {
  /// α_g w_g in the variables: ∂²S/∂w∂ ln α_g.
  fileprivate func pull(ofGroup g: Int) -> [Double] {
    positions.map { groups.membership[$0] == g ? hyperparameters.alphas[g] * network.parameters[$0] : 0 }
  }
}
