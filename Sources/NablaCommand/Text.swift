import Foundation

/// Numbers as the program writes them; a score that is NaN is one that is undefined.
extension String {
  /// A number with one decimal between two texts.
  init(tenths value: Double, before: String, after: String) {
    self = before + String(format: "%.1f", value) + after
  }

  /// A number with four decimals.
  init(fourDecimals value: Double) { self = value.isNaN ? "undefined" : String(format: "%.4f", value) }

  /// A number with six significant digits.
  init(sixDigits value: Double) { self = value.isNaN ? "undefined" : String(format: "%.6g", value) }
}

extension [Double] {
  /// The mean, and its standard error from how the numbers differ; nil of a single number.
  var meanWithStandardError: (mean: Double, error: Double?) {
    let n = Double(count)
    let mean = reduce(0, +) / n
    guard count > 1 else { return (mean, nil) }
    let squares = reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (mean, (squares / (n - 1) / n).squareRoot())
  }
}

/// A field of a CSV file, in quotation marks where it needs them (RFC 4180).
func csvField(_ text: String) -> String {
  guard text.contains(where: { ",\"\n\r\r\n#".contains($0) }) || text != text.trimmingCharacters(in: .whitespaces)
  else {
    return text
  }
  return "\"" + text.replacingOccurrences(of: "\"", with: "\"\"") + "\""
}
