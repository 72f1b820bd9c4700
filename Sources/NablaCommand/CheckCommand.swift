internal import Nabla

/// `nabla check`: compares a network's derivatives with finite differences.
struct CheckCommand: Command {
  static let description = CommandDescription(
    name: "check",
    summary:
      "Compare every derivative operator with finite differences, on random examples or on those of some data; 1 is the "
      + "exit status where they differ.",
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
      DataChoice.group(
        target:
          "The target column, by name or by index from 0; several are separated by commas. By default that of the "
          + "model, by its name where the table has a header, and else the last.",
        testFraction:
          "The share of the examples that was kept for testing: the first of the others are taken (default: "
          + "\(DataChoice.defaultTestFraction))."),
      OptionGroup(
        title: "Check",
        options: [
          Option(
            name: "examples", values: ["N"],
            help: "The number of random examples, or of those from the start of the data (default: 8)."),
          Option(
            name: "parameters", values: ["N"], help: "How many parameters are compared (default: all up to 2000)."),
        ]),
      OptionGroup(title: "Computation", options: ExecutionChoice.options),
    ],
    examples: [
      ("nabla check --hidden 20,20 --activation gelu", "A fresh network of two hidden layers."),
      ("nabla check digits.safetensors", "A saved network."),
      ("nabla check iris.safetensors --csv iris.csv --target species", "A saved network on its own data."),
      ("nabla check --csv iris.csv --target species", "A fresh network on a table."),
    ])

  /// The hidden layers of a fresh network where the options do not say them.
  private static let hidden = [20, 20]

  private let path: String?
  /// The data to check on; random examples where there is none.
  private let data: DataChoice?
  private let inputs: Int
  private let outputs: Int
  private let network: NetworkChoice
  private let precision: Precision
  private let examples: Int
  private let limit: Int
  private let execution: Execution

  init(_ arguments: Arguments) throws(UsageError) {
    path = arguments.operands.first
    let choice = try DataChoice(arguments)
    data = choice.isDefault ? nil : choice
    if data == nil, let option = ["test", "test-idx", "test-fraction"].first(where: arguments.contains) {
      throw UsageError("'--\(option)' is for data; give some, as by '--csv FILE'")
    }
    var network = try NetworkChoice(arguments)
    inputs = try arguments.count("inputs", upTo: NetworkChoice.largestLayer) ?? 10
    let perTarget = network.likelihood?.outputsPerTarget ?? 1
    if let heads = network.likelihood?.heads {
      guard !arguments.contains("outputs") else { throw UsageError("'--outputs' is not for several likelihoods") }
      // Of classes three.
      network.likelihood = network.likelihood?.counting(heads.map { _ in ["0", "1", "2"] })
    }
    self.network = network
    let asked = try arguments.count("outputs", upTo: NetworkChoice.largestLayer)
    outputs = network.likelihood.flatMap { $0.heads == nil ? nil : $0.outputs } ?? asked ?? 3 * perTarget
    precision = try arguments.choice("precision", Precision.allCases.map { ($0.rawValue, $0) }) ?? .double
    examples = try arguments.count("examples", upTo: NetworkChoice.largestLayer) ?? 8
    limit = try arguments.count("parameters") ?? 2000
    execution = try ExecutionChoice(arguments).execution
    let fresh = ["inputs", "outputs", "hidden", "activation", "likelihood", "init", "precision"]
    if path != nil, let option = fresh.first(where: arguments.contains) {
      throw UsageError("'--\(option)' is for a fresh network, but the model '\(path ?? "")' is given")
    }
    if data != nil, let option = ["inputs", "outputs"].first(where: arguments.contains) {
      throw UsageError("'--\(option)' is for random examples; the data says how many there are")
    }
    let widths = [inputs] + (network.hidden ?? Self.hidden) + [outputs]
    let weights = zip(widths, widths.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 }
    guard weights + examples * widths.reduce(0, +) <= Arguments.largestCount else {
      throw UsageError("a network of this size on \(examples) examples asks for too many numbers")
    }
    guard outputs.isMultiple(of: perTarget) else {
      throw UsageError(
        "'--outputs \(outputs)': a \(network.likelihood?.name ?? "") likelihood has \(perTarget) outputs for each target"
      )
    }
    let likelihood = Self.likelihood(network, outputs: outputs)
    guard outputs >= likelihood.fewestOutputs else {
      throw UsageError("a \(likelihood.name) likelihood needs '--outputs' of at least \(likelihood.fewestOutputs)")
    }
  }

  func run() throws {
    guard let path else {
      switch precision {
      case .single: return try checkFresh(Float.self)
      case .double: return try checkFresh(Double.self)
      }
    }
    switch try SavedModel(contentsOf: path, execution: execution) {
    case .single(let model): try check(model, path)
    case .double(let model): try check(model, path)
    }
  }

  private func check<S: RealScalar>(_ model: Model<S>, _ path: String) throws {
    guard let data else { return try check(model.network, on: randomExamples(for: model.network)) }
    try check(model.network, on: part(of: model.trainingExamples(of: data, path)))
  }

  private func checkFresh<S: RealScalar>(_ scalar: S.Type) throws {
    guard let data else {
      let network = fresh(scalar)
      return try check(network, on: randomExamples(for: network))
    }
    let loaded = try LoadedData<S>(data, likelihood: network.likelihood)
    let problem = try TrainingProblem(
      loaded, likelihood: network.likelihood, scaling: data.isTable ? .standard : .unscaled)
    let start = network.network(
      inputs: loaded.training.inputs.columns, likelihood: problem.likelihood, hidden: Self.hidden, execution: execution,
      as: scalar)
    try check(start, on: part(of: problem.training))
  }

  /// The first examples.
  private func part<S: RealScalar>(of all: Dataset<S>) -> Dataset<S> { all.rows(at: 0..<min(all.count, examples)) }

  private static func likelihood(_ network: NetworkChoice, outputs: Int) -> Likelihood {
    network.likelihood.map { $0.heads == nil ? $0.with(targets: outputs / $0.outputsPerTarget) : $0 }
      ?? .gaussian(outputs: outputs)
  }

  private func fresh<S: RealScalar>(_ scalar: S.Type) -> Network<S> {
    network.network(
      inputs: inputs, likelihood: Self.likelihood(network, outputs: outputs), hidden: Self.hidden, execution: execution,
      as: scalar)
  }

  private func check<S: RealScalar>(_ network: Network<S>, on data: Dataset<S>) throws {
    let parameters = network.parametersToCheck(atMost: limit, seed: self.network.seed)
    let verdict = network.check(data.inputs, data.targets, weights: data.weights, parameters: parameters)
    Console.print("\(network), \(S.precisionName) precision, \(execution.backend.rawValue) backend")
    Console.print("\(verdict.gradient)\n\(verdict)")
    guard verdict.passed else { throw CommandError("a derivative is wrong") }
  }

  /// Normal inputs, and targets that suit the likelihood.
  private func randomExamples<S: RealScalar>(for network: Network<S>) throws -> Dataset<S> {
    var generator = SeededGenerator(seed: self.network.seed)
    let architecture = network.architecture
    let numbers = (0..<examples * architecture.inputs).map { _ in S(generator.normal()) }
    let targets: Targets<S> = architecture.likelihood.randomTargets(examples: examples, using: &generator)
    return try Dataset(
      inputs: Matrix(rows: examples, columns: architecture.inputs, elements: numbers), targets: targets)
  }
}
