/// Rows of a table as lines: columns two spaces apart, as wide as their longest text, with texts at the left in `leftColumns` and
/// at the right elsewhere.
///
/// - Precondition: all rows have as many columns as the first.
package func alignedLines(_ rows: [[String]], leftColumns: Set<Int>) -> [String] {
  guard let first = rows.first else { return [] }
  let widths = first.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
  return rows.map { row in
    var line = ""
    for (column, text) in row.enumerated() {
      let padding = String(repeating: " ", count: widths[column] - text.count)
      line += (column == 0 ? "" : "  ") + (leftColumns.contains(column) ? text + padding : padding + text)
    }
    while line.last == " " { line.removeLast() }
    return line
  }
}
