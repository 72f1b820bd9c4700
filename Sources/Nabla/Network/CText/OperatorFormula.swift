/// A function h of one number a as operators of ONNX.
indirect enum OperatorFormula: Sendable, Hashable {
  /// The number itself.
  case a
  /// A constant.
  case number(Double)
  /// An operator on its operands.
  case apply(String, [OperatorFormula])
  /// An operator with an attribute `alpha`.
  case withAlpha(String, Double, OperatorFormula)

  static func * (left: Self, right: Self) -> Self { .apply("Mul", [left, right]) }
  static func + (left: Self, right: Self) -> Self { .apply("Add", [left, right]) }
  static func - (left: Self, right: Self) -> Self { .apply("Sub", [left, right]) }

  static func of(_ name: String, _ operand: Self = .a) -> Self { .apply(name, [operand]) }

  /// a for a > 0, and else another function.
  static func positive(orElse other: Self) -> Self {
    .apply("Where", [.apply("Greater", [.a, .number(0)]), .a, other])
  }
}
