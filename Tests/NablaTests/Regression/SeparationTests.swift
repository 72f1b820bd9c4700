import Foundation
import Testing

@testable import Nabla

/// Classes that a linear function separates: logistic and softmax regressions have no minimum.
@Suite struct SeparationTests {
  /// What a separation error says, or nil where there was none.
  static func separation(_ body: () throws -> Void) -> SolverError.Separation? {
    do {
      try body()
    } catch SolverError.separable(let separation) {
      return separation
    } catch {
      Issue.record("\(error)")
    }
    return nil
  }

  @Test func completeSeparationIsNamed() throws {
    let x = SolveTests.random(100, 3, seed: 40)
    let t = Matrix(column: (0..<100).map { x[$0, 1] - 0.5 * x[$0, 2] > 0.1 ? 1.0 : 0 })
    let network = DegenerateDesignTests.network(3, .bernoulli)
    let found = try #require(Self.separation { _ = try network.solve(x, t) })
    #expect(found.isComplete && found.iteration < 50)
    #expect(Set(found.features.prefix(2)) == ["x2", "x3"])
    // The direction does separate.
    for i in 0..<100 {
      let a = (0..<3).reduce(found.direction[3]) { $0 + found.direction[$1] * x[i, $1] }
      #expect((a > 0) == (t[i, 0] == 1))
    }
    let fit = try network.solve(x, t, ridge: 0.1)
    #expect(fit.summary.gradientNorm <= 1e-8)
  }

  /// Of features that do not vary, as those of a single example, the ones that make the most of it are named.
  @Test func aSingleExampleNamesWhatSeparates() throws {
    let network = Network<Double>(inputs: 2, likelihood: .bernoulli) { Output(bias: false) }
    for x in [Matrix([[3.0, 0]]), Matrix([[3.0, 0], [3, 0]])] {
      let t = Matrix(column: Array(repeating: 1.0, count: x.rows))
      let found = try #require(Self.separation { _ = try network.solve(x, t) })
      #expect(found.features == ["x1"] && found.isComplete)
    }
    // An example of weight 0 says nothing, however large.
    let x = Matrix([[1.0, 0], [2, 0], [0, 1e9]])
    let found = try #require(
      Self.separation { _ = try network.solve(x, Matrix(column: [1.0, 1, 0]), weights: [1, 1, 0]) })
    #expect(found.features == ["x1"])
  }

  /// Without a bias a ridge holds the means of counts that are all 0.
  @Test func countsOfZeroAskForARidgeWhereThereIsNoBias() throws {
    let (x, t) = (Matrix(column: [1.0, 2]), Matrix(column: [0.0, 0]))
    for hasBias in [true, false] {
      let network = Network<Double>(inputs: 1, likelihood: .poisson()) { Output(bias: hasBias) }
      do {
        _ = try network.solve(x, t)
        Issue.record("a minimum of counts that are all 0")
      } catch {
        #expect(
          "\(error)".contains("no ridge holds a bias") == hasBias && "\(error)".contains("use a ridge") != hasBias)
      }
      if !hasBias { #expect(try network.solve(x, t, ridge: 0.1).summary.gradientNorm <= 1e-8) }
    }
  }

  @Test func quasiCompleteSeparationIsNamed() throws {
    // A binary feature that is 1 only with the outcome 1, beside one that overlaps.
    let x = Matrix((0..<60).map { [Double($0 % 7) - 3, $0 % 3 == 0 ? 1 : 0] })
    let t = Matrix(column: (0..<60).map { $0 % 3 == 0 || $0 % 4 < 2 ? 1.0 : 0 })
    let found = try #require(Self.separation { _ = try DegenerateDesignTests.network(2, .bernoulli).solve(x, t) })
    #expect(!found.isComplete && found.iteration < 50)
    #expect(found.features == ["x2"])
    #expect(found.direction[1] == 1)
  }

  /// A group with one outcome only, beside one with both, by every link: the error of an outcome falls as e^−a, e^−a²/2 or
  /// even as exp(−eᵃ), which is nothing before a is large.
  @Test(arguments: [Likelihood.bernoulli, .probit(), .complementaryLogLog()], [0.0, 1])
  func aGroupOfOneOutcomeIsNamed(likelihood: Likelihood, outcome: Double) throws {
    let x = Matrix<Double>(column: [0, 0, 0, 0, 1, 1, 1])
    let t = Matrix<Double>(column: [0, 1, 0, 1, outcome, outcome, outcome])
    let network = DegenerateDesignTests.network(1, likelihood)
    for offset in [nil, [0.1, 0, -0.2, 0, 0.1, 0.3, -0.3]] {
      let found = try #require(Self.separation { _ = try network.solve(x, t, offset: offset) })
      #expect(!found.isComplete && found.features == ["x"], "\(found)")
      #expect(abs(found.direction[0] - (2 * outcome - 1)) <= 1e-6 && abs(found.direction[1]) <= 1e-6)
    }
    // A single example, which only its offset keeps from showing a margin.
    let single = DegenerateDesignTests.network(1, likelihood, bias: false)
    let found = Self.separation {
      _ = try single.solve(Matrix<Double>([[2]]), Matrix<Double>([[outcome]]), offset: [0.25])
    }
    #expect(found?.direction == [2 * outcome - 1])
  }

  @Test func quasiCompleteSeparationOfClassesIsNamed() throws {
    let x = Matrix((0..<90).map { [Double($0 % 11) - 5, $0 % 5 == 0 ? 1 : 0] })
    let labels = (0..<90).map { $0 % 5 == 0 ? 2 : ($0 * 7 % 13) % 3 }
    let network = DegenerateDesignTests.network(2, .categorical(classes: 3))
    for form in [SoftmaxForm.reference(class: 0), .reference(class: 2), .symmetric] {
      let found = try #require(Self.separation { _ = try network.solve(x, labels, softmax: form) })
      #expect(found.iteration < 50 && found.features == ["x2"])
    }
    let fit = try network.solve(x, labels, ridge: 0.5, softmax: .symmetric)
    for (i, g) in fit.network.gradient(x, labels).enumerated() {
      #expect(abs(g + (i < 6 ? 0.5 * fit.network.parameters[i] : 0)) <= 1e-8)
    }
  }

  @Test func aMissingClassIsNamed() {
    let x = SolveTests.random(20, 2, seed: 41)
    #expect(throws: SolverError.missingClass(class: 0, output: 0)) {
      try DegenerateDesignTests.network(2, .bernoulli).solve(x, Matrix(column: Array(repeating: 1, count: 20)))
    }
    #expect(throws: SolverError.missingClass(class: 2, output: nil)) {
      try DegenerateDesignTests.network(2, .categorical(classes: 3)).solve(x, (0..<20).map { $0 % 2 }, ridge: 1)
    }
  }

  @Test func oneOverlappingPairIsNoSeparation() throws {
    // Separated but for one pair that overlaps a little: the maximum is far out, but there is one.
    let values = [-4.0, -3, -2, -1, -0.01, 0.01, 1, 2, 3, 4]
    let t = [0.0, 0, 0, 0, 1, 0, 1, 1, 1, 1]
    let fit = try DegenerateDesignTests.network(1, .bernoulli).solve(Matrix(column: values), Matrix(column: t))
    #expect(fit.network.parameters[0] > 1)
    for g in fit.network.gradient(Matrix(column: values), Matrix(column: t)) { #expect(abs(g) <= 1e-9) }
  }

  /// One example far out is on the right side for any positive slope, while the others would have a negative one.
  @Test(arguments: [1e9, 1e10]) func anOutlierIsNoSeparation(distance: Double) throws {
    let values = (0..<40).map { (i: Int) -> Double in Double(i % 8) - 3.5 }
    // The higher, the less often a 1.
    let t = (0..<40).map { (i: Int) -> Double in i % 8 < i / 8 + 2 ? 1 : 0 }
    let fit = try DegenerateDesignTests.network(1, .bernoulli).solve(
      Matrix(column: values + [distance]), Matrix(column: t + [1]))
    // The slope is nothing to the 40, whose bias alone is fitted: the logit of their mean. The outlier has the probability p
    // with (1 − p) · distance = Σ x (y − t).
    let mean = t.reduce(0, +) / 40
    let pull = zip(values, t).reduce(0) { $0 + $1.0 * (mean - $1.1) }
    let (w, b) = (fit.network.parameters[0], fit.network.parameters[1])
    #expect(pull > 1 && abs(b - log(mean / (1 - mean))) <= 1e-6)
    #expect(abs(w * distance + b - log(distance / pull)) <= 1e-5)
  }

  @Test func probabilitiesAreNoSeparation() throws {
    let x = SolveTests.random(30, 2, seed: 42)
    let t = Matrix(column: (0..<30).map { sigmoid(2 * x[$0, 0] - x[$0, 1] + 0.5) })
    let fit = try DegenerateDesignTests.network(2, .bernoulli).solve(x, t)
    for (a, b) in zip(fit.network.parameters, [2, -1, 0.5]) { #expect(abs(a - b) <= 1e-9) }
    #expect(fit.summary.deviance! <= 1e-10)
  }
}
