extension BasisFunctions {
  /// σ((x_i − μ_j) / s) for every input and every centre, with the width s: d · M functions, input by input.
  public static func sigmoid(centers: [Double], width: Double) -> BasisFunctions {
    BasisFunctions(SigmoidBasis(centers: centers, width: width))
  }
}

/// Smooth steps of every input.
struct SigmoidBasis: BuiltInBasis {
  static let name = "sigmoid"

  let centers: [Double]
  let width: Double

  /// The names in model files.
  private enum CodingKeys: String, CodingKey {
    case centers = "centres"
    case width
  }

  func count(inputs: Int) -> Int { inputs * centers.count }

  func estimatedCount(inputs: Double) -> Double { inputs * Double(centers.count) }

  func problem(inputs: Int) -> String? {
    widthProblem(width) ?? (centers.allSatisfy(\.isFinite) ? nil : "a centre is not finite")
  }

  func names(inputs: [String]) -> [String] {
    names(inputs, each: centers.count) { "sigmoid(\($0) - \(short(centers[$1])))" }
  }

  func c(_ n: inout CNumbers) -> String? {
    let table = n.table(centers)
    let scale = n.table([width])
    let difference = n.difference("x[i]", n.constant("\(table)[j]"))
    return """
      for (int i = 0; i < \(n.inputs); i++) {
        for (int j = 0; j < \(centers.count); j++) {
          *phi++ = \(n.logistic(n.quotient(difference, n.constant("\(scale)[0]"))));
        }
      }
      """
  }

  func operators(_ n: inout BasisOperators) -> BasisOperators.Value? {
    let difference = n.apply("Sub", n.eachInput(), n.numbers(centers))
    let steps = n.apply("Sigmoid", n.apply("Div", difference, n.numbers([width])))
    return n.reshaped(steps, [count(inputs: n.inputs)])
  }

  @specialized(where N == Double)
  @specialized(where N == Float)
  @specialized(where N == HyperDual<Double>)
  @specialized(where N == HyperDual<Float>)
  func evaluate<N: DifferentiableNumber>(_ x: UnsafeBufferPointer<N>, into features: inout FeatureWriter<N>) {
    for xi in x {
      for center in centers { features.put(Nabla.sigmoid((xi - N(center)) / N(width))) }
    }
  }
}
