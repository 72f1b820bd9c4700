// Which part of a masked block of weights products go through.
extension PassPlan {
  /// Some units of a layer, and those columns of a block between the first and the last of which all their connections are.
  struct Band: Equatable {
    let units: Range<Int>
    /// Empty where the units have no connection.
    let columns: Range<Int>

    /// The number of weights, which products multiply whether there is a connection or not.
    var area: Int { units.count * columns.count }
  }

  /// A product more costs about as much as so many weights more in another one.
  private static let weightsOfProduct = 64

  /// The units of a mask in bands of neighbours whose connections are at about the same columns; none where products with the
  /// whole block cost less than twice as much, or where there is no mask.
  ///
  /// - Parameter columns: Those of the mask that are the block's.
  /// - Complexity: O(units · columns).
  static func bands(of mask: ConnectionMask?, columns: Range<Int>) -> [Band] {
    guard let mask else { return [] }
    var bands: [Band] = []
    for unit in 0..<mask.units {
      let connected = columns.lazy.filter { mask.connected[unit * mask.inputs + $0] }
      let first = connected.first ?? columns.lowerBound
      let end = connected.last.map { $0 + 1 } ?? first
      let own = Band(units: unit..<unit + 1, columns: first - columns.lowerBound..<end - columns.lowerBound)
      guard let last = bands.last, let joined = last.joined(own),
        joined.area <= last.area + own.area + weightsOfProduct
      else {
        bands.append(own)
        continue
      }
      bands[bands.count - 1] = joined
    }
    let cost = bands.reduce(0) { $0 + $1.area + weightsOfProduct }
    return 2 * cost < mask.units * columns.count ? bands : []
  }
}

extension PassPlan {
  /// The parts of a block that products go through, one each.
  func parts(of block: Block) -> [(units: Int, columns: Int)] {
    guard !block.bands.isEmpty else { return [(steps[block.layer].units, block.columns)] }
    return bands[block.bands].filter { !$0.columns.isEmpty }.map { ($0.units.count, $0.columns.count) }
  }

  /// The largest of them.
  func largestPart(of block: Block) -> (units: Int, columns: Int) {
    parts(of: block).max { $0.units * $0.columns < $1.units * $1.columns } ?? (0, 0)
  }
}

extension PassPlan.Band {
  /// This band and the next one as one; nil where only one of them has connections.
  fileprivate func joined(_ next: PassPlan.Band) -> PassPlan.Band? {
    guard columns.isEmpty == next.columns.isEmpty else { return nil }
    let units = units.lowerBound..<next.units.upperBound
    if columns.isEmpty { return PassPlan.Band(units: units, columns: columns) }
    return PassPlan.Band(
      units: units,
      columns: min(columns.lowerBound, next.columns.lowerBound)..<max(columns.upperBound, next.columns.upperBound))
  }
}
