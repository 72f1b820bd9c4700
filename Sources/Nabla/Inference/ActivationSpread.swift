/// The pre-activations of the outputs for some inputs, with their covariances J A⁻¹ Jᵀ over a posterior.
struct ActivationSpread {
  /// â, n × K.
  var means: Matrix<Double>
  /// Their standard deviations, n × K.
  var deviations: Matrix<Double>
  /// Their covariances, an example a row of K × K numbers, where they are wanted.
  private var covariances: Matrix<Double>?

  init(count: Int, outputs: Int, wantsCovariances: Bool) {
    means = Matrix(rows: count, columns: outputs)
    deviations = means
    covariances = wantsCovariances ? Matrix(rows: count, columns: outputs * outputs) : nil
  }

  /// Each process of the network's group has some of the examples, and all get all.
  mutating func fill(_ rule: PredictionRule, _ x: Matrix<Double>) {
    let K = means.columns
    var linear = Network<Double>(
      rule.network.architecture.withoutOutputActivation, execution: rule.network.execution)
    linear.parameters = rule.network.parameters
    let workspace = Workspace<Double>()
    means = linear.predict(x, using: workspace)
    let blocks = RowBlocks(ofActivationJacobians: linear, rows: x.rows)
    forEachActivationJacobian(of: linear, rule.positions, at: x, blocks, using: workspace) { examples, columns in
      let half = rule.half(columns)
      guard covariances != nil else {
        for (column, square) in half.columnSquares.enumerated() {
          deviations[examples.lowerBound + column / K, column % K] = square.squareRoot()
        }
        return
      }
      for (r, i) in examples.enumerated() {
        let covariance = half.columns(r * K..<(r + 1) * K).gram()
        for k in 0..<K {
          deviations[i, k] = covariance[k, k].squareRoot()
          for l in 0..<K { covariances?[i, k * K + l] = covariance[l, k] }
        }
      }
    }
    let group = linear.execution.group
    deviations.withUnsafeMutableElements { group.complete($0, blocks, length: K) }
    covariances?.withUnsafeMutableElements { group.complete($0, blocks, length: K * K) }
  }

  /// The covariance of the activations of example i.
  private func covariance(_ i: Int) -> ColumnMatrix {
    guard let covariances else { preconditionFailure("covariances were not asked for") }
    return ColumnMatrix(rows: means.columns, columns: means.columns, elements: Array(covariances[row: i]))
  }

  /// The activations of example i less their mean, and the variances of these.
  func centered(_ i: Int) -> (means: [Double], variances: [Double]) {
    let K = means.columns
    let row = Array(means[row: i])
    let mean = row.reduce(0, +) / Double(K)
    let c = covariance(i)
    let rowMeans = (0..<K).map { k in (0..<K).reduce(0) { $0 + c[k, $1] } / Double(K) }
    let whole = rowMeans.reduce(0, +) / Double(K)
    return (row.map { $0 - mean }, (0..<K).map { max(0, c[$0, $0] - 2 * rowMeans[$0] + whole) })
  }

  /// A matrix R with RRᵀ the covariance of example i.
  func roots(_ i: Int) -> ColumnMatrix {
    let c = covariance(i)
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
    let c = covariance(i)
    return p.indices.map { k in
      let slope = p.indices.map { p[k] * (($0 == k ? 1 : 0) - p[$0]) }
      return max(0, DenseVector.dot(slope, c.times(slope))).squareRoot()
    }
  }
}

extension RowBlocks {
  /// Examples whose Jacobians of activations are computed together: some million numbers at a time, and for several processes
  /// enough columns to multiply a matrix by.
  init(ofActivationJacobians linear: Network<Double>, rows: Int) {
    let K = max(linear.architecture.outputs, 1)
    self.init(
      rows, least: linear.execution.group.isWorld ? max(1, 64 / K) : .max,
      most: max(1, (1 << 21) / max(K * linear.architecture.parameterCount, 1)))
  }
}

/// Calls `body` with the columns ∂a_ik/∂w of some examples at a time, in the parameters at `positions`: n_w × (examples · K).
///
/// Each process of the network's group goes over its own blocks.
func forEachActivationJacobian(
  of linear: Network<Double>, _ positions: [Int], at x: Matrix<Double>, _ blocks: RowBlocks,
  using workspace: Workspace<Double>, _ body: (Range<Int>, ColumnMatrix) -> Void
) {
  let (K, count, n) = (linear.architecture.outputs, linear.architecture.parameterCount, positions.count)
  for examples in linear.execution.group.own(of: blocks).lazy.map({ blocks[$0] }) where !examples.isEmpty {
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
