/// A statistician's report of a fit: coefficients with standard errors and tests, variance, likelihood and conditioning.
///
/// `description` is an aligned table; the summary is `Codable`, with nil where a number does not exist (no standard error
/// without degrees of freedom, no condition number of a singular design).
public struct FitSummary: Sendable, Hashable, Codable {
  /// A range of values.
  public struct Interval: Sendable, Hashable, Codable {
    /// The lower end.
    public let lower: Double
    /// The upper end.
    public let upper: Double
  }

  /// One fitted parameter.
  public struct Coefficient: Sendable, Hashable, Codable {
    /// Its place in the parameter vector.
    public let parameter: Int
    /// The output that it belongs to, where there are several.
    public internal(set) var output: String?
    /// What it multiplies: a feature's name, or `bias`.
    public let name: String
    /// The fitted value.
    public let estimate: Double
    /// The standard error; nil where there is no degree of freedom left, and where the data say nothing of the parameter;
    /// 0 where the fit is exact.
    public let standardError: Double?
    /// estimate / standard error: t or z; nil where the standard error is nil or 0.
    public let statistic: Double?
    /// The probability of a statistic as far from 0, were the parameter 0.
    public let pValue: Double?
    /// The confidence interval at the summary's level.
    public let confidenceInterval: Interval?
    /// The standard error by the sandwich formula, which holds also where targets vary more or less about their means than the
    /// likelihood says (White's HC0); nil where it was not computed.
    public let robustStandardError: Double?

    /// A coefficient with the numbers that follow from its standard error; `criticalValue` is that of the distribution
    /// at the summary's confidence level.
    init(
      parameter: Int, output: String?, name: String, estimate: Double, standardError: Double?,
      distribution: ReferenceDistribution, criticalValue: Double, robustStandardError: Double? = nil
    ) {
      self.parameter = parameter
      self.output = output
      self.name = name
      self.estimate = estimate
      self.standardError = standardError
      self.robustStandardError = robustStandardError
      statistic = standardError.flatMap { $0 > 0 ? estimate / $0 : nil }
      pValue = statistic.map { distribution.twoSidedTail($0) }
      confidenceInterval = standardError.map {
        Interval(lower: estimate - criticalValue * $0, upper: estimate + criticalValue * $0)
      }
    }
  }

  /// The variance of the targets around one output of a Gaussian network.
  public struct Noise: Sendable, Hashable, Codable {
    /// The output, where there are several.
    public internal(set) var output: String?
    /// Σ w (y − t)²; 0 where it is rounding only.
    public let residualSumOfSquares: Double
    /// σ² by maximum likelihood, Σ w (y − t)² / n over the n examples of positive weight: the variance of a target of
    /// weight 1, as that of a target of weight w is σ²/w.
    public let maximumLikelihood: Double
    /// σ² without bias, Σ w (y − t)² / (n − p); nil without degrees of freedom.
    public let unbiased: Double?
    /// 1 − Σ w (y − t)² / Σ w (t − t̄)²; without a bias in the network t̄ is 0. Nil for constant targets.
    public let rSquared: Double?
    /// R² adjusted for the number of parameters.
    public let adjustedRSquared: Double?
    /// n − p of this output; outputs with masks of their own differ in it.
    public let degreesOfFreedom: Double
  }

  /// How the targets of an output vary about their means in a generalized linear model: var t = φ V(y). Of classes together
  /// n(K − 1) − p takes the place of n − p.
  public struct Dispersion: Sendable, Hashable, Codable {
    /// The output, where there are several.
    public internal(set) var output: String?
    /// Pearson's χ² = Σ w (t − y)²/V(y); of classes Σ w Σ_k (t_k − y_k)²/y_k.
    public let pearsonChiSquare: Double
    /// χ²/(n − p); nil without degrees of freedom.
    public let pearsonDispersion: Double?
    /// The φ of the standard errors.
    public let used: Double
    /// Whether φ, or the parameter that stands for it, was estimated; else it was given.
    public let isEstimated: Bool
    /// The parameter of the likelihood, if it has one: the shape of a gamma, the dispersion α of a negative binomial
    /// distribution.
    public let parameter: Double?
    /// The standard error of α by maximum likelihood.
    public let parameterStandardError: Double?
  }

  /// The errors of ridges on examples that were left out.
  public struct CrossValidation: Sendable, Hashable, Codable {
    /// A ridge and its error.
    public struct Point: Sendable, Hashable, Codable {
      /// λ.
      public let strength: Double
      /// The mean over the examples left out, by weight: of (y − t)² for a Gaussian likelihood, else of −ln p(t).
      public let error: Double
    }

    /// The number of parts that were left out in turn.
    public let folds: Int
    /// The ridges that were tried, ascending.
    public let points: [Point]
  }

  /// How the fit was found.
  public internal(set) var method: String
  /// The likelihood's name.
  public internal(set) var likelihood: String
  /// The number of examples with a positive weight.
  public internal(set) var examples: Int
  /// What the statistics are compared with, for the output with the fewest degrees of freedom where they differ: each
  /// coefficient has those of its own output. Nil where no parameter can be tested.
  public internal(set) var distribution: ReferenceDistribution?
  /// The level of the confidence intervals.
  public internal(set) var confidenceLevel: Double
  /// The fitted parameters, output by output.
  public internal(set) var coefficients: [Coefficient]
  /// n − p for each output, with p the rank, or the effective number of parameters under a ridge; the smallest where
  /// outputs differ.
  public internal(set) var residualDegreesOfFreedom: Double
  /// p, added up over all outputs.
  public internal(set) var effectiveParameters: Double
  /// Tests of the coefficients of all levels of a column together; nil where there are no such columns.
  public internal(set) var jointTests: [JointTest]? = nil
  /// σ² and R² of every output, for a Gaussian likelihood.
  public internal(set) var noise: [Noise]
  /// ln p(t | x, w); nil where the noise has no variance.
  public internal(set) var logLikelihood: Double?
  /// Twice the log-likelihood below that of a perfect fit, times the dispersion, for every likelihood but a Gaussian one whose σ
  /// is not known.
  public internal(set) var deviance: Double?
  /// The deviance of the network that has biases alone.
  public internal(set) var nullDeviance: Double?
  /// Whether the inputs say anything of the targets, for likelihoods with a deviance; nil under a ridge, and where outputs have
  /// dispersions of their own that are estimated.
  public internal(set) var likelihoodRatioTest: LikelihoodRatioTest? = nil
  /// The dispersion of every output, for a generalized linear model, of which logistic regression is one, and for a Gaussian
  /// likelihood whose σ is known: σ². Classes have one together.
  public internal(set) var dispersions: [Dispersion]?
  /// How many parameters of the likelihood were fitted by maximum likelihood, beside those of the network.
  public internal(set) var estimatedLikelihoodParameters: Int?
  /// The rank of the design, or of the curvature where the model is not linear.
  public internal(set) var rank: Int
  /// The number of columns of the design: the largest rank.
  public internal(set) var fullRank: Int
  /// The ratio of the design's largest to its smallest singular value; nil where it is singular.
  public internal(set) var conditionNumber: Double?
  /// The same where all columns are brought to one length first: how collinear they are, whatever their units.
  public internal(set) var scaledConditionNumber: Double?
  /// The λ of ½ λ Σ w² in the error, over weights but not biases; of ½ λ Σ s² w² where it is standardized.
  public internal(set) var ridge: Double
  /// Whether the ridge acts on the weights of columns brought to standard deviation 1: on s w, s that of the column.
  public internal(set) var isRidgeStandardized = false
  /// How the ridge was found, where it was by cross-validation.
  public internal(set) var crossValidation: CrossValidation?
  /// The number of iterations; 1 for a direct solution.
  public internal(set) var iterations: Int
  /// The largest absolute derivative of the error, with its ridge, at the solution.
  public internal(set) var gradientNorm: Double
  /// The largest |derivative| over the size of what it is the sum of, whatever the units: some 1e-16 where a minimum is had to
  /// the last digit. Of Φᵀr that size is ‖Φ_j‖ ‖|y| + |t|‖. Nil for fits that do not say.
  public internal(set) var relativeGradient: Double? = nil
  /// What a reader must know besides, each one sentence.
  public package(set) var notes: [String]
  /// What the probabilities are of, for each output of a Bernoulli likelihood or each class of a categorical one: the label
  /// of a class, or the name of a target. Nil for a Gaussian likelihood and where there are no names.
  public internal(set) var modeled: [String]?
  /// The label of the other of two classes, against which the single output of a Bernoulli likelihood tells the one that is
  /// modelled.
  public internal(set) var against: String?

  /// Akaike's criterion −2 ln p + 2p, with the noise variances and dispersions counted as parameters.
  public var akaikeCriterion: Double? { logLikelihood.map { 2 * parameterCount - 2 * $0 } }

  /// The Bayesian criterion −2 ln p + p ln n, with the noise variances counted as parameters.
  public var bayesianCriterion: Double? {
    logLikelihood.map { parameterCount * log(Double(examples)) - 2 * $0 }
  }

  /// Whether the σ of a Gaussian likelihood was given.
  var hasKnownVariance: Bool { !noise.isEmpty && dispersions != nil }

  private var parameterCount: Double {
    effectiveParameters + Double((hasKnownVariance ? 0 : noise.count) + (estimatedLikelihoodParameters ?? 0))
  }
}
