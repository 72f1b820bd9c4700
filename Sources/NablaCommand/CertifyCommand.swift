internal import Nabla

/// `nabla certify`: says whether a saved network is at a minimum of its error.
struct CertifyCommand: Command {
  static let description = CommandDescription(
    name: "certify",
    summary:
      "Say whether a saved network is at a minimum of its mean error on the training data, at a saddle, or neither; 1 "
      + "is the exit status where it is at no minimum.",
    operands: [.init(name: "MODEL", help: "A file that 'nabla train --save' wrote.")],
    groups: [
      DataChoice.group(
        target:
          "The target column, by name or by index from 0; several are separated by commas. By default that of the "
          + "model, by its name where the table has a header, and else the last.",
        testFraction: "The share of the examples that was kept for testing in training, which is left out (default: "
          + "\(DataChoice.defaultTestFraction), or as the model's settings say; of a model of 'nabla solve' none)."),
      OptionGroup(
        title: "Certificate",
        options: [
          Option(
            name: "l2", values: ["STRENGTH"], help: "The penalty on weights that it was trained with (default: 0)."),
          Option(
            name: "tolerance", values: ["NORM"], help: "Up to which norm a gradient counts as zero (default: 1e-8)."),
          Option(
            name: "polish", values: ["FILE"],
            help: "Go to a minimum by Newton's method first, and save the network there. That is needed where training "
              + "scaled targets, balanced classes, smoothed labels or kept some for validation: its minimum is then that "
              + "of another error."),
        ]),
      OptionGroup(title: "Computation", options: ExecutionChoice.options),
    ],
    examples: [
      ("nabla certify curve.safetensors --csv curve.csv", "Whether a network is at a minimum on a table."),
      ("nabla certify curve.safetensors --csv curve.csv --polish best.safetensors", "Go there first."),
    ])

  private let path: String
  private let data: DataChoice
  private let execution: Execution
  private let l2: Double
  private let tolerance: Double
  private let polished: String?

  init(_ arguments: Arguments) throws(UsageError) {
    path = arguments.operands[0]
    data = try DataChoice(arguments)
    execution = try ExecutionChoice(arguments).execution
    l2 = try RegularizationChoice.amount(arguments, "l2") ?? 0
    tolerance = try arguments.positive("tolerance") ?? 1e-8
    polished = arguments.value("polish")
    try Files.checkDifferent(reading: data.files + [path], writing: polished.map { [("polish", $0)] } ?? [])
  }
}

extension CertifyCommand {
  func run() throws {
    // Better now than after the minimisation.
    if let polished { try Files.check(polished) }
    switch try SavedModel(contentsOf: path, execution: execution) {
    case .single(let model): try certify(model)
    case .double(let model): try certify(model)
    }
  }

  private func certify<S: RealScalar>(_ model: Model<S>) throws {
    let examples = try model.trainingExamples(of: data, path)
    try Processes.check(files: [path] + data.files)
    let objective = NetworkObjective(Network<Double>(model.network), on: Dataset<Double>(examples), l2: l2)
    var x = objective.start
    if let polished { x = try polish(model, objective, examples, to: polished) }
    let certificate = objective.certify(at: x, gradientTolerance: tolerance)
    Console.print("\(data.name.visible): \(examples.count) training examples\n\(certificate)")
    guard certificate.isMinimum else {
      let hint =
        switch certificate.verdict {
        case .notStationary:
          "; the minimum of a training on scaled, weighed or smoothed targets is another, so train with '--no-scale' and "
            + "without these, say its '--l2', or go on from here by '--polish FILE'"
        case .receding:
          "; a \(l2 > 0 ? "stronger " : "")penalty on the weights mostly gives the error a minimum: train with "
            + "'--l2 STRENGTH', or go there from here by '--l2 STRENGTH --polish FILE'"
        case .minimum, .flatMinimum, .flat, .saddle, .unknown: ""
        }
      throw CommandError("the network is at no minimum that can be certified\(hint)")
    }
  }

  /// Goes to a minimum, saves the network there in the precision of the model, and returns the minimum in `Double`.
  private func polish<S: RealScalar>(
    _ model: Model<S>, _ objective: NetworkObjective, _ examples: Dataset<S>, to path: String
  ) throws -> [Double] {
    let limits = MinimizationLimits(gradientNorm: tolerance / 10)
    // The Hessian of more parameters takes longer than products with it.
    let result =
      objective.dimension <= 2000
      ? try objective.minimized(from: objective.start, by: .trustRegionNewton, limits: limits)
      : try objective.minimized(from: objective.start, by: .newtonCG, limits: limits)
    Console.print("\(result)")
    var model = model
    model.network = Network<S>(objective.network(at: result.x))
    if model.network.architecture.likelihood.hasVariance, examples.targets.numbers != nil {
      model.network.fitNoiseVariance(examples.inputs, examples.targets, weights: examples.weights)
    }
    if Processes.isFirst { Outcome.attempt { try model.save(to: path) } }
    return result.x
  }
}
