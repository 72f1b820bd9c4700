extension BasisFunctions {
  /// B-splines of every input: piecewise polynomials of the degree, joined smoothly at the inner `breakpoints`
  /// b₀ < … < b_m; d · (m + degree − 1) functions, input by input.
  ///
  /// The m + degree B-splines with degree + 1 equal knots at either end sum to 1; the first one is left out, since the
  /// bias stands for the constant. Beyond b₀ and b_m the outer polynomials go on.
  ///
  /// Source: C. de Boor, A Practical Guide to Splines, 1978.
  public static func bSpline(degree: Int = 3, breakpoints: [Double]) -> BasisFunctions {
    BasisFunctions(SplineBasis(degree: degree, breakpoints: breakpoints))
  }
}

/// B-splines of every input, with degree + 1 equal knots at either end.
struct SplineBasis: BuiltInBasis {
  static let name = "b-spline"

  let degree: Int
  let breakpoints: [Double]

  func count(inputs: Int) -> Int { inputs * (breakpoints.count + degree - 2) }

  func estimatedCount(inputs: Double) -> Double { inputs * (Double(breakpoints.count) + Double(degree) - 2) }

  func problem(inputs: Int) -> String? {
    if degree < 0 { return "a spline cannot have the degree \(degree)" }
    if breakpoints.count < 2 {
      return "a spline needs at least 2 different breakpoints" + (breakpoints.first.map { ", but all are \($0)" } ?? "")
    }
    return breakpoints.increases ? nil : "the breakpoints of a spline must increase"
  }

  func ranges(inputs: Int) -> [ClosedRange<Double>?] {
    guard let low = breakpoints.first, let high = breakpoints.last, low < high else { return unlimited(inputs) }
    return Array(repeating: low...high, count: inputs)
  }

  func names(inputs: [String]) -> [String] {
    names(inputs, each: breakpoints.count + degree - 2) { "B\($1 + 1)(\($0))" }
  }

  func c(_ n: inout CNumbers) -> String? {
    // Places of the knots follow from those of the breakpoints: knot s is the breakpoint s − degree, within the ends.
    let b = n.table(breakpoints)
    let knots = n.table((0...last + 1 + 2 * degree).map(knot))
    let part = n.quotient("values[j]", n.constant("(right - left)"))
    let carried = n.sum("carried", n.product("part", n.difference(n.constant("right"), "x[i]")))
    return """
      for (int i = 0; i < \(n.inputs); i++) {
        const double value = (double)\(n.value("x[i]"));
        int interval = 0;
        while (interval < \(last) && !(\(b)[interval + 1] > value)) interval++;
        \(n.type) values[\(degree + 1)];
        values[0] = \(n.constant("1.0"));
        for (int k = 1; k <= \(degree); k++) {
          \(n.type) carried = \(n.constant("0.0"));
          for (int j = 0; j < k; j++) {
            const double left = \(knots)[interval + \(degree) + j + 1 - k];
            const double right = \(knots)[interval + \(degree) + j + 1];
            const \(n.type) part = \(part);
            values[j] = \(carried);
            carried = \(n.product("part", n.difference("x[i]", n.constant("left"))));
          }
          values[k] = carried;
        }
        for (int j = 1; j <= \(last + degree); j++) {
          const int place = j - interval;
          *phi++ = place >= 0 && place <= \(degree) ? values[place] : \(n.constant("0.0"));
        }
      }
      """
  }

  /// The highest degree that is written as operators, whose number grows with its square.
  private static var highestDegree: Int { 32 }

  /// The recurrence of `evaluate` for all inputs of a batch: the knots of each are looked up by its interval.
  func operators(_ n: inout BasisOperators) -> BasisOperators.Value? {
    guard degree <= Self.highestDegree else { return nil }
    let x = n.eachInput()
    let inner = breakpoints.dropFirst().dropLast()
    let reached = n.reaches(x, inner.isEmpty ? [.nan] : Array(inner))
    let interval = n.number(of: n.sum(reached, axis: 2, keepsAxis: true), isInteger: true)

    let ends = breakpoints.count - 1
    // Knot `offset` of each interval, counted from the first that its splines have.
    func knots(_ offset: Int) -> [Double] {
      (0..<ends).map { breakpoints[min(max($0 + offset - degree, 0), ends)] }
    }
    var values = [n.numbers([1])]
    for k in 1..<max(degree + 1, 1) {
      var carried: BasisOperators.Value?
      for j in 0..<k {
        let (left, right) = (knots(degree + j + 1 - k), knots(degree + j + 1))
        let width = n.element(of: zip(left, right).map { $1 - $0 }, at: interval)
        let part = n.apply("Div", values[j], width)
        let falling = n.apply("Mul", part, n.apply("Sub", n.element(of: right, at: interval), x))
        values[j] = carried.map { n.apply("Add", $0, falling) } ?? falling
        carried = n.apply("Mul", part, n.apply("Sub", x, n.element(of: left, at: interval)))
      }
      if let carried { values.append(carried) }
    }
    // Spline j is values[j − interval], and 0 where there is none; the first one is left out.
    let count = ends - 1 + degree
    let zero = n.numbers([0])
    var result: BasisOperators.Value?
    for (p, value) in values.enumerated() {
      let isPlace = n.apply("Equal", interval, n.integers((1..<count + 1).map { $0 - p }))
      let part = n.apply("Where", isPlace, value, zero)
      result = result.map { n.apply("Add", $0, part) } ?? part
    }
    return result.map { n.reshaped($0, [n.inputs * count]) }
  }

  @specialized(where N == Double)
  @specialized(where N == Float)
  @specialized(where N == HyperDual<Double>)
  @specialized(where N == HyperDual<Float>)
  func evaluate<N: DifferentiableNumber>(_ x: UnsafeBufferPointer<N>, into features: inout FeatureWriter<N>) {
    for xi in x { evaluate(xi, into: &features) }
  }

  /// The index of the last interval.
  private var last: Int { breakpoints.count - 2 }

  /// Knot i, counted from the first of the degree + 1 equal ones.
  private func knot(_ i: Int) -> Double { breakpoints[min(max(i - degree, 0), last + 1)] }

  /// All of them at x but the first, by the recurrence of de Boor and Cox on the interval that holds x; the nearest
  /// interval's polynomials outside.
  private func evaluate<N: DifferentiableNumber>(_ x: N, into features: inout FeatureWriter<N>) {
    let value = Double(x.baseValue)
    let interval = min(max((breakpoints.firstIndex { $0 > value } ?? breakpoints.count) - 1, 0), last)
    let span = interval + degree
    withUnsafeTemporaryAllocation(of: N.self, capacity: degree + 1) { values in
      // values[j] is the spline `span − k + j` of degree k.
      values.initialize(repeating: 0)
      values[0] = 1
      for k in 1..<max(degree + 1, 1) {
        var carried = N(0)
        for j in 0..<k {
          let (left, right) = (knot(span + j + 1 - k), knot(span + j + 1))
          let part = values[j] / N(right - left)
          values[j] = carried + part * (N(right) - x)
          carried = part * (x - N(left))
        }
        values[k] = carried
      }
      for j in 1..<last + 1 + degree {
        let place = j - interval
        features.put(place >= 0 && place <= degree ? values[place] : 0)
      }
    }
  }
}
