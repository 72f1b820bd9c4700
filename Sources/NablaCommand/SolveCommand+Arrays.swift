import Foundation
internal import Nabla

extension SolveCommand {
  /// What the data is called.
  var path: String { source.name }

  /// The options of arrays and sparse rows.
  static let arrayOptions =
    DataChoice.arrayOptions + [
      Option(name: "classes", help: "Of arrays and rows of LIBSVM: the targets are classes."),
      Option(name: "regression", help: "Of arrays and rows of LIBSVM: the targets are numbers, whole ones, too."),
    ]

  /// Sparse rows get their zeros in up to so many bytes of memory; more of them are read a part at a time.
  static let denseBudget = 1 << 30

  /// Where the examples are: in a table, or in arrays.
  static func source(_ arguments: Arguments) throws(UsageError) -> DataChoice.Source {
    let arrays = try DataChoice.Source(arraysOf: arguments)
    guard let path = arguments.operands.first else {
      guard let arrays else { throw UsageError("FILE is missing: \(description.operands[0].help)") }
      for option in DataChoice.tableOptions + ["reference"] where arguments.contains(option) {
        guard ["classes", "regression"].contains(option) else {
          throw UsageError("'--\(option)' is for tables, and goes with FILE")
        }
      }
      return arrays
    }
    guard arrays == nil else {
      throw UsageError("a table, '\(path)', and '--npy', '--npz' or '--libsvm' exclude each other; give one of them")
    }
    for option in ["classes", "regression"] where arguments.contains(option) {
      throw UsageError(
        "'--\(option)' is for '--npy', '--npz' and '--libsvm'; of tables '--likelihood' says what targets are")
    }
    return .table(path)
  }

  /// Whether targets are classes; nil where that is found out. Where an output is a number, targets are.
  var takesClasses: Bool? {
    areClasses ?? (likelihood.map { $0.classCoding == nil || $0.classCoding == .oneHot } == true ? false : nil)
  }

  /// The examples of arrays or of sparse rows, which stay in their files.
  func arrays() throws -> any StreamSource {
    guard let arrays = try source.arrays(areClasses: takesClasses) else {
      preconditionFailure("a source that 'solve' does not take")
    }
    return arrays
  }

  /// The examples of arrays or of sparse rows in memory, with all their zeros.
  ///
  /// - Parameter known: Sparse rows, where they were looked at before.
  func arrayData(_ known: (any StreamSource)?) throws -> SolveData {
    let arrays: Dataset<Double>
    switch source {
    case .npy(let inputs, let targets):
      arrays = try .npy(inputs: inputs, targets: targets, areClasses: takesClasses)
    case .npz(let path, let names):
      arrays = try .npz(path, inputs: names?[0], targets: names?[1], areClasses: takesClasses)
    case .libsvm, .digits, .fashionMNIST, .folder, .idx, .table:
      let examples = try known ?? self.arrays()
      let inputs = try examples.inputs(fittedOn: [0..<examples.count])
      return try SolveData(
        examples, inputs, x: inputs.rows.matrix(rows: 0..<examples.count), likelihood: likelihood)
    }
    let examples = ArraysInMemory(name: path, arrays: arrays)
    return try SolveData(
      examples, examples.inputs(fittedOn: []), x: arrays.inputs, likelihood: likelihood)
  }

  /// Whether sparse rows are beyond the budget with their zeros, so that they are read a part at a time.
  ///
  /// - Throws: `CommandError` where an option needs them in memory.
  func isBeyondBudget(_ examples: any StreamSource) throws -> Bool {
    // There may be too many columns to name them.
    let columns = try examples.inputs(fittedOn: []).rows.columnCount
    let (bytes, overflow) = examples.count.multipliedReportingOverflow(by: 8 * columns)
    guard overflow || bytes > Self.denseBudget else { return false }
    guard let inMemoryOption else { return true }
    throw CommandError(
      "\(path): '--\(inMemoryOption)' needs all rows in memory with their zeros, up to \(Self.denseBudget >> 30) GB of them; "
        + "these are \(examples.count) × \(columns) numbers")
  }

  /// Refuses so many columns, or classes of them, that there is no memory for what a solution is made of.
  ///
  /// - Parameter data: The rest of the data; without it the least that a solution takes counts.
  func checkMemory(rows: Int, columns: Int, _ data: SolveData? = nil) throws(CommandError) {
    let (n, p) = (Double(rows), Double(columns + 1))
    var numbers = n < p ? 6 * n * p : n * p / 4 + 10 * p * p
    if let data, !data.likelihood.isLeastSquares {
      let parameters = p * Double(data.likelihood.classCoding == .indices ? data.t.classCount ?? 1 : 1)
      // The Hessian, its parts that are summed, its inverse and the covariances.
      numbers = 6 * parameters * parameters
    }
    guard 8 * numbers > Double(ProcessInfo.processInfo.physicalMemory) else { return }
    let classes = data?.t.classCount.map { " and \($0) classes" }
    let advice =
      if case .libsvm = source {
        "'nabla train --libsvm' trains on the rows without their zeros"
      } else {
        "'nabla train --hidden none' trains such a network without second derivatives"
      }
    throw CommandError(
      "\(path): a solution of \(rows) rows with \(columns) columns\(classes.orEmpty) takes \(Int(8 * numbers / 1e9)) GB of memory, "
        + "more than there is; \(advice)")
  }
}

/// Two arrays in memory.
private struct ArraysInMemory: StreamSource {
  let name: String
  let arrays: Dataset<Double>

  var count: Int { arrays.count }
  var inputNames: [String] { arrays.inputs.indexNames }

  func targetsAndWeights<S: RealScalar>(
    as scalar: S.Type
  ) throws -> (targets: WrittenTargets<S>, weights: [S]?) {
    switch arrays.targets {
    case .values(let values), .incomplete(let values): (.numbers(Matrix<S>(values)), nil)
    case .classes(let classes): (.classes(classes, count: (classes.max() ?? 0) + 1, names: nil), nil)
    }
  }

  func inputs(fittedOn rows: [Range<Int>]) -> SourceInputs { SourceInputs(rows: arrays.inputs, isChecked: true) }
}
