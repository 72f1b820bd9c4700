/// The fields of a text, as its parser found them.
struct TextFields {
  let text: StoredText
  /// Row by row.
  let fields: [DelimitedText.Field]
  let columnCount: Int
  /// The byte around quoted fields.
  let quote: UInt8?

  var rowCount: Int { fields.count / columnCount }

  /// The bytes of a text in memory.
  var bytes: [UInt8] { text.array }
}

extension FieldColumn {
  /// How many rows a thread reads in one go.
  static let blockRows = 2048
  /// How many columns are read at a time: their blocks are in memory twice for a while.
  private static let groupSize = 16

  /// Reads columns of a text. The result is the same for any number of threads.
  ///
  /// - Parameter point: what stands before the fraction of a number; nil takes every field for a text.
  /// - Complexity: O(length of the columns).
  static func read(
    _ indices: [Int], of text: TextFields, point: UInt8?, threads: Int, blockRows: Int = blockRows
  ) -> [FieldColumn] {
    let blocks = (text.rowCount + blockRows - 1) / blockRows
    var columns: [FieldColumn] = []
    for start in stride(from: 0, to: indices.count, by: groupSize) {
      let group = indices[start..<min(start + groupSize, indices.count)]
      let parts = ResultList<[FieldBlock]>(count: blocks, repeating: [])
      text.text.withBytes { bytes in
        text.fields.withUnsafeBufferPointer { fields in
          Parallel.forEach(blocks, threads: threads) { block, _ in
            let rows = block * blockRows..<min((block + 1) * blockRows, text.rowCount)
            parts[block] = group.map { column in
              FieldBlock(
                bytes, fields[rows.lowerBound * text.columnCount..<rows.upperBound * text.columnCount], column,
                of: text.columnCount, quote: text.quote, point: point)
            }
          }
        }
      }
      let merged = ResultList<FieldColumn?>(count: group.count, repeating: nil)
      Parallel.forEach(group.count, threads: threads) { i, _ in
        merged[i] = text.text.withBytes { bytes in
          FieldColumn((0..<blocks).lazy.map { parts[$0][i] }, rowCount: text.rowCount, bytes, quote: text.quote)
        }
      }
      columns += merged.all.compactMap { $0 }
    }
    return columns
  }

  /// The column of consecutive blocks of rows.
  private init(
    _ blocks: some Collection<FieldBlock>, rowCount: Int, _ bytes: UnsafeBufferPointer<UInt8>, quote: UInt8?
  ) {
    var places: [String: Int] = [:]
    var texts: [String] = []
    var counts: [Int] = []
    var numberCount = 0
    let cells = [Double](unsafeUninitializedCapacity: rowCount) { target, filled in
      for block in blocks {
        numberCount += block.cells.count
        let found = block.texts.map { entry in
          let string = entry.string(in: bytes, quote: quote)
          numberCount -= entry.count
          if let place = places[string] {
            counts[place] += entry.count
            return Self.cell(ofText: place)
          }
          places[string] = texts.count
          texts.append(string)
          counts.append(entry.count)
          return Self.cell(ofText: texts.count - 1)
        }
        for cell in block.cells {
          target.initializeElement(at: filled, to: cell.isNaN ? found[Self.place(of: cell)] : cell)
          filled += 1
        }
      }
    }
    self.init(cells: cells, texts: texts, counts: counts, numberCount: numberCount)
  }
}

/// The fields of a column in some rows.
struct FieldBlock: Sendable {
  /// As in a column, with places among the texts of these rows.
  let cells: [Double]
  let texts: [TextTable.Entry]

  /// - Parameter fields: those of whole rows.
  init(
    _ bytes: UnsafeBufferPointer<UInt8>, _ fields: Slice<UnsafeBufferPointer<DelimitedText.Field>>, _ column: Int,
    of columnCount: Int, quote: UInt8?, point: UInt8?
  ) {
    let rows = fields.count / columnCount
    guard let text = bytes.baseAddress else {
      // Of no bytes all fields are empty.
      cells = Array(repeating: FieldColumn.cell(ofText: 0), count: rows)
      texts = [TextTable.Entry(field: DelimitedText.Field(start: 0, end: 0), isEscaped: false, hash: 0, count: rows)]
      return
    }
    let fields = UnsafeBufferPointer(rebasing: fields)
    var table = TextTable(text)
    cells = [Double](unsafeUninitializedCapacity: rows) { cells, filled in
      for row in 0..<rows {
        let field = fields[row &* columnCount &+ column]
        cells.initializeElement(at: row, to: Self.cell(of: field, text, &table, quote, point))
      }
      filled = rows
    }
    texts = table.entries
  }

  @inline(__always)
  private static func cell(
    of field: DelimitedText.Field, _ text: UnsafePointer<UInt8>, _ table: inout TextTable, _ quote: UInt8?,
    _ point: UInt8?
  ) -> Double {
    if let point {
      var end = field.start
      if let number = DecimalNumber.number(text, &end, field.end, point, as: Double.self), end == field.end,
        number.isFinite
      {
        return number
      }
    }
    return FieldColumn.cell(ofText: table.place(of: field, quote: quote))
  }
}
