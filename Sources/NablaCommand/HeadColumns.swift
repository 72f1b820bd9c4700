internal import Nabla

/// The target columns of a table where each has a likelihood of its own.
struct HeadColumns {
  /// What a column is for, with the names of its classes where it has some.
  private var parts: [(likelihood: Likelihood, classNames: [String]?)]

  /// The names of each column's classes; nil of numbers.
  var classNames: [[String]?] { parts.map(\.classNames) }

  /// One column for each head, whose classes are those of the table.
  ///
  /// - Throws: `DataError` for columns that can be neither numbers nor classes, `CommandError` for other numbers of columns or
  ///   classes.
  init(_ heads: [Likelihood.Head], _ columns: TableColumns, of table: DelimitedText, path: String) throws {
    guard heads.count == columns.targets.count else {
      throw CommandError(
        "\(path): \(heads.count) likelihoods for \(columns.targets.count) target column\(columns.targets.count == 1 ? "" : "s"); '--target' names one for each"
      )
    }
    parts = []
    for (head, column) in zip(heads, columns.targets) {
      let names = try Self.classNames(of: column, for: head.likelihood, in: table, columns)
      if let names, let coding = head.likelihood.classCoding,
        names.count < 2 || coding.outputs(classes: names.count) == nil
      {
        throw CommandError(
          "\(path): the column '\(table.columnNames?[column] ?? "\(column)")' has \(names.count) classes, where "
            + "'\(head.likelihood.name)' takes \(head.likelihood.takesClasses ? "at least " : "")2")
      }
      parts.append((head.likelihood, names))
    }
  }

  /// The columns of a model's heads; nil where it has none. A head of several numbers has a column for each.
  init?<S: RealScalar>(of model: Model<S>) {
    guard let heads = model.network.architecture.likelihood.heads else { return nil }
    parts = heads.enumerated().flatMap { h, head -> [(Likelihood, [String]?)] in
      let names = model.headClassNames?[h]
      guard !head.likelihood.takesClasses else {
        return [(head.likelihood, names ?? (0..<head.likelihood.outputs).map { "\($0)" })]
      }
      return Array(repeating: (head.likelihood.with(targets: 1), names), count: head.likelihood.targets)
    }
  }

  /// Refuses other numbers of columns.
  func check(_ columns: TableColumns, path: String) throws(CommandError) {
    guard parts.count != columns.targets.count else { return }
    throw CommandError(
      "\(path): the model has \(parts.count) targets, but \(columns.targets.count) target columns are given")
  }

  /// The names of a column's classes in order: of labels, and for two classes of two whole numbers; nil of numbers.
  private static func classNames(
    of column: Int, for likelihood: Likelihood, in table: DelimitedText, _ columns: TableColumns
  ) throws(DataError) -> [String]? {
    guard let coding = likelihood.classCoding, coding != .oneHot else { return nil }
    if coding == .binary {
      var own = columns
      (own.targets, own.mayLackTargets) = ([column], true)
      if try own.kind(of: table) == .values {
        let values = try own.numbers(of: table).elements.filter { !$0.isNaN }
        return values.allSatisfy((0...1).contains) ? nil : TableColumns.twoClasses(values)
      }
    }
    let present = (0..<table.rowCount).filter { !table.missingMarks.contains(table[$0, column]) }
    return try table.rows(at: present).classes(in: .index(column)).names
  }

  /// The targets: a column for each number, and for each class of several.
  ///
  /// - Throws: `DataError` with line and column of what is no target of its likelihood, and of what is missing and may not be.
  func targets<S: RealScalar>(
    of table: DelimitedText, columns: [Int], mayLack: Bool, as _: S.Type
  ) throws(DataError) -> Targets<S> {
    var blocks: [Matrix<S>] = []
    for (part, column) in zip(parts, columns) {
      if let names = part.classNames {
        blocks.append(try classes(part.likelihood, names, of: table, column, mayLack))
      } else {
        blocks.append(try numbers(part.likelihood, of: table, column, mayLack))
      }
    }
    var result = Matrix<S>(rows: table.rowCount, columns: blocks.reduce(0) { $0 + $1.columns })
    var first = 0
    for block in blocks {
      for i in 0..<block.rows { for k in 0..<block.columns { result[i, first + k] = block[i, k] } }
      first += block.columns
    }
    return mayLack ? .incomplete(result) : .values(result)
  }

  private func numbers<S: RealScalar>(
    _ likelihood: Likelihood, of table: DelimitedText, _ column: Int, _ mayLack: Bool
  ) throws(DataError) -> Matrix<S> {
    let values: Matrix<S> = try table.matrix(columns: [column], of: S.self, allowsMissing: mayLack)
    if let refused = likelihood.firstRefused(of: values) {
      throw table.fieldError(.labelOutOfRange, row: refused.row, column: column, expected: refused.expected)
    }
    return values
  }

  private func classes<S: RealScalar>(
    _ likelihood: Likelihood, _ names: [String], of table: DelimitedText, _ column: Int, _ mayLack: Bool
  ) throws(DataError) -> Matrix<S> {
    let present = (0..<table.rowCount).filter { !mayLack || !table.missingMarks.contains(table[$0, column]) }
    let labels = try (mayLack ? table.rows(at: present) : table).classes(in: .index(column), names: names).indices
    let isBinary = likelihood.classCoding == .binary
    var result = Matrix<S>(rows: table.rowCount, columns: isBinary ? 1 : names.count, repeating: .nan)
    for (row, label) in zip(present, labels) {
      for k in 0..<result.columns { result[row, k] = isBinary ? S(label) : label == k ? 1 : 0 }
    }
    return result
  }
}
