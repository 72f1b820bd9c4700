import Foundation
import Nabla
import Testing

/// Twenty starts of a small regression network: every run ends certified, and the canonical form tells the minima apart.
@Suite struct UnderstoodMinimaTests {
  /// A regression problem with its minima.
  struct Problem: Sendable, CustomTestStringConvertible {
    let name: String
    let units: Int
    let l2: Double
    let target: @Sendable (Double) -> Double

    var testDescription: String { name }

    func data() throws -> Dataset<Double> {
      var generator = SeededGenerator(seed: 7)
      let x = (0..<50).map { -2 + 4 * Double($0) / 49 }
      let t = x.map { target($0) + 0.05 * generator.normal() }
      return try Dataset(inputs: Matrix(column: x), targets: Matrix(column: t))
    }
  }

  static let problems = [
    Problem(name: "sine with a penalty", units: 3, l2: 1e-3) { Foundation.sin(Double.pi / 2 * $0) },
    Problem(name: "bump", units: 2, l2: 0) { Foundation.exp(-2 * $0 * $0) },
    Problem(name: "two steps", units: 2, l2: 0) { Foundation.tanh(2 * $0 - 1) - 0.7 * Foundation.tanh(3 * $0 + 2) },
  ]

  /// Without a penalty one run of the bump by Levenberg and Marquardt's method ends at a step that sharpens for ever.
  static let cases = problems.flatMap { problem in
    ["trust-region Newton", "Levenberg-Marquardt"].map { (problem, $0) }
  }.filter { !($0.0.name == "bump" && $0.1 == "Levenberg-Marquardt") }

  @Test(arguments: cases)
  func everyRunEndsCertified(problem: Problem, method: String) throws {
    let data = try problem.data()
    var runs: [(network: Network<Double>, value: Double)] = []
    for seed in 1...20 as ClosedRange<UInt64> {
      var start = Network<Double>(inputs: 1, likelihood: .gaussian) { Dense(problem.units, .tanh) }
      start.initialize(.uniform(bound: 1), seed: seed)
      let limits = MinimizationLimits(gradientNorm: 1e-11, iterations: 3_000)
      let (network, result) =
        method == "Levenberg-Marquardt"
        ? try start.minimized(on: data, by: .levenbergMarquardt, l2: problem.l2, limits: limits)
        : try start.minimized(on: data, by: .trustRegionNewton, l2: problem.l2, limits: limits)
      let certificate = network.certify(on: data, l2: problem.l2, gradientTolerance: 1e-10)
      #expect(certificate.gradientNorm <= 1e-10, "seed \(seed): \(result)")
      #expect(certificate.isMinimum, "seed \(seed): \(certificate)")
      runs.append((network, result.value))
    }
    let minima = DistinctMinimum.grouping(runs)
    #expect(minima.count <= 5, "\(minima.map(\.value))")
    #expect(minima.flatMap(\.runs).sorted() == Array(0..<20))
    // The runs of a minimum have one value, and different minima have different ones.
    for minimum in minima {
      #expect(minimum.runs.allSatisfy { abs(runs[$0].value - minimum.value) <= 1e-9 })
      #expect(minima.count { abs($0.value - minimum.value) <= 1e-9 } == 1)
    }
  }
}
