internal import Foundation
internal import Nabla

/// Which network a command makes, as its options say.
struct NetworkChoice {
  var hidden: [Int]?
  var activation: Activation?
  /// That of the option, for one target; of several, heads of one target each.
  var likelihood: Likelihood?
  var initialization: Initialization?
  var embedding: EmbeddingChoice
  var slopes: SlopeChoice
  var seed: UInt64

  /// The options that `init` reads.
  static let options = [
    Option(
      name: "hidden", values: ["N,N,..."],
      help: "The units of the hidden layers, or 'none' for a linear model (default: 256,128 for image sets, 64 else)."),
    Option(
      name: "activation", values: ["NAME"],
      help: "Of the hidden layers: \(activationNames) (default: relu for image sets, tanh else)."),
    Option(
      name: "likelihood", values: ["NAME"],
      help: "\(likelihoodSpellings) (default: categorical for classes, gaussian for numbers); "
        + "several are separated by commas, one for each target column."),
    HeadChoice.option,
    Option(
      name: "init", values: ["NAME"],
      help: "How the weights begin: glorot, he, lecun, uniform (on -0.5 to 0.5) or zeros (default: he for activations "
        + "like relu, glorot else)."),
    Option(name: "seed", values: ["N"], help: "Decides all random choices (default: 1)."),
  ]

  /// More units than anybody trains; their numbers can be multiplied without overflow.
  static let largestLayer = 1 << 20

  /// The likelihoods as a help spells them.
  static var likelihoodSpellings: String {
    let spellings = Likelihood.spellings
    return spellings.dropLast().joined(separator: ", ") + " or " + spellings[spellings.count - 1]
  }

  private static var activationNames: String { Activation.elementwise.map(\.name).joined(separator: ", ") }

  private static let initializations: [(name: String, value: Initialization)] = [
    ("glorot", .glorot), ("he", .he), ("lecun", .leCun), ("uniform", .uniform(bound: 0.5)), ("zeros", .zeros),
  ]

  init(_ arguments: Arguments) throws(UsageError) {
    hidden = try arguments.counts("hidden", upTo: Self.largestLayer)
    // Weights between layers of a million units each would not find room.
    if let hidden, zip(hidden, hidden.dropFirst()).reduce(0, { $0 + $1.0 * $1.1 }) > Arguments.largestCount {
      throw UsageError("'--hidden' of so many units asks for more than \(Arguments.largestCount) weights")
    }
    activation = try arguments.choice("activation", Activation.elementwise.map { ($0.name, $0) })
    likelihood = try HeadChoice.likelihood(arguments)
    initialization = try arguments.choice("init", Self.initializations)
    embedding = try EmbeddingChoice(arguments)
    slopes = try SlopeChoice(arguments)
    seed = try arguments.integer("seed", in: 0..., "a whole number from 0") ?? 1
  }

  /// A network for these inputs, with drawn weights; the options go before the hidden layers that are given here.
  ///
  /// - Parameters:
  ///   - hasOffset: Whether the last input is added to the output's pre-activation.
  ///   - front: What comes before the hidden layers, and where the next one receives from, as of `EmbeddingChoice`.
  func network<S: RealScalar>(
    inputs: Int, hasOffset: Bool = false, likelihood: Likelihood, hidden defaultHidden: [Int],
    activation defaultActivation: Activation = .tanh,
    front: (layers: [LayerSpecification], sources: [Source]?) = ([], nil),
    execution: Execution, as scalar: S.Type
  ) -> Network<S> {
    let activation = activation ?? defaultActivation
    let hidden = hidden ?? defaultHidden
    var network = Network<S>(inputs: inputs, likelihood: likelihood, execution: execution) {
      front.layers
      for (i, units) in hidden.enumerated() {
        slopes.layers(units, activation, layer: i + 1, from: i == 0 ? front.sources : nil)
      }
      if hasOffset || hidden.isEmpty { Output(from: hidden.isEmpty ? front.sources : nil, offset: hasOffset) }
    }
    network.initialize(scheme(defaultActivation, hidden: hidden.count), seed: seed)
    return network
  }

  /// How the weights of a network with so many hidden layers of this activation, or of that of the options, begin.
  func scheme(_ defaultActivation: Activation, hidden: Int) -> Initialization {
    let starts = embedding.starts.merging(slopes.starts(hidden: hidden)) { own, _ in own }
    let others = initialization ?? (activation ?? defaultActivation).initialization
    return starts.isEmpty ? others : .layers(starts, others: others)
  }
}

/// How a command computes, as its options say.
struct ExecutionChoice {
  var execution: Execution

  /// The options that `init` reads.
  static let options = [
    Option(
      name: "threads", values: ["N"],
      help: "The largest number of threads (default: all cores, or each process's share of them)."),
    Option(
      name: "backend", values: ["NAME"],
      help: "What computes: \(BackendChoice.available.map(\.rawValue).joined(separator: " or ")) (default: "
        + "\(BackendChoice.fastest.rawValue))."),
  ]

  init(_ arguments: Arguments) throws(UsageError) {
    execution = Execution(
      backend: try arguments.choice("backend", BackendChoice.available.map { ($0.rawValue, $0) }) ?? .fastest,
      threads: try arguments.count("threads", upTo: 4096) ?? Self.defaultThreads, group: Processes.group)
  }
}

extension ExecutionChoice {
  /// The cores that a process may use, but no more than its share where there are others on the machine.
  private static var defaultThreads: Int {
    let share = ProcessInfo.processInfo.processorCount / max(ProcessGroup.startedHere, 1)
    return min(Execution.coreCount, max(share, 1))
  }
}

/// Single or double precision.
enum Precision: String, CaseIterable {
  case single, double
}

/// The precision of a training.
enum TrainingPrecision: String, CaseIterable {
  case single, double
  /// Single for the epochs, and double for all else.
  case mixed
}
