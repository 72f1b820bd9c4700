import Foundation
import Testing

@testable import Nabla

@Suite struct MinimizationPointTests {
  /// A large constant hides the digits of the values, but not all of them: over a long step the slopes know less.
  @Test func changeUnderALargeConstantHasTheRightSign() {
    func point(_ x: Double) -> MinimizationPoint {
      MinimizationPoint(
        x: [x], value: 1e9 + Foundation.cos(3 * x) + 0.05 * x * x, gradient: [-3 * Foundation.sin(3 * x) + 0.1 * x])
    }
    // cos 6 − cos 0.6 + 0.05 (4 − 0.04); values near 1e9 are right to 1.2e-7.
    #expect(abs(point(2).change(from: point(0.2)) - 0.332_834_671_7) <= 3e-7)
    #expect(abs(point(0.2).change(from: point(2)) + 0.332_834_671_7) <= 3e-7)
  }

  /// Where the values are equal to the last bit the slopes still tell: ½x² from 1e-4 to 0 falls by 5e-9.
  @Test func slopesTellWhatRoundingHides() {
    func point(_ x: Double) -> MinimizationPoint {
      MinimizationPoint(x: [x], value: 1e9 + x * x / 2, gradient: [x])
    }
    #expect(point(0).value == point(1e-4).value)
    #expect(abs(point(0).change(from: point(1e-4)) + 5e-9) <= 1e-22)
  }

  /// A model that overflowed makes the radius smaller, not NaN.
  @Test func modelThatIsNotFiniteIsRejected() {
    let point = MinimizationPoint(x: [1], value: 1, gradient: [1])
    let trial = MinimizationPoint(x: [0.5], value: 2, gradient: [1])
    for predicted in [Double.nan, .infinity, 0, -1] {
      var region = TrustRegion(radius: 1)
      guard case .rejected = region.judge(trial, from: point, predicted: predicted, isAtBoundary: true) else {
        Issue.record("a reduction of \(predicted) was believed")
        continue
      }
      #expect((region.radius ?? 0) > 0 && region.radius! <= 0.5)
    }
  }
}
