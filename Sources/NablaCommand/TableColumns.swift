internal import Nabla

/// Which columns of a table are inputs and which are targets.
struct TableColumns {
  var inputs: [Int]
  var targets: [Int]
  /// The names, where the table has a header.
  var inputNames: [String]?
  var targetNames: [String]?
  /// The column with the weights of the examples.
  var weights: Int?
  /// The column with the numbers of trials, where the target is one of successes, and its name.
  var trials: Int?
  private var trialsName: String?
  /// The column whose equal values keep examples together.
  var groups: Int?
  /// Whether numbers among the targets may be missing.
  var mayLackTargets = false
  /// The labels of the target in their order, where these are ordered classes: 0, 1, … as numbers.
  var levels: [String]?
  /// Which column is the offset, the last of the inputs then.
  var offset: OffsetChoice?
  /// The column of an offset that is none of the inputs, of a regression.
  var knownOffset: Int?
  /// What each target column is for, where there are several likelihoods.
  var heads: HeadColumns?
  /// How the inputs are made of their columns, where these are more than numbers.
  var encoding: InputEncoding?

  /// The target columns by name or index, or the last one that is none of those `excluded` nor what a delimiter at the end of every
  /// line makes; all others but names of rows are inputs.
  init(of table: DelimitedText, targets: [String]?, without excluded: [Int] = []) throws(DataError) {
    let rest = (0..<table.columnCount).filter { !excluded.contains($0) && $0 != table.rowNamesColumn }
    let found = try targets.map { texts throws(DataError) in try Self.indices(typed: texts, in: table) }
    let emptyEnd = found == nil ? table.emptyEnd : nil
    guard let targets = found ?? rest.last(where: { $0 != emptyEnd }).map({ [$0] }) else {
      throw DataError(
        .unknownColumn, source: table.source, expected: "a column to predict beside that of the weights",
        found: "a table of one column")
    }
    self.init(table, inputs: rest.filter { !targets.contains($0) }, targets: targets)
  }

  init(_ table: DelimitedText, inputs: [Int], targets: [Int]) {
    self.inputs = inputs
    self.targets = targets
    inputNames = table.columnNames.map { names in inputs.map { names[$0] } }
    targetNames = table.columnNames.map { names in targets.map { names[$0] } }
  }

  /// The columns in whose missing values nothing is filled in: rows are left out for them, where any are.
  var neverFilledIn: [Int] {
    (mayLackTargets ? [] : targets) + [weights, trials, knownOffset].compactMap { $0 }
      + (offset == nil ? [] : inputs.suffix(1))
  }

  /// Makes these the inputs.
  mutating func setInputs(_ columns: [Int], of table: DelimitedText) {
    inputs = columns
    inputNames = table.columnNames.map { names in columns.map { names[$0] } }
  }

  /// Makes the target a number of successes among those that a column has.
  mutating func setTrials(_ column: Int?, in table: DelimitedText) {
    trials = column
    trialsName = column.flatMap { table.columnNames?[$0] }
  }

  /// The same columns in another table: by their names where both have a header, and else by their places.
  func found(in table: DelimitedText) throws(DataError) -> TableColumns {
    var places = (inputs: inputs, targets: targets)
    if let inputNames, let targetNames, table.columnNames != nil {
      places = (try Self.indices(of: inputNames, in: table), try Self.indices(of: targetNames, in: table))
    } else {
      // There may be fewer columns.
      for place in inputs + targets { _ = try table.index(of: .index(place)) }
    }
    var columns = TableColumns(table, inputs: places.inputs, targets: places.targets)
    columns.encoding = encoding
    columns.mayLackTargets = mayLackTargets
    (columns.offset, columns.heads, columns.levels) = (offset, heads, levels)
    if let trialsName, table.columnNames != nil {
      columns.setTrials(try Self.indices(of: [trialsName], in: table)[0], in: table)
    } else {
      columns.setTrials(trials, in: table)
    }
    return columns
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
    if let heads {
      return try Dataset(
        inputs: inputMatrix(of: table, as: scalar),
        targets: heads.targets(of: table, columns: targets, mayLack: mayLackTargets, as: scalar),
        weights: weights(of: table, as: scalar))
    }
    if let counts = try counts(of: table, as: scalar) {
      return try Dataset(
        inputs: inputMatrix(of: table, as: scalar), targets: counts.shares,
        weights: counts.weights(times: weights(of: table, as: scalar)))
    }
    if let levels {
      let places = Matrix<S>(try numbers(of: table))
      return try Dataset(
        inputs: inputMatrix(of: table, as: scalar),
        targets: mayLackTargets ? Targets<S>.incomplete(places) : Targets<S>.values(places),
        weights: weights(of: table, as: scalar), classNames: levels)
    }
    let kind = kind == .classes && targets.count > 1 ? .oneHot : kind
    let data = try Dataset<S>(
      table, x: inputMatrix(of: table, as: scalar), targets: targets, kind: kind, classNames: classNames,
      mayLackTargets: mayLackTargets)
    guard let weights = try weights(of: table, as: scalar) else { return data }
    return try Dataset(inputs: data.inputs, targets: data.targets, weights: weights, classNames: data.classNames)
  }

  /// The inputs; what of them the training did not know is said.
  func inputMatrix<S: RealScalar>(of table: DelimitedText, as scalar: S.Type) throws(DataError) -> Matrix<S> {
    guard let encoding else {
      guard !inputs.isEmpty else {
        throw DataError(
          .unknownColumn, source: table.source, expected: "at least one column of inputs beside the targets",
          found: "a table of \(table.columnCount) column\(table.columnCount == 1 ? "" : "s")")
      }
      return try table.matrix(inputs.map { .index($0) }, of: scalar)
    }
    let encoded: EncodedInputs<S> = try encoding.inputs(of: table, places: inputs)
    for remark in encoded.remarks { Console.error("nabla: \(table.source.map { "\($0): " } ?? "")\(remark)") }
    return encoded.matrix
  }

  /// Refuses columns of one name: a model finds its columns by their names, so it would fit no table.
  static func checkDifferent(_ names: [String], in path: String) throws(CommandError) {
    var seen: Set<String> = []
    for name in names where !seen.insert(name).inserted {
      throw CommandError(
        "\(path): several columns have the name '\(name)', but a model finds its columns by their names")
    }
  }

  /// The places of columns as they are typed, each a different one: by name, by index, or by a pattern that stands for all
  /// columns whose names it fits.
  static func indices(typed texts: [String], in table: DelimitedText) throws(DataError) -> [Int] {
    var indices: [Int] = []
    for text in texts {
      if let pattern = NamePattern(text), let names = table.columnNames, !names.contains(text) {
        let fitting = names.indices.filter { pattern.fits(names[$0]) && $0 != table.rowNamesColumn }
        guard !fitting.isEmpty else {
          throw DataError(
            .unknownColumn, source: table.source, field: "columns \"\(text)\"",
            expected:
              "a pattern that fits one of the columns \(names.prefix(20).map { "\"\($0)\"" }.joined(separator: ", "))",
            found: "\"\(text)\"")
        }
        indices += fitting.filter { !indices.contains($0) }
        continue
      }
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

  /// The place of a column as it is typed.
  static func index(typed text: String, in table: DelimitedText) throws(DataError) -> Int {
    try indices(typed: [text], in: table)[0]
  }

  /// A column as it is typed: a name of the header, or an index.
  private static func column(_ text: String, in table: DelimitedText) -> DelimitedText.Column {
    if let index = Int(text), table.columnNames?.contains(text) != true { return .index(index) }
    return .name(text)
  }
}

/// A pattern of names, in which `*` stands for any characters and `?` for one.
struct NamePattern {
  private let parts: [Character]

  /// The pattern; nil where it has no such character.
  init?(_ text: String) {
    guard text.contains(where: { $0 == "*" || $0 == "?" }) else { return nil }
    parts = Array(text)
  }

  /// Whether a name fits.
  ///
  /// - Complexity: O(length of the pattern · length of the name).
  func fits(_ name: String) -> Bool {
    let name = Array(name)
    // reached[i]: whether the pattern so far fits the first i characters.
    var reached = [true] + Array(repeating: false, count: name.count)
    for part in parts {
      if part == "*" {
        for i in 0..<name.count where reached[i] { reached[i + 1] = true }
      } else {
        for i in (0..<name.count).reversed() { reached[i + 1] = reached[i] && (part == "?" || part == name[i]) }
        reached[0] = false
      }
    }
    return reached[name.count]
  }
}
