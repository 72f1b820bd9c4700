import Foundation
import Nabla
import Testing

struct DataErrorTests {
  @Test func describesAByteOfAFile() {
    let error = DataError(
      .wrongMagicNumber, source: "train-images.gz", byteOffset: 0,
      expected: "the magic number 2051 of an IDX image file", found: "17")
    let message = "train-images.gz: byte 0: expected the magic number 2051 of an IDX image file, found 17"
    #expect(error.description == message)
    #expect(error.localizedDescription == message)
  }

  @Test func describesALineAndColumnOfATable() {
    var error = DataError(
      .notANumber, source: "people.csv", line: 3, row: 1, column: 2, field: "age", expected: "a number",
      found: "\"abc\"")
    #expect(error.description == "people.csv: line 3, column \"age\": expected a number, found \"abc\"")
    error.field = nil
    #expect(error.description == "people.csv: line 3, column 2 (counted from 0): expected a number, found \"abc\"")
  }

  @Test func describesAnElementOfAMatrix() {
    let error = DataError(.notFinite, row: 3, column: 2, field: "inputs", expected: "a finite number", found: "nan")
    #expect(error.description == "inputs, row 3, column 2 (counted from 0): expected a finite number, found nan")
  }

  @Test func describesWithoutAPlace() {
    #expect(DataError(.empty, expected: "a table").description == "expected a table")
  }
}
