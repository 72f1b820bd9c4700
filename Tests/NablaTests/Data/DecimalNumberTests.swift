import Foundation
import Nabla
import Testing

/// The number that a table of one field has.
private func number<S: RealScalar>(_ text: String, as scalar: S.Type) throws -> S {
  try DelimitedText(text: text, header: false).matrix(of: scalar)[0, 0]
}

struct DecimalNumberTests {
  @Test(arguments: [
    "0", "-0", "+1", "007", ".5", "5.", "-.25e2", "1e0", "1E+5", "1e-5", "0.1", "3.14159265358979",
    "123456789012345678",
    "9007199254740993", "9007199254740992", "12345678901234567890123", "0.000000000000000000000000000012345", "1e22",
    "1e23", "4.9e-324", "2.2250738585072011e-308", "1.7976931348623157e308", "1e-400", "0e999999999999999999999",
    // Just above, at and below the middle between two floats, beyond what a double shows.
    "1.00000005960464477539062500000000000000001", "1.000000059604644775390625", "1.00000005960464477", "16777217",
    // The nearest double is the middle between two floats, and rounding that once more would go the wrong way.
    "2.749544946709648e-04", "7.723983749747276e-02", "5.400485801696777e+01", "0.000002004416842282808",
    "16777219", "1.1754943e-38", "1e-45", "7.006492321624085e-46", "33554433.0000000001", "0.30000001192092896",
  ])
  func isRoundedAsTheStandardLibraryDoes(text: String) throws {
    let double = try #require(Double(text))
    #expect(try number(text, as: Double.self).bitPattern == double.bitPattern)
    if let float = Float(text), float.isFinite {
      #expect(try number(text, as: Float.self).bitPattern == float.bitPattern)
    }
  }

  @Test func randomNumbersAreRoundedAsTheStandardLibraryDoes() throws {
    var generator = SeededGenerator(seed: 20)
    let texts = (0..<20_000).map { _ -> String in
      let digits = generator.next() >> UInt64.random(in: 0..<64, using: &generator)
      let exponent = Int.random(in: -30...15, using: &generator)
      switch Int.random(in: 0..<3, using: &generator) {
      case 0: return "\(digits)e\(exponent)"
      case 1: return "-\(digits >> 32).\(digits & 0xFFFF_FFFF)"
      // The decimals of a float near the middle between two others.
      default: return "\(Double(Float(generator.uniform())) + 0x1p-25 + 0x1p-53)"
      }
    }
    let table = try DelimitedText(text: texts.joined(separator: "\n"))
    #expect(try table.matrix(of: Double.self).elements == texts.map { Double($0)! })
    #expect(try table.matrix(of: Float.self).elements == texts.map { Float($0)! })
  }

  /// Whole numbers exactly in the middle between two doubles, and their neighbours: the processor rounds 64-bit integers
  /// correctly, and ties to even.
  @Test func middlesGoToTheEvenNumber() throws {
    var generator = SeededGenerator(seed: 21)
    var numbers: [UInt64] = []
    for _ in 0..<2000 {
      let shift = UInt64.random(in: 0...8, using: &generator)
      let middle = (UInt64.random(in: 1 << 53..<1 << 54, using: &generator) | 1) << shift
      numbers += [middle - 1, middle, middle + 1]
    }
    let table = try DelimitedText(text: "x,y\n" + numbers.map { "\($0),\($0 / 10).\($0 % 10)e1\n" }.joined())
    let values = try table.matrix(of: Double.self)
    for (i, number) in numbers.enumerated() {
      #expect(values[i, 0] == Double(number) && values[i, 1] == Double(number))
    }
    let floats = try table.matrix(of: Float.self)
    for (i, number) in numbers.enumerated() { #expect(floats[i, 0] == Float(number) && floats[i, 1] == Float(number)) }
  }

  /// Doubles in the middle between two floats, with all of their digits, and with one more far behind them.
  @Test func longMiddlesGoToTheEvenFloat() throws {
    var generator = SeededGenerator(seed: 22)
    var texts: [String] = []
    var expected: [Float] = []
    for _ in 0..<2000 {
      let float =
        Float(sign: .plus, exponent: Int.random(in: -60...60, using: &generator), significand: 1)
        * (1 + Float.random(in: 0..<1, using: &generator))
      let middle = (Double(float) + Double(float.nextUp)) / 2
      let exact = String(format: "%.120f", middle)
      texts += [exact, exact + "0000001"]
      expected += [float.significandBitPattern % 2 == 0 ? float : float.nextUp, float.nextUp]
    }
    let table = try DelimitedText(text: "x,y\n" + texts.map { "\($0),1\n" }.joined())
    #expect(try table.matrix([0], of: Float.self).elements == expected)
  }

  /// Every power of ten that a number can have, with digits that need all bits of it.
  @Test func everyPowerOfTen() throws {
    var generator = SeededGenerator(seed: 23)
    // Nineteen digits and 10^289 are still below the largest number.
    let texts = (-345...307).flatMap { power in
      (0..<4).map { _ in "\(UInt64.random(in: 1...9_999_999_999_999_999_999, using: &generator))e\(power - 18)" }
    }
    let table = try DelimitedText(text: "x,y\n" + texts.map { "\($0),1\n" }.joined())
    let values = try table.matrix([0], of: Double.self).elements
    for (value, text) in zip(values, texts) { #expect(value.bitPattern == strtod(text, nil).bitPattern, "\(text)") }
  }

  @Test(arguments: [
    "abc", "-", "+", ".", "e5", "1e", "1e+", "1.2.3", "1,5", "0x10", "1 2", "--1", "1_000", "١", "NA", "?", "1e5.0", "",
    "nano", "infinite",
  ])
  func refusesWhatIsNotANumber(text: String) throws {
    let table = try DelimitedText(text: "1;\"\(text)\"", delimiter: ";")
    let found = text.isEmpty ? "an empty field" : "\"\(text)\""
    // What the field looks like may follow.
    #expect {
      try table.matrix(of: Double.self)
    } throws: { error in
      guard var error = error as? DataError, error.found?.hasPrefix(found) == true else { return false }
      error.found = found
      return error == DataError(.notANumber, line: 1, row: 0, column: 1, expected: "a number", found: found)
    }
  }

  @Test(arguments: ["nan", "NaN", "-nan", "inf", "-Inf", "+INFINITY", "1e999", "-1e400"])
  func refusesWhatIsNotFinite(text: String) throws {
    let table = try DelimitedText(text: "value\n1\n\(text)\n", header: true)
    #expect(
      throws: DataError(
        .notFinite, line: 3, row: 1, column: 0, field: "value",
        expected: "a finite number within the range of Double", found: "\"\(text)\"")
    ) { try table.matrix(of: Double.self) }
  }

  @Test func rangeIsThatOfTheScalar() throws {
    #expect(try number("1e39", as: Double.self) == 1e39)
    let error = #expect(throws: DataError.self) { try number("1e39", as: Float.self) }
    #expect(error?.kind == .notFinite && error?.expected == "a finite number within the range of Float")
  }
}
