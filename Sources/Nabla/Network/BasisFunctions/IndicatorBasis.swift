extension BasisFunctions {
  /// The steps e_j ≤ x_i < e_{j+1} (1 inside, 0 outside; the last without end) between increasing edges: one function an
  /// edge, input by input. Below e₁ all are 0: there the bias speaks.
  public static func indicator(edges: [Double]) -> BasisFunctions { BasisFunctions(IndicatorBasis(edges: edges)) }
}

/// Steps of every input between edges.
struct IndicatorBasis: BuiltInBasis {
  static let name = "indicator"

  let edges: [Double]

  func count(inputs: Int) -> Int { inputs * edges.count }

  func estimatedCount(inputs: Double) -> Double { inputs * Double(edges.count) }

  func problem(inputs: Int) -> String? { edges.increases ? nil : "the edges of indicators must increase" }

  func names(inputs: [String]) -> [String] { names(inputs, each: edges.count) { "\($0) from \(short(edges[$1]))" } }

  func c(_ n: inout CNumbers) -> String? {
    let table = n.table(edges)
    return """
      for (int i = 0; i < \(n.inputs); i++) {
        const double value = (double)\(n.value("x[i]"));
        for (int j = 0; j < \(edges.count); j++) {
          const int inside = value >= \(table)[j] && (j + 1 == \(edges.count) || value < \(table)[j + 1]);
          *phi++ = value != value ? x[i] : \(n.constant("inside"));
        }
      }
      """
  }

  func operators(_ n: inout BasisOperators) -> BasisOperators.Value? {
    let x = n.eachInput()
    let steps = n.apply("Sub", n.reaches(x, edges), n.reaches(x, edges.dropFirst() + [.nan]))
    let inside = n.apply("Where", n.apply("IsNaN", x), x, steps)
    return n.reshaped(inside, [count(inputs: n.inputs)])
  }

  @specialized(where N == Double)
  @specialized(where N == Float)
  @specialized(where N == HyperDual<Double>)
  @specialized(where N == HyperDual<Float>)
  func evaluate<N: DifferentiableNumber>(_ x: UnsafeBufferPointer<N>, into features: inout FeatureWriter<N>) {
    for xi in x {
      let value = Double(xi.baseValue)
      for (j, edge) in edges.enumerated() {
        let isInside = value >= edge && (j + 1 == edges.count || value < edges[j + 1])
        features.put(value.isNaN ? xi : isInside ? 1 : 0)
      }
    }
  }
}
