/// What a least-squares report must know of the observations behind the residuals.
struct LeastSquaresObservations {
  /// The residuals that are observations; those after them are penalties.
  let rows: Int
  /// The observations with a positive weight.
  let count: Int
  /// s, where the squares of the residuals are s wᵢ (yᵢ − tᵢ)².
  let scale: Double
  /// Σ ln wᵢ over those with a positive weight.
  let sumOfLogWeights: Double
  /// Σ wᵢ (tᵢ − t̄)², with t̄ = 0 where the outputs have no bias; nil where the targets are not known.
  let totalSumOfSquares: Double?
  /// Σ wᵢ tᵢ²; nil where the targets are not known.
  let targetSquares: Double?
  /// The number of means t̄.
  let means: Int
  /// What a reader must know besides.
  let notes: [String]

  /// Residuals of which no more is known than their values.
  init(rows: Int) {
    self.rows = rows
    count = rows
    scale = 1
    sumOfLogWeights = 0
    totalSumOfSquares = nil
    targetSquares = nil
    means = 0
    notes = []
  }

  /// Whether a sum of squares of residuals is rounding of targets of this size only: no noise.
  func isRounding(_ square: Double) -> Bool {
    let rounding = 16 * Double.ulpOfOne
    return targetSquares.map { square > 0 && square <= rounding * rounding * $0 } ?? false
  }

  /// The targets of a Gaussian network, each output of an example an observation.
  init(_ objective: NetworkObjective) {
    let (data, outputs) = (objective.data, objective.architecture.outputs)
    let weights = ExampleWeights(weights: data.weights, count: data.count)
    let targets = data.targets.matrix(classes: outputs)
    let hasBias = objective.architecture.outputLayer.biasOffset != nil
    rows = data.count * outputs
    // Of each output, without targets that were not observed.
    let own = (0..<outputs).map { k in
      guard !data.targets.isComplete else { return weights }
      return ExampleWeights(
        weights: (0..<data.count).map { targets[$0, k].isNaN ? 0 : weights[$0] }, count: data.count)
    }
    count = own.reduce(0) { sum, weights in sum + (0..<data.count).count { weights[$0] > 0 } }
    scale = objective.scale
    sumOfLogWeights = own.reduce(0) { $0 + $1.sumOfLogs }
    func spread(aboutMean hasMean: Bool) -> Double {
      own.indices.reduce(0) { sum, k in
        sum + own[k].spread(aboutMean: hasMean) { targets[$0, k].isNaN ? 0 : targets[$0, k] }
      }
    }
    totalSumOfSquares = spread(aboutMean: hasBias)
    targetSquares = spread(aboutMean: false)
    means = hasBias ? outputs : 0
    notes =
      (outputs > 1 ? ["each of the \(outputs) outputs of an example counts as an observation"] : [])
      + (objective.l2 > 0 ? ["the penalty takes part in the standard errors as if it were data"] : [])
  }
}
