/// The bytes that have a meaning of their own in a delimited text.
struct TextMarks: Sendable {
  /// The byte between fields; a space stands for runs of spaces and tabs.
  let delimiter: UInt8
  /// The byte around fields that may contain delimiters and line breaks; nil where there is none.
  let quote: UInt8?
  /// The byte that makes a line a comment where it begins with it.
  let comment: UInt8?
}

extension PartialFile {
  /// Borders about `size` bytes apart, behind line breaks that end a row: none of them is in a quoted field. The first is `start`,
  /// the last the end of the file.
  ///
  /// Each part between two line breaks is looked at on all cores, as if it began outside quotation marks and inside; which of the
  /// two is so is known from the parts before it.
  ///
  /// - Complexity: O(size of the file).
  func rowBorders(from start: Int, every size: Int, _ marks: TextMarks) throws(DataError) -> [Int] {
    let lines = try lineBorders(from: start, every: size)
    guard marks.quote != nil else { return lines }
    typealias Look = (outside: QuoteScan, inside: QuoteScan)
    let looks = ResultList<Result<Look, DataError>>(
      count: lines.count - 1, repeating: .success((QuoteScan(), QuoteScan())))
    Parallel.forEach(lines.count - 1, threads: Worker.coreCount) { i, _ in
      do throws(DataError) {
        let bytes = try self.bytes(lines[i]..<lines[i + 1])
        looks[i] = .success((QuoteScan(bytes, marks, isQuoted: false), QuoteScan(bytes, marks, isQuoted: true)))
      } catch {
        looks[i] = .failure(error)
      }
    }
    var borders: [Int] = []
    var isQuoted = false
    for i in 0..<lines.count - 1 {
      let look = try looks[i].get()
      let scan = isQuoted ? look.inside : look.outside
      if let border = scan.firstBorder, lines[i] + border < self.size { borders.append(lines[i] + border) }
      isQuoted = scan.endsQuoted
    }
    return borders + [self.size]
  }
}

/// Where the first row begins in some lines, and whether they end in a quoted field.
private struct QuoteScan: Sendable {
  private(set) var firstBorder: Int?
  private(set) var endsQuoted = false

  init() {}

  /// - Parameter isQuoted: whether the lines begin in a quoted field; else they begin with a row.
  init(_ bytes: [UInt8], _ marks: TextMarks, isQuoted: Bool) {
    guard let quote = marks.quote, bytes.contains(quote) else {
      firstBorder = isQuoted ? nil : 0
      endsQuoted = isQuoted
      return
    }
    let (tab, space, lf) = (UInt8(ascii: "\t"), UInt8(ascii: " "), UInt8(ascii: "\n"))
    enum Place { case line, field, inField, quoted, behindQuote, comment }
    var place = isQuoted ? Place.quoted : .line
    firstBorder = isQuoted ? nil : 0
    bytes.withUnsafeBufferPointer { bytes in
      for (i, byte) in bytes.enumerated() {
        switch place {
        case .quoted:
          if byte == quote { place = .behindQuote }
          continue
        case .behindQuote where byte == quote:
          place = .quoted
          continue
        case .line where byte == marks.comment:
          place = .comment
          continue
        case .line, .field:
          if byte == quote {
            place = .quoted
            continue
          }
        case .inField, .behindQuote, .comment: break
        }
        if byte == lf {
          place = .line
          if firstBorder == nil { firstBorder = i + 1 }
        } else if place == .comment {
          continue
        } else if byte == marks.delimiter || (marks.delimiter == space && byte == tab) {
          place = .field
        } else if byte == space || byte == tab {
          // White space around a field does not belong to it.
          place = place == .line || place == .field ? .field : .inField
        } else {
          place = .inField
        }
      }
    }
    endsQuoted = place == .quoted
  }
}
