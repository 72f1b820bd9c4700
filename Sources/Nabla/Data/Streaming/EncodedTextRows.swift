/// The inputs that an encoding makes of the rows of a text that stays in its file.
public struct EncodedTextRows: RowSource {
  private let text: StreamedText
  private let encoding: InputEncoding
  private let places: [Int]

  /// - Parameter places: the column of the text for each of the encoding's.
  init(_ text: StreamedText, _ encoding: InputEncoding, places: [Int]) {
    precondition(
      places.count == encoding.columns.count, "\(places.count) places for \(encoding.columns.count) columns")
    self.text = text
    self.encoding = encoding
    self.places = places
    columnCount = encoding.inputCount
  }

  /// The number of rows.
  public var rowCount: Int { text.rowCount }
  /// The number of inputs.
  public let columnCount: Int
  /// The file, as its path was given.
  public var name: String { text.name }

  /// Reads rows and encodes them.
  ///
  /// - Complexity: O(length of the rows).
  public func read<S: RealScalar>(_ rows: Range<Int>, into elements: UnsafeMutablePointer<S>) throws(DataError) {
    precondition(rows.lowerBound >= 0 && rows.upperBound <= rowCount, "rows \(rows) of \(rowCount)")
    var i = text.starts.place(of: rows.lowerBound)
    var target = elements
    while i < text.pieces.count, text.starts[i] < rows.upperBound {
      let own = max(rows.lowerBound, text.starts[i])..<min(rows.upperBound, text.starts[i + 1])
      let first = text.starts[i]
      let piece = i
      i += 1
      guard !own.isEmpty else { continue }
      let part = try text.part(piece)
      let table =
        own.count < part.rowCount ? part.rows(at: Array(own.lowerBound - first..<own.upperBound - first)) : part
      let encoded: EncodedInputs<S>
      do throws(DataError) {
        encoded = try encoding.inputs(of: table, places: places)
      } catch {
        var error = error
        error.row = error.row.map { $0 + own.lowerBound }
        throw error
      }
      encoded.matrix.elements.withUnsafeBufferPointer { numbers in
        if let base = numbers.baseAddress { target.initialize(from: base, count: numbers.count) }
      }
      target += encoded.matrix.elements.count
    }
  }
}

extension StreamedText {
  /// The inputs of all rows, which stay in the file.
  ///
  /// - Parameter places: the column of the text for each of the encoding's; `nil` finds them by their names.
  /// - Throws: `DataError` where there is no such column.
  public func rows(_ encoding: InputEncoding, places: [Int]? = nil) throws(DataError) -> EncodedTextRows {
    let places = if let places { places } else { try encoding.places(in: first) }
    return EncodedTextRows(self, encoding, places: places)
  }

  /// The encoding of some columns, by their places, from their values in training rows.
  ///
  /// - Parameter rows: ranges of rows that ascend.
  /// - Throws: `DataError`, as the text and the rules say.
  /// - Complexity: two passes over the file or more; see ``InputEncoding``.
  public func encoding(
    of columns: [Int], rows: [Range<Int>], rules: EncodingRules = EncodingRules()
  ) throws(DataError) -> InputEncoding {
    try encoding(of: self.columns(columns).columns, rows: rows, rules: rules)
  }
}
