import Nabla
import Testing

private func fields(_ table: DelimitedText) -> [[String]] {
  (0..<table.rowCount).map { row in (0..<table.columnCount).map { table[row, $0] } }
}

struct DelimitedTextTests {
  @Test(arguments: [
    "1,2,3\n4,5,6\n", "1;2;3\n4;5;6\n", "1\t2\t3\n4\t5\t6\n", "1 2 3\n4 5 6\n", "  1   2  3  \n\t4 \t 5\t6 ",
    "1,2,3\n4,5,6",
    "1,2,3\r\n4,5,6\r\n", "1,2,3\r4,5,6\r", "\u{FEFF}1,2,3\n4,5,6\n", "\n\n1,2,3\n \n\n4,5,6\n\n  ",
    "# a comment, with \" in it\n1,2,3\n4,5,6\n", " 1 , 2,3\n4,5\t,  6 \n",
    "\"1\",\"2\",\"3\"\n4, \"5\" ,6",
    "1;2;3\r\n\r\n4;5;6", "\"1\" 2 \"3\"\n4 5 6",
  ])
  func readsTheSameTable(text: String) throws {
    let table = try DelimitedText(text: text)
    #expect(fields(table) == [["1", "2", "3"], ["4", "5", "6"]])
    #expect(table.columnNames == nil)
    #expect(try table.matrix(of: Float.self) == Matrix([[1, 2, 3], [4, 5, 6]]))
  }

  @Test func fieldsInQuotationMarksKeepEverything() throws {
    let table = try DelimitedText(text: "\"a,b\",\"say \"\"no\"\"\",\"\"\n\" x \",\"two\nlines\",é\n", header: false)
    #expect(fields(table) == [["a,b", "say \"no\"", ""], [" x ", "two\nlines", "é"]])
  }

  @Test func emptyFieldsCount() throws {
    #expect(
      try fields(DelimitedText(text: "a,,\n,,c\n,,\n", header: false)) == [
        ["a", "", ""], ["", "", "c"], ["", "", ""],
      ])
    #expect(try fields(DelimitedText(text: "a\t\t\n\t\tc\n", header: false)) == [["a", "", ""], ["", "", "c"]])
    #expect(try DelimitedText(text: "\ta\n0\t1\n").columnNames == ["", "a"])
  }

  @Test func aDelimiterCanBeGiven() throws {
    #expect(try fields(DelimitedText(text: "1|2,5|3", delimiter: "|")) == [["1", "2,5", "3"]])
    #expect(try fields(DelimitedText(text: "a;b c\n", delimiter: " ", header: false)) == [["a;b", "c"]])
    #expect(try fields(DelimitedText(text: "1 2\t3", delimiter: "\t")) == [["1 2", "3"]])
  }

  @Test func headersAreFoundOrGiven() throws {
    let named = try DelimitedText(text: "id, \"the age\"\n1,2\n")
    #expect(named.columnNames == ["id", "the age"])
    #expect(fields(named) == [["1", "2"]])
    // One number in the first line is enough to make it data.
    #expect(try DelimitedText(text: "a,1\nb,2\n").columnNames == nil)
    #expect(try DelimitedText(text: "150,4,setosa\n1,2,3\n", header: true).columnNames == ["150", "4", "setosa"])
    #expect(try DelimitedText(text: "a,b\nc,d\n", header: false).rowCount == 2)
  }

  @Test func columnsAreFoundByNameAndIndex() throws {
    let table = try DelimitedText(text: "a,b,c,b\n1,2,3,4\n5,6,7,8\n")
    #expect(try table.matrix(["c", 0]) == Matrix<Double>([[3, 1], [7, 5]]))
    #expect(
      throws: DataError(
        .unknownColumn, field: "column \"d\"", expected: "one of the columns \"a\", \"b\", \"c\", \"b\"",
        found: "\"d\"")
    ) { try table.index(of: "d") }
    #expect(
      throws: DataError(
        .ambiguousColumn, field: "column \"b\"", expected: "one column of that name",
        found: "columns 1 and 3 (counted from 0)")
    ) { try table.index(of: "b") }
    #expect(throws: DataError(.unknownColumn, column: 4, expected: "a column index in 0..<4", found: "4")) {
      try table.index(of: 4)
    }
    #expect(throws: DataError.self) { try table.index(of: -1) }
    let unnamed = #expect(throws: DataError.self) { try DelimitedText(text: "1,2").index(of: "a") }
    #expect(unnamed?.kind == .unknownColumn)
  }

  @Test func raggedRowsAreRefused() {
    for (text, line, count) in [
      ("# two\n1,2\n\n3,4\n5\n", 5, 1), ("# two\n1,2\r\n\"a\nb\",2\r\n1,2,3", 5, 3), ("\n1 2\n1", 3, 1),
    ] {
      let error = #expect(throws: DataError.self) { try DelimitedText(text: text) }
      #expect(error?.kind == .raggedRow)
      #expect(error?.line == line)
      #expect(error?.expected == "2 fields, as in line 2")
      #expect(error?.found == "\(count)")
    }
  }

  @Test func strayQuotationMarksAreRefused() throws {
    #expect(
      throws: DataError(
        .malformedQuotes, line: 2, byteOffset: 6, expected: "a closing quotation mark", found: "the end of the text")
    ) { try DelimitedText(text: "1,2\n3,\"4\n5,6\n") }
    #expect(
      throws: DataError(
        .malformedQuotes, line: 1, byteOffset: 2, expected: "a field that ends with its closing quotation mark",
        found: "more text after it")
    ) { try DelimitedText(text: "1,\"2\"3\n") }
    #expect(throws: DataError.self) { try DelimitedText(text: "1 \"2\"3\n") }
    // One inside a field is an ordinary character: 5" is five inches.
    #expect(try DelimitedText(text: "5\",6", header: false)[0, 0] == "5\"")
  }

  @Test(arguments: ["", "\n", "  \n\t\n", "\u{FEFF}"])
  func emptyTextsAreRefused(text: String) {
    #expect(throws: DataError(.empty, expected: "a table with at least one row", found: "no data")) {
      try DelimitedText(text: text)
    }
  }

  @Test func aHeaderAloneIsRefused() {
    let error = #expect(throws: DataError.self) { try DelimitedText(text: "# names\na,b\n") }
    #expect(error?.kind == .empty && error?.line == 2)
  }

  @Test func otherEncodingsAreRefused() throws {
    try TemporaryFolder.with { folder in
      let path = try folder.write([0xFF, 0xFE, 0x31, 0, 0x0A, 0], to: "utf16.csv")
      #expect(
        throws: DataError(
          .unsupportedEncoding, source: path, byteOffset: 0, expected: "text in UTF-8", found: "text in UTF-16")
      ) { try DelimitedText(contentsOf: path) }
    }
  }

  @Test func impossibleArgumentsTrap() async throws {
    await #expect(processExitsWith: .failure) { _ = try DelimitedText(text: "1", delimiter: "\"") }
    await #expect(processExitsWith: .failure) { _ = try DelimitedText(text: "1", delimiter: "\n") }
    await #expect(processExitsWith: .failure) { _ = try DelimitedText(text: "1", delimiter: "→") }
    await #expect(processExitsWith: .failure) { _ = try DelimitedText(text: "1")[0, 1] }
  }
}
