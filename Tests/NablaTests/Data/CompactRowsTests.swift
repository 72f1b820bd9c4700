import Foundation
import Testing

@testable import Nabla

/// Tables of numbers alone, which are read straight into the matrix, against the reader of all tables.
struct CompactRowsTests {
  /// A table of numbers in many forms, the same for the same seed.
  private static func numbers(rows: Int, columns: Int, seed: UInt64) -> [[String]] {
    var generator = SeededGenerator(seed: seed)
    return (0..<rows).map { _ in
      (0..<columns).map { _ in
        let value = generator.normal()
        switch Int(generator.uniform() * 12) {
        case 0: return "\(value)"
        case 1: return "\(value * 1e20)"
        case 2: return "\(Int(value * 1000))"
        case 3: return String(format: "%.3e", value)
        case 4: return "+" + String(format: "%.20f", abs(value))
        case 5: return String(format: "%.7f", value * 1e6)
        case 6: return usualForms[Int(generator.uniform() * Double(usualForms.count))]
        case 7...9: return String(format: "%.6f", value)
        default: return String(format: "%.25g", value * 1e-30)
        }
      }
    }
  }

  /// Numbers of up to eight digits on each side of the point, and some beyond that.
  private static let usualForms = [
    ".5", "-.25", "5.", "-0.0", "007.50", "12345678", "-123456789", "12345678.1234567", "12345678.12345678",
    "0.000000001", "-7",
  ]

  private static func text(_ rows: [[String]], _ delimiter: String, _ lineBreak: String, header: Bool) -> String {
    let names = header ? [rows[0].indices.map { "x\($0)" }] : [["0.5"] + rows[0].dropFirst()]
    return (names + rows).map { $0.joined(separator: delimiter) }.joined(separator: lineBreak)
  }

  /// The same bits, names and lines as by the reader of all tables, and as `Double` has them.
  @Test(arguments: [(",", "\n"), (";", "\r\n"), ("\t", "\n"), ("|", "\r\n")])
  func theSameAsAnyTable(delimiter: String, lineBreak: String) throws {
    for (seed, header) in [(1, true), (2, false)] {
      let rows = Self.numbers(rows: 5000, columns: 7, seed: UInt64(seed))
      let text = Self.text(rows, delimiter, lineBreak, header: header) + (header ? lineBreak : "")
      let table = try DelimitedText(text: text, delimiter: Character(delimiter), dialect: seed == 1)
      #expect(table.compact != nil && table.fields.isEmpty && table.remarks.isEmpty)
      let whole = try table.matrix(of: Double.self)
      let expected = (header ? [] : [["0.5"] + rows[0].dropFirst()]) + rows
      #expect(whole.elements == expected.flatMap { $0.map { Double($0) ?? .nan } })
      let general = table.expanded
      #expect(general.compact == nil && general.fields.count == whole.elements.count)
      #expect(try general.matrix(of: Double.self) == whole)
      #expect(try general.matrix(of: Float.self) == table.matrix(of: Float.self))
      #expect(try table.matrix([5, 0, 3], of: Double.self) == general.matrix([5, 0, 3], of: Double.self))
      #expect(try table.matrix([3, 3], of: Double.self) == general.matrix([3, 3], of: Double.self))
      #expect(table.columnNames == (header ? (0..<7).map { "x\($0)" } : nil))
      #expect(table.lines[4999] == (header ? 5001 : 5000) && table[17, 6] == expected[17][6])
      #expect(table.rows(at: [2, 0])[0, 1] == expected[2][1])
    }
  }

  /// What needs a closer look is left to the reader of all tables.
  @Test(arguments: [
    "a,b\n1,2\n\n3,4\n", "a,b\n1, 2\n3,4\n", "a,b\n\"1\",2\n3,4\n", "# a,b\n1,2\n3,4\n", "a,b\n1,NA\n3,4\n",
    ",a\n1,2\n2,3\n",
    "2019,2020\n1,2\n3,4\n", "1,2\n3,4\n", "a b\n1 2\n3 4\n", "a,b\r1,2\r3,4\r", "a;b\n1,5;2\n", "\u{FEFF}a,b\n1,2\n",
    "a;b\n1.234.567;2\n", "a,\n1,2\n3,4\n", "a\n1\n2\n", "0.0,1.5\n1,2\n2,3\n", "Title\na,b\n1,2\n3,4\n",
  ]) func othersAreReadAsBefore(text: String) throws {
    #expect(try DelimitedText(text: text, dialect: Dialect()).compact == nil)
  }

  /// Errors are those of the reader of all tables.
  @Test(arguments: [
    "a,b\n1,2\n3,4e\n", "a,b\n1,2\n3,\n", "a,b\n1,2\n3,1e999\n", "a,b\n1,2\n3,--4\n", "a,b\n1,2\n3\n",
    "a,b\n1,2\n3,4,5\n", "a,b\n",
  ]) func errors(text: String) throws {
    func error(_ text: String) -> DataError? {
      do throws(DataError) {
        _ = try DelimitedText(text: text).matrix(of: Double.self)
        return nil
      } catch {
        return error
      }
    }
    // A quotation mark in the last line keeps the table from being read in the short way.
    let found = try #require(error(text))
    #expect(found.line == (text == "a,b\n" ? 1 : 3))
    let general = error(text.replacing("a,b", with: "\"a\",b"))
    #expect(general?.kind == found.kind && general?.line == found.line && general?.expected == found.expected)
    #expect(general?.found == found.found)
  }

  /// Random digits and exponents: the bits of the C library's `strtod`.
  @Test func randomDecimals() throws {
    var generator = SeededGenerator(seed: 11)
    var texts: [String] = []
    for _ in 0..<20_000 {
      var digits = (0..<(1 + Int(generator.uniform() * 24))).map { _ in "\(Int(generator.uniform() * 10))" }.joined()
      if generator.uniform() < 0.7 {
        let place = digits.index(digits.startIndex, offsetBy: Int(generator.uniform() * Double(digits.count)))
        digits.insert(".", at: place)
      }
      if generator.uniform() < 0.5 { digits += "e\(Int(generator.uniform() * 640) - 330)" }
      texts.append(digits)
    }
    let finite = texts.filter { strtod($0, nil).isFinite }
    let table = try DelimitedText(text: "a,b\n" + finite.map { "\($0),1\n" }.joined())
    #expect(table.compact != nil)
    let values = try table.matrix([0], of: Double.self).elements
    #expect(zip(values, finite).allSatisfy { $0.bitPattern == strtod($1, nil).bitPattern })
  }
}

extension DelimitedText {
  /// By the plain rules, or by a dialect.
  fileprivate init(text: String, delimiter: Character, dialect: Bool) throws {
    if dialect {
      try self.init(text: text, dialect: Dialect(delimiter: delimiter))
    } else {
      try self.init(text: text, delimiter: delimiter)
    }
  }
}
