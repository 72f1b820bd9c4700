/// The rows of an array of NumPy that stays in its file, read when they are needed: one row for each first index.
public struct NPYRows: RowSource {
  /// The file, as its path was given.
  public var name: String { file.path }
  /// The number of rows.
  public let rowCount: Int
  /// The product of all extents but the first.
  public let columnCount: Int
  private let file: PartialFile
  private let prefix: NPYPrefix

  /// Reads the header of a file that `save` wrote.
  ///
  /// - Throws: `DataError` as ``NPYFile`` does, and for arrays in Fortran's order, whose rows are spread over the file.
  /// - Complexity: O(1).
  public init(contentsOf path: String) throws(DataError) {
    file = try PartialFile(path: path)
    prefix = try NPYPrefix(file.bytes(0..<min(file.size, NPYPrefix.longest)), of: file.size, source: path)
    guard let rows = prefix.shape.first else {
      throw DataError(.countMismatch, source: path, expected: "an array of one dimension or more", found: "a number")
    }
    rowCount = rows
    columnCount = prefix.shape.dropFirst().reduce(1, *)
    guard !prefix.isFortranOrder || columnCount == 1 else {
      throw DataError(
        .unsupportedElementType, source: path, expected: "an array in C's order, whose rows are together in the file",
        found: "one in Fortran's order; numpy.ascontiguousarray makes one")
    }
  }

  /// Reads consecutive rows.
  ///
  /// - Complexity: O(`rows.count` · `columnCount`).
  public func read<S: RealScalar>(_ rows: Range<Int>, into elements: UnsafeMutablePointer<S>) throws(DataError) {
    precondition(rows.lowerBound >= 0 && rows.upperBound <= rowCount, "rows \(rows) of \(rowCount)")
    let stride = columnCount * prefix.elementType.byteCount
    let bytes = try file.bytes(prefix.start + rows.lowerBound * stride..<prefix.start + rows.upperBound * stride)
    bytes.withUnsafeBytes { prefix.convert($0, to: elements) }
    let count = rows.count * columnCount
    guard let place = UnsafeBufferPointer(start: elements, count: count).firstIndex(where: { !$0.isFinite }) else {
      return
    }
    throw DataError(
      .notFinite, source: name, row: rows.lowerBound + place / columnCount, column: place % columnCount,
      expected: "a finite number within the range of \(S.self)", found: "\(elements[place])")
  }
}
