// What makes a column a poor input.
extension Table.Column {
  /// How many different values there are.
  ///
  /// - Complexity: O(n).
  public var distinctCount: Int {
    switch values {
    case .numbers(let values), .times(let values, _): Set(values.filter { !$0.isNaN }).count
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
    case .missing: return "has no value"
    case .categories(_, let levels):
      if levels.count == 1 { return "has one value only" }
      if isIdentifier { return "tells the rows apart, as names do" }
      return hasManyLevels ? "has \(levels.count) levels in \(presentCount) rows" : nil
    case .numbers, .booleans, .times: return nil
    }
  }
}
