// Long texts, of which all cores parse pieces.
extension DelimitedTextParser {
  /// What came of a piece that was parsed as if it began with a row.
  private enum Piece: Sendable {
    case rows(DelimitedTextParser)
    /// It ends in a quoted field.
    case open
    case failed
  }

  /// Parses the rest of a long text, the next of which is a row, in pieces that end with lines. Nothing is taken, and the result is
  /// false, where the text is short or some row is an error, of which the plain way tells the line.
  ///
  /// A piece begins with a row where the one before it, which does, ends with one. A piece that ends in a quoted field, which has line
  /// breaks, is parsed again together with those after it; what was made of these is forgotten.
  ///
  /// - Complexity: O(length of the text).
  mutating func parsePieces(_ text: Span<UInt8>) -> Bool {
    guard text.count - position > 2 * pieceSize else { return false }
    return text.withUnsafeBufferPointer { parsePieces($0) }
  }

  private mutating func parsePieces(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    let borders = Self.lineBorders(of: text, from: position, every: pieceSize)
    let pieces = ResultList<Piece>(count: borders.count - 1, repeating: .open)
    let (this, columns) = (part(at: position), columnCount)
    Parallel.forEach(borders.count - 1, threads: Worker.coreCount) { i, _ in
      pieces[i] = this.piece(text, borders[i]..<borders[i + 1], columns: columns)
    }
    var parts: [DelimitedTextParser] = []
    var i = 0
    while i < borders.count - 1 {
      var (piece, count) = (pieces[i], 1)
      // Twice as many each time, so that all of them are read some few times at most.
      while case .open = piece, i + count < borders.count - 1 {
        count = min(2 * count, borders.count - 1 - i)
        piece = this.piece(text, borders[i]..<borders[i + count], columns: columnCount)
      }
      guard case .rows(let rows) = piece else { return false }
      parts.append(rows)
      for place in i..<i + count { pieces[place] = .open }
      i += count
    }
    reserve(rows: parts.reduce(0) { $0 + $1.lines.count })
    for place in parts.indices {
      append(parts[place])
      parts[place] = part(at: 0)
    }
    return true
  }

  /// A parser of the same dialect without rows.
  private func part(at position: Int) -> DelimitedTextParser {
    DelimitedTextParser(source: source, delimiter: delimiter, comment: comment, quote: quote, position: position)
  }

  private func piece(_ text: UnsafeBufferPointer<UInt8>, _ place: Range<Int>, columns: Int) -> Piece {
    var part = part(at: place.lowerBound)
    let text = UnsafeBufferPointer(rebasing: text[..<place.upperBound])
    do throws(DataError) {
      try part.parseRows(text.span, continuing: columns)
      return .rows(part)
    } catch {
      return error.kind == .malformedQuotes && part.position == text.count ? .open : .failed
    }
  }

  /// Borders about `size` bytes apart, behind line breaks; the last one is the end of the text.
  private static func lineBorders(
    of text: UnsafeBufferPointer<UInt8>, from start: Int, every size: Int
  ) -> [Int] {
    var borders = [start]
    while let last = borders.last, last < text.count {
      var next = min(last + size, text.count)
      while next < text.count, text[next - 1] != lf { next += 1 }
      borders.append(next)
    }
    return borders
  }

  /// Whether a long text is UTF-8, told by pieces on all cores; false of a short one.
  func hasUTF8Pieces(_ text: Span<UInt8>) -> Bool {
    guard text.count > 2 * pieceSize else { return false }
    return text.withUnsafeBufferPointer { text in
      let borders =
        stride(from: 0, to: text.count, by: pieceSize).map { border in
          // A piece begins with a character, which is four bytes long at most.
          (max(border - 3, 0)...border).last { text[$0] & 0xC0 != 0x80 } ?? border
        } + [text.count]
      let isValid = ResultList<Bool>(count: borders.count - 1, repeating: false)
      Parallel.forEach(borders.count - 1, threads: Worker.coreCount) { i, _ in
        let piece = UnsafeBufferPointer(rebasing: text[borders[i]..<borders[i + 1]])
        isValid[i] = (try? UTF8Span(validating: piece.span)) != nil
      }
      return isValid.all.allSatisfy { $0 }
    }
  }
}
