internal import Nabla

/// A table that is read a part at a time: its inputs stay in the file; targets and weights are in memory.
struct StreamedTable: StreamSource {
  let name: String
  /// The first rows, with the names of the columns.
  let sample: DelimitedText
  private let content: Content
  private let columns: TableColumns

  private enum Content {
    /// Numbers alone.
    case numbers(TextRows)
    /// Columns that are more than numbers.
    case typed(TypedStream)
  }

  /// - Throws: `DataError` for what cannot be used.
  init(
    _ path: String, _ format: TableFormat, targets: [String]?, _ choice: EncodingChoice, _ offset: OffsetChoice? = nil
  ) throws {
    name = path
    var choice = choice
    if let offset { choice.excluded.append(offset.column) }
    func columns(of sample: DelimitedText) throws -> TableColumns {
      let columns = try choice.columns(of: sample, targets: targets, path: path)
      try offset?.check(choice, columns, in: sample, path: path)
      return columns
    }
    if choice.isPlain, let rows = try? TextRows(contentsOf: path, dialect: format.dialect) {
      let columns = try columns(of: rows.sample)
      let used = columns.inputs + columns.targets + [columns.weights, columns.trials].compactMap { $0 }
      if (try? rows.columns(used).check()) != nil {
        (sample, content, self.columns) = (rows.sample, .numbers(rows), columns)
        return
      }
    }
    let text = try format.stream(contentsOf: path)
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

  func targets<S: RealScalar>(as scalar: S.Type) throws -> WrittenTargets<S> {
    if let counts = try counts(as: scalar) { return .shares(counts.shares) }
    if case .typed(let typed) = content, let column = columns.targets.first, columns.targets.count == 1,
      typed.text.kinds[column] == .labels
    {
      let classes = try typed.text.classes(column: column)
      return .classes(classes.indices, count: classes.names.count, names: classes.names)
    }
    return .numbers(try matrix(columns.targets))
  }

  func weights<S: RealScalar>(as scalar: S.Type) throws -> [S]? {
    let own = try ownWeights(as: scalar)
    return try counts(as: scalar).map { $0.weights(times: own) } ?? own
  }

  /// Successes among trials, where a column has these.
  private func counts<S: RealScalar>(as scalar: S.Type) throws -> BinomialCounts<S>? {
    guard let column = columns.trials else { return nil }
    let numbers: Matrix<S> = try matrix([columns.targets[0], column])
    do {
      return try BinomialCounts(numbers, successes: 0, trials: 1)
    } catch {
      var own = error
      own.column = error.field == "trials" ? column : columns.targets[0]
      (own.source, own.line) = (name, try error.row.map { try line(of: $0) })
      own.field = sample.columnNames?[own.column ?? 0]
      throw own
    }
  }

  private func ownWeights<S: RealScalar>(as scalar: S.Type) throws -> [S]? {
    guard let column = columns.weights else { return nil }
    let weights: [S] = try matrix([column]).elements
    if let row = weights.firstIndex(where: { $0 < 0 }) {
      throw DataError(
        .negativeWeight, source: name, line: try line(of: row), row: row, column: column,
        field: sample.columnNames?[column], expected: "a weight of at least 0", found: "\(weights[row])")
    }
    return weights
  }

  func inputs(fittedOn training: [Range<Int>]) throws -> SourceInputs {
    switch content {
    case .numbers(let rows):
      SourceInputs(rows: rows.columns(columns.inputs), names: inputNames, isChecked: true)
    case .typed(let typed): try typed.inputs(fittedOn: training)
    }
  }

  /// The numbers of some columns.
  func matrix<S: RealScalar>(_ columns: [Int], of scalar: S.Type = S.self) throws -> Matrix<S> {
    switch content {
    case .numbers(let rows): try rows.columns(columns).matrix(rows: 0..<count)
    case .typed(let typed): try typed.text.matrix(columns: columns)
    }
  }

  /// The line of a row.
  func line(of row: Int) throws -> Int {
    switch content {
    case .numbers(let rows): row + (rows.columnNames == nil ? 1 : 2)
    case .typed(let typed): try typed.text.line(of: row)
    }
  }
}

extension EncodingChoice {
  /// Whether nothing is said of columns that are more than numbers.
  fileprivate var isPlain: Bool {
    categories.isEmpty && rules.missing == .refuse && rules.missingByColumn.isEmpty && rules.references.isEmpty
      && offset?.isExposure != true
  }
}
