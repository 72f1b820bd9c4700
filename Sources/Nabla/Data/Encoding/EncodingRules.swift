/// What is made of missing values.
public enum MissingRule: String, Sendable, Hashable, CaseIterable, Codable {
  /// An error that names the first.
  case refuse
  /// Rows with one are left out.
  case drop
  /// The mean of the training rows takes their place; of categories and booleans, the most frequent value.
  case mean
  /// The median takes their place; of categories and booleans, the most frequent value.
  case median
  /// The most frequent value takes their place, the smallest of several.
  case mostFrequent = "most-frequent"
}

/// How columns of a table are made inputs.
public struct EncodingRules: Sendable, Hashable {
  /// What is made of missing values where nothing else is said of a column.
  public var missing: MissingRule
  /// What is made of those of some columns, by their names.
  public var missingByColumn: [String: MissingRule]
  /// Whether columns with missing values in the training rows have an input that says where.
  public var hasIndicators: Bool
  /// Levels of fewer training rows than this are pooled.
  public var leastCount: Int
  /// Whether one level of each column of categories is the reference and has no input, as regressions need it beside a bias:
  /// the first one in order, unless `references` names another.
  public var hasReferences: Bool
  /// Reference levels by the names of their columns.
  public var references: [String: String]

  /// Rules of which these are known.
  public init(
    missing: MissingRule = .refuse, missingByColumn: [String: MissingRule] = [:], hasIndicators: Bool = false,
    leastCount: Int = 1, hasReferences: Bool = false, references: [String: String] = [:]
  ) {
    self.missing = missing
    self.missingByColumn = missingByColumn
    self.hasIndicators = hasIndicators
    self.leastCount = leastCount
    self.hasReferences = hasReferences
    self.references = references
  }

  /// What is made of missing values of a column.
  public func missing(in title: String) -> MissingRule { missingByColumn[title] ?? missing }
}
