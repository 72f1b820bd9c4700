import Testing

@testable import Nabla

/// Offsets of several outputs, by what has to hold: those that are a part of the model are taken off its weights.
@Suite("Offsets of regressions with several outputs")
struct SolveOffsetTests {
  private static let n = 240
  private static let x = SolveTests.random(n, 3, seed: 5)
  private static let labels = SolveTests.labels(x, classes: 3, seed: 6)

  private static func classes(_ inputs: Int = 3, offsets: Bool = false) -> Network<Double> {
    Network(inputs: inputs, likelihood: .categorical(classes: 3)) { Output(offset: offsets) }
  }

  /// n × K offsets that are linear in the inputs: class k has x · c_k + d_k.
  private static let shares: [[Double]] = [[0.5, -1, 0.25, 0.75], [-0.25, 0.5, 1, -0.5], [1, 0.25, -0.5, 0.125]]
  private static let offsets: [Double] = (0..<n).flatMap { i in
    shares.map { c in c[0] * x[i, 0] + c[1] * x[i, 1] + c[2] * x[i, 2] + c[3] }
  }

  /// Those of the first class, and a part of those of the second, side by side.
  private static func pairs(_ part: Double) -> [Double] {
    (0..<n).flatMap { (i: Int) -> [Double] in [offsets[3 * i], part * offsets[3 * i + 1]] }
  }

  private static func isClose(_ a: Double?, _ b: Double?, _ bound: Double = 1e-9) -> Bool {
    guard let a, let b else { return a == nil && b == nil }
    return abs(a - b) <= bound * max(1, abs(b))
  }

  /// What classes have as known is missing from their weights, against the reference class; nothing else changes.
  @Test(arguments: [SoftmaxForm.reference(class: 1), .symmetric])
  func softmaxLeavesOffToWeights(form: SoftmaxForm) throws {
    let plain = try Self.classes().solve(Self.x, Self.labels, softmax: form)
    let fit = try Self.classes().solve(Self.x, Self.labels, offset: Self.offsets, softmax: form)
    #expect(fit.summary.coefficients.count == plain.summary.coefficients.count)
    for (own, other) in zip(fit.summary.coefficients, plain.summary.coefficients) {
      // In order of classes, and in each those of the inputs and the bias.
      let (k, c) = (
        own.parameter < 9 ? own.parameter / 3 : own.parameter - 9, own.parameter < 9 ? own.parameter % 3 : 3
      )
      let mean: Double = (Self.shares[0][c] + Self.shares[1][c] + Self.shares[2][c]) / 3
      let known = Self.shares[k][c] - (form == .symmetric ? mean : Self.shares[1][c])
      #expect(own.parameter == other.parameter && Self.isClose(own.estimate, other.estimate - known))
      #expect(Self.isClose(own.standardError, other.standardError))
      #expect(Self.isClose(own.robustStandardError, other.robustStandardError))
    }
    #expect(Self.isClose(fit.summary.deviance, plain.summary.deviance))
    let (y, expected) = (fit.predict(Self.x, offset: Self.offsets), plain.network.predict(Self.x))
    let band = fit.band(Self.x, offset: Self.offsets)
    for (i, value) in expected.elements.enumerated() {
      #expect(Self.isClose(y.elements[i], value) && Self.isClose(band.mean.elements[i], value))
    }
    // Among the inputs they are the same, and the network that comes out has them.
    let rows = (0..<Self.n).map { i in Array(Self.x[row: i]) + Self.offsets[3 * i..<3 * i + 3] }
    let inside = try Self.classes(6, offsets: true).solve(Matrix(rows), Self.labels, softmax: form)
    #expect(inside.summary.deviance == fit.summary.deviance && inside.summary.nullDeviance == fit.summary.nullDeviance)
    for (a, b) in zip(inside.network.predict(Matrix(rows)).elements, y.elements) { #expect(Self.isClose(a, b)) }
  }

  /// The null model of offsets has biases, too: it is the fit without other columns.
  @Test func theNullDevianceIsThatOfBiases() throws {
    let none = Matrix<Double>(rows: Self.n, columns: 1)
    let biases = try Self.classes(1).solve(none, Self.labels, offset: Self.offsets)
    let fit = try Self.classes().solve(Self.x, Self.labels, offset: Self.offsets)
    #expect(Self.isClose(fit.summary.nullDeviance, biases.summary.deviance))
  }

  /// Two classes with an offset each are a logistic regression with what they differ by.
  @Test func twoClassesAreALogisticRegression() throws {
    let two = Self.labels.map { $0 == 2 ? 1 : 0 }
    let offsets = Self.pairs(0.5)
    let soft = try Network<Double>(inputs: 3, likelihood: .categorical(classes: 2)).solve(
      Self.x, two, offset: offsets)
    let differences: [Double] = (0..<Self.n).map { (i: Int) -> Double in offsets[2 * i + 1] - offsets[2 * i] }
    let logistic = try Network<Double>(inputs: 3, likelihood: .bernoulli).solve(
      Self.x, Matrix<Double>(column: two.map { Double($0) }), offset: differences)
    let (a, b) = (soft.summary, logistic.summary)
    #expect(Self.isClose(a.deviance, b.deviance) && Self.isClose(a.nullDeviance, b.nullDeviance))
    for (own, other) in zip(a.coefficients, b.coefficients) {
      #expect(Self.isClose(own.estimate, other.estimate) && Self.isClose(own.standardError, other.standardError))
      #expect(Self.isClose(own.robustStandardError, other.robustStandardError))
    }
  }

  @Test func whatAllClassesHaveInCommonChangesNothing() throws {
    let plain = try Self.classes().solve(Self.x, Self.labels)
    let fit = try Self.classes().solve(Self.x, Self.labels, offset: (0..<Self.n).map { Double($0 % 7) })
    #expect(
      fit.network.parameters == plain.network.parameters && fit.summary.nullDeviance == plain.summary.nullDeviance)
    #expect(fit.summary.notes.contains("the offset, which all classes have in common, changes nothing"))
  }

  /// Several outputs with offsets of their own are as many regressions.
  @Test(arguments: [Likelihood.poisson(outputs: 2), .bernoulli(outputs: 2), .gaussian(outputs: 2)])
  func outputsHaveTheirOwn(likelihood: Likelihood) throws {
    let outcomes: [Double] = (0..<2 * Self.n).map { (i: Int) -> Double in (Self.labels[i / 2] + i * 5) % 7 > 3 ? 1 : 0 }
    let t = Matrix<Double>(rows: Self.n, columns: 2, elements: outcomes)
    let offsets = Self.pairs(0.25)
    func column(_ k: Int, of values: [Double]) -> [Double] {
      stride(from: k, to: values.count, by: 2).map { values[$0] }
    }
    let fit = try Network<Double>(inputs: 3, likelihood: likelihood).solve(Self.x, t, offset: offsets)
    let single: Likelihood =
      likelihood.name == "poisson" ? .poisson() : likelihood.name == "gaussian" ? .gaussian : .bernoulli
    let parts = try (0..<2).map { k in
      try Network<Double>(inputs: 3, likelihood: single).solve(
        Self.x, Matrix<Double>(column: column(k, of: outcomes)), offset: column(k, of: offsets))
    }
    for k in 0..<2 {
      let own = fit.summary.coefficients.filter { $0.output == "output \(k)" }
      for (a, b) in zip(own, parts[k].summary.coefficients) {
        #expect(Self.isClose(a.estimate, b.estimate) && Self.isClose(a.standardError, b.standardError))
      }
    }
    let y = fit.predict(Self.x, offset: offsets)
    for k in 0..<2 {
      let alone = parts[k].predict(Self.x, offset: column(k, of: offsets))
      for i in 0..<Self.n where !Self.isClose(y[i, k], alone[i, 0]) {
        Issue.record("\(likelihood.name), output \(k), example \(i): \(y[i, k]), \(alone[i, 0])")
        return
      }
    }
  }

  @Test func aBadOffsetIsNamedByItsColumn() {
    var offsets = Self.offsets
    offsets[3 * 4 + 2] = .nan
    #expect(throws: SolverError.unusableNumber(part: "offset", row: 4, column: 2, value: "nan")) {
      try Self.classes().solve(Self.x, Self.labels, offset: offsets)
    }
  }
}
