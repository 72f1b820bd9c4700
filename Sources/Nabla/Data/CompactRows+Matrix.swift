extension CompactRows {
  /// How many rows a thread reads in one go.
  private static let blockRows = 2048

  /// The numbers of some columns, straight into a matrix, on all cores; nil where a field is no finite number, which the
  /// general reader tells more of.
  ///
  /// - Complexity: O(length of the text).
  func matrix<S: RealScalar>(columns: [Int], in bytes: [UInt8], of scalar: S.Type) -> Matrix<S>? {
    var places = [Int](repeating: -1, count: columnCount)
    for (place, column) in columns.enumerated() {
      guard places[column] < 0 else { return nil }
      places[column] = place
    }
    let last = columns.max() ?? -1
    let blocks = (count + Self.blockRows - 1) / Self.blockRows
    let isRead = ResultList<Bool>(count: blocks, repeating: false)
    let width = columns.count
    let elements = [S](unsafeUninitializedCapacity: count * width) { target, filled in
      bytes.withUnsafeBufferPointer { text in
        places.withUnsafeBufferPointer { places in
          Parallel.forEach(blocks, threads: Worker.coreCount) { block, _ in
            let rows = block * Self.blockRows..<min((block + 1) * Self.blockRows, count)
            isRead[block] = read(rows, text, bytes.span, places, last, width, target)
          }
        }
      }
      // A block that was not read to its end is thrown away with all others.
      if !isRead.all.allSatisfy({ $0 }) { target.initialize(repeating: 0) }
      filled = count * width
    }
    guard isRead.all.allSatisfy({ $0 }) else { return nil }
    return Matrix(rows: count, columns: width, elements: elements)
  }

  /// Reads some rows, and says whether all fields asked for are finite numbers.
  private func read<S: RealScalar>(
    _ rows: Range<Int>, _ text: UnsafeBufferPointer<UInt8>, _ span: Span<UInt8>, _ places: UnsafeBufferPointer<Int>,
    _ last: Int, _ width: Int, _ target: UnsafeMutableBufferPointer<S>
  ) -> Bool {
    for row in rows {
      var i = starts[row]
      var column = 0
      while column <= last {
        let start = i
        // The text of a row is parts of numbers, delimiters and its line break.
        while i < end, text[i] != delimiter, text[i] > UInt8(ascii: "\r") { i += 1 }
        if places[column] >= 0 {
          let value = DecimalNumber.value(of: span, in: DelimitedText.Field(start: start, end: i), as: S.self)
          guard let value, value.isFinite else { return false }
          target.initializeElement(at: row * width + places[column], to: value)
        }
        i += 1
        column += 1
      }
    }
    return true
  }
}

/// One result for each piece of a parallel piece of work.
///
/// `@unchecked Sendable`, because every piece writes an element of its own, and they are read when all are done.
final class ResultList<Element>: @unchecked Sendable {
  private let storage: UnsafeMutableBufferPointer<Element>

  init(count: Int, repeating value: Element) {
    storage = .allocate(capacity: count)
    storage.initialize(repeating: value)
  }

  deinit {
    storage.deinitialize()
    storage.deallocate()
  }

  subscript(_ piece: Int) -> Element {
    get { storage[piece] }
    set { storage[piece] = newValue }
  }

  /// All of them, in order.
  var all: [Element] { Array(storage) }
}
