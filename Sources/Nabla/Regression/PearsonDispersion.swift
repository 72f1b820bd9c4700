/// Why the dispersion of a likelihood cannot be estimated.
enum DispersionFailure: Error {
  /// The dispersion of a negative binomial distribution would be 0.
  case noOverdispersion
  /// Nothing is left to estimate a dispersion by.
  case noFreedom
  /// The dispersion of targets that are met exactly is 0.
  case exactFit

  var solverError: SolverError {
    switch self {
    case .noOverdispersion:
      .noDispersion(
        reason:
          "the targets vary no more about their means than counts of a Poisson distribution do, so the likelihood is "
          + "largest at a dispersion of 0: take the likelihood 'poisson'")
    case .noFreedom: .noDispersion(reason: "there are as many parameters as examples: give the dispersion")
    case .exactFit:
      .noDispersion(reason: "the fit is exact, so that the dispersion is 0: give one, or ask for less of the network")
    }
  }
}

/// The dispersion φ of targets with variances φV(y): as it is given, beside Pearson's estimate χ²/(n − p), or by that.
struct PearsonDispersion {
  let chiSquare: Double
  /// χ²/(n − p); nil without degrees of freedom.
  let estimate: Double?
  let used: Double
  let isEstimated: Bool
  /// What statistics are compared with.
  let distribution: ReferenceDistribution

  /// - Parameters:
  ///   - freedom: n − p.
  ///   - given: φ, or nil where it is to be estimated.
  init(chiSquare: Double, freedom: Double, given: Double?) throws(DispersionFailure) {
    self.chiSquare = chiSquare
    estimate = freedom > 0 ? chiSquare / freedom : nil
    isEstimated = given == nil
    if let given {
      (used, distribution) = (given, .normal)
      return
    }
    guard let estimate else { throw .noFreedom }
    guard estimate > 1e-24 else { throw .exactFit }
    (used, distribution) = (estimate, .studentT(degreesOfFreedom: freedom))
  }
}
