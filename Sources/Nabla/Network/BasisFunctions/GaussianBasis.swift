extension BasisFunctions {
  /// exp(−‖x − μ_j‖² / 2s²) for every row μ_j of `centres` (M × d), with the width s: M functions.
  public static func gaussian(centres: Matrix<Double>, width: Double) -> BasisFunctions {
    BasisFunctions(GaussianBasis(centres: centres, width: width))
  }
}

/// Radial functions around points.
struct GaussianBasis: BuiltInBasis {
  static let name = "gaussian"

  let centres: Matrix<Double>
  let width: Double

  func count(inputs: Int) -> Int { centres.rows }

  func estimatedCount(inputs: Double) -> Double { Double(centres.rows) }

  func problem(inputs: Int) -> String? {
    if centres.rows == 0 { return "there are no basis functions" }
    guard centres.columns == inputs else {
      return "the centres of the Gaussians have \(centres.columns) coordinates, but there are \(inputs) inputs"
    }
    return widthProblem(width) ?? (centres.elements.allSatisfy(\.isFinite) ? nil : "a centre is not finite")
  }

  func names(inputs: [String]) -> [String] {
    (0..<centres.rows).map { j in "gaussian(" + centres[row: j].map(short).joined(separator: ", ") + ")" }
  }

  @specialized(where N == Double)
  @specialized(where N == Float)
  @specialized(where N == HyperDual<Double>)
  @specialized(where N == HyperDual<Float>)
  func evaluate<N: DifferentiableNumber>(_ x: UnsafeBufferPointer<N>, into features: inout FeatureWriter<N>) {
    for j in 0..<centres.rows {
      var distance: N = 0
      for i in x.indices {
        let difference = x[i] - N(centres[j, i])
        distance += difference * difference
      }
      features.put(exp(distance * N(-1 / (2 * width * width))))
    }
  }
}

extension GaussianBasis {
  private enum CodingKeys: CodingKey {
    case centres, width
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let centres = try container.decode([[Double]].self, forKey: .centres)
    guard centres.allSatisfy({ $0.count == centres[0].count }) else {
      throw DecodingError.dataCorruptedError(
        forKey: .centres, in: container, debugDescription: "centres with different numbers of coordinates")
    }
    self.init(centres: Matrix(centres), width: try container.decode(Double.self, forKey: .width))
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode((0..<centres.rows).map { Array(centres[row: $0]) }, forKey: .centres)
    try container.encode(width, forKey: .width)
  }
}
