import Foundation
import Nabla
import Testing

@Suite struct MetricsTests {
  @Test(arguments: ["two", "four", "eleven"])
  func classificationIsScikitLearns(name: String) throws {
    let fixture = try FixtureFile("metrics")
    let expected = try fixture.values(name)
    let p = try fixture.matrix("\(name)/p")
    let scores = ClassificationScores(p, actual: try fixture.numbers("\(name)/actual").map { Int($0) })
    let matrix = scores.confusionMatrix
    let found = [
      "accuracy": scores.accuracy, "top2": scores.topAccuracy(2), "logLoss": scores.logLoss, "rocAUC": scores.rocAUC,
      "precision": matrix.meanPrecision, "recall": matrix.meanRecall, "f1": matrix.meanF1,
    ]
    #expect(found.keys.sorted() == expected.keys.sorted())
    for (key, value) in found { expectClose([value], [try #require(expected[key])], within: 1e-13, key) }
    #expect(matrix.accuracy == scores.accuracy)
    #expect(matrix.counts.map { Double($0) } == (try fixture.numbers("\(name)/confusion")))
    func each(_ score: (Int) -> Double, _ key: String) throws {
      let values = (0..<p.columns).map(score).map { $0.isNaN ? 0 : $0 }
      expectClose(values, try fixture.numbers("\(name)/\(key)"), within: 1e-13, key)
    }
    try each(matrix.precision, "precisions")
    try each(matrix.recall, "recalls")
    try each(matrix.f1, "f1s")
    let calibration = scores.calibration()
    expectClose(
      calibration.bins.map(\.share), try fixture.numbers("\(name)/calibration/shares"), within: 1e-13, "shares")
    expectClose(
      calibration.bins.map(\.probability), try fixture.numbers("\(name)/calibration/probabilities"), within: 1e-13,
      "probabilities")
  }

  @Test(arguments: ["one output", "three outputs"])
  func regressionIsScikitLearns(name: String) throws {
    let fixture = try FixtureFile("metrics")
    let expected = try fixture.values(name)
    let scores = RegressionScores(try fixture.matrix("\(name)/y"), try fixture.matrix("\(name)/t"))
    expectClose(
      [scores.rootMeanSquare, scores.meanAbsolute, scores.explained],
      [expected["rmse"] ?? .nan, expected["mae"] ?? .nan, expected["r2"] ?? .nan], within: 1e-13, name)
  }

  @Test func constantTargetsHaveNoVariance() {
    // The mean of ten 0.1 is not 0.1.
    let t = Matrix<Double>(column: Array(repeating: 0.1, count: 10))
    #expect(RegressionScores(t, t).explained.isNaN)
    #expect(RegressionScores(Matrix<Double>(column: Array(repeating: 0.2, count: 10)), t).explained.isNaN)
  }

  @Test func whatIsNoNumberIsNoRightGuess() {
    let p = Matrix<Double>(rows: 3, columns: 3, elements: [.nan, .nan, .nan, 0.2, .nan, 0.8, 0.1, 0.2, 0.7])
    let scores = ClassificationScores(p, actual: [0, 2, 2])
    // The third example is right; the second is among the first two at best.
    #expect(scores.accuracy == 1 / 3.0 && scores.topAccuracy(2) == 2 / 3.0 && scores.topAccuracy(3) == 2 / 3.0)
    #expect(scores.logLoss.isNaN)
  }

  @Test func singleColumnsAndEdges() {
    let one = ClassificationScores(Matrix<Double>(column: [0.2, 0.5, 0.9]), actual: [0, 0, 1])
    #expect(one.classes == 2 && one.accuracy == 1 && one.rocAUC == 1)
    // All equal: half of the pairs. One class alone: no pairs.
    let even = ClassificationScores(Matrix<Double>(column: [0.5, 0.5, 0.5]), actual: [0, 1, 1])
    #expect(even.rocAUC == 0.5)
    #expect(ClassificationScores(Matrix<Double>(column: [0.5]), actual: [1]).rocAUC.isNaN)
    // Impossible classes cost as much as the ulp says, not infinity.
    let wrong = ClassificationScores(Matrix<Double>([[1, 0]]), actual: [1])
    #expect(abs(wrong.logLoss + log(Double.ulpOfOne)) <= 1e-12)
    // 0, 1 and the edges between bins: an edge belongs to the bin below.
    let edges = Calibration(
      probabilities: [0, 0.1, 0.3, 0.30000000000000004, 1], outcomes: [false, false, true, true, true])
    #expect(edges.bins.map(\.count) == [2, 1, 1, 1])
    let perfect = Calibration(probabilities: [0.25, 0.25, 0.25, 0.25], outcomes: [true, false, false, false])
    #expect(perfect.error == 0)
  }

  /// No number has a rank beside NaN.
  @Test func aCurveWithNaNIsUndefined() {
    for column in [[Double.nan, 0.2, 0.3], [0.1, .nan, 0.3], [.nan, .nan, .nan]] {
      #expect(ClassificationScores(Matrix(column: column), actual: [0, 1, 1]).rocAUC.isNaN)
    }
    let three = Matrix<Float>(rows: 2, columns: 3, elements: [0.1, .nan, 0.2, 0.5, 0.1, 0.4])
    #expect(ClassificationScores(three, actual: [0, 2]).rocAUC.isNaN)
    // Numbers of any size have ranks.
    let scores = ClassificationScores(
      Matrix<Double>([[1, -.infinity], [-3, 7], [2, .infinity]]), actual: [0, 1, 1])
    #expect(scores.rocAUC == 1)
  }

  @Test func ofNothingEachIsUndefined() {
    let none = ClassificationScores(Matrix<Double>(rows: 0, columns: 3), actual: [])
    let values = [none.accuracy, none.topAccuracy(2), none.logLoss, none.rocAUC, none.calibration().error]
    #expect(values.allSatisfy { $0.isNaN }, "\(values)")
    let matrix = none.confusionMatrix
    #expect(
      [matrix.accuracy, matrix.meanF1, matrix.meanRecall, matrix.meanPrecision, matrix.f1(0)].allSatisfy { $0.isNaN })
    let scores = RegressionScores(Matrix<Double>(rows: 0, columns: 2), Matrix<Double>(rows: 0, columns: 2))
    #expect([scores.rootMeanSquare, scores.meanAbsolute, scores.explained].allSatisfy { $0.isNaN })
  }

  /// What is no probability has neither log-loss nor calibration.
  @Test(arguments: ["-0.1", "1.5", "inf"]) func whatIsNoProbabilityTraps(p: String) async {
    // As text, since what goes to another process is JSON, which has no infinity.
    await #expect(processExitsWith: .failure) { [p] in
      _ = Calibration(probabilities: [0.5, Double(p)!], outcomes: [true, false])
    }
    await #expect(processExitsWith: .failure) { [p] in
      _ = ClassificationScores(Matrix<Double>([[0.5, Double(p)!]]), actual: [1]).logLoss
    }
  }

  @Test func calibrationOfNaNTraps() async {
    await #expect(processExitsWith: .failure) { _ = Calibration(probabilities: [.nan], outcomes: [true]) }
    await #expect(processExitsWith: .failure) { _ = Calibration(probabilities: [0.5], outcomes: []) }
    await #expect(processExitsWith: .failure) { _ = Calibration(probabilities: [0.5], outcomes: [true], bins: 0) }
  }

  /// Squares beyond the range of Double leave the scores right: R² of t = s·(0, 1, 2), y = s·(0, 1, 3) is ½ for any s.
  @Test(arguments: [1e-300, 1e-200, 1, 1e200, 5e307]) func scoresHaveNoUnit(s: Double) {
    let scores = RegressionScores(Matrix<Double>(column: [0, s, 3 * s]), Matrix<Double>(column: [0, s, 2 * s]))
    expectClose(
      [scores.rootMeanSquare / s, scores.meanAbsolute / s, scores.explained], [(1 / 3.0).squareRoot(), 1 / 3.0, 0.5],
      within: 1e-15)
    let infinite = RegressionScores(Matrix<Double>(column: [.infinity, 0]), Matrix<Double>(column: [1, 2]))
    #expect(infinite.rootMeanSquare == .infinity && infinite.meanAbsolute == .infinity)
  }
}
