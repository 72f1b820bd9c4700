internal import Nabla

/// A column as it is chosen for an input, in memory or in its file.
protocol FitColumn {
  /// The place in the table.
  var index: Int { get }
  /// What it is called.
  var title: String { get }
  /// Whether it has labels, as text is.
  var isOfLabels: Bool { get }
  /// Why it is left out of the inputs unless it is asked for; nil where it is not.
  var reasonToLeaveOut: String? { get }
}

extension Table.Column: FitColumn {
  var isOfLabels: Bool {
    if case .categories = values { true } else { false }
  }
}

extension StreamedText.Column: FitColumn {}

extension TableColumns {
  /// Those of the columns of the inputs that are used: what nobody named is left out where nothing can be learned of it, which is
  /// said.
  ///
  /// - Parameter labels: the columns that were said to be labels.
  /// - Throws: where none is left, or a reference level is of a column without levels.
  func used<Column: FitColumn>(
    _ inputs: [Column], _ choice: EncodingChoice, _ rules: EncodingRules, labels: [Int], path: String
  ) throws(CommandError) -> [Column] {
    var used = inputs
    if choice.inputs == nil {
      used = inputs.filter { column in
        guard !labels.contains(column.index), offset == nil || column.index != self.inputs.last,
          let reason = column.reasonToLeaveOut
        else { return true }
        Console.error(
          "nabla: \(path): the column '\(column.title)' is left out, since it \(reason); '--inputs' takes it".visible)
        return false
      }
    }
    guard !used.isEmpty else { throw CommandError("\(path): there are no columns for inputs") }
    let levels = used.filter(\.isOfLabels).map(\.title)
    if let other = rules.references.keys.sorted().first(where: { !levels.contains($0) }) {
      throw CommandError("\(path): '--reference' is for inputs that are text or '--categories', and '\(other)' is none")
    }
    return used
  }

  /// The encoding of the inputs with an offset as it stands: a number that is known of each example, so that nothing stands in for
  /// one that is missing.
  func keepingOffset(in encoding: InputEncoding) -> InputEncoding {
    guard let offset, let last = encoding.columns.last else { return encoding }
    let own = ColumnEncoder(name: last.name, kind: offset.isExposure ? .logarithm : .number)
    return InputEncoding(
      columns: encoding.columns.dropLast() + [own], dropsMissing: encoding.dropsMissing, layout: encoding.layout)
  }
}
