/// A direction along which a function should not change, and why.
struct FlatDirection {
  var reason: FlatReason
  /// Where it is not zero. A place may occur more than once; its numbers are added up.
  var entries: [(place: Int, value: Double)]

  /// All of its numbers, scaled to length 1; nil where they are all zero.
  func vector(dimension: Int) -> [Double]? {
    var vector = [Double](repeating: 0, count: dimension)
    for (place, value) in entries { vector[place] += value }
    let length = DenseVector.norm(vector)
    guard length > 0 else { return nil }
    DenseVector.scale(&vector, by: 1 / length)
    return vector
  }

  /// How many dimensions of a null space each reason explains.
  ///
  /// Candidates count as far as they lie in the null space: a reason that does not hold, because a penalty breaks the
  /// symmetry or a parameter is frozen, explains nothing. Of dependent candidates the first ones count.
  static func explain(_ nullSpace: [[Double]], by candidates: [FlatDirection]) -> [MinimumCertificate.Explanation] {
    guard let dimension = nullSpace.first?.count else { return [] }
    var reasons: [FlatReason] = []
    var found: [[Double]] = []
    for candidate in candidates where found.count < nullSpace.count {
      guard let vector = candidate.vector(dimension: dimension) else { continue }
      // The candidate in coordinates of the null space.
      let part = nullSpace.map { DenseVector.dot($0, vector) }
      guard DenseVector.norm(part) >= 1 - 1e-6, let rest = part.independent(of: found) else { continue }
      found.append(rest)
      reasons.append(candidate.reason)
    }
    return counts(reasons)
  }

  /// Orthonormal directions that span those candidates for which `holds`, with their reasons.
  static func independent(
    _ candidates: some Sequence<FlatDirection>, dimension: Int, where holds: ([Double]) -> Bool
  ) -> [(reason: FlatReason, vector: [Double])] {
    var found: [(reason: FlatReason, vector: [Double])] = []
    for candidate in candidates {
      guard let vector = candidate.vector(dimension: dimension), holds(vector),
        let rest = vector.independent(of: found.map(\.vector))
      else { continue }
      found.append((candidate.reason, rest))
    }
    return found
  }

  /// How often each reason occurs; equal ones lie side by side.
  static func counts(_ reasons: [FlatReason]) -> [MinimumCertificate.Explanation] {
    reasons.reduce(into: []) { explanations, reason in
      if let last = explanations.indices.last, explanations[last].reason == reason {
        explanations[last].count += 1
      } else {
        explanations.append(.init(reason: reason, count: 1))
      }
    }
  }
}

extension [Double] {
  /// What an orthonormal basis does not span, scaled to length 1; nil where that is next to nothing.
  fileprivate func independent(of basis: [[Double]]) -> [Double]? {
    var rest = self
    DenseVector.removeParts(of: basis, from: &rest)
    let length = DenseVector.norm(rest)
    guard length > 1e-4 else { return nil }
    DenseVector.scale(&rest, by: 1 / length)
    return rest
  }
}
