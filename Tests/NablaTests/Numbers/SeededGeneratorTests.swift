import Foundation
import Nabla
import Testing

/// The generator against published numbers, and its distributions.
@Suite struct SeededGeneratorTests {
  private struct State: Codable {
    var state: [UInt64]
  }

  /// The numbers after the state 1, 2, 3, 4, as implementations of xoshiro256++ publish them for their tests.
  @Test func followsXoshiro256PlusPlus() throws {
    let data = try JSONEncoder().encode(State(state: [1, 2, 3, 4]))
    var generator = try JSONDecoder().decode(SeededGenerator.self, from: data)
    let expected: [UInt64] = [
      41_943_041, 58_720_359, 3_588_806_011_781_223, 3_591_011_842_654_386, 9_228_616_714_210_784_205,
      9_973_669_472_204_895_162, 14_011_001_112_246_962_877, 12_406_186_145_184_390_807, 15_849_039_046_786_891_736,
      10_450_023_813_501_588_000,
    ]
    #expect(expected.indices.map { _ in generator.next() } == expected)
  }

  /// The state comes from SplitMix64, whose numbers after the seed 1234567 are published too.
  @Test func seedsBySplitMix64() throws {
    let data = try JSONEncoder().encode(SeededGenerator(seed: 1_234_567))
    let state = try JSONDecoder().decode(State.self, from: data).state
    #expect(
      state == [
        6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423, 4_593_380_528_125_082_431,
      ])
  }

  @Test func copiesGoOnAlikeAndSeedsDiffer() {
    var one = SeededGenerator(seed: 7)
    _ = one.next()
    var copy = one
    #expect((0..<5).map { _ in one.next() } == (0..<5).map { _ in copy.next() })
    var other = SeededGenerator(seed: 8)
    #expect(one.next() != other.next())
  }

  /// Mean ½ and variance 1/12, each within five standard deviations of its estimate.
  @Test func uniformNumbers() {
    var generator = SeededGenerator(seed: 1)
    let n = 100_000
    let numbers = (0..<n).map { _ in generator.uniform() }
    #expect(numbers.allSatisfy { $0 >= 0 && $0 < 1 && ($0 * 0x1p53).rounded() == $0 * 0x1p53 })
    let mean = numbers.reduce(0, +) / Double(n)
    let variance = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(n)
    #expect(abs(mean - 0.5) < 5 * (1 / 12.0 / Double(n)).squareRoot())
    #expect(abs(variance - 1 / 12.0) < 5 * (1 / 180.0 / Double(n)).squareRoot())
  }

  /// Mean 0, variance 1, third moment 0 and fourth moment 3, each within five standard deviations.
  @Test func normalNumbers() {
    var generator = SeededGenerator(seed: 2)
    let n = 100_000
    let numbers = (0..<n).map { _ in generator.normal() }
    // Moment k has the variance E x²ᵏ − (E xᵏ)².
    for (power, mean, variance): (Int, Double, Double) in [(1, 0, 1), (2, 1, 2), (3, 0, 15), (4, 3, 96)] {
      let sum: Double = numbers.reduce(0.0) { sum, x in sum + repeatElement(x, count: power).reduce(1.0, *) }
      let moment = sum / Double(n)
      let bound: Double = 5 * (variance / Double(n)).squareRoot()
      #expect(abs(moment - mean) < bound, "moment \(power): \(moment)")
    }
  }

  @Test func permutationsAreFairAndWhole() {
    var generator = SeededGenerator(seed: 3)
    #expect(generator.permutation(of: 0).isEmpty && generator.permutation(of: 1) == [0])
    #expect(generator.permutation(of: 1000).sorted() == Array(0..<1000))
    var counts: [[Int]: Int] = [:]
    for _ in 0..<6000 { counts[generator.permutation(of: 3), default: 0] += 1 }
    #expect(counts.count == 6)
    // Each of the six has probability 1/6: five standard deviations of a binomial number.
    let bound: Double = 5 * (6000 * 5 / 36.0).squareRoot()
    for (order, count) in counts {
      let distance = abs(count - 1000)
      #expect(Double(distance) < bound, "\(order): \(count)")
    }
  }
}
