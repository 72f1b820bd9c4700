import Nabla
import Testing

/// What fields that are no numbers look like.
struct FieldAppearanceTests {
  @Test(arguments: [
    (FieldAppearance.decimalComma, ["5,3", "-0,25", "1.234,5", "1,5e3", "12345,6", "0,123"]),
    (.thousandsMarks, ["68,527.00", "1,234,567", "1.234.567", "1 234 567", "1'234"]),
    (.commaOrThousands, ["1,234", "-12,000"]),
    (.currencySign, ["$5.00", "-$5", "€ 1.234,50", "5,00 €", "£3", "¥1,000"]),
    (.percentSign, ["5%", "-0.5 %", "12,5%", "3‰"]), (.fortranExponent, ["1.0D+00", "-2d-3", "1D5"]),
    (.typographicMinus, ["\u{2212}5", "\u{2013}0.5"]), (.parentheses, ["(5.00)", "(1,234.5)"]),
    (.date, ["2024-05-17", "17/5/2024", "17.05.2024", "5/17/24", "2024-05-17T12:30:00", "2024-05-17 12:30"]),
    (.time, ["12:30", "1:05:09.25"]), (.unit, ["12 kg", "5km", "5 USD"]), (.bound, ["<0.5", ">= 3", "~7"]),
    (.comment, ["# 3", "#A"]), (.missing, ["", "NA", "#N/A", "nan", "?", "-", "none", " "]),
  ])
  func marks(appearance: FieldAppearance, texts: [String]) {
    for text in texts {
      #expect(FieldAppearance(text) == appearance, "\(text)")
    }
  }

  /// Words, labels with digits and numbers are nothing else.
  @Test(arguments: [
    "setosa", "a,b", "x1", "1st", "3rd", "A-1", "10-19", "1.2.3", "12", "-0.5", "1e5", ".5", "3:2:1:0", "c(1)", "$",
    "%",
    "(a)", "5 kilometres", "1,2,3", "1,23,456", "1-2-3", "£a", "inf",
  ]) func ordinaryText(text: String) {
    #expect(FieldAppearance(text) == nil)
  }

  /// A column of a table, counted.
  private func census(_ fields: [String]) throws -> ColumnCensus {
    let rows = fields.map { "0;\"\($0)\"\n" }.joined()
    return ColumnCensus(of: try DelimitedText(text: "a;b\n" + rows, delimiter: ";"), column: 1)
  }

  /// The whole column decides, not its first rows.
  @Test func mostFieldsDecide() throws {
    let late = try census(["x", "NA", "?"] + (0..<20).map { "\($0)" } + ["1,5", "$3"])
    #expect(late.numbers == 20 && late.otherNotations == 2 && late.labels == 1 && late.missing == 2)
    #expect(late.isOfNumbers && !late.isOfLabels && late.count == 25)
    #expect(try census(["1,5", "2,5", "3"]).isOfNumbers)
    #expect(try census(["5%", "7%"]).isOfNumbers)
    #expect(try census(["1", "-", "-", "-"]).isOfNumbers)
    #expect(try census(["a", "b", "a", "1"]).isOfLabels)
    #expect(try census(["+", "-", "-"]).isOfLabels)
    #expect(try census(["1st", "2nd", "none"]).isOfLabels)
    let nothing = try census(["NA", "", "?"])
    #expect(!nothing.isOfNumbers && !nothing.isOfLabels && nothing.missing == 3)
  }

  @Test func errorsSayWhatAFieldLooksLike() throws {
    let table = try DelimitedText(text: "x;y\n1;a\n2,5;NA\n3;b\n")
    #expect(
      throws: DataError(
        .notANumber, line: 3, row: 1, column: 0, field: "x", expected: "a number",
        found: "\"2,5\", which looks like a number with a decimal comma")
    ) { try table.matrix(["x"], of: Double.self) }
    let missing = DataError(
      .labelOutOfRange, line: 3, row: 1, column: 1, field: "y", expected: "the label of a class",
      found: "\"NA\", which looks like a mark of a missing value")
    #expect(throws: missing) { try table.classes(in: "y") }
    #expect(throws: missing) { try table.classes(in: "y", names: ["a", "b"]) }
    // Where it is a name, as of a country, it is no mark.
    #expect(try table.classes(in: "y", names: ["NA", "a", "b"]).indices == [1, 0, 2])
    var named = table
    named.missingMarks = []
    #expect(try named.classes(in: "y").names == ["NA", "a", "b"])
  }

  /// Labels that are numbers are found by their value where they are named.
  @Test func labelsOfOneValue() throws {
    let table = try DelimitedText(text: "1.0\n0\n1\n0.0\n", header: false)
    #expect(try table.classes(in: 0, names: ["0", "1"]).indices == [1, 0, 1, 0])
    #expect(throws: DataError.self) { try table.classes(in: 0, names: ["0", "2"]) }
  }

  @Test func oneHotColumns() throws {
    let table = try DelimitedText(text: "x,a,b,c\n5,1,0,0\n6,0,0,1\n7,0,1.0,0\n")
    let columns: [DelimitedText.Column] = ["a", "b", "c"]
    let found = try table.classes(oneHot: columns)
    #expect(found.indices == [0, 2, 1] && found.names == ["a", "b", "c"])
    // By their names, and in their order where they have others.
    #expect(try table.classes(oneHot: columns, names: ["c", "b", "a"]).indices == [2, 0, 1])
    #expect(try table.classes(oneHot: columns, names: ["p", "q", "r"]).indices == [0, 2, 1])
    #expect(throws: DataError.self) { try table.classes(oneHot: columns, names: ["a", "b"]) }
    let data = try Dataset<Double>(table, targets: columns, kind: .oneHot)
    #expect(data.targets == .classes([0, 2, 1]) && data.classNames == ["a", "b", "c"] && data.inputs.columns == 1)
    for (row, found) in [
      ("1,1,0", "1 in several"), ("0,0,0", "0 in all"), ("0,2,0", "\"2\""), ("0,0.5,0.5", "\"0.5\""),
    ] {
      let wrong = try DelimitedText(text: "x,a,b,c\n1,1,0,0\n2,\(row)\n")
      let error = #expect(throws: DataError.self) { try wrong.classes(oneHot: columns) }
      #expect(error?.line == 3 && error?.found == found, "\(row)")
    }
  }
}
