import Foundation
import Nabla
import Testing

/// Columns as inputs.
struct EncodingTests {
  private func table(_ text: String) throws -> DelimitedText { try DelimitedText(text: text, dialect: Dialect()) }

  private func encoding(
    _ text: DelimitedText, _ columns: [Int], rows: [Int]? = nil, _ rules: EncodingRules
  ) throws -> InputEncoding {
    let typed = try Table(text).columns
    return try InputEncoding(
      fitting: columns.map { typed[$0] }, of: text, rows: rows ?? Array(0..<text.rowCount), rules: rules)
  }

  /// To the last bit what scikit-learn's encoders make of the tables as pandas reads them.
  @Test(arguments: [
    ("titanic", "titanic.csv", Dialect(), [2, 4, 5, 6, 7, 9], MissingRule.median),
    ("adult", "adult.csv", Dialect(), [0, 1, 2, 3, 4, 5], .mostFrequent),
    ("umsatz", "umsatz.csv", Dialect(encoding: .latin1), [0, 1, 2, 3], .mean),
    ("cars", "cars.txt", Dialect(), [2, 3, 4], .median), ("export", "export.csv", Dialect(), [0, 1, 2], .mean),
  ]) func asScikitLearn(
    name: String, file: String, dialect: Dialect, columns: [Int], rule: MissingRule
  ) throws {
    let text = try DelimitedText(contentsOf: TableFixture.path(file), dialect: dialect)
    let encoding = try encoding(text, columns, EncodingRules(missing: rule))
    let inputs: Matrix<Double> = try encoding.inputs(of: text, places: columns).matrix
    let expected = Matrix(try TableFixture.read(name).inputs)
    #expect(inputs == expected)
    let single: Matrix<Float> = try encoding.inputs(of: text, places: columns).matrix
    #expect(single.elements.count == inputs.elements.count)
  }

  private static let people = """
    age,town,fit,born
    30,Ulm,true,2000-01-01
    ,Bonn,false,2000-01-03
    50,Ulm,,2000-01-02T12:00
    41,,true,
    """

  @Test func columnsOfEachType() throws {
    let text = try table(Self.people)
    let rules = EncodingRules(missing: .mean, hasIndicators: true)
    let encoding = try encoding(text, [0, 1, 2, 3], rules)
    #expect(
      encoding.inputNames == [
        "age", "age is missing", "town = Bonn", "town = Ulm", "town is missing", "fit", "fit is missing", "born",
        "born is missing",
      ])
    let mean = (30.0 + 50 + 41) / 3
    let inputs: Matrix<Double> = try encoding.inputs(of: text).matrix
    #expect(
      inputs
        == Matrix([
          [30, 0, 0, 1, 0, 1, 0, 0, 0], [mean, 1, 1, 0, 0, 0, 0, 2, 0], [50, 0, 0, 1, 0, 1, 1, 1.5, 0],
          [41, 0, 0, 1, 1, 1, 0, (0 + 2 + 1.5) / 3, 1],
        ]))
    // By their names, whatever else is there.
    let other = try table("x,born,fit,town,age\n1,2000-01-03,FALSE,Ulm,7\n2,NA,TRUE,?,NA\n")
    let found: Matrix<Double> = try encoding.inputs(of: other).matrix
    #expect(found[row: 0].elementsEqual([7, 0, 0, 1, 0, 0, 0, 2, 0]))
    #expect(found[row: 1].elementsEqual([mean, 1, 0, 1, 1, 1, 0, (0 + 2 + 1.5) / 3, 1]))
  }

  @Test(arguments: [
    (MissingRule.mean, 4.0), (.median, 2.5), (.mostFrequent, 2),
  ]) func whatTakesThePlaceOfAMissingNumber(rule: MissingRule, value: Double) throws {
    let text = try table("a,b\n1,0\n2,0\n2,0\n3,0\n6,0\n10,0\nNA,0\n")
    let encoding = try encoding(text, [0], EncodingRules(missing: rule))
    #expect(encoding.columns[0].replacement == value)
    // From the training rows alone.
    let part = try self.encoding(text, [0], rows: [4, 6], EncodingRules(missing: rule))
    #expect(part.columns[0].replacement == 6)
  }

  @Test func missingValuesAreRefused() throws {
    let text = try table(Self.people)
    for (column, line, kind) in [(0, 3, DataError.Kind.notANumber), (1, 5, .missingValue), (3, 5, .notANumber)] {
      let error = #expect(throws: DataError.self) { try encoding(text, [column], EncodingRules()) }
      #expect(error?.line == line && error?.kind == kind)
    }
    let whole = try table("age,town\n30,Ulm\n40,Bonn\n")
    let fitted = try encoding(whole, [0, 1], EncodingRules())
    for (row, kind) in [("NA,Ulm", DataError.Kind.notANumber), ("1,?", .missingValue), ("abc,Ulm", .notANumber)] {
      let error = #expect(throws: DataError.self) {
        let _: EncodedInputs<Double> = try fitted.inputs(of: table("age,town\n1,Ulm\n\(row)\n2,Ulm\n"))
      }
      #expect(error?.line == 3 && error?.kind == kind, "\(row)")
    }
  }

  @Test func rareAndUnseenLevels() throws {
    let text = try table("k,c\n" + ["a", "a", "b", "b", "c", "d"].map { "1,\($0)\n" }.joined())
    let new = try table("k,c\n1,a\n1,d\n1,zz\n1,b\n1,yy\n")
    let plain: EncodedInputs<Double> = try encoding(text, [1], EncodingRules()).inputs(of: new)
    #expect(plain.matrix == Matrix([[1, 0, 0, 0], [0, 0, 0, 1], [0, 0, 0, 0], [0, 1, 0, 0], [0, 0, 0, 0]]))
    #expect(plain.unseen.map { [$0.title, $0.level, "\($0.rowCount)", "\($0.line)"] } == [["c", "zz", "2", "4"]])
    // As scikit-learn's OneHotEncoder with min_frequency=2 and handle_unknown="infrequent_if_exist".
    let pooled = try encoding(text, [1], EncodingRules(leastCount: 2))
    #expect(pooled.inputNames == ["c = a", "c = b", "c = other"])
    let inputs: EncodedInputs<Double> = try pooled.inputs(of: new)
    #expect(inputs.matrix == Matrix([[1, 0, 0], [0, 0, 1], [0, 0, 1], [0, 1, 0], [0, 0, 1]]))
    // What stands for the reference must not stand for what nobody knows.
    let reference = try encoding(text, [1], EncodingRules(hasReferences: true, references: ["c": "b"]))
    #expect(reference.inputNames == ["c = a", "c = c", "c = d"])
    let error = #expect(throws: DataError.self) {
      let _: EncodedInputs<Double> = try reference.inputs(of: new)
    }
    #expect(error?.line == 4 && error?.kind == .labelOutOfRange)
    let wrong = #expect(throws: DataError.self) {
      try encoding(text, [1], EncodingRules(hasReferences: true, references: ["c": "x"]))
    }
    #expect(wrong?.kind == .labelOutOfRange)
  }

  /// Levels are those of the training rows.
  @Test func levelsOfTheTrainingRows() throws {
    let text = try table("k,c\n1,a\n1,b\n1,c\n1,a\n")
    let encoding = try encoding(text, [1], rows: [0, 1, 3], EncodingRules())
    #expect(encoding.inputNames == ["c = a", "c = b"])
    let inputs: EncodedInputs<Double> = try encoding.inputs(of: text)
    #expect(inputs.matrix[row: 2].elementsEqual([0, 0]) && inputs.unseen.count == 1)
  }

  @Test func theFormInAFile() throws {
    let rules = EncodingRules(missing: .median, hasIndicators: true, leastCount: 2, hasReferences: true)
    for (text, rules) in [(Self.people, rules), (Self.people, EncodingRules(missing: .mostFrequent))] {
      let encoding = try encoding(table(text), [0, 1, 2, 3], rules)
      let decoded = try JSONDecoder().decode(InputEncoding.self, from: JSONEncoder().encode(encoding))
      #expect(decoded == encoding)
    }
  }

  /// What a damaged file says is checked before it is believed.
  @Test(arguments: [
    "{}", "{\"columns\":[]}",
    "{\"columns\":[{\"kind\":\"number\",\"name\":\"a\"},{\"kind\":\"number\",\"name\":\"a\"}]}",
    "{\"columns\":[{\"kind\":\"number\",\"name\":\"a\"},{\"kind\":\"number\"}]}", "{\"columns\":[{\"kind\":\"word\"}]}",
    "{\"columns\":[{\"kind\":\"categories\",\"levels\":[]}]}", "{\"columns\":[{\"kind\":\"categories\"}]}",
    "{\"columns\":[{\"kind\":\"categories\",\"levels\":[\"a\",\"a\"]}]}",
    "{\"columns\":[{\"kind\":\"categories\",\"levels\":[\"a\"],\"pooled\":[\"a\"]}]}",
    "{\"columns\":[{\"kind\":\"categories\",\"levels\":[\"a\"],\"reference\":1}]}",
    "{\"columns\":[{\"kind\":\"categories\",\"levels\":[\"a\"],\"reference\":-1}]}",
    "{\"columns\":[{\"kind\":\"categories\",\"levels\":[\"a\"],\"replacement\":1}]}",
    "{\"columns\":[{\"kind\":\"categories\",\"levels\":[\"a\"],\"replacement\":1e300}]}",
    "{\"columns\":[{\"kind\":\"boolean\",\"replacement\":0.5}]}",
    "{\"columns\":[{\"kind\":\"number\",\"indicator\":true}]}",
    "{\"columns\":[{\"kind\":\"elapsed\",\"origin\":0}]}",
    "{\"columns\":[{\"kind\":\"number\"}],\"layout\":{\"columnCount\":2,\"places\":[2]}}",
    "{\"columns\":[{\"kind\":\"number\"}],\"layout\":{\"columnCount\":2,\"places\":[-1]}}",
    "{\"columns\":[{\"kind\":\"number\"}],\"layout\":{\"columnCount\":2,\"places\":[0,1]}}",
  ]) func damagedForms(text: String) {
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(InputEncoding.self, from: Data(text.utf8)) }
  }

  /// A model finds the columns of a table that has no names where they were.
  @Test func tablesWithoutNames() throws {
    let text = try table("1,a,x\n2,b,y\n3,a,x\n")
    let encoding = try encoding(text, [0, 1], EncodingRules())
    #expect(encoding.inputNames == ["column0", "column1 = a", "column1 = b"])
    #expect(try encoding.places(in: text) == [0, 1])
    #expect(try encoding.places(in: table("1,a\n2,b\n")) == [0, 1])
    #expect(throws: DataError.self) { try encoding.places(in: table("1,a,b,c\n")) }
  }
}
