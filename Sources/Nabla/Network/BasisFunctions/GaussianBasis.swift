extension BasisFunctions {
  /// exp(−‖x − μ_j‖² / 2s²) for every row μ_j of `centers` (M × d), with the width s: M functions.
  public static func gaussian(centers: Matrix<Double>, width: Double) -> BasisFunctions {
    BasisFunctions(GaussianBasis(centers: centers, width: width))
  }
}

/// Radial functions around points.
struct GaussianBasis: BuiltInBasis {
  static let name = "gaussian"

  let centers: Matrix<Double>
  let width: Double

  func count(inputs: Int) -> Int { centers.rows }

  func estimatedCount(inputs: Double) -> Double { Double(centers.rows) }

  func problem(inputs: Int) -> String? {
    if centers.rows == 0 { return "there are no basis functions" }
    guard centers.columns == inputs else {
      return "the centres of the Gaussians have \(centers.columns) coordinates, but there are \(inputs) inputs"
    }
    return widthProblem(width) ?? (centers.elements.allSatisfy(\.isFinite) ? nil : "a centre is not finite")
  }

  func names(inputs: [String]) -> [String] {
    (0..<centers.rows).map { j in "gaussian(" + centers[row: j].map(short).joined(separator: ", ") + ")" }
  }

  func c(_ n: inout CNumbers) -> String? {
    let table = n.table(centers.elements)
    let factor = n.table([-1 / (2 * width * width)])
    return """
      for (int j = 0; j < \(centers.rows); j++) {
        \(n.type) distance = \(n.constant("0.0"));
        for (int i = 0; i < \(n.inputs); i++) {
          const \(n.type) u = \(n.difference("x[i]", n.constant("\(table)[j * \(n.inputs) + i]")));
          distance = \(n.sum("distance", n.product("u", "u")));
        }
        *phi++ = \(n.exponential(n.product("distance", n.constant("\(factor)[0]"))));
      }
      """
  }

  func operators(_ n: inout BasisOperators) -> BasisOperators.Value? {
    // n × M × d differences.
    let table = n.numbers(centers.elements, shape: [centers.rows, centers.columns])
    let u = n.apply("Sub", n.reshaped(n.x, [1, n.inputs]), table)
    let distance = n.sum(n.apply("Mul", u, u), axis: 2, keepsAxis: false)
    return n.apply("Exp", n.apply("Mul", distance, n.numbers([-1 / (2 * width * width)])))
  }

  @specialized(where N == Double)
  @specialized(where N == Float)
  @specialized(where N == HyperDual<Double>)
  @specialized(where N == HyperDual<Float>)
  func evaluate<N: DifferentiableNumber>(_ x: UnsafeBufferPointer<N>, into features: inout FeatureWriter<N>) {
    for j in 0..<centers.rows {
      var distance: N = 0
      for i in x.indices {
        let difference = x[i] - N(centers[j, i])
        distance += difference * difference
      }
      features.put(exp(distance * N(-1 / (2 * width * width))))
    }
  }
}

extension GaussianBasis {
  private enum CodingKeys: String, CodingKey {
    case centers = "centres"
    case width
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let centers = try container.decode([[Double]].self, forKey: .centers)
    guard centers.allSatisfy({ $0.count == centers[0].count }) else {
      throw DecodingError.dataCorruptedError(
        forKey: .centers, in: container, debugDescription: "centres with different numbers of coordinates")
    }
    self.init(centers: Matrix(centers), width: try container.decode(Double.self, forKey: .width))
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode((0..<centers.rows).map { Array(centers[row: $0]) }, forKey: .centers)
    try container.encode(width, forKey: .width)
  }
}
