/// The curvature of the error in the pre-activations a of the output layer, by finite differences: the output layer's
/// function and the likelihood by themselves, as a network of K inputs without hidden layers.
struct OutputDifferences {
  private let network: Network<Double>

  /// The output layer of a network of this architecture.
  init(_ architecture: Architecture, _ execution: Execution) {
    let K = architecture.outputs
    var network = Network<Double>(architecture.outputAlone, execution: execution)
    network.parameters = (0..<K * K).map { $0 / K == $0 % K ? 1 : 0 }
    self.network = network
  }

  /// ∂E/∂a of every example, n × K.
  func signals(_ a: Matrix<Double>, _ t: Targets<Double>) -> [Double] { network.inputGradient(a, t).elements }

  /// ∂²E/∂a∂aᵀ of every example, or its mean over targets drawn from the model: n × K × K.
  ///
  /// - Parameters:
  ///   - a: The pre-activations, n × K.
  ///   - operations: The roundings that a value carries.
  func curvatures(
    _ a: Matrix<Double>, _ t: Targets<Double>, _ curvature: Curvature, operations: Double
  ) -> [Extrapolated] {
    let (n, K) = (a.rows, a.columns)
    var result = [Extrapolated](repeating: Extrapolated(value: 0, uncertainty: 0), count: n * K * K)
    let moved = Matrix(
      rows: n, columns: K, elements: a.elements.map { $0 * (1 + operations * Double.ulpOfOne / 2) })
    func columns(_ f: (Matrix<Double>) -> [Double]) -> [[Extrapolated]] {
      let center = f(a)
      let unit = operations * Double.ulpOfOne / 2
      let noise = [Double](repeating: unit * center.reduce(1e-300) { max($0, $1.magnitude) }, count: n * K)
      return (0..<K).map { j in
        Extrapolated.derivatives(center: center, noise: noise, unit: unit) { step in
          FiniteDifferences(network, step: step).ends(input: j, at: a, f)
        } shadow: { step in
          FiniteDifferences(network, step: step).ends(input: j, at: moved, f)
        } grouped: { drift in
          Array(repeating: drift.reduce(0) { max($0, $1) }, count: drift.count)
        }
      }
    }
    guard curvature == .fisher else {
      for (j, column) in columns({ network.inputGradient($0, t).elements }).enumerated() {
        for place in column.indices { result[place * K + j] = column[place] }
      }
      return result
    }
    // J_hᵀ F J_h.
    let (y, map) = (network.predict(a), columns { network.predict($0).elements })
    let targets = network.architecture.likelihood.targetsOfOutputs(t)
    for i in 0..<n {
      let information = network.architecture.likelihood.kind.information(Array(y[row: i]), Array(targets[row: i]))
      for k in 0..<K {
        for j in 0..<K {
          result[(i * K + k) * K + j] = Extrapolated.sum(
            (0..<K * K).lazy.map { place in
              let (left, right) = (map[k][i * K + place / K], map[j][i * K + place % K])
              return (information[place], left * right)
            })
        }
      }
    }
    return result
  }
}

extension Extrapolated {
  /// The product, with the uncertainty that both factors give it.
  static func * (left: Extrapolated, right: Extrapolated) -> Extrapolated {
    guard left.uncertainty.isFinite, right.uncertainty.isFinite else { return Extrapolated(value: 0) }
    return Extrapolated(
      value: left.value * right.value,
      uncertainty: left.uncertainty * right.value.magnitude + right.uncertainty * left.value.magnitude
        + left.uncertainty * right.uncertainty)
  }
}
