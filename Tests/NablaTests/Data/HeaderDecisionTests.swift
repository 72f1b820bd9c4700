import Nabla
import Testing

/// What a table's first lines and its first column are.
struct HeaderDecisionTests {
  /// Headers with numbers, each with rows that speak for it.
  @Test(arguments: [
    ("id,2019,2020", "a1,3,4\na2,5,2020\n"), ("id,2019,2020", "1,3,4\n2,5,6\n"), ("2019,2020", "3,4\n5,6\n"),
    ("2021,2020,2019", "1,2,3\n4,5,6\n"), ("name,2019,2020", "Ann,3,4\nBob,5,6\n"), ("x,1,2,3", "0.5,1,2,3\n"),
    ("0,1,2", "0.5,1.5,2\n3,4,5\n"), ("0,1,2,3,4", "7,0,3,0,255\n0,0,1,1,2\n"), (",0,1", "0,5,6\n1,7,8\n"),
    (",0", "0,5\n1,7\n2,9\n"), ("\"1\",\"2\"", "3,4\n5,6\n"), ("2024-01-01,2024-02-01", "5,6\n7,8\n"),
    ("x,50%,95%", "1,2,3\n4,5,6\n"), ("x,2019", "1,5\nNA,6\n3,7\n"),
  ]) func headersWithNumbers(header: String, rows: String) throws {
    let table = try DelimitedText(text: header + "\n" + rows)
    let names = header.replacing("\"", with: "").split(separator: ",", omittingEmptySubsequences: false).map(
      String.init)
    #expect(table.columnNames == names)
    #expect(table.remarks.first == .numbersAsNames(line: 1))
    #expect(try DelimitedText(text: header + "\n" + rows, header: false).columnNames == nil)
    #expect(
      try DelimitedText(text: header + "\n" + rows, header: true).remarks.contains(.numbersAsNames(line: 1)) == false)
  }

  /// First rows of data that might be taken for headers.
  @Test(arguments: [
    "1,2,3\n4,5,6\n", "a,1\nb,2\n", "0,1\n1,0\n", "0,1,2\n3,4,5\n", "0,1,2,3,4\n5,6,7,8,9\n", "2019,2020\n2018,2021\n",
    "2019,5\n2020,6\n", "2019\n5\n6\n", "setosa,5,3\nvirginica,6,4\n", "abc,5.5\n1,2\n3,4\n", "x,-1\n1,2\n3,4\n",
    "5,5\n1,2\n",
    "1;1,5\n2;2,5\n", "1,5;2,5\n3,5;4,5\n", "$5.00\n6\n7\n", "NA,NA\n1,2\n", "NA,5\n1,2\n3,4\n", "abc;1,5\ndef;2,5\n",
    "2019.5,2020\n1,2\n", "2020,2019.0\n1,2\n", "1999,2001,2000\n1,2,3\n", "\"1\",\"2\"\n\"3\",4\n", "12,07\n1,2\n",
  ]) func rowsOfData(text: String) throws {
    let table = try DelimitedText(text: text)
    #expect(table.columnNames == nil)
    #expect(table.remarks.isEmpty)
  }

  /// NumPy's `savetxt` writes the names behind a mark.
  @Test(arguments: [
    "# a b\n1 2\n3 4\n", "# a,b\n1,2\n3,4\n", "#a,b\n1,2\n3,4\n", "## a\tb\n1\t2\n3\t4\n",
    "# written today by nobody\n# a,b\n1,2\n3,4\n", "\u{FEFF}# a,b\r\n1,2\r\n3,4\r\n",
  ]) func namesBehindAMark(text: String) throws {
    let table = try DelimitedText(text: text)
    #expect(table.columnNames == ["a", "b"])
    #expect(try table.matrix(of: Double.self) == Matrix([[1, 2], [3, 4]]))
    let isSecond = text.contains("nobody")
    #expect(table.remarks.contains(.namesBehindMark(line: isSecond ? 2 : 1)))
    #expect(table.remarks.count == (isSecond ? 2 : 1))
    #expect(try DelimitedText(text: text, comment: "#").columnNames == ["a", "b"])
    let without = try DelimitedText(text: text, header: false)
    #expect(without.columnNames == nil && without.rowCount >= 2)
  }

  /// Fields that begin with a mark are fields.
  @Test(arguments: [
    ("k,x\n#A,1\n#B,2\nC,3\n", ["#A", "#B", "C"]), ("#A,1\n#B,2\nC,3\n", ["#A", "#B", "C"]),
    ("#A,1\n#B,2\n", ["#A", "#B"]), ("x,y\n1,2\n#N/A,3\n", ["1", "#N/A"]), ("#N/A,2\n3,4\n", ["#N/A", "3"]),
    ("# a word\nB,2\n#C,3\n", ["B", "#C"]), ("#1,2\n3,4\n", ["#1", "3"]),
  ]) func marksOfFields(text: String, first: [String]) throws {
    let table = try DelimitedText(text: text)
    #expect((0..<table.rowCount).map { table[$0, 0] } == first)
    let lines = text.split(separator: "\n").map(String.init)
    #expect(
      (0..<table.rowCount).map { lines[table.lines[$0] - 1].prefix(while: { $0 != "," }) } == first.map { $0[...] })
  }

  /// Whatever is left out is said.
  @Test func remarksOnWhatIsLeftOut() throws {
    let table = try DelimitedText(text: "# of 2024\n#\n\na,b\n\n1,2\n\n \n%x\n3,4\n%\n\n", comment: "%")
    #expect(
      table.remarks.map(\.description) == [
        "left out lines 1, 2, which begin with '#'", "left out 2 comments: lines 9, 11",
        "left out 3 blank lines between rows: lines 5, 7, 8",
      ])
    #expect(table.columnNames == ["a", "b"] && table.rowCount == 2)
    let hash = try DelimitedText(text: "a,b\n#,1\n1,2\n#\n", comment: "#")
    #expect(hash.remarks.map(\.description) == ["left out 2 comments: lines 2, 4"])
    #expect(try DelimitedText(text: "1,2\n\n").remarks.isEmpty)
    let alone = #expect(throws: DataError.self) { try DelimitedText(text: "# a\n#b\n", comment: "#") }
    #expect(alone?.kind == .empty)
    let ragged = #expect(throws: DataError.self) { try DelimitedText(text: "a,b\n1,2\n# c\n3,4\n") }
    #expect(
      ragged?.line == 3 && ragged?.found == "1 in a line that begins with '#', which is no comment unless that is said")
    let space = #expect(throws: DataError.self) { try DelimitedText(text: "# 1 2\n3 4\n") }
    #expect(space?.line == 1 && space?.kind == .raggedRow)
  }

  /// Names of rows, as R's `write.table` and `write.csv` and pandas' `to_csv` write them.
  @Test(arguments: [
    ",a,b\n0,5,6\n1,7,8\n2,9,9\n", "\"a\" \"b\"\n\"1\" 5 6\n\"2\" 7 8\n\"3\" 9 9\n",
    "\"\",\"a\",\"b\"\n\"x\",5,6\n\"y\",7,8\n\"z\",9,9\n",
    "Unnamed: 0,a,b\n17,5,6\n4,7,8\n12,9,9\n", "a\tb\nMazda RX4\t5\t6\nDatsun 710\t7\t8\nFiat\t9\t9\n",
  ]) func rowNames(text: String) throws {
    let table = try DelimitedText(text: text)
    #expect(table.rowNamesColumn == 0 && table.columnCount == 3 && table.remarks.count == 1)
    let data = try Dataset<Double>(table, kind: .values)
    #expect(data.inputs == Matrix([[5], [7], [9]]) && data.targets == .values(Matrix([[6], [8], [9]])))
    #expect(try DelimitedText(text: text, rowNames: false).rowNamesColumn == nil)
  }

  @Test(arguments: [
    ",a\n0.5,1\n1.5,2\n2.5,3\n", ",a\n1,1\n1,2\n2,3\n", "n,a\n0,1\n1,2\n2,3\n", ",a\n1,1\nNA,2\n3,3\n", ",\n1,2\n3,4\n",
  ]) func firstColumnsOfTheirOwn(text: String) throws {
    #expect(try DelimitedText(text: text, header: true).rowNamesColumn == nil)
  }

  @Test func countingColumnsWithoutNames() throws {
    let table = try DelimitedText(text: "1,5,6\n2,7,8\n3,9,9\n")
    #expect(table.rowNamesColumn == nil && table.remarks == [.countingInput(first: "1", last: "3")])
    #expect(try DelimitedText(text: "1,5,6\n2,7,8\n3,9,9\n", rowNames: true).rowNamesColumn == 0)
  }

  /// A delimiter at the end of every row makes no names of rows, and equal ones are none.
  @Test(arguments: ["a,b\n1,2,\n3,4,\n", "a,b\n1,2,3\n1,4,5\n", "1,2\n3,4,5\n"]) func rowsThatAreTooLong(text: String) {
    let error = #expect(throws: DataError.self) { try DelimitedText(text: text) }
    #expect(error?.kind == .raggedRow && error?.line == 2 && error?.expected == "2 fields, as in line 1")
    #expect(error?.found == "3")
  }
}
