// What makes a column a poor input.
extension Table.Column {
  /// How many different values there are.
  ///
  /// - Complexity: O(n).
  public var distinctCount: Int {
    switch values {
    case .numbers(let values), .times(let values, _): DistinctNumbers.count(values)
    case .booleans(let values): Set(values.compactMap { $0 }).count
    case .categories(_, let levels): levels.count
    case .missing: 0
    }
  }

  /// How many rows have a value.
  private var presentCount: Int { isMissing.count { !$0 } }

  /// Whether the values tell the rows apart, as names do: ten texts or more, no two of them equal; or numbers that count the
  /// rows from 0 or 1, from ten on.
  public var isIdentifier: Bool {
    switch values {
    case .categories(_, let levels): return levels.count >= 10 && levels.count == presentCount
    case .numbers(let values):
      guard values.count >= 10, let first = values.first, first == 0 || first == 1 else { return false }
      return values.enumerated().allSatisfy { $1 == first + Double($0) }
    case .booleans, .times, .missing: return false
    }
  }

  /// Whether categories have more than twenty levels, and more than one for every two rows: next to nothing can be learned of
  /// each.
  public var hasManyLevels: Bool {
    guard case .categories(_, let levels) = values else { return false }
    return levels.count > 20 && 2 * levels.count > presentCount
  }

  /// Why a column of text is left out of the inputs unless it is asked for; nil where it is not.
  package var reasonToLeaveOut: String? {
    switch values {
    case .missing: return Self.reasonToLeaveOut(levels: 0, of: 0)
    case .categories(_, let levels): return Self.reasonToLeaveOut(levels: levels.count, of: presentCount)
    case .numbers, .booleans, .times: return nil
    }
  }

  /// The same of text with so many levels in so many rows that have a value.
  package static func reasonToLeaveOut(levels: Int, of present: Int) -> String? {
    if present == 0 { return "has no value" }
    if levels == 1 { return "has one value only" }
    if levels >= 10, levels == present { return "tells the rows apart, as names do" }
    return levels > 20 && 2 * levels > present ? "has \(levels) levels in \(present) rows" : nil
  }
}
