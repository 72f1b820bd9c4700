extension Table {
  /// A column: its name, and its values of one type.
  public struct Column: Sendable, Hashable {
    /// The name in the header; nil where the table has none.
    public let name: String?
    /// The place in the table, from 0.
    public let index: Int
    /// The values.
    public let values: Values
    /// The rows, from 0, of fields that are no value of the type, such as a word among numbers; they count as missing.
    public let unreadableRows: [Int]

    /// What it is called: by its name, or `column3`.
    public var title: String { name ?? "column\(index)" }

    /// The number of rows.
    public var count: Int {
      switch values {
      case .numbers(let values): values.count
      case .booleans(let values): values.count
      case .categories(let codes, _): codes.count
      case .times(let values, _): values.count
      case .missing(let count): count
      }
    }

    /// Whether the value of each row is missing.
    public var isMissing: [Bool] {
      switch values {
      case .numbers(let values), .times(let values, _): values.map(\.isNaN)
      case .booleans(let values): values.map { $0 == nil }
      case .categories(let codes, _): codes.map { $0 == nil }
      case .missing(let count): Array(repeating: true, count: count)
      }
    }
  }

  /// The values of a column, one for each row.
  public enum Values: Sendable, Hashable {
    /// Numbers; NaN where one is missing.
    case numbers([Double])
    /// `true` and `false`, in whatever case; nil where one is missing.
    case booleans([Bool?])
    /// The place of each value among the different ones; nil where it is missing. These are in order: by value where all are
    /// numbers, otherwise by Unicode's code points.
    case categories([Int?], levels: [String])
    /// Seconds since the beginning of 1970, or of a day; NaN where one is missing.
    case times([Double], DateNotation)
    /// So many fields, all of them missing.
    case missing(Int)

    /// The type in a word, as reports write it.
    public var typeName: String {
      switch self {
      case .numbers(let values):
        values.allSatisfy({ $0.isNaN || $0 == $0.rounded() }) ? "integers" : "numbers"
      case .booleans: "booleans"
      case .categories: "categories"
      case .times(_, .time): "times"
      case .times(_, .date): "dates"
      case .missing: "missing"
      }
    }
  }
}
