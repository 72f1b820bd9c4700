internal import Nabla

/// Values of options as numbers and choices; whatever is wrong with one is a `UsageError` that says what is right.
extension Arguments {
  /// A whole number in a range.
  func integer<I: FixedWidthInteger>(
    _ option: String, in range: some RangeExpression<I>, _ expected: String
  ) throws(UsageError) -> I? {
    guard let text = value(option) else { return nil }
    guard let number = I(text), range.contains(number) else { throw wrong(option, text, expected) }
    return number
  }

  /// The largest number of anything: sums and products of a few such numbers do not overflow.
  static let largestCount = 1 << 30

  /// A whole number of at least 1, and of at most a limit.
  func count(_ option: String, upTo limit: Int = largestCount) throws(UsageError) -> Int? {
    guard let text = value(option) else { return nil }
    // The limit is of interest to those only who are beyond it.
    let isLarge = !text.isEmpty && !text.hasPrefix("0") && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
    return try integer(option, in: 1...limit, isLarge ? "a whole number from 1 to \(limit)" : "a whole number from 1")
  }

  /// Columns of a table, separated by commas, each once; a name with a comma stands between quotation marks.
  func columns(_ option: String) throws(UsageError) -> [String]? {
    guard let text = value(option) else { return nil }
    guard let names = Self.list(text), !names.contains(""), Set(names).count == names.count else {
      throw wrong(
        option, text,
        "different columns, by name, pattern or index from 0, separated by commas, names with commas in quotation marks"
      )
    }
    return names
  }

  /// The parts of a list with commas between them, those in double quotation marks without these; nil where one is left open.
  static func list(_ text: String) -> [String]? {
    var parts: [String] = []
    var (part, isQuoted) = ("", false)
    for character in text {
      if character == "\"", isQuoted || part.isEmpty {
        isQuoted.toggle()
      } else if character == ",", !isQuoted {
        parts.append(part)
        part = ""
      } else {
        part.append(character)
      }
    }
    return isQuoted ? nil : parts + [part]
  }

  /// A number with a property, such as to be positive.
  func real(
    _ option: String, _ expected: String, where isValid: (Double) -> Bool
  ) throws(UsageError) -> Double? {
    guard let text = value(option) else { return nil }
    guard let number = Double(text), number.isFinite, isValid(number) else { throw wrong(option, text, expected) }
    return number
  }

  /// A positive number.
  func positive(_ option: String) throws(UsageError) -> Double? {
    try real(option, "a positive number") { $0 > 0 }
  }

  /// Whole numbers of at least 1, separated by commas; the text `none` stands for an empty list.
  func counts(_ option: String, upTo limit: Int = largestCount) throws(UsageError) -> [Int]? {
    guard let text = value(option) else { return nil }
    if text == "none" { return [] }
    let numbers = text.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
    let counts = numbers.compactMap { $0 }.filter { $0 >= 1 }
    guard counts.count == numbers.count else {
      throw wrong(option, text, "whole numbers from 1 separated by commas, such as 256,128, or 'none'")
    }
    guard counts.allSatisfy({ $0 <= limit }) else {
      throw wrong(option, text, "whole numbers from 1 to \(limit)")
    }
    return counts
  }

  /// One of several names.
  func choice<Value>(_ option: String, _ choices: [(name: String, value: Value)]) throws(UsageError) -> Value? {
    guard let text = value(option) else { return nil }
    guard let found = choices.first(where: { $0.name == text }) else {
      let suggestion = nearest(to: text, among: choices.map(\.name)).map { "; did you mean '\($0)'?" }
      throw UsageError(
        wrong(option, text, "one of \(choices.map(\.name).joined(separator: ", "))").description + suggestion.orEmpty)
    }
    return found.value
  }

  /// A likelihood with its parameters, such as `student:4,1`, for one target.
  func likelihood(_ option: String) throws(UsageError) -> Likelihood? {
    guard let text = value(option) else { return nil }
    return try likelihood(text, of: option)
  }

  /// The likelihood that is spelled so.
  func likelihood(_ text: String, of option: String) throws(UsageError) -> Likelihood {
    do {
      if let found = try Likelihood(name: text, targets: 1) { return found }
    } catch {
      throw wrong(option, text, error.expected)
    }
    let suggestion = nearest(to: text, among: Likelihood.names).map { "; did you mean '\($0)'?" }
    throw UsageError(
      wrong(option, text, "one of \(Likelihood.spellings.joined(separator: ", "))").description + suggestion.orEmpty)
  }

  /// At most one of several options that exclude each other.
  func exclusive(_ options: [String]) throws(UsageError) -> String? {
    let given = options.filter(contains)
    guard given.count <= 1 else {
      throw UsageError(
        "\(given.map { "'--\($0)'" }.joined(separator: " and ")) exclude each other; give one of them")
    }
    return given.first
  }

  func wrong(_ option: String, _ text: String, _ expected: String) -> UsageError {
    UsageError("'--\(option)' takes \(expected), not '\(text)'")
  }
}
