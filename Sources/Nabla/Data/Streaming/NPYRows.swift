/// The rows of an array of NumPy that stays in its file, read when they are needed: one row for each first index.
public struct NPYRows: RowSource {
  /// The file, as its path was given.
  public let name: String
  /// The number of rows.
  public let rowCount: Int
  /// The product of all extents but the first.
  public let columnCount: Int
  /// The type of the elements.
  public var elementType: NPYFile.ElementType { prefix.elementType }
  private let file: PartialFile
  private let prefix: NPYPrefix

  /// Reads the header of a file that `save` wrote.
  ///
  /// - Throws: `DataError` as ``NPYFile`` does.
  /// - Complexity: O(1); a gzip file is decompressed into a temporary one of no name before.
  public init(contentsOf path: String) throws(DataError) {
    try self.init(.plain(path), name: path)
  }

  /// Reads the header of an array of a file that `savez` or `savez_compressed` wrote.
  ///
  /// What the archive stores of it is decompressed into a file of no name in the folder for temporary ones, and its checksum held
  /// against it there.
  ///
  /// - Throws: `DataError` as ``NPZFile`` does.
  /// - Complexity: O(size of the array).
  public init(_ name: String, of archive: NPZFile) throws(DataError) {
    let file = try archive.partialFile(name)
    try self.init(file, name: file.path)
  }

  package init(_ file: PartialFile, name: String) throws(DataError) {
    self.file = file
    self.name = name
    prefix = try NPYPrefix(file.bytes(0..<min(file.size, NPYPrefix.longest)), of: file.size, source: name)
    guard let rows = prefix.shape.first, !prefix.isFortranOrder || prefix.shape.count <= 2 else {
      throw DataError(
        .countMismatch, source: name,
        expected: "an array of one dimension or more, in Fortran's order of two at most",
        found: "\(prefix.shape.count)")
    }
    rowCount = rows
    columnCount = prefix.shape.dropFirst().reduce(1, *)
  }

  /// Reads consecutive rows; of an array in Fortran's order the part of each column.
  ///
  /// - Complexity: O(`rows.count` · `columnCount`).
  public func read<S: RealScalar>(_ rows: Range<Int>, into elements: UnsafeMutablePointer<S>) throws(DataError) {
    precondition(rows.lowerBound >= 0 && rows.upperBound <= rowCount, "rows \(rows) of \(rowCount)")
    let count = rows.count * columnCount
    if prefix.isFortranOrder, columnCount > 1 {
      let column = UnsafeMutablePointer<S>.allocate(capacity: max(rows.count, 1))
      defer { column.deallocate() }
      for j in 0..<columnCount {
        try convert(j * rowCount + rows.lowerBound..<j * rowCount + rows.upperBound, to: column)
        for i in 0..<rows.count { (elements + i * columnCount + j).initialize(to: column[i]) }
      }
    } else {
      try convert(rows.lowerBound * columnCount..<rows.upperBound * columnCount, to: elements)
    }
    guard let place = UnsafeBufferPointer(start: elements, count: count).firstIndex(where: { !$0.isFinite }) else {
      return
    }
    throw DataError(
      .notFinite, source: name, row: rows.lowerBound + place / columnCount, column: place % columnCount,
      expected: "a finite number within the range of \(S.self)", found: "\(elements[place])")
  }

  /// The numbers of some elements, in the order of the file.
  private func convert<S: RealScalar>(
    _ places: Range<Int>, to elements: UnsafeMutablePointer<S>
  ) throws(DataError) {
    let size = prefix.elementType.byteCount
    let bytes = try file.bytes(prefix.start + places.lowerBound * size..<prefix.start + places.upperBound * size)
    bytes.withUnsafeBytes { prefix.convert($0, to: elements) }
  }
}
