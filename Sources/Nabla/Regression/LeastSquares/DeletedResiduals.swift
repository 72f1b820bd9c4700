/// What a linear regression says of every example when it is fitted to all others.
public struct DeletedResiduals: Sendable, Hashable {
  /// The leverages hᵢᵢ: the diagonal of the matrix that makes outputs of targets, n × K.
  public let leverages: Matrix<Double>
  /// tᵢ − yᵢ with yᵢ of the fit to all other examples, n × K; NaN where these do not determine it, as hᵢᵢ = 1.
  public let residuals: Matrix<Double>
  /// The weights of the examples; nil where all are 1.
  let weights: [Double]?

  /// The root of the mean squared residual over examples and outputs, by weight; nil where no residual is determined.
  public var rootMeanSquare: Double? {
    var (sum, total) = (0.0, 0.0)
    for i in 0..<residuals.rows {
      let weight = weights?[i] ?? 1
      for k in 0..<residuals.columns where weight > 0 && !residuals[i, k].isNaN {
        sum += weight * residuals[i, k] * residuals[i, k]
        total += weight
      }
    }
    return total > 0 ? (sum / total).squareRoot() : nil
  }

  /// The number of examples of positive weight that others do not determine.
  public var undetermined: Int {
    (0..<residuals.rows).count { i in (weights?[i] ?? 1) > 0 && residuals[row: i].contains(where: \.isNaN) }
  }
}

/// G of some outputs of a linear regression, whose leverages are ‖Gᵀφᵢ‖².
struct HatFactor: Sendable {
  let columns: [Int]
  let outputs: [Int]
  let factor: ColumnMatrix

  /// hᵢᵢ of an example of weight 1.
  func leverage(_ phi: [Double]) -> Double {
    var sum = 0.0
    for j in 0..<factor.columns {
      var product = 0.0
      for (i, c) in columns.enumerated() { product += factor[i, j] * phi[c] }
      sum += product * product
    }
    return sum
  }
}

extension LinearFit {
  /// The residual of every example of a linear regression, with its ridge if it has one, when the example is left out of the fit:
  /// eᵢ/(1 − hᵢᵢ), without another fit.
  ///
  /// - Parameters: The inputs, targets, weights and offset that were fitted.
  /// - Returns: nil for likelihoods that are not solved by least squares.
  /// - Precondition: the shapes fit; the targets are numbers.
  /// - Complexity: O(n p² + n p K) flops, shared among the threads and the processes of the network's execution, which all call
  ///   this alike.
  public func deletedResiduals(
    _ x: Matrix<Scalar>, _ t: some TargetsConvertible, weights: [Scalar]? = nil, offset: [Scalar]? = nil
  ) -> DeletedResiduals? {
    let targets = t.targets(of: Scalar.self)
    network.checkOffset(offset, examples: x.rows)
    network.checkShapes(x, targets, weights: weights)
    guard !hatFactors.isEmpty else { return nil }
    let numbers: Matrix<Scalar>
    switch targets {
    case .values(let values), .incomplete(let values): numbers = values
    case .classes: preconditionFailure("the targets of a linear regression are numbers")
    }
    let design = fittedDesign(x)
    let K = network.architecture.outputs
    let w = estimates
    // hᵢᵢ of every output, and then what is left.
    func write(_ i: Int, _ leverages: UnsafeMutablePointer<Double>, _ residuals: UnsafeMutablePointer<Double>) {
      let phi = design.row(i)
      let weight = weights.map { Double($0[i]) } ?? 1
      for group in hatFactors {
        let h = weight > 0 ? weight * group.leverage(phi) : 0
        for k in group.outputs {
          var y = offsetAmongInputs(x, i, k) + (offset.map { Double($0.count == x.rows ? $0[i] : $0[i * K + k]) } ?? 0)
          for c in group.columns { y += phi[c] * w[design.parameter(c, output: k)] }
          // What is left of 1 by rounding is nothing.
          let rest = 1 - h > 1e-11 ? 1 - h : 0
          leverages[k] = h
          residuals[k] = rest > 0 ? (Double(numbers[i, k]) - y) / rest : .nan
        }
      }
    }
    let (execution, blocks) = (network.execution, RowBlocks(x.rows, least: 64))
    let own = execution.group.own(of: blocks)
    var (leverages, residuals) = (Matrix<Double>(rows: x.rows, columns: K), Matrix<Double>(rows: x.rows, columns: K))
    leverages.withUnsafeMutableElements { leverages in
      residuals.withUnsafeMutableElements { residuals in
        guard let h = leverages.baseAddress, let e = residuals.baseAddress else { return }
        execution.forEach(own.count) { piece in
          for i in blocks[own.lowerBound + piece] { write(i, h + i * K, e + i * K) }
        }
        execution.group.complete(leverages, blocks, length: K)
        execution.group.complete(residuals, blocks, length: K)
      }
    }
    return DeletedResiduals(leverages: leverages, residuals: residuals, weights: weights.map { $0.map { Double($0) } })
  }
}
