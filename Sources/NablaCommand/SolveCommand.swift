import Foundation
internal import Nabla
internal import NablaFigures

/// `nabla solve`: a linear, logistic or softmax regression of a table, of arrays or of sparse rows, with its report.
struct SolveCommand: Command {
  let source: DataChoice.Source
  /// Whether the targets of arrays and sparse rows are classes, where that is said.
  let areClasses: Bool?
  private let format: TableFormat
  private let targets: [String]?
  private let encoding: EncodingChoice
  let functions: BasisFunctionChoice
  let likelihood: Likelihood?
  let dispersion: Dispersion
  private let offset: OffsetChoice?
  private let hasBias: Bool
  let ridge: Ridge
  let softmax: SoftmaxForm
  private let hasSoftmaxForm: Bool
  let level: Double
  private let folds: Int?
  let division: DivisionChoice
  private let leavesOneOut: Bool
  let printsJSON: Bool
  private let figure: String?
  private let savePath: String?
  var execution: Execution
  private let search: SearchChoice?
  /// The command of each combination of a search.
  private let candidates: [SolveCommand]
  private let isStreamed: Bool
  /// An option that needs all rows in memory, where there is one.
  let inMemoryOption: String?
  private let arguments: Arguments

  init(_ arguments: Arguments) throws(UsageError) {
    self.arguments = arguments
    source = try Self.source(arguments)
    areClasses = try DataChoice.kind(arguments).map { $0 != .values }
    format = try TableFormat(arguments)
    targets = try arguments.columns("target")
    var encoding = try EncodingChoice(arguments)
    try encoding.readReferences(arguments)
    if arguments.contains("reference"), arguments.contains("no-bias") {
      throw UsageError(
        "'--reference' and '--no-bias' exclude each other: without a constant all levels have coefficients")
    }
    self.encoding = encoding
    functions = try BasisFunctionChoice(arguments)
    // Without its parameter, which is found then.
    let open = arguments.value("likelihood").flatMap { Likelihood.ofUnknownDispersion(name: $0) }
    let named: Likelihood? = if let open { open } else { try HeadChoice.likelihood(arguments) }
    guard named?.heads == nil else {
      throw UsageError("a regression has one likelihood for all targets; 'nabla train' takes several")
    }
    likelihood = try encoding.suited(named)
    offset = try OffsetChoice(arguments)
    let chosen = try arguments.choice("dispersion", [("given", Dispersion.given), ("estimated", .estimated)])
    if let open, chosen == .given {
      throw UsageError("'--dispersion given' needs a parameter, as in '--likelihood \(open.name)'")
    }
    let sigma = try arguments.real("sigma", "a number above 0") { $0 > 0 && $0.isFinite }
    dispersion = sigma.map { .standardDeviation($0) } ?? chosen ?? (open == nil ? .given : .estimated)
    if chosen != nil, likelihood?.estimatesDispersion != true {
      throw UsageError("'--dispersion' is for the likelihoods \(Self.dispersed)")
    }
    hasSoftmaxForm = arguments.contains("softmax")
    if let likelihood { try Self.checkSuits(likelihood, offset, dispersion, hasSoftmaxForm) { UsageError($0) } }
    hasBias = !arguments.contains("no-bias")
    let isStandardized = arguments.contains("standardize")
    if isStandardized && !arguments.contains("ridge") {
      throw UsageError("'--standardize' says what a ridge acts on; give one by '--ridge'")
    }
    ridge =
      arguments.value("ridge") == "cv"
      ? .crossValidated()
      : try arguments.real("ridge", "a number from 0, or 'cv'") { $0 >= 0 }
        .map { isStandardized ? .standardized($0) : .strength($0) } ?? .none
    softmax =
      try arguments.choice("softmax", [("reference", .reference(class: 0)), ("symmetric", .symmetric)])
      ?? .reference(class: 0)
    level = try arguments.real("level", "a number between 0 and 1") { $0 > 0 && $0 < 1 } ?? 0.95
    folds = try FoldScores.count(arguments)
    division = DivisionChoice(isOrdered: arguments.contains("ordered"))
    search = try SearchChoice(arguments, Self.description, without: ["stream"])
    var candidates: [SolveCommand] = []
    for candidate in search?.candidates(arguments, keepsFolds: true) ?? [] {
      candidates.append(try SolveCommand(candidate))
    }
    self.candidates = candidates
    try Self.checkDivision(arguments, folds ?? search?.folds)
    leavesOneOut = arguments.contains("leave-one-out")
    printsJSON = arguments.contains("json")
    figure = try Figure.path(arguments)
    savePath = arguments.value("save")
    execution = try ExecutionChoice(arguments).execution
    inMemoryOption =
      search != nil
      ? "search"
      : (BasisFunctionChoice.options.map(\.name) + ["figure", "folds", "leave-one-out"]).first(
        where: arguments.contains)
        ?? (arguments.value("ridge") == "cv" ? "ridge cv" : nil)
    isStreamed = try StreamChoice.isChosen(
      arguments, without: BasisFunctionChoice.options.map(\.name) + ["figure"])
    try Files.checkDifferent(
      reading: source.files,
      writing: ["save", "figure", "results"].compactMap { option in arguments.value(option).map { (option, $0) } })
  }

  func run() throws {
    // Better now than after the solution.
    for file in [figure, savePath].compactMap({ $0 }) { try Files.check(file) }
    if isStreamed { return try runStreamed() }
    var sparse: (any StreamSource)?
    if case .libsvm = source {
      let examples = try arrays()
      if try isBeyondBudget(examples) { return try runStreamed(examples) }
      sparse = examples
    }
    if let search { return try runSearch(search, candidates) }
    let data = try loadedData(sparse)
    try Processes.check(files: source.files)
    try checkMemory(rows: data.x.rows, columns: data.x.columns, data)
    if figure != nil { try FitFigure.check(data) }
    if savePath != nil { try data.checkModel() }
    let base = try functions.functions(for: data.x, names: data.inputNames)
    let network = Network<Double>(
      try architecture(inputs: data.x.columns, data.likelihood, base), execution: execution)
    let fit: LinearFit<Double>
    do {
      fit = try network.solve(
        data.x, data.t, weights: data.weights, offset: data.offsets, dispersion: dispersion, ridge: ridge,
        softmax: softmax, confidenceLevel: level,
        featureNames: data.inputNames)
    } catch {
      throw data.placed(error, base)
    }
    let left = try leavesOneOut ? leaveOneOut(data, fit) : nil
    let scores = try folds.map { try crossValidated(data, $0) }
    // A file that cannot be written takes nothing of the rest away.
    printReport(data, fit, left, scores)
    save(fit, data)
    if let figure, Processes.isFirst {
      Outcome.attempt { try FitFigure(data: data, fit: fit, level: level).write(to: figure) }
    }
  }

  /// The table as it is fitted.
  ///
  /// - Parameter known: Sparse rows, where they were looked at before.
  func loadedData(_ known: (any StreamSource)? = nil) throws -> SolveData {
    let data =
      switch source {
      case .table(let path):
        try SolveData(
          table: format.table(contentsOf: path), path: path, targets: targets, encoding: encoding, offset: offset,
          likelihood: likelihood, hasBias: hasBias)
      case .npy, .npz, .libsvm, .digits, .fashionMNIST, .folder, .idx: try arrayData(known)
      }
    try checkSuits(data)
    return data
  }

  /// Throws where an offset, a known standard deviation or a form of softmax are not for a likelihood.
  private static func checkSuits<Failure>(
    _ likelihood: Likelihood, _ offset: OffsetChoice?, _ dispersion: Dispersion, _ hasSoftmaxForm: Bool,
    _ failure: (String) -> Failure
  ) throws(Failure) {
    let name = likelihood.name.prefix { $0 != ":" }
    if let offset, !likelihood.takesSolverOffset {
      throw failure("'--\(offset.option)' is not for the likelihood \(name)")
    }
    if case .standardDeviation = dispersion, !likelihood.isLeastSquares {
      throw failure("'--sigma' is for the likelihood gaussian, not for \(name)")
    }
    if hasSoftmaxForm, !likelihood.takesClasses {
      throw failure("'--softmax' is for the likelihood categorical, not for \(name)")
    }
  }

  /// Throws where the likelihood that the targets ask for has no place for an option.
  private func checkSuits(_ data: SolveData) throws(CommandError) {
    try Self.checkSuits(data.likelihood, offset, dispersion, hasSoftmaxForm) { CommandError("\(path): \($0)") }
  }

  /// The same of examples that are read a part at a time.
  ///
  /// - Parameter known: Those of sparse rows, where they were looked at before.
  private func runStreamed(_ known: (any StreamSource)? = nil) throws {
    var choice = encoding
    choice.rules.hasReferences = hasBias
    var found: FoundOffset?
    let examples: any StreamSource
    if case .table(let path) = source {
      let table = try StreamedTable(
        path, format, targets: targets, choice, offset,
        areClasses: takesClasses ?? (likelihood?.takesClasses == true ? true : nil))
      found = try offset.map { try FoundOffset($0, in: table) }
      examples = table
    } else {
      examples = try known ?? arrays()
    }
    let inputs = try examples.inputs(fittedOn: [0..<examples.count])
    let (rows, columns) = (examples.count, inputs.rows.columnCount)
    if case .libsvm = source { try checkMemory(rows: rows, columns: columns) }
    let data = try SolveData(examples, inputs, offset: found, likelihood: likelihood)
    try Processes.check(files: source.files, isStreamed: true)
    try checkSuits(data)
    try checkMemory(rows: rows, columns: columns, data)
    if savePath != nil { try data.checkModel() }
    let network = Network<Double>(try architecture(inputs: data.x.columns, data.likelihood, nil), execution: execution)
    let streamed = try StreamedDataset(inputs: inputs.rows, checked: data.t, weights: data.weights)
    let fit: LinearFit<Double>
    do {
      fit = try network.solve(
        streamed, offset: data.offsets, dispersion: dispersion, ridge: ridge, softmax: softmax, confidenceLevel: level,
        featureNames: data.inputNames)
    } catch let error as SolverError {
      throw data.placed(error, nil)
    }
    printReport(data, fit)
    save(fit, data)
  }

  private func save(_ fit: LinearFit<Double>, _ data: SolveData) {
    if let savePath, Processes.isFirst {
      Outcome.attempt {
        let notes = [
          "program": "nabla \(Program.version)", "data": path, "fit": fit.summary.method,
          "settings": SettingsFile.text(arguments, resolved: [:]),
        ]
        try data.model(of: fit, notes: notes).save(to: savePath)
      }
    }
  }

  private func printReport(
    _ data: SolveData, _ fit: LinearFit<Double>, _ left: LeftOut? = nil, _ scores: FoldScores? = nil
  ) {
    let summary = data.named(data.tested(fit))
    guard printsJSON else {
      Console.print("\("\(path): \(data.title)".visible)\n\(summary)")
      if let left { Console.print(left.description) }
      if let scores { Console.print(scores.verdict) }
      return
    }
    let report = ValidatedReport(summary: summary, left: left, scores: scores)
    Console.print(data: String(decoding: JSON.encoded(report, isPretty: true), as: UTF8.self))
  }

  func architecture(
    inputs: Int, _ likelihood: Likelihood, _ base: BasisFunctions?
  ) throws(CommandError) -> Architecture {
    do {
      return try Architecture(
        inputs: inputs, likelihood: likelihood,
        specifications: (base.map { [.basisFunctions($0)] } ?? []) + [.output(Output(bias: hasBias))])
    } catch {
      throw CommandError("\(error)")
    }
  }
}
