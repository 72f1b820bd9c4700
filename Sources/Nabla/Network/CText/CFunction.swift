/// A function h of one number a as C99 text, for files that carry a network out of this library.
///
/// In the text `real` stands for the number type, `exp_` for `exp` or `expf` (and so for the other functions of
/// `<math.h>`) or what the file has in their place, and `@` for the prefix of the file's names. The operations are those
/// of `ActivationKind.derivatives`, in the same order, so that C gives the same bits where its compiler does not contract
/// them.
struct CFunction: Sendable, Hashable {
  /// h(a), an expression.
  let value: String
  /// Statements that set `*h`, `*d` and `*e` to h, h′ and h″.
  let derivatives: String

  /// σ and ln(1 + eᵃ) without overflow, as `Activation.logistic` and `.softplus`, and Φ with its density, as `NormalTail`; a
  /// file has those that it calls.
  static let helpers: [(name: String, text: String)] = [
    (
      "@logistic",
      """
      @INLINE real @logistic(real a) {
        const real e = exp_(-fabs_(a)), n = a >= 0 ? 1 : e;
        return n / (1 + e);
      }
      """
    ),
    ("@softplus", "@INLINE real @softplus(real a) { return (0 >= a ? 0 : a) + log1p_(exp_(-fabs_(a))); }"),
    (
      "@normal",
      """
      static real @normal(real a, real *density) {
        static const real series[] = {\(millsSeries.map(constant).joined(separator: ", "))};
        const real s = fabs_(a), u = 1 - 6 / (s + 3), head = floor_(16 * s) / 16, rest = (s - head) * (s + head) / 2;
        real next = 0, other = 0, p = 0;
        for (int i = 0; i < \(millsSeries.count); i++) {
          const real own = 2 * u * next - other + series[i];
          other = next;
          next = own;
        }
        if (s < 40) p = exp_(-head * head / 2) * ((real)0.398942280401432677939946 * exp_(-rest));
        if (density) *density = p;
        const real tail = p / (s + (next - u * other) / (1 + s));
        return a < 0 ? tail : 1 - tail;
      }
      """
    ),
  ]

  /// A constant, rounded to the number type as `S(constant)` rounds it.
  static func constant(_ value: Double) -> String { "(real)\(value)" }
}
