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
    #expect(RegressionScores(Matrix<Double>(column: Array(repeating: 0.2, count: 10)), t).explained == -.infinity)
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
}
