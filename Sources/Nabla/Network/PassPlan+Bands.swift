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
  /// The most units of a band.
  private static let mostUnits = 256

  /// The units of a mask in those bands of neighbours whose products cost least; none where products with the whole block cost
  /// less than twice as much, or where there is no mask.
  ///
  /// The least cost of the units before `end` is the least, over the first unit of the last band, of the cost of the units before
  /// that and of the band; of several, the longest band.
  ///
  /// - Parameter columns: Those of the mask that are the block's.
  /// - Complexity: O(units · columns + 256 · units).
  static func bands(of mask: ConnectionMask?, columns: Range<Int>) -> [Band] {
    guard let mask else { return [] }
    let connected = (0..<mask.units).map { unit in
      let flags = mask.connected[unit * mask.inputs..<(unit + 1) * mask.inputs]
        .dropFirst(columns.lowerBound).prefix(columns.count)
      let first = flags.firstIndex(of: true) ?? flags.startIndex
      let end = flags.lastIndex(of: true).map { $0 + 1 } ?? first
      return first - flags.startIndex..<end - flags.startIndex
    }
    var costs = [0]
    var last: [Band] = []
    for end in stride(from: 1, through: mask.units, by: 1) {
      var best = (cost: Int.max, band: Band(units: 0..<end, columns: 0..<0))
      var joined = 0..<0
      for start in (max(end - mostUnits, 0)..<end).reversed() {
        joined = joined.joined(connected[start])
        let band = Band(units: start..<end, columns: joined)
        let cost = costs[start] + (joined.isEmpty ? 0 : band.area + weightsOfProduct)
        if cost <= best.cost { best = (cost, band) }
      }
      costs.append(best.cost)
      last.append(best.band)
    }
    guard 2 * costs[mask.units] < mask.units * columns.count else { return [] }
    var bands: [Band] = []
    var end = mask.units
    while end > 0 {
      bands.append(last[end - 1])
      end = last[end - 1].units.lowerBound
    }
    return bands.reversed()
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

extension Range<Int> {
  /// From the first to the last number of both.
  fileprivate func joined(_ other: Range) -> Range {
    if isEmpty { return other }
    return other.isEmpty ? self : Swift.min(lowerBound, other.lowerBound)..<Swift.max(upperBound, other.upperBound)
  }
}
