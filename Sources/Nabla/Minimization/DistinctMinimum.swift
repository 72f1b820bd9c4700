/// A minimum that several runs came to, up to the symmetries of the weights.
public struct DistinctMinimum<Scalar: RealScalar>: Sendable {
  /// The best of the runs' networks, in canonical form.
  public let network: Network<Scalar>
  /// Its value.
  public let value: Double
  /// Which runs came here, by their places in what was grouped.
  public let runs: [Int]

  /// Groups runs by the minimum that they came to.
  ///
  /// Runs belong together where the canonical forms of their networks (`Network.canonicalized`) differ by at most `tolerance`
  /// times one more than the largest parameter. Incoming weights of units without effect, whose outgoing weights are zero to
  /// the tolerance, do not count.
  ///
  /// - Parameters:
  ///   - runs: Networks of one architecture, with the value that was minimised.
  ///   - tolerance: Larger than the runs' distances to their minima, smaller than the distances between minima.
  /// - Returns: The minima by increasing value.
  /// - Precondition: the architectures are equal.
  public static func grouping(
    _ runs: [(network: Network<Scalar>, value: Double)], tolerance: Double = 1e-4
  ) -> [DistinctMinimum] {
    let order = runs.indices.sorted { (runs[$0].value, $0) < (runs[$1].value, $1) }
    var groups: [DistinctMinimum] = []
    for i in order {
      precondition(
        runs[i].network.architecture == runs[order[0]].network.architecture, "run \(i) has another architecture")
      let canonical = runs[i].network.canonicalized(tolerance: tolerance, clearsIdleUnits: true)
      if let g = groups.firstIndex(where: { $0.network.isNear(canonical, tolerance: tolerance) }) {
        groups[g] = DistinctMinimum(network: groups[g].network, value: groups[g].value, runs: groups[g].runs + [i])
      } else {
        groups.append(DistinctMinimum(network: canonical, value: runs[i].value, runs: [i]))
      }
    }
    return groups
  }
}

extension Network {
  fileprivate func isNear(_ other: Network, tolerance: Double) -> Bool {
    let scale = parameters.reduce(1) { max($0, Double($1.magnitude) + 1) }
    return zip(parameters, other.parameters).allSatisfy { (Double($0) - Double($1)).magnitude <= tolerance * scale }
  }
}
