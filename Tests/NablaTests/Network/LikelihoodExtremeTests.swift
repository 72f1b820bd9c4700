import Foundation
import Nabla
import Testing

/// Errors and derivatives of the further likelihoods at pre-activations up to 700, in their tails and at the scale of the
/// targets: nothing overflows, and every number keeps its relative accuracy.
@Suite struct LikelihoodExtremeTests {
  /// A line of Fixtures/likelihood-extremes.csv, which scripts/fixtures/likelihood_extremes.py describes.
  struct Line: Sendable {
    var spelling: String
    var a: [Double]
    var t: Double
    var error: Double
    var first: [Double]
    var second: [Double]
    var information: [Double]

    /// How often larger the relative errors of results are than those of e^a: exp(−e^a) changes by e^a times those of e^a, and
    /// e^(η − Σ e^c) by the roundings of its exponent's terms.
    var condition: Double {
      if spelling.hasPrefix("ordinal") { return max(1, a[1...].reduce(a[0].magnitude) { $0 + exp($1) }) }
      return spelling == "cloglog" && t > 0 ? max(1, exp(min(a[0], 10))) : 1
    }
  }

  private static func lines() throws -> [Line] {
    try String(contentsOfFile: fixturePath("likelihood-extremes.csv"), encoding: .utf8).split(separator: "\n")
      .dropFirst().map { line in
        let fields = line.split(separator: ",", omittingEmptySubsequences: false)
        func numbers(_ i: Int) -> [Double] { fields[i].split(separator: " ").map { Double($0)! } }
        return Line(
          spelling: String(fields[0].map { $0 == ";" ? "," : $0 }), a: numbers(1), t: Double(fields[2])!,
          error: Double(fields[3])!,
          first: numbers(4), second: numbers(5), information: numbers(6))
      }
  }

  @Test(arguments: BackendChoice.available) func valuesAndDerivatives(backend: BackendChoice) throws {
    let lines = try Self.lines()
    #expect(lines.count == 258)
    #expect(Set(lines.map { $0.spelling.prefix { $0 != ":" } }).count == RandomNetworks.further.count)
    for line in lines {
      try check(line, Double.self, backend)
      // Where the numbers themselves are within the range of single precision.
      let all = line.a + [line.error] + line.first + line.second
      if all.allSatisfy({ $0.magnitude < 1e30 }) { try check(line, Float.self, backend) }
    }
  }

  private func check<S: RealScalar>(_ line: Line, _: S.Type, _ backend: BackendChoice) throws {
    let likelihood = try #require(try Likelihood(name: line.spelling, targets: 1))
    let K = line.a.count
    var network = Network<S>(inputs: K, likelihood: likelihood) {
      // Also where outputs are no functions of inputs by default.
      Output(mask: ConnectionMask(units: K, inputs: K) { _, _ in true })
    }
    network.execution.backend = backend
    // The pre-activations are the inputs, and the derivatives in the biases those in the pre-activations.
    network.parameters = (0..<K * K + K).map { $0 < K * K && $0 / K == $0 % K ? 1 : 0 }
    let (x, t) = (Matrix([line.a.map { S($0) }]), Matrix([[S(line.t)]]))
    let (value, gradient) = network.valueWithGradient(x, t)
    let name = "\(line), \(S.precisionName)"
    let factor = line.condition
    #expect(isClose(S(value), line.error, factor), "\(name): \(value)")
    expect(Array(gradient[(K * K)...]), line.first, name, factor)
    expect(biases(try network.hessian(x, t), K), line.second, name, factor)
    var products: [S] = []
    for k in 0..<K {
      var direction = [S](repeating: 0, count: K * K + K)
      direction[K * K + k] = 1
      products += network.hessianVectorProduct(x, t, along: direction)[(K * K)...]
    }
    expect(products, line.second, name, factor)
    guard !line.information.isEmpty else { return }
    expect(biases(try network.hessian(x, t, curvature: .fisher), K), line.information, name, factor)
  }

  private func biases<S: RealScalar>(_ hessian: Matrix<S>, _ K: Int) -> [S] {
    (0..<K * K).map { hessian[K * K + $0 / K, K * K + $0 % K] }
  }

  private func expect<S: RealScalar>(_ found: [S], _ expected: [Double], _ name: String, _ factor: Double) {
    // What components of a mixture give cancels, and what both thresholds of a class give, so that only the largest number has
    // its relative accuracy.
    let scale = name.contains("mixture") || name.contains("ordinal") ? expected.reduce(0) { max($0, $1.magnitude) } : 0
    let isRight =
      found.count == expected.count && zip(found, expected).allSatisfy { isClose($0, $1, factor, of: scale) }
    #expect(isRight, "\(name): \(found)")
  }

  /// 32 units in the last place for some ten operations, of which sums take a digit or two from numbers that are not exact in
  /// single precision. Two subnormal steps for what underflows.
  private func isClose<S: RealScalar>(_ value: S, _ exact: Double, _ factor: Double, of scale: Double = 0) -> Bool {
    let size = max(exact.magnitude, scale)
    return abs(Double(value) - exact) <= 32 * factor * Double(S.ulpOfOne) * size + 2 * Double(S.leastNonzeroMagnitude)
  }
}
