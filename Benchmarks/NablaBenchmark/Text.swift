internal import Foundation

/// `text` with spaces after it, up to `width` characters.
func padded(_ text: String, to width: Int) -> String {
  text + String(repeating: " ", count: max(0, width - text.count))
}

/// `text` with spaces before it, up to `width` characters.
func leading(_ text: String, to width: Int) -> String {
  String(repeating: " ", count: max(0, width - text.count)) + text
}

/// `value` with `digits` decimals.
func text(_ value: Double, digits: Int) -> String {
  String(format: "%.\(digits)f", value)
}

/// The sizes of a chain of layers, such as `784-512-10`.
func text(layers: [Int]) -> String { layers.map(String.init).joined(separator: "-") }

/// A duration with three significant digits and its unit.
func text(seconds: Double) -> String {
  let units = [(1.0, "s"), (1e-3, "ms"), (1e-6, "µs"), (1e-9, "ns")]
  let (unit, name) = units.first { seconds >= $0.0 * 0.9995 } ?? units[3]
  let value = seconds / unit
  return text(value, digits: value < 9.995 ? 2 : value < 99.95 ? 1 : 0) + " " + name
}

/// `value` with two significant digits and its power of ten.
func scientific(_ value: Double) -> String { String(format: "%.1e", value) }
