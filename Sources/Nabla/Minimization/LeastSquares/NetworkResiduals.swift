/// A Gaussian network's error as a least-squares problem: r = √(s wᵢ) (y − t) for every example and output, and √λ w_j for
/// every weight that a penalty holds for.
struct NetworkResiduals: ObjectiveResiduals {
  let objective: NetworkObjective
  /// The variables that a penalty holds for.
  let penalized: [Int]

  init(_ objective: NetworkObjective) {
    self.objective = objective
    penalized = objective.penalties.indices.filter { objective.penalties[$0] > 0 }
  }

  private var outputs: Int { objective.architecture.outputs }
  private var data: Dataset<Double> { objective.data }

  var residualCount: Int { data.count * outputs + penalized.count }

  func residuals(at x: [Double], into residuals: inout [Double], jacobian: UnsafeMutableBufferPointer<Double>?) {
    let network = objective.network(at: x)
    let y = network.predictTogether(data.inputs, using: objective.workspace)
    let t = data.targets.matrix(classes: outputs)
    let n = dimension
    let roots = (0..<data.count).map { ((data.weights?[$0] ?? 1) * objective.scale).squareRoot() }
    // What was not observed is no residual.
    func root(_ i: Int) -> Double { t.elements[i].isNaN ? 0 : roots[i / outputs] }
    for i in 0..<data.count * outputs {
      residuals[i] = t.elements[i].isNaN ? 0 : roots[i / outputs] * (y.elements[i] - t.elements[i])
    }
    let penalties = penalized.map { objective.penalties[$0].squareRoot() }
    for (p, j) in penalized.enumerated() { residuals[data.count * outputs + p] = penalties[p] * x[j] }
    guard let jacobian else { return }
    objective.forEachParameterJacobian(of: network, using: objective.workspace) { examples, whole in
      let count = whole.columns
      for k in 0..<examples.count * outputs {
        let i = examples.lowerBound * outputs + k
        for (j, position) in objective.positions.enumerated() {
          jacobian[i * n + j] = root(i) * whole.elements[k * count + position]
        }
      }
    }
    for (p, j) in penalized.enumerated() {
      let row = (data.count * outputs + p) * n
      for i in 0..<n { jacobian[row + i] = 0 }
      jacobian[row + j] = penalties[p]
    }
  }
}

extension NetworkObjective {
  /// The same error as half a sum of squares, where the likelihood is Gaussian.
  public var leastSquares: (any ResidualObjective)? {
    architecture.likelihood.isLeastSquares ? NetworkResiduals(self) : nil
  }

  /// The architecture of the network.
  var architecture: Architecture { base.architecture }
}
