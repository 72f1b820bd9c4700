import Nabla
import Testing

struct DelimitedDatasetTests {
  private let flowers = "length,width,species\n5.1,3.5,setosa\n6.2,2.9,versicolor\n4.9,3.0,setosa\n"

  private func read(
    _ text: String, inputs: [DelimitedText.Column]? = nil, targets: [DelimitedText.Column]? = nil,
    kind: DelimitedText.TargetKind, classNames: [String]? = nil
  ) throws -> Dataset<Double> {
    try TemporaryFolder.with { folder in
      try .delimited(
        folder.write(text, to: "data.csv"), inputs: inputs, targets: targets, kind: kind, classNames: classNames)
    }
  }

  private func error(
    _ text: String, inputs: [DelimitedText.Column]? = nil, targets: [DelimitedText.Column]? = nil,
    kind: DelimitedText.TargetKind, classNames: [String]? = nil
  ) -> String? {
    let error = #expect(throws: DataError.self) {
      try read(text, inputs: inputs, targets: targets, kind: kind, classNames: classNames)
    }
    // The folder is another in each test.
    return error?.description.split(separator: "/").last.map(String.init)
  }

  @Test func theLastColumnIsTheTarget() throws {
    let data = try read(flowers, kind: .classes)
    #expect(data.inputs == Matrix([[5.1, 3.5], [6.2, 2.9], [4.9, 3.0]]))
    #expect(data.targets == .classes([0, 1, 0]))
    #expect(data.classNames == ["setosa", "versicolor"])
    let values = try read("1,2,3\n4,5,6\n", kind: .values)
    #expect(try values == Dataset(inputs: Matrix([[1, 2], [4, 5]]), targets: Matrix([[3], [6]])))
  }

  @Test func columnsCanBeChosen() throws {
    let text = "a,b,c,d\n1,2,3,4\n5,6,7,8\n"
    let all = try read(text, targets: ["b", 3], kind: .values)
    #expect(try all == Dataset(inputs: Matrix([[1, 3], [5, 7]]), targets: Matrix([[2, 4], [6, 8]])))
    let some = try read(text, inputs: ["d", "a"], targets: ["a"], kind: .values)
    #expect(try some == Dataset(inputs: Matrix([[4, 1], [8, 5]]), targets: Matrix([[1], [5]])))
    // A column of text that is not used does no harm.
    #expect(try read("x,1,2\ny,3,4\n", inputs: [1], kind: .values).inputs == Matrix([[1], [3]]))
  }

  @Test func classesAreInOrderOfValueOrAlphabet() throws {
    #expect(try read("1,10\n2,9\n3,-1\n", kind: .classes).classNames == ["-1", "9", "10"])
    #expect(try read("1,b10\n2,b9\n3,a\n", kind: .classes).classNames == ["a", "b10", "b9"])
    #expect(try read("1,b10\n2,b9\n3,a\n", kind: .classes).targets == .classes([1, 2, 0]))
    #expect(try read("1,4\n2,inf\n3,\"x, y\"\n", kind: .classes).classNames == ["4", "inf", "x, y"])
  }

  @Test func classesOfAnotherFileCanBeKept() throws {
    let data = try read("1,b\n2,c\n", kind: .classes, classNames: ["a", "b", "c"])
    #expect(data.targets == .classes([1, 2]))
    #expect(data.classNames == ["a", "b", "c"])
    #expect(
      error("x,y\n1,b\n2,z\n", kind: .classes, classNames: ["a", "b", "c"])
        == "data.csv: line 3, column \"y\": expected one of the classes \"a\", \"b\", \"c\", found \"z\"")
  }

  @Test func errorsNameFileLineAndColumn() {
    #expect(
      error("# a comment\nage,height\n1,2\n3,tall\n", kind: .values)
        == "data.csv: line 4, column \"height\": expected a number, found \"tall\"")
    #expect(
      error("1,2\n3,\n", kind: .values)
        == "data.csv: line 2, column 1 (counted from 0): expected a number, found an empty field")
    #expect(
      error("age,height\n1,2\nnan,2\n", kind: .values)
        == "data.csv: line 3, column \"age\": expected a finite number within the range of Double, found \"nan\"")
    #expect(
      error("1,2\n3\n", kind: .values) == "data.csv: line 2: expected 2 fields, as in line 1, found 1")
    #expect(
      error("1,a\n2,\n", kind: .classes)
        == "data.csv: line 2, column 1 (counted from 0): expected the label of a class, found an empty field")
    #expect(
      error(flowers, targets: ["Species"], kind: .classes)
        == "data.csv: column \"Species\": expected one of the columns \"length\", \"width\", \"species\", "
        + "found \"Species\"")
    #expect(
      error("1\n2\n", kind: .values)
        == "data.csv: expected at least one column of inputs beside the targets, found a table of 1 column")
    #expect(error("", kind: .values) == "data.csv: expected a table with at least one row, found no data")
  }

  @Test func longOrBinaryTextIsShortened() {
    let message = error("1,2\n\u{1}\u{7}" + String(repeating: "x", count: 100) + ",2\n", kind: .values)
    #expect(message?.hasSuffix("found \"␁␇" + String(repeating: "x", count: 38) + "…\"") == true)
  }

  @Test func missingFilesAreNamed() throws {
    try TemporaryFolder.with { folder in
      #expect(
        throws: DataError(
          .unreadable, source: folder.file("no.csv"), expected: "a file that can be read",
          found: "no file of that name")
      ) { try Dataset<Float>.delimited(folder.file("no.csv"), kind: .values) }
    }
  }

  @Test func readsCompressedFiles() throws {
    try TemporaryFolder.with { folder in
      let path = try folder.write(gzipStored(Array(flowers.utf8)), to: "flowers.csv.gz")
      #if Zlib
        #expect(try Dataset<Double>.delimited(path, kind: .classes) == read(flowers, kind: .classes))
      #else
        let error = #expect(throws: DataError.self) { try Dataset<Double>.delimited(path, kind: .classes) }
        #expect(error?.kind == .unsupportedCompression)
      #endif
    }
  }

  @Test func writingAndReadingIsARoundTrip() throws {
    var generator = SeededGenerator(seed: 4)
    let numbers = Matrix<Double>(
      rows: 200, columns: 5, elements: (0..<1000).map { _ in generator.uniform() * 1e3 - 500 })
    let text = (0..<200).map { numbers[row: $0].map { "\($0)" }.joined(separator: ";") }.joined(separator: "\r\n")
    let data = try read(text, inputs: [0, 1, 2, 3, 4], kind: .values)
    #expect(data.inputs == numbers)
  }

  @Test func severalColumnsOfClassesTrap() async {
    await #expect(processExitsWith: .failure) {
      _ = try Dataset<Double>(DelimitedText(text: "1,2,3"), targets: [1, 2], kind: .classes)
    }
  }
}
