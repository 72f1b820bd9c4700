/// How the columns of a table become the inputs of a network: an encoder for each, in the order of the inputs.
///
/// ```swift
/// let encoding = try InputEncoding(
///   fitting: columns, of: table, rows: trainingRows, rules: EncodingRules(missing: .median))
/// let x: Matrix<Double> = try encoding.inputs(of: newTable).matrix
/// ```
public struct InputEncoding: Sendable, Hashable {
  /// The encoders.
  public let columns: [ColumnEncoder]
  /// Whether rows with missing values were left out of the training, so that those of an evaluation are too.
  public let dropsMissing: Bool
  /// Where the columns are in a table without names that has as many columns as that of the training; nil where columns have
  /// names, and where that is not known.
  public let layout: Layout?

  /// Where columns are in a table without names.
  public struct Layout: Sendable, Hashable, Codable {
    /// The number of columns of the table.
    public let columnCount: Int
    /// The place of each column of the encoding.
    public let places: [Int]
  }

  /// An encoding of these columns.
  ///
  /// - Precondition: there is a column; either all have different names or none has one; a layout has a place for each.
  public init(columns: [ColumnEncoder], dropsMissing: Bool = false, layout: Layout? = nil) {
    self.columns = columns
    self.dropsMissing = dropsMissing
    self.layout = layout
    if let problem { preconditionFailure(problem) }
  }

  /// The encoding of some columns, from their values in the training rows.
  ///
  /// - Throws: `DataError`, as the table and the rules say.
  /// - Complexity: O(columns · n log n).
  public init(
    fitting columns: [Table.Column], of table: DelimitedText, rows: [Int], rules: EncodingRules
  ) throws(DataError) {
    var seen: Set<String> = []
    for column in columns {
      guard let name = column.name, !seen.insert(name).inserted else { continue }
      throw DataError(
        .ambiguousColumn, source: table.source, column: column.index, field: "column \"\(name)\"",
        expected: "columns of different names, by which they are found again", found: "several of that name")
    }
    var encoders: [ColumnEncoder] = []
    for column in columns {
      encoders.append(try ColumnEncoder(fitting: column, of: table, rows: rows, rules: rules))
    }
    let drops = columns.contains { rules.missing(in: $0.title) == .drop }
    let layout = Layout(columnCount: table.columnCount, places: columns.map(\.index))
    self.init(columns: encoders, dropsMissing: drops, layout: table.columnNames == nil ? layout : nil)
  }

  /// The names of the columns; nil where the table had none.
  public var columnNames: [String]? {
    let names = columns.compactMap(\.name)
    return names.count == columns.count ? names : nil
  }

  /// What a column is called: by its name, or `column3`.
  func title(_ i: Int) -> String { columns[i].name ?? "column\(layout?.places[i] ?? i)" }

  /// The number of inputs, d.
  public var inputCount: Int { columns.reduce(0) { $0 + $1.width } }

  /// The names of the d inputs.
  public var inputNames: [String] {
    columns.indices.flatMap { columns[$0].inputNames(title($0)) }
  }

  /// Whether every column is a number that is never missing, so that the inputs are the columns.
  public var isPlain: Bool {
    columns.allSatisfy { $0.kind == .number && $0.replacement == nil } && !dropsMissing
  }

  /// The inputs of each column of categories that has several, by its title: those that are tested together.
  public var groups: [(title: String, inputs: Range<Int>)] {
    var start = 0
    return columns.enumerated().compactMap { i, column in
      defer { start += column.width }
      guard case .categories = column.kind, column.valueWidth > 1 else { return nil }
      return (title(i), start..<start + column.valueWidth)
    }
  }

  /// The inputs of every column that has some, by its title.
  public var columnInputs: [(title: String, inputs: Range<Int>)] {
    var start = 0
    return columns.enumerated().compactMap { i, column in
      defer { start += column.width }
      return column.width > 0 ? (title(i), start..<start + column.width) : nil
    }
  }

  /// Why the parts do not agree; nil where they do.
  var problem: String? {
    guard !columns.isEmpty else { return "an encoding of no column" }
    let names = columns.compactMap(\.name)
    guard names.isEmpty || names.count == columns.count else { return "names of some columns only" }
    guard Set(names).count == names.count else { return "two columns of one name" }
    if let layout {
      guard layout.places.count == columns.count, Set(layout.places).count == columns.count,
        layout.places.allSatisfy({ $0 >= 0 && $0 < layout.columnCount })
      else { return "places that are not those of its columns" }
    }
    return nil
  }
}

extension InputEncoding: Codable {
  private enum CodingKeys: String, CodingKey {
    case columns, layout
    case dropsMissing = "drops_missing"
  }

  /// Reads an encoding, and refuses one whose parts do not agree.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    columns = try container.decode([ColumnEncoder].self, forKey: .columns)
    dropsMissing = try container.decodeIfPresent(Bool.self, forKey: .dropsMissing) ?? false
    layout = try container.decodeIfPresent(Layout.self, forKey: .layout)
    if let problem {
      throw DecodingError.dataCorruptedError(
        forKey: .columns, in: container, debugDescription: "expected encoders of different columns, found \(problem)")
    }
  }

  /// Writes the encoding.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(columns, forKey: .columns)
    try container.encodeIfPresent(layout, forKey: .layout)
    if dropsMissing { try container.encode(true, forKey: .dropsMissing) }
  }
}
