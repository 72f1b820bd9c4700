extension BasisFunctions {
  /// sin(2πkx_i/P) and cos(2πkx_i/P) for k = 1 … harmonics and the period P: 2 · d · harmonics functions, input by
  /// input, sine before cosine.
  public static func fourier(harmonics: Int, period: Double) -> BasisFunctions {
    BasisFunctions(FourierBasis(harmonics: harmonics, period: period))
  }
}

/// Sines and cosines of every input.
struct FourierBasis: BuiltInBasis {
  static let name = "fourier"

  let harmonics: Int
  let period: Double

  func count(inputs: Int) -> Int { 2 * inputs * harmonics }

  func estimatedCount(inputs: Double) -> Double { 2 * inputs * Double(harmonics) }

  func problem(inputs: Int) -> String? {
    if !(period > 0) { return "a period of \(period) is not positive" }
    if !period.isFinite { return "a period of \(period) is not finite" }
    return harmonics < 0 ? "\(harmonics) harmonics are no basis functions" : nil
  }

  func names(inputs: [String]) -> [String] {
    names(inputs, each: 2 * harmonics) {
      "\($1 % 2 == 0 ? "sin" : "cos")(\($1 / 2 + 1) · 2π\($0)/\(short(period)))"
    }
  }

  func c(_ n: inout CNumbers) -> String? {
    let table = n.table((1..<max(harmonics, 0) + 1).map { 2 * Double.pi * Double($0) / period })
    return """
      for (int i = 0; i < \(n.inputs); i++) {
        for (int k = 0; k < \(harmonics); k++) {
          const \(n.type) angle = \(n.product("x[i]", n.constant("\(table)[k]")));
          *phi++ = \(n.sine("angle"));
          *phi++ = \(n.cosine("angle"));
        }
      }
      """
  }

  func operators(_ n: inout BasisOperators) -> BasisOperators.Value? {
    let frequencies = n.numbers((1..<harmonics + 1).map { 2 * Double.pi * Double($0) / period })
    let angles = n.reshaped(n.apply("Mul", n.eachInput(), frequencies), [n.inputs, harmonics, 1])
    let pairs = n.joined([n.apply("Sin", angles), n.apply("Cos", angles)], axis: 3)
    return n.reshaped(pairs, [count(inputs: n.inputs)])
  }

  @specialized(where N == Double)
  @specialized(where N == Float)
  @specialized(where N == HyperDual<Double>)
  @specialized(where N == HyperDual<Float>)
  func evaluate<N: DifferentiableNumber>(_ x: UnsafeBufferPointer<N>, into features: inout FeatureWriter<N>) {
    for xi in x {
      for k in 1..<max(harmonics, 0) + 1 {
        let angle = xi * N(2 * Double.pi * Double(k) / period)
        features.put(sin(angle))
        features.put(cos(angle))
      }
    }
  }
}
