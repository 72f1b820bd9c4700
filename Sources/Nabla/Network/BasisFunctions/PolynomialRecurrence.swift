/// Polynomials by a three-term recurrence: P₀ = 1, P_{k+1} = (s_k x + o_k) P_k − r_k P_{k−1}.
///
/// Every family of orthogonal polynomials has one; in such a basis a design is well conditioned where powers are not.
struct PolynomialRecurrence: BuiltInBasis {
  static let name = "recurrence"

  /// The coefficients of one input, `degree` of each.
  struct Coefficients: Sendable, Hashable, Codable {
    var slopes: [Double]
    var offsets: [Double]
    var previous: [Double]
  }

  /// One set for each input, or one for all.
  let coefficients: [Coefficients]

  private enum CodingKeys: String, CodingKey {
    case coefficients = "recurrences"
  }

  var degree: Int { coefficients.first?.slopes.count ?? 0 }

  func coefficients(input i: Int) -> Coefficients { coefficients.count == 1 ? coefficients[0] : coefficients[i] }

  func count(inputs: Int) -> Int { inputs * degree }

  func estimatedCount(inputs: Double) -> Double { inputs * Double(degree) }

  func names(inputs: [String]) -> [String] { names(inputs, each: degree) { "P\($1 + 1)(\($0))" } }

  func problem(inputs: Int) -> String? {
    guard degree > 0 else { return "a polynomial of degree \(degree) has no basis functions" }
    guard coefficients.count == 1 || coefficients.count == inputs else {
      return "polynomials for \(coefficients.count) inputs, but there are \(inputs) inputs"
    }
    for c in coefficients {
      guard c.slopes.count == degree && c.offsets.count == degree && c.previous.count == degree else {
        return "a recurrence with different numbers of coefficients"
      }
      guard (c.slopes + c.offsets + c.previous).allSatisfy(\.isFinite) else {
        return "a recurrence with a coefficient that is not finite"
      }
    }
    return nil
  }

  func c(_ n: inout CNumbers) -> String? {
    // Slope, offset and previous of every step, input by input where inputs have their own.
    let table = n.table(
      coefficients.flatMap { c in (0..<degree).flatMap { [c.slopes[$0], c.offsets[$0], c.previous[$0]] } })
    let line = n.sum(n.product("x[i]", n.constant("c[0]")), n.constant("c[1]"))
    let step = n.difference(n.product(line, "value"), n.product("before", n.constant("c[2]")))
    return """
      for (int i = 0; i < \(n.inputs); i++) {
        const double *c = \(table)\(coefficients.count == 1 ? "" : " + i * \(3 * degree)");
        \(n.type) before = \(n.constant("0.0")), value = \(n.constant("1.0"));
        for (int k = 0; k < \(degree); k++, c += 3) {
          const \(n.type) next = \(step);
          before = value;
          *phi++ = value = next;
        }
      }
      """
  }

  func operators(_ n: inout BasisOperators) -> BasisOperators.Value? {
    let x = n.eachInput()
    let shape = [coefficients.count, 1]
    var values: [BasisOperators.Value] = []
    for k in 0..<degree {
      let slopes = n.numbers(coefficients.map { $0.slopes[k] }, shape: shape)
      let offsets = n.numbers(coefficients.map { $0.offsets[k] }, shape: shape)
      var next = n.apply("Add", n.apply("Mul", x, slopes), offsets)
      if k > 0 {
        // P₀ = 1 is before the first.
        let previous = n.numbers(coefficients.map { $0.previous[k] }, shape: shape)
        let taken = k == 1 ? previous : n.apply("Mul", values[k - 2], previous)
        next = n.apply("Sub", n.apply("Mul", next, values[k - 1]), taken)
      }
      values.append(next)
    }
    return n.reshaped(n.joined(values, axis: 2), [count(inputs: n.inputs)])
  }

  @specialized(where N == Double)
  @specialized(where N == Float)
  @specialized(where N == HyperDual<Double>)
  @specialized(where N == HyperDual<Float>)
  func evaluate<N: DifferentiableNumber>(_ x: UnsafeBufferPointer<N>, into features: inout FeatureWriter<N>) {
    for (i, xi) in x.enumerated() {
      let c = coefficients(input: i)
      var (before, value): (N, N) = (0, 1)
      for k in 0..<degree {
        (before, value) = (value, (xi * N(c.slopes[k]) + N(c.offsets[k])) * value - before * N(c.previous[k]))
        features.put(value)
      }
    }
  }
}

extension BasisFunctions {
  /// Classical families of orthogonal polynomials.
  public enum PolynomialFamily: String, Sendable, Hashable, CaseIterable {
    /// Orthogonal with a constant weight.
    case legendre
    /// Of the first kind: cos(k arccos u), orthogonal with the weight 1/√(1 − u²).
    case chebyshev
  }

  /// The polynomials P₁ … P_degree of a family of every input, with the interval brought to −1 … 1: the same functions as
  /// `polynomial(degree:)`, in a basis whose design is well conditioned; d · degree functions, input by input.
  ///
  /// - Precondition: the interval is finite and not a point; the degree at least 1.
  public static func polynomial(
    degree: Int, family: PolynomialFamily, on interval: ClosedRange<Double>
  ) -> BasisFunctions {
    let width = interval.upperBound - interval.lowerBound
    precondition(width > 0 && width.isFinite && degree >= 1, "degree \(degree) on \(interval)")
    // u = slope x + offset runs from −1 to 1.
    let slope = 2 / width
    let offset = -(interval.lowerBound + interval.upperBound) / width
    var c = PolynomialRecurrence.Coefficients(slopes: [], offsets: [], previous: [])
    for k in 0..<degree {
      let n = Double(k)
      let (factor, previous): (Double, Double) =
        switch family {
        case .legendre: ((2 * n + 1) / (n + 1), n / (n + 1))
        case .chebyshev: (k == 0 ? 1 : 2, k == 0 ? 0 : 1)
        }
      c.slopes.append(factor * slope)
      c.offsets.append(factor * offset)
      c.previous.append(previous)
    }
    return BasisFunctions(PolynomialRecurrence(coefficients: [c]))
  }

  /// Polynomials of every input that are orthonormal over the rows of `x` (n × d): Σ_n P_j(x_n) P_k(x_n) = n δ_jk, with
  /// P₀ = 1. The design of one input has condition number 1.
  ///
  /// - Precondition: every column has more than `degree` different values; the degree is at least 1.
  /// - Complexity: O(n d degree²); source: G. E. Forsythe, Journal of SIAM 5, 1957, with the sums made orthogonal twice.
  public static func orthonormalPolynomial<S: RealScalar>(degree: Int, on x: Matrix<S>) -> BasisFunctions {
    precondition(degree >= 1, "a polynomial of degree \(degree)")
    let coefficients = (0..<x.columns).map { j in
      orthonormalCoefficients(degree: degree, (0..<x.rows).map { Double(x[$0, j]) }, column: j)
    }
    return BasisFunctions(PolynomialRecurrence(coefficients: coefficients))
  }

  private static func orthonormalCoefficients(
    degree: Int, _ x: [Double], column: Int
  ) -> PolynomialRecurrence.Coefficients {
    precondition(
      Set(x).count > degree, "column \(column) has \(Set(x).count) different values for a degree of \(degree)")
    let n = Double(x.count)
    func product(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } / n }
    var c = PolynomialRecurrence.Coefficients(slopes: [], offsets: [], previous: [])
    var before = x.map { _ in 0.0 }
    var value = x.map { _ in 1.0 }
    for k in 0..<degree {
      // x P_k less its parts along P_k and P_{k−1}; the second time takes away what rounding left.
      var next = zip(x, value).map { $0 * $1 }
      var (along, back) = (0.0, 0.0)
      for _ in 0..<2 {
        let a = product(next, value)
        let b = k > 0 ? product(next, before) : 0
        for i in next.indices { next[i] -= a * value[i] + b * before[i] }
        along += a
        back += b
      }
      let length = product(next, next).squareRoot()
      c.slopes.append(1 / length)
      c.offsets.append(-along / length)
      c.previous.append(back / length)
      before = value
      value = next.map { $0 / length }
    }
    return c
  }
}
