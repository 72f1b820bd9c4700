internal import CVectorKernels

/// Some columns of lines of numbers, and their places in a row of a matrix.
struct NumberColumns: Sendable {
  /// The byte between fields.
  let delimiter: UInt8
  /// The number of fields in a line.
  let columnCount: Int
  /// The place of each column in a row; -1 for those that are not taken.
  let places: [Int]
  /// From the first of the columns that are taken to the last.
  let range: Range<Int>
  /// How many columns are taken.
  let width: Int

  /// These columns, in this order; nil where one is named twice.
  init?(_ columns: [Int], of columnCount: Int, delimiter: UInt8) {
    var places = [Int](repeating: -1, count: columnCount)
    for (place, column) in columns.enumerated() {
      guard places[column] < 0 else { return nil }
      places[column] = place
    }
    self.delimiter = delimiter
    self.columnCount = columnCount
    self.places = places
    range = (columns.min() ?? 0)..<(columns.max() ?? -1) + 1
    width = columns.count
  }

  /// Whether they are consecutive ones, in their order.
  private var isRun: Bool { range.count == width && range.indices.allSatisfy { places[$0] == $0 - range.lowerBound } }

  /// So many calls in vain, and numbers of the usual form are no longer looked for.
  private static let patience = 8

  /// Reads lines that `nabla_lines_of_numbers` found, and gives the line and the column of the first field that is no finite
  /// number; nil where all are.
  ///
  /// - Parameters:
  ///   - starts: Where the lines begin.
  ///   - end: Where the last one ends.
  ///   - elements: Room for `width` numbers of each line.
  @specialized(where S == Float)
  @specialized(where S == Double)
  func read<S: RealScalar>(
    _ text: UnsafePointer<UInt8>, _ starts: UnsafeBufferPointer<Int>, end: Int, into elements: UnsafeMutablePointer<S>
  ) -> (line: Int, column: Int)? {
    places.withUnsafeBufferPointer { places in
      var patience = isRun && S.self == Double.self ? Self.patience : 0
      for line in 0..<starts.count {
        let next = line + 1 < starts.count ? starts[line + 1] : end
        let row = elements + line * width
        var i = place(of: range.lowerBound, text, starts[line]..<next)
        var column = range.lowerBound
        while column < range.upperBound {
          if patience > 0 {
            let read = usualNumbers(
              text, &i, end, range.upperBound - column, UnsafeMutableRawPointer(row + places[column]))
            column += read
            patience = read > 0 ? Self.patience : patience - 1
            if column == range.upperBound { break }
          }
          if places[column] >= 0 {
            let value = DecimalNumber.number(text, &i, next, UInt8(ascii: "."), as: S.self)
            // What follows is the delimiter, or the end of the line.
            guard let value, value.isFinite, i == next || text[i] == delimiter || text[i] <= UInt8(ascii: "\r") else {
              return (line, column)
            }
            (row + places[column]).initialize(to: value)
          } else {
            while i < next, text[i] != delimiter, text[i] > UInt8(ascii: "\r") { i += 1 }
          }
          i += 1
          column += 1
        }
      }
      return nil
    }
  }

  /// Reads up to `count` numbers of the usual form, as doubles, and gives how many it read.
  @inline(__always)
  private func usualNumbers(
    _ text: UnsafePointer<UInt8>, _ i: inout Int, _ end: Int, _ count: Int, _ numbers: UnsafeMutableRawPointer
  ) -> Int {
    nabla_usual_numbers(text, &i, end, delimiter, count, numbers.assumingMemoryBound(to: Double.self))
  }

  /// Where a field of a line begins: found from the end of the line that is nearer.
  private func place(of column: Int, _ text: UnsafePointer<UInt8>, _ line: Range<Int>) -> Int {
    var i = line.lowerBound
    if column == 0 { return i }
    if 2 * column <= columnCount {
      var left = column
      while left > 0 {
        if text[i] == delimiter { left -= 1 }
        i += 1
      }
      return i
    }
    i = line.upperBound
    var left = columnCount - column
    while left > 0 {
      i -= 1
      if text[i] == delimiter { left -= 1 }
    }
    return i + 1
  }
}
