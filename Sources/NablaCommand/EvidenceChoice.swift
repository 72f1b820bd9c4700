internal import Foundation
internal import Nabla

/// Training to the most probable strengths of penalties and noise, as the options say.
struct EvidenceChoice {
  private let isChosen: Bool
  private let comparison: SizeComparison?
  private let groups: PriorGroups.Kind
  private let noisePerOutput: Bool

  /// Whether networks of several sizes are compared, so that none is trained before.
  var compares: Bool { comparison != nil }

  /// More parameters than these have a covariance that is too large for a file.
  static let mostKept = 4000

  /// The options that `init` reads.
  static let options = [
    Option(
      name: "evidence",
      help:
        "Go on from there, in double precision, to the weights and the strengths of penalties and noise that are most "
        + "probable together, print them with the evidence of the model, and save how sure the weights are: 'nabla "
        + "predict --bands' and 'nabla evaluate' use that. A signal ends it at once, and saves nothing."),
    Option(
      name: "prior-groups", values: ["KIND"],
      help:
        "Which weights share a strength: one (all), layers (those of each layer, the default), weights-and-biases, or "
        + "inputs (those from each input: its relevance)."),
    Option(name: "noise-per-output", help: "With numbers as targets: a noise for each of several outputs."),
    SizeComparison.option,
  ]

  init(_ arguments: Arguments) throws(UsageError) {
    isChosen = arguments.contains("evidence")
    let kinds = PriorGroups.Kind.allCases.map { ($0.rawValue, $0) }
    let named = try arguments.choice("prior-groups", kinds)
    groups = named ?? .layers
    noisePerOutput = arguments.contains("noise-per-output")
    comparison = try SizeComparison(arguments)
    if !isChosen, let option = Self.options.dropFirst().first(where: { arguments.contains($0.name) }) {
      throw UsageError("'--\(option.name)' needs '--evidence'")
    }
    if isChosen, arguments.contains("polish") {
      throw UsageError("'--evidence' and '--polish' exclude each other: each goes to a minimum of its own")
    }
  }

  /// Refuses a likelihood that has no evidence.
  func check(_ likelihood: Likelihood) throws(CommandError) {
    guard isChosen else { return }
    if likelihood.heads != nil {
      throw CommandError("'--evidence' is for one likelihood, not for several as in '\(likelihood.name)'")
    }
    if !likelihood.hasVariance && !likelihood.isInNats {
      throw CommandError("'--evidence' is not for '\(likelihood.name)', which is no distribution of targets")
    }
    if noisePerOutput, !likelihood.hasVariance {
      throw CommandError("'--noise-per-output' is for a gaussian likelihood, not for '\(likelihood.name)'")
    }
  }

  /// The network and how sure it is, where that is asked for.
  ///
  /// - Parameters:
  ///   - network: Where to begin; where sizes are compared, what their inputs, outputs and activation are like.
  ///   - data: What to train on.
  ///   - test: Examples to tell errors of a comparison on.
  ///   - scaled: What of them is scaled.
  func maximum<S: RealScalar>(
    from network: Network<S>, on data: Dataset<S>, test: @autoclosure () throws -> Dataset<S>, scaled: String?,
    isQuiet: Bool
  ) throws -> (network: Network<S>, uncertainty: ParameterUncertainty?)? {
    guard isChosen else { return nil }
    let start = Network<Double>(network)
    let posterior: Posterior
    if let comparison {
      let unseen = Dataset<Double>(try test())
      let found = try Interruption.endingAtOnce {
        try comparison.comparison(
          like: start, on: Dataset<Double>(data), test: unseen, groups: groups, noisePerOutput: noisePerOutput)
      }
      for line in comparison.report(found, test: unseen, scaled: scaled) { Console.print(line) }
      posterior = found.minima[0].posterior
      for line in Self.report(posterior, steps: nil, scaled: scaled) where !isQuiet { Console.print(line) }
    } else {
      let found = try Interruption.endingAtOnce {
        try Posterior.maximizingEvidence(
          of: start, on: Dataset<Double>(data), groups: PriorGroups(groups, of: network.architecture),
          noisePerOutput: noisePerOutput)
      }
      posterior = found.posterior
      for line in Self.report(posterior, steps: found.steps.count, scaled: scaled) where !isQuiet {
        Console.print(line)
      }
      if found.method == .fixedPoint, !isQuiet {
        Console.print("Newton's method found no maximum of the evidence, so the strengths are those of the fixed point")
      }
      if !found.isConverged {
        Console.complain("the strengths have not settled; the result is the best found")
      }
    }
    guard posterior.positions.count <= Self.mostKept else {
      Console.complain(
        "\(posterior.positions.count) parameters are more than the \(Self.mostKept) whose covariance is kept, so "
          + "there are no bands")
      return (Network<S>(posterior.network), nil)
    }
    return (Network<S>(posterior.network), posterior.uncertainty())
  }

  /// The evidence, and a line for each precision.
  private static func report(_ posterior: Posterior, steps: Int?, scaled: String?) -> [String] {
    var lines = [
      String(format: "log evidence %.4f", posterior.logEvidence) + steps.map { " after \($0) steps" }.orEmpty
        + String(format: ", of which %.4f for equal minima", posterior.logEquivalentMinima)
        + (scaled.map { " (of scaled \($0))" } ?? "")
    ]
    let gammas = posterior.wellDeterminedParameters()
    for (g, name) in posterior.groups.names.enumerated() {
      let count = posterior.positions.count { posterior.groups.membership[$0] == g }
      lines.append(
        "\(name): "
          + String(
            format: "strength %.4g, %.1f of %d parameters well determined", posterior.hyperparameters.alphas[g],
            gammas[g], count))
    }
    for (k, beta) in posterior.hyperparameters.betas.enumerated() {
      let which = posterior.hyperparameters.betas.count > 1 ? " of output \(k)" : ""
      let freedom = posterior.precisionUncertainty?.degreesOfFreedom[k] ?? .infinity
      lines.append(
        String(format: "noise\(which): standard deviation %.4g", 1 / beta.squareRoot())
          + (freedom.isFinite ? String(format: ", known by %.1f degrees of freedom", freedom) : ""))
    }
    for flat in posterior.laplace.flatDirections { lines.append("\(flat.count) left out as flat: \(flat.reason)") }
    return lines
  }
}
