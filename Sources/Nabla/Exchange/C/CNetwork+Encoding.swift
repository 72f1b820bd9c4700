extension CNetwork {
  /// The encoding, where columns are more than the inputs as they stand.
  private var encoding: InputEncoding? { model.encoding.flatMap { $0.isPlain ? nil : $0 } }

  /// What other files see of the encoding of columns.
  mutating func putEncodingInterface() {
    guard let encoding else { return }
    source.putText("/* The columns of a table, as @encode takes them:\n *\n".replacing("@", with: source.prefix))
    for (i, column) in encoding.columns.enumerated() {
      let words =
        switch column.kind {
        case .number: "a number"
        case .logarithm: "a number above 0"
        case .boolean: "0 for false, 1 for true"
        case .elapsed(let notation, _):
          notation == .time
            ? "seconds since midnight" : "seconds since 1970-01-01, leap seconds left out"
        case .categories: "the place of its level in \(source.prefix)levels_\(i), -1 for any other"
        }
      source.putText(" *   columns[\(i)]  \(CSource.comment(encoding.title(i))): \(words)\n")
    }
    source.put(
      """
       *
       * A missing value is NAN. The result is 0, or the number, from 1, of a column whose value cannot be used. */
      int @encode(const double columns[\(encoding.columns.count)], real x[\(inputs)]);

      """)
    for (i, levels) in categories(of: encoding) {
      source.put("extern const char *const @levels_\(i)[\(levels.count)];")
    }
    source.putText("\n")
  }

  /// The levels of the columns that have some, with those that share an input at the end.
  private func categories(of encoding: InputEncoding) -> [(column: Int, levels: [String])] {
    encoding.columns.enumerated().compactMap { i, column in
      guard case .categories(let levels, let pooled, _) = column.kind else { return nil }
      return (i, levels + pooled)
    }
  }

  /// The encoding of columns.
  mutating func putEncoding() {
    guard let encoding else { return }
    source.put(
      """
      int @encode(const double columns[\(encoding.columns.count)], real x[\(inputs)]) {
        double value;
        for (int i = 0; i < \(inputs); i++) x[i] = 0;
      """)
    var start = 0
    for (i, column) in encoding.columns.enumerated() {
      source.putText("  /* \(CSource.comment(encoding.title(i))) */\n")
      source.put("  value = columns[\(i)];\n  if (isnan(value)) {")
      if let replacement = column.replacement {
        source.put("    value = \(replacement);")
        if column.hasIndicator { source.put("    x[\(start + column.valueWidth)] = 1;") }
      } else {
        source.put("    return \(i + 1);")
      }
      source.put("  }")
      putValue(of: column, number: i, start)
      start += column.width
    }
    source.put("  return 0;\n}\n")
    for (i, levels) in categories(of: encoding) { source.putNames("@levels_\(i)", levels) }
  }

  /// Statements that bring a value that is there to the inputs of its column.
  private mutating func putValue(of column: ColumnEncoder, number i: Int, _ start: Int) {
    switch column.kind {
    case .number:
      source.put("  x[\(start)] = (real)value;\n  if (!isfinite(x[\(start)])) return \(i + 1);")
    case .logarithm:
      source.put("  x[\(start)] = (real)log(value);\n  if (!isfinite(x[\(start)])) return \(i + 1);")
    case .boolean:
      source.put("  if (value != 0 && value != 1) return \(i + 1);\n  x[\(start)] = (real)value;")
    case .elapsed(let notation, let origin):
      source.put(
        "  x[\(start)] = (real)((value - \(origin)) / \(notation == .time ? "3600.0" : "86400.0"));\n"
          + "  if (!isfinite(x[\(start)])) return \(i + 1);")
    case .categories(let levels, let pooled, let reference):
      let count = levels.count + pooled.count
      // As in tables: an unknown level shares the input of the rare ones, is refused beside a reference, or is none of them.
      let other = !pooled.isEmpty ? "value = \(levels.count);" : reference != nil ? "return \(i + 1);" : "value = -1;"
      source.put("  if (!(value >= 0 && value < \(count) && value == floor(value))) \(other)")
      if !pooled.isEmpty { source.put("  if (value > \(levels.count)) value = \(levels.count);") }
      guard let reference else {
        return source.put("  if (value >= 0) x[\(start) + (int)value] = 1;")
      }
      source.put(
        "  if (value != \(reference)) x[\(start) + (int)value - (value > \(reference))] = 1;")
    }
  }
}
