internal import Nabla
internal import NablaFigures

/// `nabla train`: trains a network, checks its gradient, tests it, and saves it.
struct TrainCommand: Command {
  static let description = CommandDescription(
    name: "train", summary: "Train a network, test it on examples that it has not seen, and save it.",
    groups: [
      DataChoice.group,
      OptionGroup(
        title: "Columns of a table",
        options: EncodingChoice.columnOptions + [EncodingChoice.levelsOption] + OffsetChoice.trainingOptions
          + EncodingChoice.ruleOptions),
      OptionGroup(title: "Network", options: NetworkChoice.options + SlopeChoice.options + EmbeddingChoice.options),
      OptionGroup(
        title: "Training",
        options: Recipe.options + TrainingChoice.options + [
          foldsOption,
          StreamChoice.option, StreamChoice.preload,
        ] + ScalingChoice.options),
      OptionGroup(title: "Search", options: SearchChoice.options),
      OptionGroup(title: "Regularisation", options: RegularizationChoice.options + LayerChoice.options),
      OptionGroup(title: "Watching and stopping", options: WatchingChoice.options),
      OptionGroup(title: "Going on after an interruption", options: CheckpointChoice.options),
      OptionGroup(title: "Minimum", options: PolishChoice.options),
      OptionGroup(title: "How sure it is", options: EvidenceChoice.options),
      OptionGroup(
        title: "Computation",
        options: [
          Option(
            name: "precision", values: ["NAME"],
            help:
              "single, double, or mixed: the epochs in single precision and all else in double (default: single for "
              + "images, mixed where the recipe of a table trains, double else).")
        ] + ExecutionChoice.options),
      OptionGroup(
        title: "Output",
        options: [
          Option(name: "save", values: ["FILE"], help: "Save the network as a safetensors file, with these settings.")
        ] + RecordChoice.options + [
          Option(name: "quiet", help: "Print the results only."),
          Option(
            name: "verbose", help: "Print also how many processes and threads compute, and a hash of the parameters."),
        ]),
    ],
    examples: [
      ("nabla train", "Fashion-MNIST where it is installed, and else the digits."),
      ("nabla train --csv iris.csv --target species --hidden 16 --save iris.safetensors", "Classes in a table."),
      (
        "nabla train --idx images labels --schedule one-cycle --dropout 0.2 --checkpoint run --resume",
        "Safe from harm."
      ),
      ("nabla train --csv houses.csv --target price --test new.csv", "Numbers in a table, and another for the test."),
      (
        "nabla train --csv houses.csv --target price --evidence --compare 0,2,4,8 --save houses",
        "The most probable size of a network, with bands."
      ),
      (
        "nabla train --csv titanic.csv --target Survived --classes --missing median --save titanic",
        "Text columns and missing values."
      ),
    ])

  let data: DataChoice
  let network: NetworkChoice
  var training: TrainingChoice
  private let polish: PolishChoice
  let evidence: EvidenceChoice
  var execution: Execution
  let precision: TrainingPrecision?
  let ownScaling: ScalingChoice?
  let path: String?
  let record: RecordChoice
  let isQuiet: Bool
  let isVerbose: Bool
  private let folds: Int?
  private let search: SearchChoice?
  /// The command of each combination of a search.
  private let candidates: [TrainCommand]
  /// Whether an option needs the zeros of sparse rows, too.
  private let needsZeros: Bool
  private let isStreamed: Bool
  /// Whether what could be streamed is in memory.
  let isPreloaded: Bool
  let recipe: Recipe
  var restraint = Restraint.mild
  /// What was typed, and what a file of settings added.
  let merged: Arguments
  /// The same with what the recipe says of the rest.
  var arguments: Arguments

  init(_ typed: Arguments) throws(UsageError) {
    merged = try SettingsFile.merged(typed, Self.description)
    var data = try DataChoice(merged, choosesColumns: true)
    recipe = try Recipe(merged, isTable: data.hasRecipe)
    arguments = recipe.completed(merged, restraint)
    var network = try NetworkChoice(arguments)
    network.likelihood = try data.encoding.suited(network.likelihood)
    self.network = network
    if data.kind == nil, data.hasArrays, let likelihood = network.likelihood, likelihood.heads == nil,
      likelihood.classCoding == nil
    {
      // It is of numbers, whole ones, too.
      data.kind = .values
    }
    self.data = data
    training = try TrainingChoice(arguments, network, hidden: Self.hiddenCount(network, data))
    polish = try PolishChoice(arguments)
    evidence = try EvidenceChoice(arguments)
    if evidence.compares, network.embedding.isChosen || network.slopes.rate != nil {
      throw UsageError(
        "'--compare' is of networks of one hidden layer, without '--embedding', '--feature-scales' and '--slopes'")
    }
    execution = try ExecutionChoice(arguments).execution
    precision = try arguments.choice("precision", TrainingPrecision.allCases.map { ($0.rawValue, $0) })
    ownScaling = try ScalingChoice.chosen(arguments)
    path = arguments.value("save")
    record = try RecordChoice(arguments)
    isQuiet = arguments.contains("quiet")
    isVerbose = arguments.contains("verbose")
    search = try SearchChoice(merged, Self.description, without: Self.unsearched)
    folds = search == nil ? try Self.folds(arguments) : nil
    var candidates: [TrainCommand] = []
    for candidate in search?.candidates(merged) ?? [] { candidates.append(try TrainCommand(candidate)) }
    self.candidates = candidates
    needsZeros = Self.dense.contains(where: arguments.contains) || precision == .mixed
    isStreamed = try StreamChoice.isChosen(arguments, without: Self.unstreamed)
    if search == nil, data.encoding.offset?.isExposure == true, case let likelihood = network.likelihood ?? .gaussian,
      likelihood.heads == nil, !likelihood.isGeneralizedLinear
    {
      // Added to a mean, a logarithm makes no rate of it.
      throw UsageError("'--exposure' is for the likelihoods \(SolveCommand.generalized), not \(likelihood.name)")
    }
    if isStreamed, precision == .mixed {
      throw UsageError("'--precision mixed' and '--stream' exclude each other")
    }
    if isStreamed, let ownScaling, ownScaling.bends {
      throw UsageError(
        "'--scaling \(ownScaling.rawValue)' and '--stream' exclude each other: quantiles need all of a column at once")
    }
    if isStreamed, !DataChoice.streamed.contains(where: arguments.contains) { throw DataChoice.unstreamedSource }
    isPreloaded = arguments.contains("preload")
    if isPreloaded, !isStreamed { throw UsageError("'--preload' goes with '--stream'") }
    if isStreamed, network.likelihood?.heads != nil { throw UsageError("'--stream' is for one likelihood") }
    try Files.checkDifferent(
      reading: data.files + [arguments.value("settings")].compactMap { $0 },
      writing: ["save", "checkpoint", "history", "results"].compactMap { option in
        arguments.value(option).map { (option, $0) }
      })
  }

  func run() throws {
    if let search { return try runSearch(search, candidates) }
    switch chosenPrecision {
    case .single: try run(Float.self)
    case .double, .mixed: try run(Double.self)
    }
  }

  /// The precision, where the options do not say it that of the recipe.
  var chosenPrecision: TrainingPrecision {
    precision ?? (recipe.effort != .fast ? .mixed : data.isTable ? .double : .single)
  }

  private func run<S: RealScalar>(_ scalar: S.Type) throws {
    try Processes.check(files: [arguments.value("settings")].compactMap { $0 })
    if let folds { return try crossValidate(folds, scalar) }
    if isStreamed { return try runStreamed(scalar) }
    // Better now than after the training.
    if let path { try Files.check(path) }
    try training.checkpoint.check()
    try record.check()
    if data.isDefault, data.source == .digits {
      Console.complain(
        "Fashion-MNIST is not in \(FashionMNIST.folder) (Debian's package dataset-fashion-mnist); "
          + "training on the digits instead")
    }
    var rows: SparseRows?
    if case .libsvm(let path) = data.source {
      let found = try SparseRows(contentsOf: path)
      if found.isMostlyZeros, !needsZeros { return try runSparse(found, scalar) }
      rows = found
    }
    let loaded = try LoadedData<S>(data, likelihood: network.likelihood, rows: rows)
    try Processes.check(files: data.files)
    let problem = try TrainingProblem(loaded, likelihood: network.likelihood, scaling: scaling)
    try polish.check(problem.likelihood)
    try evidence.check(problem.likelihood)
    let start = try start(loaded, problem)
    if !isQuiet {
      Console.print("\(loaded.name.visible): \(loaded.training.count) training and \(loaded.test.count) test examples")
      if !evidence.compares { Console.print("\(start), \(chosenPrecision.rawValue) precision") }
    }
    Interruption.watch()
    let (command, result) = try trained(problem, start, isQuiet: isQuiet)
    try command.finish(result, loaded, problem, start)
  }

  /// Saves a trained network and tests it.
  private func finish<S: RealScalar>(
    _ result: TrainingResult<S>, _ loaded: LoadedData<S>, _ problem: TrainingProblem<S>, _ start: Network<S>
  ) throws {
    let (history, failure, epochs) = (result.history, result.failure, result.epochs)
    Interruption.share()
    let (found, uncertainty) = failure == nil ? finished(result.network, problem, loaded) : (result.network, nil)
    // The rest is little but for the test, and each process does it for itself.
    var trained = found
    trained.execution.group = .single
    describe(trained)
    let model = problem.model(
      trained, loaded, notes: notes(loaded.name, start, epochs: epochs, batch: result.batch),
      uncertainty: uncertainty
    )
    guard try keep(model, history, failure, of: epochs) else { return }
    training.sayIfCutShort(history, of: epochs)
    report(check(trained, on: problem.training))
    let outputs = model.predictTogether(loaded.test.inputs)
    let score = Result { try Score(of: model, on: loaded.test, outputs: outputs) }
    let result = record.figures == nil ? nil : Figure.result(of: model, on: loaded.test)
    record.draw(history, metric: training.watching.metricName, result, isQuiet: isQuiet)
    try score.get().print()
  }

  /// How inputs are scaled.
  var scaling: ScalingChoice { ownScaling ?? (data.isTable ? .standard : .unscaled) }

  /// How the weights of a network begin.
  var initialization: Initialization { network.scheme(hiddenActivation, hidden: hiddenCount) }

  /// How many hidden layers the network has.
  var hiddenCount: Int { Self.hiddenCount(network, data) }

  private static func hiddenCount(_ network: NetworkChoice, _ data: DataChoice) -> Int {
    (network.hidden ?? defaultHidden(data)).count
  }

  /// The activation of hidden layers where the options do not say it.
  var hiddenActivation: Activation { data.isImageSet ? .relu : .tanh }

  /// The hidden layers where the options do not say them.
  private static func defaultHidden(_ data: DataChoice) -> [Int] { data.isImageSet ? [256, 128] : [64] }

  /// The network that a training begins with.
  func start<S: RealScalar>(_ loaded: LoadedData<S>, _ problem: TrainingProblem<S>) throws -> Network<S> {
    let inputs = problem.training.inputs
    return network.network(
      inputs: inputs.columns, hasOffset: loaded.hasOffset, likelihood: problem.likelihood,
      hidden: Self.defaultHidden(data), activation: hiddenActivation,
      front: try network.embedding.front(
        of: inputs.prefix(columns: inputs.columns - (loaded.hasOffset ? 1 : 0)), data.name),
      execution: execution, as: S.self)
  }

  /// The network at a minimum, or at the maximum of its evidence with how sure it is there, where that is asked for.
  private func finished<S: RealScalar>(
    _ rough: Network<S>, _ problem: TrainingProblem<S>, _ loaded: LoadedData<S>
  ) -> (Network<S>, ParameterUncertainty?) {
    guard !Interruption.isRequested else { return (rough, nil) }
    do {
      let found = try evidence.maximum(
        from: rough, on: training.examples(of: problem),
        test: try problem.scaled(loaded.test, classCount: loaded.classCount), scaled: problem.scaledParts,
        isQuiet: isQuiet)
      return found ?? (polished(rough, problem), nil)
    } catch {
      Outcome.fail("\(error); the network stays as it was before '--evidence'")
      return (rough, nil)
    }
  }

  /// The network at a minimum, where that is asked for; the rough one where the way there fails, which is said.
  private func polished<S: RealScalar>(_ rough: Network<S>, _ problem: TrainingProblem<S>) -> Network<S> {
    guard polish.method != nil, !Interruption.isRequested else { return rough }
    do {
      return try polish.polished(
        rough, on: training.examples(of: problem), scaled: problem.scaledParts,
        isQuiet: isQuiet)
    } catch {
      Outcome.fail("\(error); the network stays as it was before '--polish'")
      return rough
    }
  }

  /// Backpropagation against central differences, on a few examples and on a sample of the parameters of a large network.
  func check<S: RealScalar>(_ network: Network<S>, on data: Dataset<S>) -> GradientCheck {
    let few = data.rows(at: 0..<min(data.count, 4))
    return network.checkGradient(
      few.inputs, few.targets, weights: few.weights, parameters: network.parametersToCheck(atMost: 240, seed: 1))
  }
}

extension TrainingChoice {
  /// The examples that a network is trained on, with their weights and labels: those of validation are left out.
  fileprivate func examples<S: RealScalar>(of problem: TrainingProblem<S>) throws -> Dataset<S> {
    try regularization.prepared(
      watching.divided(problem.training, problem.heldOut, seed: seed).training, problem.likelihood)
  }
}
