/// A function h of one number a as C99 text, for files that carry a network out of this library.
///
/// In the text `real` stands for the number type, `exp_` for `exp` or `expf` (and so for the other functions of
/// `<math.h>`), and `@` for the prefix of the file's names. The operations are those of `ActivationKind.derivatives`, in
/// the same order, so that C gives the same bits where its compiler does not contract them.
struct CFunction: Sendable, Hashable {
  /// h(a), an expression.
  let value: String
  /// Statements that set `*h`, `*d` and `*e` to h, h′ and h″.
  let derivatives: String

  /// σ and ln(1 + eᵃ) without overflow, as `Activation.logistic` and `.softplus`; a file has those that it calls.
  static let helpers: [(name: String, text: String)] = [
    (
      "@logistic",
      """
      static real @logistic(real a) {
        const real e = exp_(-fabs_(a));
        return a >= 0 ? 1 / (1 + e) : e / (1 + e);
      }
      """
    ),
    ("@softplus", "static real @softplus(real a) { return (0 >= a ? 0 : a) + log1p_(exp_(-fabs_(a))); }"),
  ]

  /// A constant, rounded to the number type as `S(constant)` rounds it.
  static func constant(_ value: Double) -> String { "(real)\(value)" }
}
