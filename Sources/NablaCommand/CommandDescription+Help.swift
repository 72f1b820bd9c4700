extension CommandDescription {
  /// The help of one command: how it is called, its operands and options in columns, and examples.
  var helpText: String {
    let usage = ([invocation] + operands.map(\.usage) + ["[OPTIONS]"]).joined(separator: " ")
    var sections = [Self.wrapped(summary, width: 100).joined(separator: "\n"), "Usage: \(usage)"]
    if !operands.isEmpty {
      sections.append(Self.columns(operands.map { ($0.name, $0.help) }))
    }
    var groups = groups
    if groups.isEmpty {
      groups = [OptionGroup(title: "Options", options: [.help])]
    } else {
      groups[groups.count - 1].options.append(.help)
    }
    for group in groups {
      sections.append("\(group.title):\n" + Self.columns(group.options.map { ($0.usage, $0.help) }))
    }
    if !examples.isEmpty {
      sections.append("Examples:\n" + examples.map { "  \($0.command)\n      \($0.purpose)" }.joined(separator: "\n"))
    }
    return sections.joined(separator: "\n\n")
  }

  /// Two columns, the second broken into lines of at most 100 characters in all.
  static func columns(_ rows: [(left: String, right: String)]) -> String {
    let start = 28
    return rows.map { left, right in
      let lines = wrapped(right, width: 100 - start)
      let indent = "\n" + String(repeating: " ", count: start)
      let head = "  \(left)"
      let gap = head.count + 2 <= start ? String(repeating: " ", count: start - head.count) : indent
      return head + gap + lines.joined(separator: indent)
    }
    .joined(separator: "\n")
  }

  /// Words in lines of at most `width` characters, where words are not longer.
  static func wrapped(_ text: String, width: Int) -> [String] {
    var lines: [String] = []
    for word in text.split(separator: " ") {
      if let last = lines.last, last.count + 1 + word.count <= width {
        lines[lines.count - 1] = "\(last) \(word)"
      } else {
        lines.append(String(word))
      }
    }
    return lines
  }
}
