extension CompactRows {
  /// How many rows a thread reads in one go.
  private static let blockRows = 2048

  /// The numbers of some columns, straight into a matrix, on all cores; nil where a field is no finite number, which the
  /// general reader tells more of.
  ///
  /// - Complexity: O(length of the text), or of its part from the first of the columns on, where that is in the second half.
  func matrix<S: RealScalar>(columns: [Int], of scalar: S.Type) -> Matrix<S>? {
    guard let taken = NumberColumns(columns, of: columnCount, delimiter: delimiter) else { return nil }
    let blocks = (count + Self.blockRows - 1) / Self.blockRows
    let isRead = ResultList<Bool>(count: blocks, repeating: false)
    let width = columns.count
    let elements = [S](unsafeUninitializedCapacity: count * width) { target, filled in
      LargePages.ask(for: target)
      text.withBytes { text in
        starts.withUnsafeBufferPointer { starts in
          guard let bytes = text.baseAddress, let elements = target.baseAddress else { return }
          Parallel.forEach(blocks, threads: Worker.coreCount) { block, _ in
            let rows = block * Self.blockRows..<min((block + 1) * Self.blockRows, count)
            let end = rows.upperBound < count ? starts[rows.upperBound] : end
            isRead[block] =
              taken.read(
                bytes, UnsafeBufferPointer(rebasing: starts[rows]), end: end,
                into: elements + rows.lowerBound * width) == nil
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
