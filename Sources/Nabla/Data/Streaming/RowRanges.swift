/// Some ranges of the rows of another source, in their order.
public struct RowRanges: RowSource {
  /// The source.
  public let source: any RowSource
  /// The ranges of its rows.
  public let ranges: [Range<Int>]
  private let starts: [Int]

  /// - Precondition: the ranges are those of rows of the source.
  public init(_ source: any RowSource, _ ranges: [Range<Int>]) {
    precondition(
      ranges.allSatisfy { $0.lowerBound >= 0 && $0.upperBound <= source.rowCount }, "rows that are not there")
    self.source = source
    self.ranges = ranges.filter { !$0.isEmpty }
    starts = self.ranges.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count) }
  }

  /// The number of rows.
  public var rowCount: Int { starts[starts.count - 1] }
  /// The number of columns.
  public var columnCount: Int { source.columnCount }
  /// The name of the source.
  public var name: String { source.name }

  /// Reads rows of as many ranges as they lie in.
  public func read<S: RealScalar>(_ rows: Range<Int>, into elements: UnsafeMutablePointer<S>) throws(DataError) {
    var target = elements
    for part in sourceRanges(of: rows) {
      try source.read(part, into: target)
      target += part.count * columnCount
    }
  }

  /// Whether the source has most numbers 0.
  public var isMostlyZeros: Bool { source.isMostlyZeros }

  /// Reads rows of as many ranges as they lie in, without their zeros.
  public func sparseMatrix<S: RealScalar>(
    rows: Range<Int>, of scalar: S.Type = S.self
  ) throws(DataError) -> SparseMatrix<S> {
    var parts: [SparseMatrix<S>] = []
    for part in sourceRanges(of: rows) { parts.append(try source.sparseMatrix(rows: part, of: scalar)) }
    return SparseMatrix(stacking: parts, columns: columnCount)
  }

  /// The rows of the source that some rows are, in their order.
  private func sourceRanges(of rows: Range<Int>) -> [Range<Int>] {
    var (found, row, place) = ([Range<Int>](), rows.lowerBound, 0)
    while row < rows.upperBound {
      while starts[place + 1] <= row { place += 1 }
      let last = min(starts[place + 1], rows.upperBound)
      let first = ranges[place].lowerBound + row - starts[place]
      found.append(first..<first + last - row)
      row = last
    }
    return found
  }
}
