/// Whether the inputs say anything of the targets: the fit against that of biases alone.
///
/// Twice what the likelihood's logarithm grows by is a χ² of as many degrees of freedom as there are parameters beside the
/// biases. Where the dispersion φ is estimated, the deviance that the inputs explain, for each of them and divided by φ, is an F.
public struct LikelihoodRatioTest: Sendable, Hashable, Codable {
  /// χ², or F.
  public let statistic: Double
  /// The parameters beside the biases.
  public let degreesOfFreedom: Double
  /// The degrees of freedom of the dispersion, for an F; nil for a χ².
  public let residualDegreesOfFreedom: Double?
  /// The probability of a statistic as large, did the inputs say nothing.
  public let pValue: Double

  /// The test of deviances; nil where there is no parameter beside the biases.
  ///
  /// - Parameters:
  ///   - explained: The deviance of biases alone less that of the fit, 2φ times what the likelihood's logarithm grows by.
  ///   - dispersion: φ.
  ///   - freedom: The degrees of freedom that φ is estimated with, or nil where it is given.
  init?(explained: Double, parameters: Double, dispersion: Double, freedom: Double?) {
    guard parameters > 0.5, dispersion > 0 else { return nil }
    let scaled: Double = max(explained, 0) / dispersion
    degreesOfFreedom = parameters
    residualDegreesOfFreedom = freedom
    if let freedom {
      statistic = scaled / parameters
      pValue = JointDistribution.fisherTail(statistic, parameters, freedom)
    } else {
      statistic = scaled
      pValue = JointDistribution.chiSquaredTail(scaled, parameters)
    }
  }
}
