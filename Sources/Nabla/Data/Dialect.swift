/// How a table of text is written. What is nil is found out from the whole table, and said in its remarks.
///
/// ```swift
/// let table = try DelimitedText(contentsOf: "umsatz.csv", dialect: Dialect(encoding: .latin1))
/// table.remarks  // numbers are written with a decimal comma: line 3 is the first
/// ```
public struct Dialect: Sendable, Hashable {
  /// What stands around fields that may contain delimiters and line breaks.
  public enum Quotes: String, Sendable, Hashable, CaseIterable {
    /// `"`, doubled for one of its own.
    case double
    /// `'`, doubled for one of its own.
    case single
    /// Nothing: quotation marks are characters of their fields.
    case none
  }

  /// How characters are bytes.
  public enum Encoding: String, Sendable, Hashable, CaseIterable {
    /// With a byte order mark or without.
    case utf8 = "utf-8"
    /// In the order of bytes that the byte order mark says; little-endian without one, as Windows writes it.
    case utf16 = "utf-16"
    /// ISO 8859-1: each byte is the character of its number.
    case latin1 = "latin-1"
    /// Latin-1 with printed characters, such as the euro sign, in the place of 27 control characters.
    case windows1252 = "windows-1252"
  }

  /// What stands before the fraction of a number.
  public enum Decimal: String, Sendable, Hashable, CaseIterable {
    /// `0.25`
    case point
    /// `0,25`
    case comma
  }

  /// What stands between the thousands of a number.
  public enum Thousands: Sendable, Hashable {
    /// Nothing.
    case none
    /// This character, between groups of three digits.
    case mark(Character)
  }

  /// Which number of a date of numbers alone is the day; years come first where they have four digits there.
  public enum DateOrder: String, Sendable, Hashable, CaseIterable, Codable {
    /// `2024-05-17`
    case yearFirst = "year-first"
    /// `17/5/2024`
    case dayFirst = "day-first"
    /// `5/17/2024`
    case monthFirst = "month-first"
  }

  /// The character between fields; a space stands for any white space.
  public var delimiter: Character?
  /// What stands around fields.
  public var quotes: Quotes?
  /// Whether the first line names the columns.
  public var header: Bool?
  /// Whether the first column numbers or names the rows.
  public var rowNames: Bool?
  /// The character that makes a line a comment where it begins with it; nil has no comments, whatever the lines look like.
  public var comment: Character?
  /// How many lines there are before the table, such as the title of a spreadsheet.
  public var skippedLines: Int?
  /// Whether the first row below the names of the columns has their units.
  public var units: Bool?
  /// How characters are bytes. It is never found out but for UTF-8.
  public var encoding: Encoding
  /// What stands before the fraction of a number.
  public var decimal: Decimal?
  /// What stands between the thousands of a number.
  public var thousands: Thousands?
  /// The order of dates.
  public var dates: DateOrder?
  /// Whether currency signs are left out of numbers, and parentheses mean a minus sign, as in accounts.
  public var currency: Bool
  /// Whether `5 %` is 0.05, and `5 ‰` 0.005.
  public var percent: Bool

  /// A dialect of which these things are known.
  public init(
    delimiter: Character? = nil, quotes: Quotes? = nil, header: Bool? = nil, rowNames: Bool? = nil,
    comment: Character? = nil, skippedLines: Int? = nil, units: Bool? = nil, encoding: Encoding = .utf8,
    decimal: Decimal? = nil, thousands: Thousands? = nil, dates: DateOrder? = nil, currency: Bool = false,
    percent: Bool = false
  ) {
    self.delimiter = delimiter
    self.quotes = quotes
    self.header = header
    self.rowNames = rowNames
    self.comment = comment
    self.skippedLines = skippedLines
    self.units = units
    self.encoding = encoding
    self.decimal = decimal
    self.thousands = thousands
    self.dates = dates
    self.currency = currency
    self.percent = percent
  }

  /// The dialect of the plain rules alone: double quotation marks, decimal points, no line before the table, no units.
  static func plain(delimiter: Character?, header: Bool?, comment: Character?, rowNames: Bool?) -> Dialect {
    Dialect(
      delimiter: delimiter, quotes: .double, header: header, rowNames: rowNames, comment: comment, skippedLines: 0,
      units: false, decimal: .point, thousands: Thousands.none)
  }
}
