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
  /// Runs belong together where the canonical forms of their networks (`Network.canonicalized`) differ by at most `tolerance`:
  /// weights in units of the largest weight into the same unit, biases in units of that or of themselves. Incoming weights of
  /// units without effect do not count: units whose outgoing weights are all within `tolerance` times the largest weight into
  /// the same receiver. They are in `network` as they were.
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
    // What is compared, not what is returned: without the idle units a network's value is another one.
    var cleared: [Network<Scalar>] = []
    for i in order {
      precondition(
        runs[i].network.architecture == runs[order[0]].network.architecture, "run \(i) has another architecture")
      let form = runs[i].network.canonicalized(tolerance: tolerance, clearsIdleUnits: true)
      if let g = cleared.firstIndex(where: { $0.isNear(form, tolerance: tolerance) }) {
        groups[g] = DistinctMinimum(network: groups[g].network, value: groups[g].value, runs: groups[g].runs + [i])
      } else {
        let network = runs[i].network.canonicalized(tolerance: tolerance)
        groups.append(DistinctMinimum(network: network, value: runs[i].value, runs: [i]))
        cleared.append(form)
      }
    }
    return groups
  }
}

extension Network {
  /// Unit by unit, so that a large number at one place, such as the mean of unscaled targets, hides no difference at another.
  fileprivate func isNear(_ other: Network, tolerance: Double) -> Bool {
    let pairs = zip(parameters, other.parameters).map { (Double($0), Double($1)) }
    func isNear(_ place: Int, scale: Double) -> Bool {
      (pairs[place].0 - pairs[place].1).magnitude <= tolerance * scale
    }
    func size(_ place: Int) -> Double { max(pairs[place].0.magnitude, pairs[place].1.magnitude) }
    return architecture.layers.indices.allSatisfy { k in
      (0..<architecture.layers[k].units).allSatisfy { j in
        let weights = architecture.incomingPlaces(layer: k, unit: j)
        let largest = weights.reduce(0) { max($0, size($1)) }
        let bias = architecture.biasPlace(layer: k, unit: j)
        return weights.allSatisfy { isNear($0, scale: largest) }
          && (bias.map { isNear($0, scale: max(largest, size($0))) } ?? true)
      }
    }
  }
}
