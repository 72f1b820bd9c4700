extension BasisFunctions {
  /// The powers x_i, x_i², …, x_i^degree of every input: d · degree functions, input by input.
  public static func polynomial(degree: Int) -> BasisFunctions { BasisFunctions(PolynomialBasis(degree: degree)) }
}

/// Powers of every input.
struct PolynomialBasis: BuiltInBasis {
  static let name = "polynomial"

  let degree: Int

  func count(inputs: Int) -> Int { inputs * degree }

  func estimatedCount(inputs: Double) -> Double { inputs * Double(degree) }

  func problem(inputs: Int) -> String? {
    degree < 1 ? "a polynomial of degree \(degree) has no basis functions" : nil
  }

  func names(inputs: [String]) -> [String] { names(inputs, each: degree) { $1 == 0 ? $0 : "\($0)^\($1 + 1)" } }

  func c(_ n: inout CNumbers) -> String? {
    """
    for (int i = 0; i < \(n.inputs); i++) {
      \(n.type) power = x[i];
      for (int k = 0; k < \(degree); k++) {
        *phi++ = power;
        power = \(n.product("power", "x[i]"));
      }
    }
    """
  }

  func operators(_ n: inout BasisOperators) -> BasisOperators.Value? {
    let x = n.eachInput()
    var powers = [x]
    for k in 1..<degree { powers.append(n.apply("Mul", powers[k - 1], x)) }
    return n.reshaped(n.joined(powers, axis: 2), [count(inputs: n.inputs)])
  }

  @specialized(where N == Double)
  @specialized(where N == Float)
  @specialized(where N == HyperDual<Double>)
  @specialized(where N == HyperDual<Float>)
  func evaluate<N: DifferentiableNumber>(_ x: UnsafeBufferPointer<N>, into features: inout FeatureWriter<N>) {
    for xi in x {
      var power = xi
      for _ in 0..<degree {
        features.put(power)
        power *= xi
      }
    }
  }
}
