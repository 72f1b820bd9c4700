extension BasisFunctions {
  /// Pieces of every input that together say where it is: between its knots b₀ < … < b_T,
  ///
  ///     e_t(x) = (x − b_{t−1}) / (b_t − b_{t−1}) for t = 1 … T, but 0 below the piece and 1 above it,
  ///
  /// the pieces of input i, input by input; an input without knots is a function as it is. The first piece goes on below b₀ and
  /// the last above b_T, so that no two numbers are the same. A linear function of the pieces is any continuous function of the
  /// input that is straight between knots: a network need not learn where it bends. The derivative is the slope of the piece, at
  /// a knot that of the piece above it (right-continuous), and the second derivative 0.
  ///
  /// Source: Y. Gorishniy, I. Rubachev and A. Babenko, "On embeddings for numerical features in tabular deep learning",
  /// NeurIPS 2022.
  ///
  /// - Parameter knots: Those of each input: none, or at least 2.
  public static func piecewiseLinear(knots: [[Double]]) -> BasisFunctions {
    BasisFunctions(PiecewiseLinearBasis(knots: knots))
  }
}

/// Pieces of every input between knots of its own.
struct PiecewiseLinearBasis: BuiltInBasis {
  static let name = "piecewise-linear"

  let knots: [[Double]]

  private func pieces(_ i: Int) -> Int { max(knots[i].count - 1, 1) }

  func count(inputs: Int) -> Int { knots.indices.reduce(0) { $0 + pieces($1) } }

  func estimatedCount(inputs: Double) -> Double { Double(count(inputs: knots.count)) }

  func problem(inputs: Int) -> String? {
    if knots.count != inputs { return "knots of \(knots.count) inputs, but there are \(inputs)" }
    for (i, knots) in knots.enumerated() {
      if knots.count == 1 { return "input \(i) has a single knot; none or at least 2 were expected" }
      guard knots.increases else { return "the knots of input \(i) must be finite and increase" }
      guard zip(knots, knots.dropFirst()).allSatisfy({ ($1 - $0).isFinite }) else {
        return "the knots of input \(i) are farther apart than numbers go"
      }
    }
    return nil
  }

  func names(inputs: [String]) -> [String] {
    zip(inputs, knots).flatMap { input, knots in
      knots.isEmpty ? [input] : zip(knots, knots.dropFirst()).map { "\(input) from \(short($0)) to \(short($1))" }
    }
  }

  func c(_ n: inout CNumbers) -> String? {
    // The knots of input i are those from its start to that of the next.
    let starts = n.table(knots.reduce(into: [0]) { $0.append($0[$0.count - 1] + Double($1.count)) })
    let all = Array(knots.joined())
    let table = n.table(all.isEmpty ? [0] : all)
    let share = n.quotient(n.difference("x[i]", n.constant("left")), n.constant("(right - left)"))
    return """
      for (int i = 0; i < \(n.inputs); i++) {
        const int first = (int)\(starts)[i], end = (int)\(starts)[i + 1];
        const double value = (double)\(n.value("x[i]"));
        if (first == end) *phi++ = x[i];
        for (int j = first; j + 1 < end; j++) {
          const double left = \(table)[j], right = \(table)[j + 1];
          if (j + 2 < end && value >= right) {
            *phi++ = \(n.constant("1.0"));
          } else if (j > first && value < left) {
            *phi++ = \(n.constant("0.0"));
          } else {
            *phi++ = \(share);
          }
        }
      }
      """
  }

  /// All pieces at once: lines, held between bounds that the ends of the outer ones do not have.
  func operators(_ n: inout BasisOperators) -> BasisOperators.Value? {
    var (inputs, lefts, widths, lows, highs): ([Int], [Double], [Double], [Double], [Double]) = ([], [], [], [], [])
    for (i, knots) in knots.enumerated() {
      let count = pieces(i)
      for t in 0..<count {
        inputs.append(i)
        lefts.append(knots.isEmpty ? 0 : knots[t])
        widths.append(knots.isEmpty ? 1 : knots[t + 1] - knots[t])
        lows.append(t == 0 ? -.infinity : 0)
        highs.append(t == count - 1 ? .infinity : 1)
      }
    }
    let difference = n.apply("Sub", n.columns(inputs, of: n.x), n.numbers(lefts))
    let shares = n.apply("Div", difference, n.numbers(widths))
    return n.apply("Min", n.apply("Max", shares, n.numbers(lows)), n.numbers(highs))
  }

  @specialized(where N == Double)
  @specialized(where N == Float)
  @specialized(where N == HyperDual<Double>)
  @specialized(where N == HyperDual<Float>)
  func evaluate<N: DifferentiableNumber>(_ x: UnsafeBufferPointer<N>, into features: inout FeatureWriter<N>) {
    for i in x.indices {
      guard let last = knots[i].indices.last.map({ $0 - 1 }) else {
        features.put(x[i])
        continue
      }
      let value = Double(x[i].baseValue)
      var t = 0
      while t < last, value >= knots[i][t + 1] {
        features.put(1)
        t += 1
      }
      let (left, right) = (knots[i][t], knots[i][t + 1])
      features.put((x[i] - N(left)) / N(right - left))
      // What is no number is in no piece, and none in all of them.
      for _ in t..<last { features.put(value.isNaN ? x[i] : 0) }
    }
  }
}
