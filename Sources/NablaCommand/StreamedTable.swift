internal import Nabla

/// A table that is read a part at a time: its inputs stay in the file; targets and weights are in memory.
struct StreamedTable: StreamSource {
  let name: String
  /// The first rows, with the names of the columns.
  let sample: DelimitedText
  private let content: Content
  private let columns: TableColumns
  /// Whether targets are labels, or numbers, where that is said.
  private let areClasses: Bool?

  private enum Content {
    /// Numbers alone.
    case numbers(TextRows)
    /// Columns that are more than numbers.
    case typed(TypedStream)
  }

  /// - Throws: `DataError` for what cannot be used.
  init(
    _ path: String, _ format: TableFormat, targets: [String]?, _ choice: EncodingChoice, _ offset: OffsetChoice? = nil,
    areClasses: Bool? = nil
  ) throws {
    name = path
    self.areClasses = areClasses
    var choice = choice
    if let offset { choice.excluded.append(offset.column) }
    func columns(of sample: DelimitedText) throws -> TableColumns {
      var columns = try choice.columns(of: sample, targets: targets, path: path)
      try offset?.check(choice, columns, in: sample, path: path)
      columns.knownOffset = try offset.map { try TableColumns.index(typed: $0.column, in: sample) }
      return columns
    }
    let file = try StreamChoice.file(path, format.dialect.encoding)
    if choice.isPlain, let rows = try? TextRows(file, dialect: format.dialect) {
      let columns = try columns(of: rows.sample)
      let used = Set(columns.inputs + columns.neverFilledIn).sorted()
      if (try? rows.columns(used).check()) != nil {
        (sample, content, self.columns) = (rows.sample, .numbers(rows), columns)
        return
      }
    }
    let text = try format.stream(file, path)
    let typed = try TypedStream(text, columns(of: text.first), choice, path: path)
    (sample, content, self.columns) = (text.first, .typed(typed), typed.columns)
  }

  var count: Int {
    switch content {
    case .numbers(let rows): rows.rowCount
    case .typed(let typed): typed.text.rowCount
    }
  }
  var targetNames: [String]? { columns.targets.map(title) }
  /// The names of the columns that are inputs.
  var inputNames: [String] { columns.inputs.map(title) }
  var hasOffset: Bool { columns.offset != nil }

  private func title(_ column: Int) -> String { sample.columnNames?[column] ?? "column\(column)" }

  func targetsAndWeights<S: RealScalar>(
    as scalar: S.Type
  ) throws -> (targets: WrittenTargets<S>, weights: [S]?) {
    let counts = try columns.counts(of: self, as: scalar)
    let targets: WrittenTargets<S> = try counts.map { .shares($0.shares) } ?? plainTargets(as: scalar)
    let weights = try columns.weights(of: self, as: scalar)
    return (targets, counts?.weights(times: weights) ?? weights)
  }

  /// The targets where they are no successes among trials.
  private func plainTargets<S: RealScalar>(as scalar: S.Type) throws(DataError) -> WrittenTargets<S> {
    if case .typed(let typed) = content, let column = columns.targets.first, columns.targets.count == 1 {
      if let levels = columns.levels {
        let places = try typed.text.classes(column: column, names: levels).indices
        return .levels(Matrix(column: places.map { S($0) }), names: levels)
      }
      let areLabels =
        switch typed.text.kinds[column] {
        case .labels: areClasses != false
        case .times: areClasses == true
        case .numbers, .missing: false
        }
      guard areLabels else { return .numbers(try numbers(in: columns.targets, as: scalar)) }
      let classes = try typed.text.classes(column: column)
      return .classes(classes.indices, count: classes.names.count, names: classes.names)
    }
    return .numbers(try numbers(in: columns.targets, as: scalar))
  }

  func targetError(_ refused: RefusedTarget) throws(DataError) -> DataError {
    try fieldError(
      .labelOutOfRange, row: refused.row, column: columns.targets[refused.column], expected: refused.expected)
  }

  func inputs(fittedOn training: [Range<Int>]) throws -> SourceInputs {
    switch content {
    case .numbers(let rows):
      SourceInputs(rows: rows.columns(columns.inputs), names: inputNames, isChecked: true)
    case .typed(let typed): try typed.inputs(fittedOn: training)
    }
  }
}

extension StreamedTable: NumberTable {
  func numbers<S: RealScalar>(in columns: [Int], as scalar: S.Type) throws(DataError) -> Matrix<S> {
    switch content {
    case .numbers(let rows): try rows.columns(columns).matrix(rows: 0..<count)
    case .typed(let typed): try typed.text.matrix(columns: columns)
    }
  }

  func fieldError(
    _ kind: DataError.Kind, row: Int, column: Int, expected: String
  ) throws(DataError) -> DataError {
    switch content {
    case .numbers(let rows): try rows.fieldError(kind, row: row, column: column, expected: expected)
    case .typed(let typed): try typed.text.fieldError(kind, row: row, column: column, expected: expected)
    }
  }
}

extension EncodingChoice {
  /// Whether nothing is said of columns that are more than numbers.
  fileprivate var isPlain: Bool {
    categories.isEmpty && rules.missing == .refuse && rules.missingByColumn.isEmpty && rules.references.isEmpty
      && offset?.isExposure != true && levels == nil
  }
}
