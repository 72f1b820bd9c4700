internal import Nabla

/// A table whose columns are chosen and whose rows with missing values are left out, so that it can be divided into examples for
/// training and for testing in any way; encodings are fitted on the training rows of each.
struct PreparedTable<Scalar: RealScalar> {
  /// How the targets are taken.
  let form: TargetForm
  /// The group of each row; nil where there are none.
  let groups: [Int]?
  private let content: Content
  private let inputNames: [String]?
  private let likelihood: Likelihood?
  private let path: String

  private enum Content {
    /// Numbers alone.
    case plain(Dataset<Scalar>, TableColumns)
    /// Columns that are more than numbers.
    case typed(FitTable)
  }

  /// One division of it.
  struct Part {
    let training: Dataset<Scalar>
    let test: Dataset<Scalar>
    let featureNames: [String]?
    /// The columns, with their encoding where they have one.
    let columns: TableColumns
  }

  /// - Throws: `DataError` for what cannot be used.
  init(
    _ table: DelimitedText, _ columns: TableColumns, _ choice: DataChoice, likelihood: Likelihood?, path: String
  ) throws {
    inputNames = columns.inputNames
    self.likelihood = likelihood
    self.path = path
    let heads = try likelihood?.heads.map { try HeadColumns($0, columns, of: table, path: path) }
    var columns = columns
    columns.heads = heads
    func form(_ columns: TableColumns, _ table: DelimitedText) throws(DataError) -> TargetForm {
      try columns.targetForm(of: table, kind: choice.kind, likelihood: likelihood)
    }
    func plain() throws -> (TargetForm, Dataset<Scalar>) {
      let form = try form(columns, table)
      let data = try columns.dataset(of: table, form.kind, classNames: form.classNames, as: Scalar.self)
      try columns.check(data.targets, of: table, likelihood)
      return (form, data)
    }
    if !choice.encoding.categories.isEmpty || columns.offset?.isExposure == true,
      let fit = try FitTable(table, columns, choice.encoding, path: path)
    {
      (self.form, content) = (try form(fit.columns, fit.table), .typed(fit))
      groups = try fit.columns.groups(of: fit.table)
      return
    }
    do {
      // Tables of numbers alone, which may be large, are read once.
      let (form, data) = try plain()
      let groups = try columns.groups(of: table)
      (self.form, content, self.groups) = (form, .plain(data, columns), groups)
    } catch let error as DataError {
      guard error.line != nil, let fit = try FitTable(table, columns, choice.encoding, path: path) else {
        throw error.hinting(at: table, columns)
      }
      (self.form, content) = (try form(fit.columns, fit.table), .typed(fit))
      groups = try fit.columns.groups(of: fit.table)
    }
  }

  /// The targets of all rows, with no inputs that matter.
  func targets() throws -> Targets<Double> {
    switch content {
    case .plain(let data, _):
      return data.targets.targets(of: Double.self)
    case .typed(let fit): return try fit.columns.targetData(of: fit.table, form).targets
    }
  }

  /// The examples of these rows.
  func part(training: [Int], test: [Int]) throws -> Part {
    // No encoding can be fitted on none.
    guard !training.isEmpty else { throw CommandError("\(path): there are no examples for training") }
    switch content {
    case .plain(let data, let columns):
      let isWhole = test.isEmpty && training.count == data.count
      return Part(
        training: isWhole ? data : data.rows(at: training), test: data.rows(at: test), featureNames: inputNames,
        columns: columns)
    case .typed(let fit):
      let columns = try fit.columns(fittedOn: training)
      let data = try columns.dataset(of: fit.table, form.kind, classNames: form.classNames, as: Scalar.self)
      try columns.check(data.targets, of: fit.table, likelihood)
      return Part(
        training: data.rows(at: training), test: data.rows(at: test),
        featureNames: columns.encoding?.inputNames ?? columns.inputNames,
        columns: columns)
    }
  }
}
