internal import Nabla

/// `nabla check`: compares a network's derivatives with finite differences.
struct CheckCommand: Command {
  static let description = CommandDescription(
    name: "check",
    summary:
      "Compare every derivative operator with finite differences, on random examples; 1 is the exit status "
      + "where they differ.",
    operands: [
      .init(
        name: "MODEL", help: "A file that 'nabla train --save' wrote; without it a fresh network.", isRequired: false)
    ],
    groups: [
      OptionGroup(
        title: "Fresh network",
        options: [
          Option(name: "inputs", values: ["N"], help: "The number of inputs (default: 10)."),
          Option(name: "outputs", values: ["N"], help: "The number of outputs (default: 3)."),
        ] + NetworkChoice.options + [
          Option(name: "precision", values: ["NAME"], help: "single or double (default: double).")
        ]),
      OptionGroup(
        title: "Check",
        options: [
          Option(name: "examples", values: ["N"], help: "The number of random examples (default: 8)."),
          Option(
            name: "parameters", values: ["N"], help: "How many parameters are compared (default: all up to 2000)."),
        ]),
      OptionGroup(title: "Computation", options: ExecutionChoice.options),
    ],
    examples: [
      ("nabla check --hidden 20,20 --activation gelu", "A fresh network of two hidden layers."),
      ("nabla check digits.safetensors", "A saved network."),
    ])

  /// The hidden layers of a fresh network where the options do not say them.
  private static let hidden = [20, 20]

  private let path: String?
  private let inputs: Int
  private let outputs: Int
  private let network: NetworkChoice
  private let precision: Precision
  private let examples: Int
  private let limit: Int
  private let execution: Execution

  init(_ arguments: Arguments) throws(UsageError) {
    path = arguments.operands.first
    network = try NetworkChoice(arguments)
    inputs = try arguments.count("inputs", upTo: NetworkChoice.largestLayer) ?? 10
    outputs = try arguments.count("outputs", upTo: NetworkChoice.largestLayer) ?? 3
    precision = try arguments.choice("precision", Precision.allCases.map { ($0.rawValue, $0) }) ?? .double
    examples = try arguments.count("examples", upTo: NetworkChoice.largestLayer) ?? 8
    limit = try arguments.count("parameters") ?? 2000
    execution = try ExecutionChoice(arguments).execution
    let fresh = ["inputs", "outputs", "hidden", "activation", "likelihood", "init", "precision"]
    if path != nil, let option = fresh.first(where: arguments.contains) {
      throw UsageError("'--\(option)' is for a fresh network, but the model '\(path ?? "")' is given")
    }
    let widths = [inputs] + (network.hidden ?? Self.hidden) + [outputs]
    let weights = zip(widths, widths.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 }
    guard weights + examples * widths.reduce(0, +) <= Arguments.largestCount else {
      throw UsageError("a network of this size on \(examples) examples asks for too many numbers")
    }
    if outputs < 2, network.likelihood == "categorical" {
      throw UsageError("a categorical likelihood needs '--outputs' of at least 2")
    }
  }

  func run() throws {
    guard let path else {
      switch precision {
      case .single: return try check(fresh(Float.self))
      case .double: return try check(fresh(Double.self))
      }
    }
    switch try SavedModel(contentsOf: path, execution: execution) {
    case .single(let model): try check(model.network)
    case .double(let model): try check(model.network)
    }
  }

  private func fresh<S: RealScalar>(_ scalar: S.Type) -> Network<S> {
    let likelihood: Likelihood =
      switch network.likelihood {
      case "bernoulli": .bernoulli(outputs: outputs)
      case "categorical": .categorical(classes: outputs)
      default: .gaussian(outputs: outputs)
      }
    return network.network(
      inputs: inputs, likelihood: likelihood, hidden: Self.hidden, execution: execution, as: scalar)
  }

  private func check<S: RealScalar>(_ network: Network<S>) throws {
    let data = randomExamples(for: network)
    let parameters = network.parametersToCheck(atMost: limit, seed: self.network.seed)
    let verdict = network.check(data.inputs, data.targets, parameters: parameters)
    Console.print("\(network), \(S.precisionName) precision, \(execution.backend.rawValue) backend")
    Console.print("\(verdict.gradient)\n\(verdict)")
    guard verdict.passed else { throw CommandError("a derivative is wrong") }
  }

  /// Normal inputs, and targets that suit the likelihood.
  private func randomExamples<S: RealScalar>(for network: Network<S>) -> (inputs: Matrix<S>, targets: Targets<S>) {
    var generator = SeededGenerator(seed: self.network.seed)
    let architecture = network.architecture
    func matrix(_ columns: Int, _ draw: () -> Double) -> Matrix<S> {
      Matrix(rows: examples, columns: columns, elements: (0..<examples * columns).map { _ in S(draw()) })
    }
    let inputs = matrix(architecture.inputs) { generator.normal() }
    let K = architecture.outputs
    switch architecture.likelihood.family {
    case .categorical:
      return (inputs, .classes((0..<examples).map { _ in Int.random(in: 0..<K, using: &generator) }))
    case .bernoulli:
      return (inputs, .values(matrix(K) { generator.uniform() < 0.5 ? 0 : 1 }))
    default:
      return (inputs, .values(matrix(K) { generator.normal() }))
    }
  }
}
