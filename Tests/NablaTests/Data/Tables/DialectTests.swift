import Nabla
import Testing

private func fields(_ table: DelimitedText) -> [[String]] {
  (0..<table.rowCount).map { row in (0..<table.columnCount).map { table[row, $0] } }
}

/// What is found out of how a table is written, and what is said.
struct DialectTests {
  private func read(_ text: String, _ dialect: Dialect = Dialect()) throws -> DelimitedText {
    try DelimitedText(text: text, dialect: dialect)
  }

  /// All of these are the numbers of the same table.
  @Test(arguments: [
    ("a;b\n1,5;2\n0,25;1000,125\n", Dialect()), ("a\tb\n1,5\t2\n0,25\t1.000,125\n", Dialect()),
    ("a,b\n\"1,5\",2\n\"0,25\",\"1.000,125\"\n", Dialect()), ("a;b\n1.5;2\n0.25;1'000.125\n", Dialect()),
    ("a;b\n1.5;2\n0.25;1 000.125\n", Dialect()), ("a;b\n1.5;2\n0.25;1,000.125\n", Dialect()),
    ("a,b\n1.5D+00,2\n2.5d-1,1000.125\n", Dialect()),
    ("a,b\n$1.50,2\n$.25,\"$1,000.125\"\n", Dialect(currency: true)),
    ("a;b\n1,50 €;2 €\n0,25 €;1.000,125 €\n", Dialect(currency: true)),
    ("a,b\n150%,2\n25 %,100012.5%\n", Dialect(percent: true)),
    ("sep=;\na;b\n1,5;2\n0,25;1000,125\n", Dialect()), ("\"sep=|\"\r\na|b\r\n1.5|2\r\n0.25|1000.125\r\n", Dialect()),
    ("'a','b'\n'1.5',2\n0.25,'1000.125'\n", Dialect()),
    ("Results of the year\n\na,b\n1.5,2\n0.25,1000.125\n", Dialect()),
    ("Results, and more\nby nobody\na;b\n1.5;2\n0.25;1000.125\n", Dialect(delimiter: ";")),
    ("x\ny,z,w\na,b\n1.5,2\n0.25,1000.125\n", Dialect(skippedLines: 2)),
    ("a,b\n[m],[s]\n1.5,2\n0.25,1000.125\n", Dialect()), ("a,b\nm,\n1.5,2\n0.25,1000.125\n", Dialect()),
    ("a b\nm s\n1.5 2\n0.25 1000.125\n", Dialect(units: true)),
    ("% of today\na,b\n1.5,2\n% again\n0.25,1000.125\n", Dialect(comment: "%")),
  ]) func theSameNumbers(text: String, dialect: Dialect) throws {
    let table = try read(text, dialect)
    #expect(table.columnNames == ["a", "b"])
    #expect(try table.matrix(of: Double.self) == Matrix([[1.5, 2], [0.25, 1000.125]]))
    #expect(try table.matrix(of: Float.self) == Matrix([[1.5, 2], [0.25, 1000.125]]))
  }

  /// What is found out is said, each in its own words.
  @Test(arguments: [
    ("a;b\n1,5;2\n", "numbers are written with a decimal comma"),
    ("a;b\n1.234,5;2\n", "numbers are written with a decimal comma, a point between the thousands"),
    ("a;b\n1'234;2\n", "numbers are written with ''' between the thousands"),
    ("a,b\n1D0,2\n", "numbers are written with exponents D"),
    ("sep=;\na;b\n1;2\n", "line 1 says that \";\" separates the fields"),
    ("'a','b'\n1,2\n", "single quotation marks are taken for those around fields"),
    ("Title\na,b\n1,2\n3,4\n", "left out 1 line before the table"),
    ("Title,,\n\na,b,c\nx,1,2\ny,3,4\n", "left out 2 lines before the table"),
    ("a,b\n[m],[s]\n1,2\n3,4\n", "line 2 is taken for units, and left out"),
  ]) func guessesAreSaid(text: String, remark: String) throws {
    #expect(try read(text).remarks.map(\.description) == [remark])
  }

  /// A comma that cannot be told from a mark between thousands is neither; the other numbers tell it, or the reader.
  @Test func commasThatCanBeBoth() throws {
    #expect(throws: DataError.self) { try read("a;b\n1,234;2\n3,456;1\n").matrix(of: Double.self) }
    let numbers = Matrix<Double>([[1.234, 2.5]])
    #expect(try read("a;b\n1,234;2,5\n").matrix(of: Double.self) == numbers)
    #expect(try read("a;b\n1,234;2.5\n").matrix(of: Double.self) == Matrix([[1234, 2.5]]))
    #expect(try read("a;b\n1,234;2\n", Dialect(decimal: .comma)).matrix(of: Double.self) == Matrix([[1.234, 2]]))
    #expect(try read("a;b\n1,234;2\n", Dialect(thousands: .mark(","))).matrix(of: Double.self) == Matrix([[1234, 2]]))
    // 1.234 is what it is among decimal points, and three digits alone are no thousands.
    #expect(try read("a;b\n1.234;2\n").matrix(of: Double.self) == Matrix([[1.234, 2]]))
    #expect(throws: DataError.self) { try read("a;b\n1,5;2.5\n").matrix(of: Double.self) }
    #expect(throws: DataError.self) { try read("a;b\n1.23,5;2\n").matrix(of: Double.self) }
    #expect(throws: DataError.self) {
      try read("a;b\n12,34.5;2\n", Dialect(thousands: .mark(","))).matrix(of: Double.self)
    }
  }

  /// Signs of currencies and of percents are left out where that is asked for only.
  @Test func signsAreAskedFor() throws {
    for text in ["a,b\n$5,1\n", "a,b\n5%,1\n", "a,b\n(5),1\n"] {
      #expect(throws: DataError.self) { try read(text).matrix(of: Double.self) }
    }
    let dialect = Dialect(currency: true, percent: true)
    let numbers = try read("a,b\n(5.50),-$3\n-£2,0.1%\n¥7,12.5 ‰\n", dialect).matrix(of: Double.self)
    #expect(numbers == Matrix([[-5.5, -3], [-2, 0.001], [7, 0.0125]]))
    #expect(throws: DataError.self) { try read("a,b\n$$5,1\n", dialect).matrix(of: Double.self) }
  }

  /// The nearest number to what is written, in whatever notation: these digits end in the middle between two numbers.
  @Test func marksTakeNoDigits() throws {
    let plain = "9007199254740993.00000000000000000000000001"
    let value = try #require(Double(plain))
    let comma = plain.replacing(".", with: ",")
    let table = try read("a;b\n\(comma);9.007.199.254.740.993,00000000000000000000000001\n1,5;1\n")
    #expect(try table.matrix(of: Double.self) == Matrix([[value, value], [1.5, 1]]))
    let percent = try read("a,b\n0.3%,1\n", Dialect(percent: true)).matrix(of: Double.self)
    #expect(percent[0, 0] == 0.003)
  }

  @Test func quotesCanBeSaid() throws {
    #expect(try fields(read("'it''s',\"b\"\n", Dialect(quotes: .single, header: false))) == [["it's", "\"b\""]])
    #expect(try fields(read("\"a\",'b'\n", Dialect(quotes: Dialect.Quotes.none, header: false))) == [["\"a\"", "'b'"]])
    // An apostrophe in a word is none.
    #expect(try read("a,b\nit's,1\nJohn's,2\n").remarks.isEmpty)
    #expect(try fields(read("a,b\n'tis,1\n", Dialect(header: true))) == [["'tis", "1"]])
  }

  /// A table that is damaged is not cut down to what is left of it.
  @Test(arguments: [
    "a,b\n1,2\n3\n4,5\n6,7\n8,9\n", "x\n1,5\n1,5\n3,5\n", "a,b\n1,2,3\n4,5,6\n4,8,9\n", "1\n2,3\n4,5\n6,7\n",
  ]) func raggedTablesAreRefused(text: String) {
    let error = #expect(throws: DataError.self) { try read(text) }
    #expect(error?.kind == .raggedRow)
  }

  @Test func unitsAreFoundByTheColumnsBelow() throws {
    for text in [
      "a,b\nx,1\ny,2\nz,3\n", "a,b\nred,dark\nblue,light\nred,dark\n", "a,b\nNA,NA\n1,2\n3,4\n", "a,b\nm,s\n1,2\n",
    ] {
      let remarks = try read(text).remarks.map(\.description)
      #expect(!remarks.contains("line 2 is taken for units, and left out"), "\(text)")
    }
    let table = try read("name,h,w\n,[m],kg\nx,1.5,2\ny,NA,3\n")
    #expect(table.rowCount == 2 && table.lines == [3, 4])
    #expect(try read("a,b\n[m],[s]\n1,2\n3,4\n", Dialect(units: false)).rowCount == 3)
  }

  private func table(
    _ bytes: [UInt8], _ encoding: Dialect.Encoding, in folder: TemporaryFolder
  ) throws -> [[String]] {
    let path = try folder.write(bytes, to: "t.csv")
    let table = try DelimitedText(contentsOf: path, dialect: Dialect(encoding: encoding))
    return [table.columnNames ?? []] + fields(table)
  }

  private static let text = "größe;b\n1,5;naïve\n2,5;€ 😀\n"
  private static let little = text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
  private static let big = text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
  private static let single = "größe;b\n1,5;naïve\n2,5;\u{80}\n".unicodeScalars.map { UInt8($0.value) }

  /// The same text in every encoding.
  @Test func encodings() throws {
    try TemporaryFolder.with { folder in
      for (bytes, encoding, last) in [
        ([0xFF, 0xFE] + Self.little, Dialect.Encoding.utf16, "€ 😀"), (Self.little, .utf16, "€ 😀"),
        ([0xFE, 0xFF] + Self.big, .utf16, "€ 😀"), ([0xEF, 0xBB, 0xBF] + Array(Self.text.utf8), .utf8, "€ 😀"),
        (Self.single, .latin1, "\u{80}"), (Self.single, .windows1252, "€"),
      ] {
        let found = try table(bytes, encoding, in: folder)
        #expect(found == [["größe", "b"], ["1,5", "naïve"], ["2,5", last]])
      }
    }
  }

  /// What is named wrongly, or damaged, is refused with the place.
  @Test func damagedEncodings() throws {
    try TemporaryFolder.with { folder in
      let damaged: [(bytes: [UInt8], Dialect.Encoding, Int)] = [
        (Self.single, .utf8, 2), (Self.little.dropLast(), .utf16, Self.little.count - 2),
        ([0x61, 0, 0x3D, 0xD8], .utf16, 2),
        ([0x61, 0, 0x00, 0xDE, 0x61, 0], .utf16, 2),
      ]
      for (bytes, encoding, place) in damaged {
        let error = #expect(throws: DataError.self) { try table(bytes, encoding, in: folder) }
        #expect(error?.kind == .unsupportedEncoding && error?.byteOffset == place)
      }
    }
  }

  /// A first row one field short, of which units leave one row: the error has a line, and nothing traps.
  @Test func unitsOfAShortFirstRow() throws {
    let error = try #require(throws: DataError.self) {
      try read("a;b\nx;1;2\n", Dialect(header: false, units: true))
    }
    #expect(error.kind == .raggedRow && error.line == 2, "\(error)")
  }
}
