internal import Nabla

/// Which columns of a table are inputs and which are targets.
struct TableColumns {
  var inputs: [Int]
  var targets: [Int]
  /// The names, where the table has a header.
  var inputNames: [String]?
  var targetNames: [String]?

  /// The target columns by name or index, or the last one; all others are inputs.
  init(of table: DelimitedText, targets: [String]?) throws(DataError) {
    var found: [Int] = []
    for text in targets ?? [] { found.append(try table.index(of: Self.column(text, in: table))) }
    if targets == nil { found = [table.columnCount - 1] }
    self.init(table, inputs: (0..<table.columnCount).filter { !found.contains($0) }, targets: found)
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

  /// Classes where a target has text, and numbers otherwise.
  func kind(of table: DelimitedText) throws(DataError) -> DelimitedText.TargetKind {
    do {
      _ = try table.matrix(targets.map { .index($0) }, of: Double.self)
      return .values
    } catch let error where error.kind == .notANumber && targets.count == 1 {
      return .classes
    }
  }

  /// The examples of a table.
  func dataset<S: RealScalar>(
    of table: DelimitedText, _ kind: DelimitedText.TargetKind, classNames: [String]? = nil, as scalar: S.Type
  ) throws -> Dataset<S> {
    guard kind == .values || targets.count == 1 else {
      throw CommandError("classes are in one column, but \(targets.count) target columns are given")
    }
    return try Dataset(
      table, inputs: inputs.map { .index($0) }, targets: targets.map { .index($0) }, kind: kind, classNames: classNames)
  }

  /// A column as it is typed: a name of the header, or an index.
  private static func column(_ text: String, in table: DelimitedText) -> DelimitedText.Column {
    if let index = Int(text), table.columnNames?.contains(text) != true { return .index(index) }
    return .name(text)
  }
}
