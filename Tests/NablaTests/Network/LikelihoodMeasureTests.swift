import Testing

@testable import Nabla

/// Scores that belong to likelihoods, in closed form.
struct LikelihoodMeasureTests {
  private static func values(
    _ likelihood: Likelihood, _ y: Matrix<Double>, _ t: Matrix<Double>
  ) -> [String: Double] {
    Dictionary(uniqueKeysWithValues: likelihood.measures(y, t).map { ($0.name, $0.value) })
  }

  private static func isClose(_ a: Double?, _ b: Double) -> Bool {
    ((a ?? .nan) - b).magnitude <= 1e-14 * max(1, b.magnitude)
  }

  /// ln 2 and ln 3.
  private static let (ln2, ln3): (Double, Double) = (0.6931471805599453, 1.0986122886681098)

  @Test func deviances() {
    let t = Matrix<Double>([[0], [2], [4]])
    // 2(y − t + t ln(t/y)), against the mean 2.
    let poisson = Self.values(.poisson(), Matrix<Double>([[1], [2], [2]]), t)
    let last: Double = 8 * Self.ln2 - 4
    let own: Double = (2 + last) / 3
    let null: Double = (4 + last) / 3
    #expect(Self.isClose(poisson["mean deviance"], own))
    #expect(Self.isClose(poisson["share of the deviance explained (D²)"], 1 - own / null))
    // 2(t/y − 1 − ln(t/y)), whatever the shape.
    let gamma = Self.values(.gamma(shape: 3), Matrix<Double>([[1], [2]]), Matrix<Double>([[2], [2]]))
    #expect(Self.isClose(gamma["mean deviance"], 1 - Self.ln2))
    #expect(gamma["share of the deviance explained (D²)"]?.isNaN == true)
    // With α = 1: 2(t ln(t/y) − (t + 1) ln((1 + t)/(1 + y))).
    let counts = Self.values(
      .negativeBinomial(dispersion: 1), Matrix<Double>([[3], [1]]), Matrix<Double>([[1], [0]]))
    let expected: Double = 3 * Self.ln2 - Self.ln3
    #expect(Self.isClose(counts["mean deviance"], expected))
  }

  @Test func quantiles() {
    let y = Matrix<Double>([[0, 2], [3, 1]])
    let found = Self.values(.quantile(levels: [0.25, 0.75]), y, Matrix<Double>([[1], [2]]))
    // ¼·1, ¼·1 in the first row; ¾·1, ¾·1 in the second.
    #expect(Self.isClose(found["mean pinball loss"], 0.5))
    #expect(found["share of targets below quantile 0.25"] == 0.5)
    #expect(found["share of targets below quantile 0.75"] == 0.5)
    #expect(found["share of examples whose quantiles cross"] == 0.5)
    let one = Self.values(.quantile(levels: [0.5]), Matrix<Double>([[1]]), Matrix<Double>([[3]]))
    #expect(one.count == 2)
  }

  @Test func densities() {
    let y = Matrix<Double>([[1, 2 * Self.ln2], [1, 2 * Self.ln2]])
    // On the mean, and three standard deviations of 2 above it.
    let found = Self.values(.heteroscedastic(), y, Matrix<Double>([[1], [7]]))
    let halfLogOfTwoPi = 0.9189385332046727
    let logarithm: Double = Self.ln2 + halfLogOfTwoPi + 2.25
    #expect(Self.isClose(found["mean of -ln p"], logarithm))
    // z(2Φ(z) − 1) + 2φ(z) − 1/√π, at 0 and at 3, times 2.
    let (rootOfPi, densityAt0, densityAt3, insideOf3) = (
      0.5641895835477563, 0.3989422804014327, 0.0044318484119380075, 0.9973002039367398
    )
    let atMean: Double = 2 * densityAt0 - rootOfPi
    let away: Double = 3 * insideOf3 + 2 * densityAt3 - rootOfPi
    #expect(Self.isClose(found["continuous ranked probability score"], atMean + away))
    #expect(found["share of targets in 95 % intervals"] == 0.5)
    #expect(found["share of targets in 50 % intervals"] == 0.5)
  }

  @Test func heavyTails() {
    // The 95 % interval of one degree of freedom ends at tan(0.475π) = 12.7.
    let targets = Matrix<Double>([[25], [26]])
    let student = Self.values(.student(freedom: 1, scale: 2), Matrix<Double>([[0], [0]]), targets)
    #expect(student["share of targets in 95 % intervals"] == 0.5)
    let huber = Self.values(.huber(limit: 1), Matrix<Double>([[0]]), Matrix<Double>([[3]]))
    #expect(Self.isClose(huber["mean error of the likelihood"], 2.5))
    #expect(Self.values(.gaussian, Matrix<Double>([[0]]), Matrix<Double>([[3]])).isEmpty)
  }
}
