/// The values of several functions at both ends of a step along a line, w + ε and w − ε.
struct DifferenceEnds<Scalar: RealScalar>: Sendable {
  let above: [Scalar]
  let below: [Scalar]
  /// 2ε, by which the rounded ends really differ; 0 where there is no step, as for a masked weight.
  let width: Scalar

  /// (f(w + ε) − f(w − ε)) / 2ε, or zeros where there is no step.
  var slopes: [Scalar] {
    width == 0 ? above.map { _ in 0 } : zip(above, below).map { ($0 - $1) / width }
  }

  /// (f(w + ε) − 2f(w) + f(w − ε)) / ε, the difference of the slopes of both sides: O(ε), and the jump of the slope where
  /// there is a kink at w.
  func bends(_ center: [Scalar]) -> [Scalar] {
    guard width != 0 else { return above.map { _ in 0 } }
    return center.indices.map { i in
      let change: Scalar = (above[i] - center[i]) - (center[i] - below[i])
      return 2 * change / width
    }
  }
}

extension DifferenceEnds where Scalar == Double {
  /// R = (4D(ε) − D(2ε)) / 3 of each function, from the ends of the step ε and those of 2ε, and its truncation, the sum of
  ///
  /// - 7/3 |D(ε) − D(2ε)|;
  /// - 2 |Q(ε) − Q(2ε) / 2| with the bend Q: O(ε³) where f is smooth.
  ///
  /// The bound holds also for what no ε can leave outside:
  ///
  /// - A kink at w + s with 0 ≤ s ≤ ε, whose slopes differ by J, makes R wrong by J (½ − 7s/12ε). The first difference is Js/4ε,
  ///   the second J |½ − 3s/4ε|.
  /// - A jump of f itself by J, as gradients have one at a kink of the error, adds J/2ε to D(ε) and J/4ε to D(2ε), and so 7J/12ε
  ///   to R: 7/3 of their difference J/4ε. At w itself, with f(w) between both sides, the bend may not see it.
  /// - With another jump by J′ of the same sign between ε and 2ε, R is wrong by (7J − J′)/12ε. The first difference is
  ///   |J − J′|/4ε, and the second J′/4ε.
  ///
  /// R has at most (4 + ½) / 3 of the rounding of D(ε).
  ///
  /// - Parameter center: The functions at w.
  func extrapolated(_ outer: DifferenceEnds, center: [Double]) -> [(value: Double, truncation: Double)] {
    let (near, far) = (slopes, outer.slopes)
    let (nearBend, farBend) = (bends(center), outer.bends(center))
    return center.indices.map { i in
      let kink = (nearBend[i] - farBend[i] / 2).magnitude
      return ((4 * near[i] - far[i]) / 3, 7 / 3 * (near[i] - far[i]).magnitude + 2 * kink)
    }
  }
}
