import Foundation
import Testing

@testable import Nabla

/// Tails and critical values against mpmath (scripts/fixtures/distributions.py).
@Suite struct DistributionTests {
  @Test func tailsAndCriticalValuesKeepTheirRelativeAccuracy() throws {
    let url = try #require(
      Bundle.module.url(forResource: "distributions", withExtension: "csv", subdirectory: "Fixtures"))
    let lines = try String(contentsOf: url, encoding: .utf8).split(separator: "\n").dropFirst()
    #expect(lines.count > 100)
    for line in lines {
      let fields = line.split(separator: ",").map(String.init)
      let degrees = try #require(Double(fields[1]))
      let argument = try #require(Double(fields[2]))
      let expected = try #require(Double(fields[3]))
      let distribution: ReferenceDistribution = degrees == 0 ? .normal : .studentT(degreesOfFreedom: degrees)
      if fields[0] == "tail" {
        // The exponent of a small tail is a large number with its own rounding, ln p in units of ε; and with many degrees
        // of freedom ν/(ν + t²) is near 1, so that its distance from 1 has lost digits.
        let bound = max(1e-14 * max(10, -log(expected)), 1e-16 * degrees)
        #expect(abs(distribution.twoSidedTail(argument) - expected) <= bound * expected, "\(line)")
      } else {
        #expect(abs(distribution.criticalValue(level: argument) - expected) <= 1e-12 * expected, "\(line)")
      }
    }
  }

  @Test func edgesAreDefined() {
    for distribution in [ReferenceDistribution.normal, .studentT(degreesOfFreedom: 3)] {
      #expect(distribution.twoSidedTail(0) == 1)
      #expect(distribution.twoSidedTail(.infinity) == 0)
      #expect(distribution.twoSidedTail(.nan).isNaN)
      #expect(distribution.twoSidedTail(-2) == distribution.twoSidedTail(2))
    }
  }
}
