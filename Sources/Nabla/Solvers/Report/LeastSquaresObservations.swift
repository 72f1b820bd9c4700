/// What a least-squares report must know of the observations behind the residuals.
struct LeastSquaresObservations {
  /// The residuals that are observations; those after them are penalties.
  let rows: Int
  /// The observations with a positive weight.
  let count: Int
  /// s, where the squares of the residuals are s wᵢ (yᵢ − tᵢ)².
  let scale: Double
  /// Σ wᵢ over the observations.
  let totalWeight: Double
  /// Σ ln wᵢ over those with a positive weight.
  let sumOfLogWeights: Double
  /// Σ wᵢ (tᵢ − t̄)², with t̄ = 0 where the outputs have no bias; nil where the targets are not known.
  let totalSumOfSquares: Double?
  /// The number of means t̄.
  let means: Int
  /// What a reader must know besides.
  let notes: [String]

  /// Residuals of which no more is known than their values.
  init(rows: Int) {
    self.rows = rows
    count = rows
    scale = 1
    totalWeight = Double(rows)
    sumOfLogWeights = 0
    totalSumOfSquares = nil
    means = 0
    notes = []
  }

  /// The targets of a Gaussian network, each output of an example an observation.
  init(_ objective: NetworkObjective) {
    let (data, outputs) = (objective.data, objective.architecture.outputs)
    let weights = data.weights ?? Array(repeating: 1, count: data.count)
    let targets = data.targets.matrix(classes: outputs)
    let hasBias = objective.architecture.layers.last?.biasOffset != nil
    let total = weights.reduce(0, +)
    var squares = 0.0
    for k in 0..<outputs {
      let mean = hasBias ? weights.indices.reduce(0) { $0 + weights[$1] * targets[$1, k] } / total : 0
      squares += weights.indices.reduce(0) {
        let difference = targets[$1, k] - mean
        return $0 + weights[$1] * difference * difference
      }
    }
    rows = data.count * outputs
    count = weights.count { $0 > 0 } * outputs
    scale = objective.scale
    totalWeight = total * Double(outputs)
    sumOfLogWeights = weights.reduce(0) { $1 > 0 ? $0 + log($1) : $0 } * Double(outputs)
    totalSumOfSquares = squares
    means = hasBias ? outputs : 0
    notes =
      (outputs > 1 ? ["each of the \(outputs) outputs of an example counts as an observation"] : [])
      + (objective.l2 > 0 ? ["the penalty takes part in the standard errors as if it were data"] : [])
  }
}
