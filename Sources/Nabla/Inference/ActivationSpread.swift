/// The pre-activations of the outputs for some inputs, with their covariances J A⁻¹ Jᵀ over a posterior.
struct ActivationSpread {
  /// â, n × K.
  var means: Matrix<Double>
  /// Their standard deviations, n × K.
  var deviations: Matrix<Double>
  /// Their covariances, n times K × K, where they are wanted.
  private var covariances: [ColumnMatrix] = []
  private let wantsCovariances: Bool

  init(count: Int, outputs: Int, wantsCovariances: Bool) {
    means = Matrix(rows: count, columns: outputs)
    deviations = means
    self.wantsCovariances = wantsCovariances
  }

  /// Some million numbers of the Jacobian at a time.
  mutating func fill(_ rule: PredictionRule, _ x: Matrix<Double>) {
    let K = means.columns
    var linear = Network<Double>(
      rule.network.architecture.withoutOutputActivation, execution: rule.network.execution)
    linear.parameters = rule.network.parameters
    let workspace = Workspace<Double>()
    means = linear.predict(x, using: workspace)
    forEachActivationJacobian(of: linear, rule.positions, at: x, using: workspace) { examples, columns in
      let half = rule.half(columns)
      if wantsCovariances {
        for r in 0..<examples.count {
          let own = ColumnMatrix(
            rows: half.rows, columns: K, elements: Array(half.elements[r * K * half.rows..<(r + 1) * K * half.rows]))
          let covariance = own.gram()
          for k in 0..<K { deviations[examples.lowerBound + r, k] = covariance[k, k].squareRoot() }
          covariances.append(covariance)
        }
      } else {
        for (column, square) in half.columnSquares.enumerated() {
          deviations[examples.lowerBound + column / K, column % K] = square.squareRoot()
        }
      }
    }
  }

  /// The activations of example i less their mean, and the variances of these.
  func centered(_ i: Int) -> (means: [Double], variances: [Double]) {
    let K = means.columns
    let row = Array(means[row: i])
    let mean = row.reduce(0, +) / Double(K)
    let c = covariances[i]
    let rowMeans = (0..<K).map { k in (0..<K).reduce(0) { $0 + c[k, $1] } / Double(K) }
    let whole = rowMeans.reduce(0, +) / Double(K)
    return (row.map { $0 - mean }, (0..<K).map { max(0, c[$0, $0] - 2 * rowMeans[$0] + whole) })
  }

  /// A matrix R with RRᵀ the covariance of example i.
  func roots(_ i: Int) -> ColumnMatrix {
    let c = covariances[i]
    guard let eigen = SymmetricEigenvalues(c, vectors: true), let vectors = eigen.vectors else {
      return ColumnMatrix(diagonal: (0..<c.rows).map { max(0, c[$0, $0]).squareRoot() })
    }
    var root = vectors
    for j in 0..<c.columns {
      let scale = max(0, eigen.values[j]).squareRoot()
      for k in 0..<c.rows { root[k, j] *= scale }
    }
    return root
  }

  /// The deviations of a softmax by its derivatives: diag(p) − ppᵀ times the covariance.
  func softmaxDeviations(_ i: Int, _ p: [Double]) -> [Double] {
    let c = covariances[i]
    return p.indices.map { k in
      let slope = p.indices.map { p[k] * (($0 == k ? 1 : 0) - p[$0]) }
      return max(0, DenseVector.dot(slope, c.times(slope))).squareRoot()
    }
  }
}

/// Calls `body` with the columns ∂a_ik/∂w of some examples at a time, in the parameters at `positions`: n_w × (examples · K).
///
/// Some million numbers at a time.
func forEachActivationJacobian(
  of linear: Network<Double>, _ positions: [Int], at x: Matrix<Double>, using workspace: Workspace<Double>,
  _ body: (Range<Int>, ColumnMatrix) -> Void
) {
  let (K, count, n) = (linear.architecture.outputs, linear.architecture.parameterCount, positions.count)
  let most = max(1, (1 << 21) / max(K * count, 1))
  for first in stride(from: 0, to: x.rows, by: most) {
    let examples = first..<min(first + most, x.rows)
    var jacobian = BatchedMatrix<Double>(count: examples.count, rows: K, columns: count)
    linear.parameterJacobian(at: x.rows(at: examples), into: &jacobian, using: workspace)
    // Rows of the one are columns of the other.
    var elements: [Double] = jacobian.elements
    if n < count {
      elements = []
      elements.reserveCapacity(n * examples.count * K)
      for column in 0..<examples.count * K {
        for position in positions { elements.append(jacobian.elements[column * count + position]) }
      }
    }
    body(examples, ColumnMatrix(rows: n, columns: examples.count * K, elements: elements))
  }
}
