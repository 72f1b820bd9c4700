/// The operations of a type of numbers in C99, in which basis functions write themselves: plain numbers, or numbers with two
/// infinitesimals as `HyperDual` has them.
///
/// Text of a set of basis functions is statements that read the inputs `x[0]` … and write the functions to `*phi++`. The
/// operations are those of `BasisKind.evaluate`, in the same order. The tokens are those of `CFunction`.
struct CNumbers {
  /// Whether the numbers carry derivatives.
  let isDual: Bool
  /// The number d of inputs.
  let inputs: Int
  /// Constants of the file, by name; they are the same for both types of numbers.
  private(set) var tables: [(name: String, values: [Double])] = []
  /// How many variables have been named.
  private var variables = 0

  init(isDual: Bool, inputs: Int) {
    self.isDual = isDual
    self.inputs = inputs
  }

  /// The type.
  var type: String { isDual ? "@dual" : "real" }

  /// The name of a `static const double` array of these numbers.
  mutating func table(_ values: [Double]) -> String {
    tables.append(("@t\(tables.count)", values))
    return tables[tables.count - 1].name
  }

  /// A new name of a variable.
  mutating func variable(_ stem: String) -> String {
    variables += 1
    return stem + "\(variables)"
  }

  /// A constant, an expression of type `double`, rounded to the type of the numbers.
  func constant(_ value: String) -> String { isDual ? "@constant(\(value))" : "(real)\(value)" }
  /// The value without derivatives.
  func value(_ a: String) -> String { isDual ? "\(a).v" : a }
  func sum(_ a: String, _ b: String) -> String { isDual ? "@sum(\(a), \(b))" : "\(a) + \(b)" }
  func difference(_ a: String, _ b: String) -> String { isDual ? "@difference(\(a), \(b))" : "\(a) - \(b)" }
  func product(_ a: String, _ b: String) -> String { isDual ? "@times(\(a), \(b))" : "(\(a)) * (\(b))" }
  func quotient(_ a: String, _ b: String) -> String { isDual ? "@over(\(a), \(b))" : "(\(a)) / (\(b))" }
  func exponential(_ a: String) -> String { isDual ? "@dual_exp(\(a))" : "exp_(\(a))" }
  func sine(_ a: String) -> String { isDual ? "@dual_sin(\(a))" : "sin_(\(a))" }
  func cosine(_ a: String) -> String { isDual ? "@dual_cos(\(a))" : "cos_(\(a))" }
  func logistic(_ a: String) -> String { isDual ? "@dual_logistic(\(a))" : "@logistic(\(a))" }

  /// The type with infinitesimals, and its operations; a file has those that it calls.
  static let dualHelpers: [(name: String, text: String)] = [
    (
      "@dual",
      """
      /* v + a e1 + b e2 + m e1 e2, with e1 e1 = e2 e2 = 0. */
      typedef struct {
        real v, a, b, m;
      } @dual;
      """
    ),
    (
      "@constant",
      """
      static @dual @constant(double value) {
        const @dual x = {(real)value, 0, 0, 0};
        return x;
      }
      """
    ),
    (
      "@composed",
      """
      static real @change(real derivative, real change) { return change == 0 ? 0 : derivative * change; }

      /* A function with value h and derivatives d and e. */
      static @dual @composed(@dual x, real h, real d, real e) {
        @dual y;
        y.v = h;
        y.a = @change(d, x.a);
        y.b = @change(d, x.b);
        y.m = @change(d, x.m) + @change(e, x.a * x.b);
        return y;
      }
      """
    ),
    (
      "@sum",
      """
      static @dual @sum(@dual x, @dual y) {
        const @dual z = {x.v + y.v, x.a + y.a, x.b + y.b, x.m + y.m};
        return z;
      }
      """
    ),
    (
      "@difference",
      """
      static @dual @difference(@dual x, @dual y) {
        const @dual z = {x.v - y.v, x.a - y.a, x.b - y.b, x.m - y.m};
        return z;
      }
      """
    ),
    (
      "@times",
      """
      static @dual @times(@dual x, @dual y) {
        @dual z;
        z.v = x.v * y.v;
        z.a = x.a * y.v + x.v * y.a;
        z.b = x.b * y.v + x.v * y.b;
        z.m = x.m * y.v + x.a * y.b + x.b * y.a + x.v * y.m;
        return z;
      }
      """
    ),
    (
      "@over",
      """
      static @dual @over(@dual x, @dual y) {
        const real inverse = 1 / y.v, square = inverse * inverse;
        return @times(x, @composed(y, inverse, -square, 2 * square * inverse));
      }
      """
    ),
    (
      "@dual_exp",
      """
      static @dual @dual_exp(@dual x) {
        const real y = exp_(x.v);
        return @composed(x, y, y, y);
      }
      """
    ),
    (
      "@dual_sin",
      """
      static @dual @dual_sin(@dual x) {
        const real y = sin_(x.v);
        return @composed(x, y, cos_(x.v), -y);
      }
      """
    ),
    (
      "@dual_cos",
      """
      static @dual @dual_cos(@dual x) {
        const real y = cos_(x.v);
        return @composed(x, y, -sin_(x.v), -y);
      }
      """
    ),
    (
      "@dual_logistic",
      """
      static @dual @dual_logistic(@dual x) {
        const real y = @logistic(x.v), slope = y * @logistic(-x.v);
        return @composed(x, y, slope, slope * (1 - 2 * y));
      }
      """
    ),
  ]
}
