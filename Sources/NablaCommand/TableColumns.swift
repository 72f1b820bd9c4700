internal import Nabla

/// Which columns of a table are inputs and which are targets.
struct TableColumns {
  var inputs: [Int]
  var targets: [Int]
  /// The names, where the table has a header.
  var inputNames: [String]?
  var targetNames: [String]?

  /// The target columns by name or index, or the last one that is none of `excluded`; all others but names of rows are inputs.
  init(of table: DelimitedText, targets: [String]?, without excluded: [Int] = []) throws(DataError) {
    let rest = (0..<table.columnCount).filter { !excluded.contains($0) && $0 != table.rowNamesColumn }
    let found = try targets.map { texts throws(DataError) in try Self.indices(typed: texts, in: table) }
    guard let targets = found ?? rest.last.map({ [$0] }) else {
      throw DataError(
        .unknownColumn, source: table.source, expected: "a column to predict beside that of the weights",
        found: "a table of one column")
    }
    self.init(table, inputs: rest.filter { !targets.contains($0) }, targets: targets)
  }

  private init(_ table: DelimitedText, inputs: [Int], targets: [Int]) {
    self.inputs = inputs
    self.targets = targets
    inputNames = table.columnNames.map { names in inputs.map { names[$0] } }
    targetNames = table.columnNames.map { names in targets.map { names[$0] } }
  }

  /// The same columns in another table: by their names where both have a header, and else by their places.
  func found(in table: DelimitedText) throws(DataError) -> TableColumns {
    guard let inputNames, let targetNames, table.columnNames != nil else {
      return TableColumns(table, inputs: inputs, targets: targets)
    }
    return TableColumns(
      table, inputs: try Self.indices(of: inputNames, in: table), targets: try Self.indices(of: targetNames, in: table))
  }

  /// The columns with these names.
  static func indices(of names: [String], in table: DelimitedText) throws(DataError) -> [Int] {
    var indices: [Int] = []
    for name in names { indices.append(try table.index(of: .name(name))) }
    return indices
  }

  /// The examples of a table.
  func dataset<S: RealScalar>(
    of table: DelimitedText, _ kind: DelimitedText.TargetKind, classNames: [String]? = nil, as scalar: S.Type
  ) throws -> Dataset<S> {
    let kind = kind == .classes && targets.count > 1 ? .oneHot : kind
    return try Dataset(
      table, inputs: inputs.map { .index($0) }, targets: targets.map { .index($0) }, kind: kind, classNames: classNames)
  }

  /// Refuses columns of one name: a model finds its columns by their names, so it would fit no table.
  static func checkDifferent(_ names: [String], in path: String) throws(CommandError) {
    var seen: Set<String> = []
    for name in names where !seen.insert(name).inserted {
      throw CommandError(
        "\(path): several columns have the name '\(name)', but a model finds its columns by their names")
    }
  }

  /// The places of columns as they are typed, each a different one.
  static func indices(typed texts: [String], in table: DelimitedText) throws(DataError) -> [Int] {
    var indices: [Int] = []
    for text in texts {
      let index = try table.index(of: column(text, in: table))
      guard !indices.contains(index) else {
        throw DataError(
          .ambiguousColumn, source: table.source, column: index, expected: "a list of different columns",
          found: "\"\(text)\" for one that it has already")
      }
      indices.append(index)
    }
    return indices
  }

  /// A column as it is typed: a name of the header, or an index.
  private static func column(_ text: String, in table: DelimitedText) -> DelimitedText.Column {
    if let index = Int(text), table.columnNames?.contains(text) != true { return .index(index) }
    return .name(text)
  }
}
