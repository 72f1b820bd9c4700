/// What the fields of a column in some rows say of its type.
struct ColumnLook: Sendable {
  private(set) var census: ColumnCensus
  /// The notations in which all fields that are there are dates or times.
  private var notations: [DateNotation] = DateNotation.all
  /// Whether some field is there, and whether a point is the first mark in all that are.
  private var (hasFields, havePoints) = (false, true)

  init(_ table: DelimitedText, _ column: Int) {
    census = ColumnCensus(of: table, column: column)
    // A number is no date; most columns are told by that.
    guard census.numbers == 0, census.otherNotations > 0 else {
      if census.numbers + census.labels > 0 { notations = [] }
      return
    }
    for (text, _) in table.labelColumn(column).tally() where !table.isMissingNumber(text) {
      if notations.isEmpty { break }
      hasFields = true
      havePoints = havePoints && DateNotation.hasPoints(text)
      notations.removeAll { $0.seconds(of: text) == nil }
    }
  }

  /// The type of a column of which these are all rows.
  static func kind(_ looks: [ColumnLook], _ order: Dialect.DateOrder?) -> StreamedText.Kind {
    var census = ColumnCensus()
    for look in looks { census.add(look.census) }
    if census.missing == census.count { return .missing }
    guard census.isOfNumbers else { return .labels }
    let common = DateNotation.all.filter { notation in looks.allSatisfy { $0.notations.contains(notation) } }
    guard looks.contains(where: \.hasFields),
      let chosen = DateNotation.chosen(
        among: common, order: order, havePoints: looks.allSatisfy { $0.havePoints || !$0.hasFields })
    else { return .numbers }
    return .times(chosen)
  }
}

extension StreamedText {
  /// What is seen of a piece the first time.
  struct Look: Sendable {
    var rowCount = 0
    var lineCount = 0
    var columns: [ColumnLook] = []
  }

  /// Looks at all pieces, on all cores.
  ///
  /// - Throws: the error of the first row of another length.
  static func looks(
    _ file: PartialFile, _ borders: [Int], _ first: DelimitedText, _ marks: TextMarks, _ encoding: Dialect.Encoding
  ) throws(DataError) -> [Look] {
    let found = ResultList<Result<Look, DataError>>(count: borders.count - 1, repeating: .success(Look()))
    let lineCounts = ResultList<Int>(count: borders.count - 1, repeating: 0)
    Parallel.forEach(borders.count - 1, threads: Worker.coreCount) { i, _ in
      do throws(DataError) {
        let bytes = try file.bytes(borders[i]..<borders[i + 1])
        lineCounts[i] = bytes.lineBreaks
        let table = try DelimitedText(
          part: TextDecoding.utf8(bytes, encoding, source: file.path), of: first, quote: marks.quote,
          comment: marks.comment, firstLine: 1)
        found[i] = .success(
          Look(
            rowCount: table.rowCount, lineCount: lineCounts[i],
            columns: (0..<table.columnCount).map { ColumnLook(table, $0) }))
      } catch {
        found[i] = .failure(error)
      }
    }
    var looks: [Look] = []
    var line = first.lines[0]
    for (result, count) in zip(found.all, lineCounts.all) {
      do throws(DataError) {
        looks.append(try result.get())
      } catch {
        var error = error
        error.line = error.line.map { $0 + line - 1 }
        throw error
      }
      line += count
    }
    return looks
  }
}

extension [UInt8] {
  /// The number of line breaks: LF, CR LF or CR.
  fileprivate var lineBreaks: Int {
    var (count, wasCR) = (0, false)
    for byte in self {
      if byte == UInt8(ascii: "\n") {
        if !wasCR { count += 1 }
        wasCR = false
      } else {
        wasCR = byte == UInt8(ascii: "\r")
        if wasCR { count += 1 }
      }
    }
    return count
  }
}
