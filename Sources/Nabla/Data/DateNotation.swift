/// How the dates or times of a column are written.
public enum DateNotation: Sendable, Hashable, Codable {
  /// Dates with their numbers in this order, with a time of day after them or none.
  case date(Dialect.DateOrder)
  /// Times of day, or spans of time: `12:30`, `1:05:09.25`.
  case time

  /// Seconds since the beginning of 1970 in the time zone that the text says, UTC where it says none; of a time, seconds since
  /// its beginning. Nil where the text is no date or time in this notation.
  ///
  /// The calendar is Gregorian, and a day has 86 400 seconds.
  ///
  /// - Complexity: O(length of the text).
  public func seconds(of text: String) -> Double? {
    let text = Array(text.trimmed.utf8)
    switch self {
    case .time: return Self.time(text[...])
    case .date(let order):
      let end = text.firstIndex { $0 == UInt8(ascii: "T") || $0 == UInt8(ascii: " ") } ?? text.count
      guard let day = Self.day(text[..<end], order) else { return nil }
      guard end < text.count else { return Double(day) * 86400 }
      guard let (time, zone) = Self.timeWithZone(text[(end + 1)...]) else { return nil }
      return Double(day) * 86400 + time - zone
    }
  }

  // MARK: - Days

  private static func day(_ text: ArraySlice<UInt8>, _ order: Dialect.DateOrder) -> Int? {
    let parts = text.split(omittingEmptySubsequences: false) { !isDigit($0) }
    guard parts.count == 3, let marks = marks(text), parts.allSatisfy({ !$0.isEmpty }) else { return nil }
    let isYearFirst = parts[0].count == 4
    let yearPart = isYearFirst ? parts[0] : parts[2]
    guard yearPart.count == 4, isYearFirst == (order == .yearFirst), parts.allSatisfy({ $0.count <= 4 }) else {
      return nil
    }
    guard isYearFirst || marks != UInt8(ascii: "-") || parts[0].count <= 2 else { return nil }
    let numbers = parts.map(number)
    switch order {
    case .yearFirst: return day(year: numbers[0], month: numbers[1], day: numbers[2])
    case .dayFirst: return day(year: numbers[2], month: numbers[1], day: numbers[0])
    case .monthFirst: return day(year: numbers[2], month: numbers[0], day: numbers[1])
    }
  }

  /// The one mark between the parts of a date.
  private static func marks(_ text: ArraySlice<UInt8>) -> UInt8? {
    let marks = text.filter { !isDigit($0) }
    guard marks.count == 2, marks.first == marks.last, let mark = marks.first,
      [UInt8(ascii: "-"), UInt8(ascii: "/"), UInt8(ascii: ".")].contains(mark)
    else { return nil }
    return mark
  }

  /// Days since the first of January 1970 (H. Hinnant, "chrono-compatible low-level date algorithms", 2013); nil where the
  /// month has no such day.
  static func day(year: Int, month: Int, day: Int) -> Int? {
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    guard (1...12).contains(month), day >= 1, day <= lengths[month - 1] else { return nil }
    let y = month <= 2 ? year - 1 : year
    let era = (y >= 0 ? y : y - 399) / 400
    let yearOfEra = y - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  // MARK: - Times

  private static func timeWithZone(_ text: ArraySlice<UInt8>) -> (time: Double, zone: Double)? {
    if text.last == UInt8(ascii: "Z") { return time(text.dropLast()).map { ($0, 0) } }
    guard let sign = text.lastIndex(where: { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") }) else {
      return time(text).map { ($0, 0) }
    }
    let offset = text[(sign + 1)...]
    let digits = offset.filter(isDigit)
    guard let time = time(text[..<sign]), digits.count == 2 || digits.count == 4,
      offset.count == digits.count || (offset.count == 5 && offset[offset.startIndex + 2] == UInt8(ascii: ":"))
    else { return nil }
    let minutes = 60 * number(digits.prefix(2)) + number(digits.dropFirst(2))
    return (time, Double((text[sign] == UInt8(ascii: "-") ? -60 : 60) * minutes))
  }

  /// `12:30` or `12:30:05.5` in seconds.
  private static func time(_ text: ArraySlice<UInt8>) -> Double? {
    let parts = text.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    guard (2...3).contains(parts.count), (1...2).contains(parts[0].count), parts[1].count == 2,
      parts[0].allSatisfy(isDigit), parts[1].allSatisfy(isDigit)
    else { return nil }
    let (hours, minutes) = (number(parts[0]), number(parts[1]))
    var seconds = 0.0
    if parts.count == 3 {
      guard parts[2].prefix(2).count == 2, parts[2].prefix(2).allSatisfy(isDigit),
        parts[2].count == 2 || (parts[2].count > 3 && parts[2].dropFirst(3).allSatisfy(isDigit)),
        let value = DecimalNumber.value(of: String(decoding: parts[2], as: UTF8.self))
      else { return nil }
      seconds = value
    }
    guard hours < 48, minutes < 60, seconds < 61 else { return nil }
    return Double(hours * 3600 + minutes * 60) + seconds
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") <= 9 }

  /// A whole number of at most four digits.
  private static func number(_ digits: some Sequence<UInt8>) -> Int {
    digits.reduce(0) { $0 * 10 + Int($1 & 0xF) }
  }
}

extension DateNotation {
  /// What is expected, in words.
  var words: String {
    switch self {
    case .date(.yearFirst): "a date such as 2024-05-17"
    case .date(.dayFirst): "a date such as 17/5/2024"
    case .date(.monthFirst): "a date such as 5/17/2024"
    case .time: "a time such as 12:30"
    }
  }

  /// All notations.
  static let all = [DateNotation.date(.yearFirst), .date(.dayFirst), .date(.monthFirst), .time]

  /// The notation in which all of these texts are dates or times; nil where there is none, or where the day and the month
  /// cannot be told apart.
  static func only(of texts: some Sequence<String>, order: Dialect.DateOrder?) -> DateNotation? {
    var (possible, havePoints) = (all, true)
    for text in texts {
      possible.removeAll { $0.seconds(of: text) == nil }
      guard !possible.isEmpty else { return nil }
      havePoints = havePoints && hasPoints(text)
    }
    return chosen(among: possible, order: order, havePoints: havePoints)
  }

  /// The one of several notations that fit all texts of a column which is meant: that of an order which was said, or else
  /// that where the day comes first if points stand in all dates, as in countries where it does; nil where more than one are left.
  static func chosen(among possible: [DateNotation], order: Dialect.DateOrder?, havePoints: Bool) -> DateNotation? {
    if let order, possible.contains(.date(order)) { return .date(order) }
    if order == nil, havePoints, possible.contains(.date(.dayFirst)) { return .date(.dayFirst) }
    return possible.count == 1 ? possible[0] : nil
  }

  /// Whether a point is the first mark in a text.
  static func hasPoints(_ text: String) -> Bool {
    text.trimmed.utf8.first { !isDigit($0) } == UInt8(ascii: ".")
  }
}
