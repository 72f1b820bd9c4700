extension BasisFunctions {
  /// σ((x_i − μ_j) / s) for every input and every centre, with the width s: d · M functions, input by input.
  public static func sigmoid(centres: [Double], width: Double) -> BasisFunctions {
    BasisFunctions(SigmoidBasis(centres: centres, width: width))
  }
}

/// Smooth steps of every input.
struct SigmoidBasis: BuiltInBasis {
  static let name = "sigmoid"

  let centres: [Double]
  let width: Double

  func count(inputs: Int) -> Int { inputs * centres.count }

  func estimatedCount(inputs: Double) -> Double { inputs * Double(centres.count) }

  func problem(inputs: Int) -> String? {
    widthProblem(width) ?? (centres.allSatisfy(\.isFinite) ? nil : "a centre is not finite")
  }

  func names(inputs: [String]) -> [String] {
    names(inputs, each: centres.count) { "sigmoid(\($0) - \(short(centres[$1])))" }
  }

  @specialized(where N == Double)
  @specialized(where N == Float)
  @specialized(where N == HyperDual<Double>)
  @specialized(where N == HyperDual<Float>)
  func evaluate<N: DifferentiableNumber>(_ x: UnsafeBufferPointer<N>, into features: inout FeatureWriter<N>) {
    for xi in x {
      for centre in centres { features.put(Nabla.sigmoid((xi - N(centre)) / N(width))) }
    }
  }
}
