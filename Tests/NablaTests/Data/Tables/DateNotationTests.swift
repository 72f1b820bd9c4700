import Foundation
import Nabla
import Testing

/// Dates and times as seconds.
struct DateNotationTests {
  @Test(arguments: [
    ("1970-01-01", 0), ("2000-02-29", 951_782_400), ("1969-12-31T23:59:59", -1), ("2024-05-17 12:30", 1_715_949_000),
    ("2024-05-17T12:30:00.25Z", 1_715_949_000.25), ("2024-05-17T14:30:00+02:00", 1_715_949_000),
    ("2024-05-17T11:00-0130", 1_715_949_000), ("0001-01-01", -62_135_596_800), ("9999-12-31", 253_402_214_400),
    ("2024/5/7", 1_715_040_000),
  ]) func isoDates(text: String, seconds: Double) {
    #expect(DateNotation.date(.yearFirst).seconds(of: text) == seconds)
  }

  /// Another calendar's days, every eleventh from 1600 to 2400.
  @Test func theCalendar() {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = TimeZone(secondsFromGMT: 0) ?? .gmt
    for day in stride(from: -135_140, through: 157_054, by: 11) {
      let parts = calendar.dateComponents(
        [.year, .month, .day], from: Date(timeIntervalSince1970: Double(day) * 86400))
      let text = "\(parts.day ?? 0).\(parts.month ?? 0).\(parts.year ?? 0)"
      #expect(DateNotation.date(.dayFirst).seconds(of: text) == Double(day) * 86400, "\(text)")
    }
  }

  @Test(arguments: [
    "2024-02-30", "2023-02-29", "1900-02-29", "2024-13-01", "2024-00-10", "2024-05", "2024-05-17T", "2024-05-17T25:61",
    "2024.05-17", "17.05.24", "", "1.2.3", "2024-05-17x", "2024-05-17 12:30+2", "20240517",
  ]) func whatIsNoDate(text: String) {
    for order in Dialect.DateOrder.allCases { #expect(DateNotation.date(order).seconds(of: text) == nil) }
  }

  @Test func times() {
    #expect(DateNotation.time.seconds(of: "12:30") == 45000)
    #expect(DateNotation.time.seconds(of: "1:05:09.25") == 3909.25)
    for text in ["12", "12:5", "12:60", "99:00", "a:bc", "12:30:", "12:30:5"] {
      #expect(DateNotation.time.seconds(of: text) == nil, "\(text)")
    }
  }

  /// The day is told from the month by the whole column, or by the reader.
  @Test func ordersAreThoseOfTheColumn() throws {
    func type(_ dates: [String], _ dialect: Dialect = Dialect()) throws -> Table.Values {
      try Table(DelimitedText(text: "k;d\n" + dates.map { "1;\($0)\n" }.joined(), dialect: dialect)).columns[1].values
    }
    let first = 1_714_867_200.0
    guard case .times(let days, .date(.dayFirst)) = try type(["5/5/2024", "17/5/2024"]) else {
      Issue.record("no days first")
      return
    }
    #expect(days == [first, first + 12 * 86400])
    guard case .times(_, .date(.monthFirst)) = try type(["5/5/2024", "5/17/2024"]) else {
      Issue.record("no months first")
      return
    }
    // Points are those of countries where the day comes first; slashes tell nothing.
    guard case .times(_, .date(.dayFirst)) = try type(["5.6.2024", "1.2.2024"]) else {
      Issue.record("no points")
      return
    }
    // Of all dates, in whatever order they stand: a point in one alone, or a first date that another contradicts, says nothing.
    for dates in [["1.2.2024", "5.17.2024"], ["5.17.2024", "1.2.2024"]] {
      guard case .times(_, .date(.monthFirst)) = try type(dates) else {
        Issue.record("no months first: \(dates)")
        continue
      }
    }
    for dates in [["1.2.2024", "5/6/2024"], ["5/6/2024", "1.2.2024"], ["1-2-2024 12:30:05.5"]] {
      #expect(try type(dates).typeName == "integers", "\(dates)")
    }
    // A date that tells its order goes before what is said of those that do not.
    for dates in [["1/2/2024", "5/17/2024"], ["5/17/2024", "1/2/2024"]] {
      guard case .times(_, .date(.monthFirst)) = try type(dates, Dialect(dates: .dayFirst)) else {
        Issue.record("no months first: \(dates)")
        continue
      }
    }
    #expect(try type(["5/6/2024", "1/2/2024"]).typeName == "integers")
    #expect(try type(["5/6/2024", "1/2/2024"], Dialect(dates: .monthFirst)).typeName == "dates")
    #expect(try type(["5/16/2024", "17/2/2024"]).typeName != "dates")
    #expect(try type(["12:30", "1:15"]).typeName == "times")
    #expect(try type(["2024-05-05", "", "NA"]).typeName == "dates")
  }
}
