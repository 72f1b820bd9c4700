/// Rows of another source, scaled as they are read: the numbers that the scaler makes of a matrix of them.
public struct ScaledRows<Scalar: RealScalar>: RowSource {
  private let source: any RowSource
  private let scaler: Scaler<Scalar>

  /// - Precondition: the source has as many columns as the scaler has features.
  public init(_ source: any RowSource, by scaler: Scaler<Scalar>) {
    precondition(
      source.columnCount == scaler.means.count, "\(source.columnCount) columns for a scaler of \(scaler.means.count)")
    self.source = source
    self.scaler = scaler
  }

  /// The number of rows.
  public var rowCount: Int { source.rowCount }
  /// The number of columns.
  public var columnCount: Int { source.columnCount }
  /// The name of the source.
  public var name: String { source.name }

  /// Reads rows and scales them in the scaler's precision.
  public func read<S: RealScalar>(_ rows: Range<Int>, into elements: UnsafeMutablePointer<S>) throws(DataError) {
    let d = columnCount
    var plain = [Scalar](repeating: 0, count: rows.count * d)
    var failure: DataError?
    plain.withUnsafeMutableBufferPointer { plain in
      guard let base = plain.baseAddress else { return }
      do throws(DataError) { try source.read(rows, into: base) } catch { failure = error }
    }
    if let failure { throw failure }
    let scaled = scaler(Matrix(rows: rows.count, columns: d, elements: plain))
    for (i, value) in scaled.elements.enumerated() {
      guard value.isFinite else {
        throw DataError(
          .notFinite, source: name, row: rows.lowerBound + i / d, column: i % d,
          expected: "a scaled number within the range of \(Scalar.self)", found: "\(value)")
      }
      (elements + i).initialize(to: S(value))
    }
  }
}

extension Scaler {
  /// The scaler of rows that are read when they are needed: the bits of that of a matrix of them.
  ///
  /// - Throws: `DataError` where a row cannot be read.
  /// - Precondition: there is at least one row.
  /// - Complexity: O(n · d), in three passes, each of them read on all cores.
  public init(fitting rows: any RowSource) throws(DataError) {
    precondition(rows.rowCount > 0, "no rows have no mean; at least one was expected")
    let moments = try rows.moments(as: Scalar.self)
    self.init(means: moments.means, scales: moments.deviations.map { $0 > 0 ? $0 : 1 })
  }
}

extension RowSource {
  /// How many rows are in memory at once where all are gone through in their order.
  private var windowRows: Int { max(1024, min(1 << 16, (1 << 22) / max(columnCount, 1))) }

  fileprivate func moments<S: RealScalar>(as scalar: S.Type) throws(DataError) -> (means: [S], deviations: [S]) {
    let (n, d, size) = (rowCount, columnCount, windowRows)
    return try columnMoments(rows: n, columns: d) { body throws(DataError) in
      for first in stride(from: 0, to: n, by: size) {
        let part: Matrix<S> = try matrix(rows: first..<min(first + size, n))
        part.elements.withUnsafeBufferPointer { body($0) }
      }
    }
  }
}
