extension BaseFunctions {
  /// The range of each input beyond which the functions only go on as they end: from the first to the last breakpoint of
  /// splines, the intersection of several; nil where there is none.
  package func ranges(inputs: Int) -> [ClosedRange<Double>?] {
    switch kind {
    case .bSpline(_, let points):
      guard let low = points.first, let high = points.last, low < high else { break }
      return Array(repeating: low...high, count: inputs)
    case .joined(let parts):
      return parts.reduce(Array(repeating: nil, count: inputs)) { Self.common($0, $1.ranges(inputs: inputs)) }
    case .product(let first, let second):
      return Self.common(first.ranges(inputs: inputs), second.ranges(inputs: inputs))
    case .polynomial, .recurrence, .gaussian, .sigmoid, .fourier, .indicator, .interactions, .custom: break
    }
    return Array(repeating: nil, count: inputs)
  }

  private static func common(_ a: [ClosedRange<Double>?], _ b: [ClosedRange<Double>?]) -> [ClosedRange<Double>?] {
    zip(a, b).map { a, b in
      guard let a, let b else { return a ?? b }
      return a.overlaps(b) ? a.clamped(to: b) : a
    }
  }
}
