internal import Synchronization

/// Rows of a design that are read when they are needed, tile by tile, with the first error of reading.
///
/// Solvers go on with zeros where a row cannot be read; whoever called them asks for `failure` before a result is believed.
final class StreamedRows: Sendable {
  let rows: any RowSource
  private let state = Mutex(State())

  private struct State {
    var failure: DataError?
    /// The rows read last for one of them, which those asked for next mostly are among.
    var range = 0..<0
    var elements: [Double] = []
  }

  init(_ rows: any RowSource) { self.rows = rows }

  var count: Int { rows.rowCount }
  var columns: Int { rows.columnCount }

  /// Why rows could not be read, if some could not.
  var failure: DataError? { state.withLock { $0.failure } }

  /// Calls `body` with consecutive rows, one behind the other.
  func withRows(_ range: Range<Int>, _ body: (UnsafePointer<Double>) -> Void) {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: max(range.count * columns, 1)) { memory in
      guard let elements = memory.baseAddress else { return }
      do throws(DataError) {
        try rows.read(range, into: elements)
      } catch {
        elements.initialize(repeating: 0, count: range.count * columns)
        state.withLock { state in if state.failure == nil { state.failure = error } }
      }
      body(elements)
    }
  }

  /// One row.
  func row(_ i: Int) -> [Double] {
    let found: [Double]? = state.withLock { state in
      guard state.range.contains(i) else { return nil }
      let place = (i - state.range.lowerBound) * columns
      return Array(state.elements[place..<place + columns])
    }
    if let found { return found }
    let first = i / 1024 * 1024
    let range = first..<min(first + 1024, count)
    var elements: [Double] = []
    withRows(range) { elements = Array(UnsafeBufferPointer(start: $0, count: range.count * columns)) }
    state.withLock { state in (state.range, state.elements) = (range, elements) }
    return Array(elements[(i - first) * columns..<(i - first + 1) * columns])
  }
}
