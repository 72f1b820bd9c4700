import Foundation
internal import Nabla

/// Values of options among which a search chooses: `hidden=16|32,16 learning-rate=1e-4..1e-1`.
struct SearchSpace {
  /// The values of one option.
  private struct Dimension {
    let option: Option
    let values: Values
  }

  private enum Values {
    case list([String])
    /// Numbers between two, on a logarithmic scale where both are positive.
    case range(Double, Double, isWhole: Bool)
  }

  private let dimensions: [Dimension]

  /// The options that are searched over.
  var names: [String] { dimensions.map(\.option.name) }
  /// Whether all values can be listed.
  var isFinite: Bool { dimensions.allSatisfy { if case .list = $0.values { true } else { false } } }

  /// - Throws: what in the text is no option of the command, or no values.
  init(_ text: String, of command: CommandDescription, without excluded: [String]) throws(UsageError) {
    var dimensions: [Dimension] = []
    for word in text.split(whereSeparator: \.isWhitespace) {
      let sides = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard sides.count == 2, !sides[1].isEmpty else {
        throw UsageError(
          "'--search' takes OPTION=VALUE|VALUE or OPTION=FROM..TO, several separated by spaces, not '\(word)'")
      }
      let name = sides[0].hasPrefix("--") ? String(sides[0].dropFirst(2)) : sides[0]
      guard let option = command.options.first(where: { $0.name == name }) else {
        let suggestion = nearest(to: name, among: command.options.map(\.name)).map { "; did you mean '\($0)'?" }
        throw UsageError("'--search': '\(command.invocation)' has no option '\(name)'" + suggestion.orEmpty)
      }
      guard option.values.count <= 1, !excluded.contains(name) else {
        throw UsageError("'--search' cannot choose '--\(name)'")
      }
      guard !dimensions.contains(where: { $0.option.name == name }) else {
        throw UsageError("'--search' has '\(name)' twice")
      }
      dimensions.append(Dimension(option: option, values: try Self.values(sides[1], of: option)))
    }
    guard !dimensions.isEmpty else { throw UsageError("'--search' takes OPTION=VALUE|VALUE, not an empty text") }
    self.dimensions = dimensions
  }

  private static func values(_ text: String, of option: Option) throws(UsageError) -> Values {
    if let dots = text.range(of: ".."), !option.values.isEmpty,
      let low = Double(text[..<dots.lowerBound]), let high = Double(text[dots.upperBound...])
    {
      guard low.isFinite, high.isFinite, low < high else {
        throw UsageError("'--search': '\(option.name)' goes from a number to a larger one, not '\(text)'")
      }
      let isWhole = Int(text[..<dots.lowerBound]) != nil && Int(text[dots.upperBound...]) != nil
      return .range(low, high, isWhole: isWhole)
    }
    let values = text.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
    guard !values.contains(""), Set(values).count == values.count else {
      throw UsageError("'--search': '\(option.name)' takes different values separated by '|', not '\(text)'")
    }
    if option.values.isEmpty, !values.allSatisfy({ $0 == "yes" || $0 == "no" }) {
      throw UsageError("'--search': '\(option.name)' is a switch, whose values are yes and no, not '\(text)'")
    }
    return .list(values)
  }

  /// The number of all combinations, up to a limit.
  func count(upTo limit: Int) -> Int {
    dimensions.reduce(1) { count, dimension in
      guard case .list(let values) = dimension.values else { return limit }
      return min(count * values.count, limit)
    }
  }

  /// All combinations, the last option's values changing fastest.
  ///
  /// - Precondition: the space is finite.
  var grid: [[String]] {
    dimensions.reduce([[]]) { combinations, dimension in
      guard case .list(let values) = dimension.values else { preconditionFailure("a range has no list of values") }
      return combinations.flatMap { combination in values.map { combination + [$0] } }
    }
  }

  /// So many different combinations by chance, fewer where there are no more.
  func draws(_ count: Int, seed: UInt64) -> [[String]] {
    if isFinite, self.count(upTo: count + 1) <= count { return grid }
    var generator = SeededGenerator(seed: seed)
    var drawn: [[String]] = []
    // Whole numbers of a short range may be drawn again and again.
    for _ in 0..<100 * count where drawn.count < count {
      let combination = dimensions.map { Self.draw($0.values, &generator) }
      if !drawn.contains(combination) { drawn.append(combination) }
    }
    return drawn
  }

  private static func draw(_ values: Values, _ generator: inout SeededGenerator) -> String {
    let u = generator.uniform()
    switch values {
    case .list(let values): return values[min(Int(u * Double(values.count)), values.count - 1)]
    case .range(let low, let high, let isWhole):
      let top = isWhole ? high + 1 : high
      let value = low > 0 ? low * pow(top / low, u) : low + (top - low) * u
      guard isWhole else { return String(format: "%.4g", min(max(value, low), high)) }
      return "\(Int(min(value.rounded(.down), high)))"
    }
  }

  /// The arguments of a combination.
  func filled(_ arguments: Arguments, _ combination: [String]) -> Arguments {
    var filled = arguments
    for (dimension, text) in zip(dimensions, combination) {
      if dimension.option.values.isEmpty {
        if text == "yes" { filled.fill(dimension.option.name, []) } else { filled.remove(dimension.option.name) }
      } else {
        filled.fill(dimension.option.name, [text])
      }
    }
    return filled
  }
}
