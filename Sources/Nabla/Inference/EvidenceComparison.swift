internal import Foundation

/// Networks of several sizes from several starts, each at its joint optimum of weights and precisions, by the evidence of the
/// minima that they came to.
///
/// ```swift
/// let candidates = [2, 4, 8].map { units in
///   Network<Double>(inputs: 3, likelihood: .gaussian) { Dense(units, .tanh) }
/// }
/// let comparison = EvidenceComparison(of: candidates, on: data, seeds: 1...5, test: test)
/// print(comparison)                     // a table of minima, the most probable first
/// let mixed = comparison.predict(x)     // all of them, each as much as it is probable
/// ```
public struct EvidenceComparison: Sendable, CustomStringConvertible {
  /// A minimum that one or more runs came to.
  public struct Minimum: Sendable {
    /// Which of the candidates.
    public let candidate: Int
    /// The seeds of the runs that came here, up to exchanges and turns of hidden units.
    public let seeds: [UInt64]
    /// The posterior of the best of them.
    public let posterior: Posterior
    /// `Posterior.boundedLogEvidence()`, by which minima are compared.
    public let logEvidence: Double
    /// Σ γ_g.
    public let wellDetermined: Double
    /// The mean error Σ wᵢ Eᵢ / Σ wᵢ on the test data.
    public let testError: Double?
    /// How probable the minimum is among all of the comparison, all candidates being as probable before.
    public internal(set) var probability: Double
  }

  /// A run that came to no minimum.
  public struct Failure: Sendable, Hashable {
    /// Which of the candidates.
    public let candidate: Int
    /// The seed of the run.
    public let seed: UInt64
    /// Why.
    public let error: LaplaceError
  }

  /// The minima, the most probable first.
  public let minima: [Minimum]
  /// The runs that came to none.
  public let failures: [Failure]
  private let candidates: [Network<Double>]

  /// Trains each candidate from each seed, and compares what they come to.
  ///
  /// - Parameters:
  ///   - candidates: Networks whose parameters do not matter.
  ///   - data: n examples that fit them.
  ///   - seeds: The seeds of the initial weights.
  ///   - groups: The kind of the groups of their priors.
  ///   - noisePerOutput: Whether each output of a Gaussian network has a β of its own.
  ///   - form: What stands for A.
  ///   - test: Data to tell the error on; it plays no part in the comparison.
  ///   - tolerance: How near the weights of runs are that came to the same minimum; see `DistinctMinimum`.
  /// - Complexity: that of `Posterior.maximizingEvidence` a run; runs are shared among the threads and the
  ///   processes of the first candidate's execution, and the bits of the result do not depend on it.
  public init(
    of candidates: [Network<Double>], on data: Dataset<Double>, seeds: some Sequence<UInt64>,
    groups: PriorGroups.Kind = .layers, noisePerOutput: Bool = false, form: Posterior.Form = .hessian,
    test: Dataset<Double>? = nil, tolerance: Double = 1e-3
  ) {
    self.candidates = candidates
    let seeds = Array(seeds)
    let tasks = candidates.indices.flatMap { c in seeds.map { (candidate: c, seed: $0) } }
    var results = [Result<Posterior, LaplaceError>?](repeating: nil, count: tasks.count)
    let group = candidates.first?.execution.group ?? .single
    // Every process has each so many-th run.
    let own = tasks.indices.filter { $0 % group.size == group.rank }
    let threads = min(candidates.first?.execution.threads ?? 1, max(own.count, 1))
    results.withUnsafeMutableBufferPointer { results in
      // Each run has a place of its own, which the compiler cannot see.
      nonisolated(unsafe) let results = results
      func run(_ i: Int) {
        var start = candidates[tasks[i].candidate]
        start.execution = start.execution.alone
        start.initialize(.glorot, seed: tasks[i].seed)
        results[i] = Result { () throws(LaplaceError) in
          try Posterior.maximizingEvidence(
            of: start, on: data, groups: PriorGroups(groups, of: start.architecture), noisePerOutput: noisePerOutput,
            form: form
          ).posterior
        }
      }
      Parallel.forEach(own.count, threads: threads) { i, _ in run(own[i]) }
      guard group.size > 1 else { return }
      let optima = PosteriorRecord.exchanged(
        own.compactMap { i in (try? results[i]?.get()).map { (i, $0) } }, by: group)
      let others = tasks.indices.filter { results[$0] == nil }
      Parallel.forEach(others.count, threads: threads) { k, _ in
        let i = others[k]
        // A run that failed is run again, as its reason does not travel.
        guard let optimum = optima[i] else { return run(i) }
        var network = candidates[tasks[i].candidate]
        network.execution = network.execution.alone
        network.parameters = optimum.parameters
        results[i] = Result { () throws(LaplaceError) in
          var posterior = try Posterior(
            network, on: data, groups: PriorGroups(groups, of: network.architecture),
            hyperparameters: optimum.hyperparameters, form: form)
          posterior.precisionUncertainty = PrecisionUncertainty(posterior)
          return posterior
        }
      }
    }
    var found: [Minimum] = []
    var failures: [Failure] = []
    for c in candidates.indices {
      var runs: [(seed: UInt64, posterior: Posterior)] = []
      for (task, result) in zip(tasks, results) where task.candidate == c {
        switch result! {
        case .success(let posterior): runs.append((task.seed, posterior))
        case .failure(let error): failures.append(Failure(candidate: c, seed: task.seed, error: error))
        }
      }
      let groups = DistinctMinimum.grouping(
        runs.map { ($0.posterior.network, -$0.posterior.logEvidence) }, tolerance: tolerance)
      for group in groups {
        let posterior = runs[group.runs[0]].posterior
        let weight = test.map { $0.weights?.reduce(0, +) ?? Double($0.count) }
        found.append(
          Minimum(
            candidate: c, seeds: group.runs.map { runs[$0].seed }, posterior: posterior,
            logEvidence: posterior.boundedLogEvidence(),
            wellDetermined: posterior.wellDeterminedParameters().reduce(0, +),
            testError: test.map {
              posterior.network.loss($0.inputs, $0.targets, weights: $0.weights) / weight!
            }, probability: 0))
      }
    }
    let top = found.map(\.logEvidence).max() ?? 0
    let total = found.reduce(0) { $0 + exp($1.logEvidence - top) }
    for i in found.indices { found[i].probability = exp(found[i].logEvidence - top) / total }
    minima = found.enumerated().sorted {
      ($1.element.logEvidence, $0.offset) < ($0.element.logEvidence, $1.offset)
    }.map(\.element)
    self.failures = failures
  }

  /// A table: candidate, runs, parameters, those that the data determine, log evidence, probability, and error on test data.
  public var description: String {
    let header = "hidden        runs  parameters  determined  log evidence  probability" + "  test error"
    let lines = minima.map { minimum in
      let hidden = candidates[minimum.candidate].architecture.layers.dropLast().map { "\($0.units)" }
      let name = (hidden.isEmpty ? "none" : hidden.joined(separator: ","))
      return name.padding(toLength: max(12, name.count), withPad: " ", startingAt: 0)
        + String(
          format: "  %4d  %10d  %10.1f  %12.3f  %11.4f", minimum.seeds.count, minimum.posterior.positions.count,
          minimum.wellDetermined, minimum.logEvidence, minimum.probability)
        + (minimum.testError.map { String(format: "  %10.5g", $0) } ?? "")
    }
    let failed = failures.isEmpty ? [] : ["\(failures.count) of the runs came to no minimum"]
    return ([header] + lines + failed).joined(separator: "\n")
  }
}
