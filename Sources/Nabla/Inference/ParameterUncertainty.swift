/// How sure a trained network's parameters are, in the form that predictions need and a file keeps: the covariance RRᵀ of some of
/// them, and the noise. Where precisions were estimated, the covariance has their part.
public struct ParameterUncertainty: Sendable, Hashable {
  /// The places in the parameter vector of the parameters that are unsure, in increasing order.
  public let positions: [Int]
  /// R, with a row for each position.
  public let root: Matrix<Double>
  /// The variance of Gaussian targets around the outputs: one for all outputs, or one for each; empty for other likelihoods.
  public let noiseVariances: [Double]
  /// How well these are known: the degrees of freedom of each that was estimated, infinite for one that was not; empty where all
  /// are taken as known.
  public let degreesOfFreedom: [Double]

  /// An uncertainty of these parts.
  ///
  /// - Precondition: R has a row for each position, and there are as many degrees of freedom as variances, or none.
  public init(
    positions: [Int], root: Matrix<Double>, noiseVariances: [Double], degreesOfFreedom: [Double] = []
  ) {
    precondition(
      degreesOfFreedom.isEmpty || degreesOfFreedom.count == noiseVariances.count,
      "\(degreesOfFreedom.count) degrees of freedom for \(noiseVariances.count) variances")
    precondition(root.rows == positions.count, "a root of \(root.rows) rows for \(positions.count) parameters")
    self.positions = positions
    self.root = root
    self.noiseVariances = noiseVariances
    self.degreesOfFreedom = degreesOfFreedom
  }

  /// The outputs of the network for inputs, and how sure they are; see `Posterior.predict`.
  ///
  /// - Precondition: the positions are those of parameters of the network, and `x` has d columns.
  /// - Complexity: 2 n K r n_w flops, with r columns of R.
  public func predict(
    _ network: Network<Double>, _ x: Matrix<Double>, moderation: Moderation = .integral()
  ) -> PredictiveDistribution {
    // Column by column Rᵀ is what R is row by row.
    let transposed = ColumnMatrix(rows: root.columns, columns: root.rows, elements: root.elements)
    return PredictionRule(
      network: network, positions: positions, noiseVariances: noiseVariances, degreesOfFreedom: degreesOfFreedom,
      half: { transposed.times($0) }
    ).predict(x, moderation)
  }

  /// The same for outputs and their targets times a factor each, by the output layer's parameters.
  ///
  /// - Precondition: the output activation is the identity, and there is a factor for each output.
  public func scalingOutputs(by factors: [Double], of architecture: Architecture) -> ParameterUncertainty {
    let outputs = architecture.outputs
    precondition(factors.count == outputs, "\(factors.count) factors for \(outputs) outputs")
    let scales = architecture.parameterFactors(ofOutputs: factors)
    var scaled = root
    for (i, position) in positions.enumerated() {
      for j in 0..<root.columns { scaled[i, j] *= scales[position] }
    }
    let noise =
      noiseVariances.isEmpty
      ? []
      : factors.enumerated().map { k, factor in
        noiseVariances[noiseVariances.count > 1 ? k : 0] * factor * factor
      }
    // One noise for all outputs is one for each now.
    let repeats = noise.count == outputs && degreesOfFreedom.count == 1 ? outputs : 1
    return ParameterUncertainty(
      positions: positions, root: scaled, noiseVariances: noise,
      degreesOfFreedom: (0..<repeats).flatMap { _ in degreesOfFreedom })
  }
}

extension Posterior {
  /// The uncertainty in the form that predictions need and a file keeps.
  ///
  /// - Complexity: |w|³/3 flops and |w|² numbers.
  public func uncertainty() -> ParameterUncertainty {
    var root = laplace.factor.correlated(
      ColumnMatrix(diagonal: [Double](repeating: 1, count: positions.count)))
    if let added = precisionUncertainty?.root, added.columns > 0 {
      // [R G][R G]ᵀ = UᵀU with U the triangle of [R G]ᵀ.
      root = QRFactorization(root.transposed.stacked(on: added.transposed)).r.transposed
    }
    return ParameterUncertainty(
      positions: positions,
      root: Matrix(rows: root.rows, columns: root.columns, elements: root.transposed.elements),
      noiseVariances: hyperparameters.betas.map { 1 / $0 }, degreesOfFreedom: degreesOfFreedom)
  }
}
