import Foundation
import Nabla
import Testing

/// Sizes of networks by their evidence.
@Suite struct EvidenceComparisonTests {
  @Test func tooSmallANetworkIsImprobable() throws {
    var generator = SeededGenerator(seed: 17)
    func draw(_ n: Int) throws -> Dataset<Double> {
      let x = (0..<n).map { _ in 4 * generator.uniform() - 2 }
      // Two units of tanh.
      let t = x.map { Foundation.tanh(3 * $0 + 2) - Foundation.tanh(3 * $0 - 2) + 0.05 * generator.normal() }
      return try Dataset(inputs: Matrix(column: x), targets: Matrix(column: t))
    }
    let (data, test) = (try draw(60), try draw(100))
    let candidates = [1, 2, 4].map { units in
      Network<Double>(inputs: 1, likelihood: .gaussian) { Dense(units, .tanh) }
    }
    let comparison = EvidenceComparison(of: candidates, on: data, seeds: 1...3, test: test)
    #expect(comparison.minima[0].candidate > 0, "\(comparison)")
    #expect(comparison.minima.filter { $0.candidate == 0 }.allSatisfy { $0.probability < 1e-20 })
    // No more parameters are determined than there are, nor less than none.
    for minimum in comparison.minima {
      #expect((0...Double(minimum.posterior.positions.count)).contains(minimum.wellDetermined), "\(comparison)")
    }
    #expect(abs(comparison.minima.reduce(0) { $0 + $1.probability } - 1) <= 1e-12)
    let runs = comparison.minima.reduce(0) { $0 + $1.seeds.count } + comparison.failures.count
    #expect(runs == 9)
    // One unit cannot be that function; the best error is that of the noise, ½ 0.05².
    let one = try #require(comparison.minima.first { $0.candidate == 0 })
    let best = try #require(comparison.minima[0].testError)
    #expect(best < 0.002 && one.testError! > 5 * best)
    let mixed = comparison.predict(test.inputs)
    let alone = comparison.minima[0].posterior.predict(test.inputs)
    for i in 0..<100 {
      #expect((mixed.mean[i, 0] - alone.mean[i, 0]).magnitude <= 0.05)
      #expect(mixed.meanDeviation[i, 0] >= 0.5 * alone.meanDeviation[i, 0])
    }
  }
}
