import Nabla
import Testing

/// The types of columns, from all of their fields, and the report of a table.
struct TableTests {
  private func column(_ fields: [String], categories: Bool = false) throws -> Table.Column {
    let text = try DelimitedText(
      text: "k,c\n" + fields.map { "0,\"\($0)\"\n" }.joined(), dialect: Dialect(header: true, units: false))
    return try Table(text, categories: categories ? ["c"] : []).columns[1]
  }

  @Test func typesAreThoseOfTheWholeColumn() throws {
    let numbers = try column(["x"] + (0..<20).map { "\($0)" } + ["NA", "-", "2.5"])
    guard case .numbers(let values) = numbers.values else {
      Issue.record("no numbers")
      return
    }
    #expect(values[1...20].elementsEqual((0..<20).map { Double($0) }) && values[23] == 2.5)
    #expect(values[0].isNaN && values[21].isNaN && values[22].isNaN && numbers.unreadableRows == [0])
    #expect(try column(["1", "2", ""]).values.typeName == "integers")
    #expect(try column(["true", "FALSE", "?"]).values == .booleans([true, false, nil]))
    #expect(
      try column(["b", "a", "", "b"]).values == .categories([1, 0, nil, 1], levels: ["a", "b"]))
    #expect(try column(["10", "9", "10"], categories: true).values == .categories([1, 0, 1], levels: ["9", "10"]))
    #expect(try column(["", "NA", "?"]).values == .missing(3))
    #expect(try column(["yes", "no", "yes"]).values.typeName == "categories")
    #expect(try column(["inf", "1", "2"]).unreadableRows == [0])
  }

  @Test func columnsThatAreLeftOut() throws {
    for (fields, isOne) in [
      ((0..<12).map { "name \($0)" }, true), ((0..<9).map { "name \($0)" }, false), ((1...12).map { "\($0)" }, true),
      ((2...13).map { "\($0)" }, false),
    ] {
      let column = try column(fields)
      #expect(column.isIdentifier == isOne, "\(fields)")
    }
    let many = try column((0..<60).map { "t\($0 % 40)" })
    #expect(many.hasManyLevels && !many.isIdentifier)
    let few = try column((0..<60).map { "t\($0 % 21)" })
    #expect(!few.hasManyLevels)
  }

  @Test func reports() throws {
    let text = """
      id,age,town,target,empty,same
      1,30,Ulm,yes,,5
      2,,Bonn,no,NA,5
      3,50.5,Ulm,yes,,5
      4,abc,Ulm,no,,5

      """
    let report = TableReport(try Table(DelimitedText(text: text, dialect: Dialect())))
    #expect(report.rows == 4 && report.suggestedTarget == "target")
    let age = report.columns[1]
    #expect(
      age.type == "numbers" && age.missing == 2 && age.distinct == 2 && age.least == "30" && age.greatest == "50.5")
    #expect(age.mean == 40.25 && age.warnings == [.unreadable(count: 1, line: 5, field: "abc")])
    #expect(report.columns[2].levels?.map { "\($0.name) \($0.count)" } == ["Ulm 3", "Bonn 1"])
    #expect(report.columns[4].type == "missing" && report.columns[4].warnings == [.mostlyMissing])
    #expect(report.columns[5].warnings == [.constant])
  }

  /// Rows keep the lines of the file.
  @Test func rowsOfATable() throws {
    let table = try DelimitedText(text: "a,b\n1,2\n\n3,4\n5,6\n").rows(at: [2, 1])
    #expect(try table.matrix(of: Double.self) == Matrix([[5, 6], [3, 4]]) && table.lines == [5, 4])
  }

  /// A delimiter at the end of every line makes no target.
  @Test(arguments: ["a,b,y,\n1,2,3,\n4,5,7,\n", "1,2,3,\n4,5,7,\n"]) func delimitersAtTheEndOfLines(text: String) throws
  {
    let table = try DelimitedText(text: text)
    let data = try Dataset<Double>(table, kind: .values)
    #expect(table.emptyEnd == 3 && data.inputs == Matrix([[1, 2], [4, 5]]))
    #expect(data.targets == .values(Matrix([[3], [7]])))
    // A column that has a name, or a value, is one.
    #expect(try DelimitedText(text: "a,b,y\n1,2,\n4,5,\n").emptyEnd == nil)
    #expect(try DelimitedText(text: "a,b,\n1,2,\n4,5,6\n").emptyEnd == nil)
  }
}
