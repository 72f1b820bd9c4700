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
