internal import Synchronization

extension StreamedText {
  /// The medians of the numbers of columns in some rows; nil of none.
  ///
  /// The two numbers in the middle are found by their digits in base 2¹⁶, from the first on, in a pass over the file each: the
  /// bits of a number, those of negative ones reversed, are in the order of the numbers.
  ///
  /// - Parameters:
  ///   - counts: how many numbers each column has.
  ///   - rows: ranges of rows that ascend.
  /// - Complexity: four passes over the file; memory for 2¹⁷ counts a column.
  func medians(of columns: [Column], counts: [Int], in rows: [Range<Int>]) throws(DataError) -> [Double?] {
    guard !columns.isEmpty else { return [] }
    let base = 1 << 16
    // Two ranks a column, the same one where the number of numbers is odd.
    var ranks = counts.flatMap { [max($0 - 1, 0) / 2, $0 / 2] }
    var prefixes = [UInt64](repeating: 0, count: ranks.count)
    for digit in 0..<4 {
      let shift = UInt64(48 - 16 * digit)
      let known = prefixes
      let tally = Mutex([Int](repeating: 0, count: ranks.count * base))
      _ = try forEachPart(in: rows) { table, _, rows throws(DataError) in
        var places: [Int] = []
        for (i, column) in columns.enumerated() {
          let values = table.values(of: column.index, column.kind)
          for row in rows {
            guard case .number(let number) = values[row] else { continue }
            let key = Self.key(of: number)
            for rank in 2 * i..<2 * i + 2 where digit == 0 || key >> (shift + 16) == known[rank] {
              places.append(rank * base + Int(key >> shift & 0xFFFF))
            }
          }
        }
        tally.withLock { tally in
          for place in places { tally[place] += 1 }
        }
      }
      let found = tally.withLock { $0 }
      for rank in ranks.indices {
        var value = 0
        while value < base - 1, found[rank * base + value] <= ranks[rank] {
          ranks[rank] -= found[rank * base + value]
          value += 1
        }
        prefixes[rank] = prefixes[rank] << 16 | UInt64(value)
      }
    }
    return columns.indices.map { i in
      guard counts[i] > 0 else { return nil }
      let (lower, upper) = (Self.number(of: prefixes[2 * i]), Self.number(of: prefixes[2 * i + 1]))
      return Statistic.middle(lower, upper)
    }
  }

  /// The bits of a number in the order of numbers.
  private static func key(of number: Double) -> UInt64 {
    // −0 is 0.
    let bits = (number + 0).bitPattern
    return bits >> 63 == 1 ? ~bits : bits | 1 << 63
  }

  private static func number(of key: UInt64) -> Double {
    Double(bitPattern: key >> 63 == 1 ? key ^ 1 << 63 : ~key)
  }
}
