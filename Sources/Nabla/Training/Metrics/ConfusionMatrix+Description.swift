internal import Foundation

extension ConfusionMatrix: CustomStringConvertible {
  /// An aligned table: a row for each actual class and a column for each class that was predicted, with the recall of every
  /// row and the precision of every column.
  ///
  /// Columns have the names of the classes where these are short, and else the numbers in brackets before the rows' names.
  public var description: String {
    let own = classNames?.map(\.visible) ?? (0..<classes).map { "\($0)" }
    let areShort = own.allSatisfy { $0.count <= 8 }
    let names = areShort ? own : own.enumerated().map { "[\($0)] \($1)" }
    let columns = areShort ? own : own.indices.map { "[\($0)]" }
    let first = (["actual", "precision"] + names).map(\.count).max() ?? 0
    let width = max(("\(counts.max() ?? 0)").count, columns.map(\.count).max() ?? 0, 5) + 1

    func line(_ name: String, _ fields: [String], _ last: String) -> String {
      name + String(repeating: " ", count: first - name.count)
        + fields.map { Self.right($0, width) }.joined() + Self.right(last, 8)
    }
    let header = line("actual", columns, "recall")
    let rows = (0..<classes).map { i in
      line(names[i], (0..<classes).map { "\(self[actual: i, predicted: $0])" }, Self.share(recall(i)))
    }
    let footer = line("precision", (0..<classes).map { Self.share(precision($0)) }, "")
    return ([header] + rows + [footer]).map(\.withoutTrailingSpaces).joined(separator: "\n")
  }

  private static func right(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(width - text.count, 0)) + text
  }

  private static func share(_ value: Double) -> String { value.isNaN ? "-" : String(format: "%.3f", value) }
}

extension String {
  /// The line up to its last character that is no space.
  var withoutTrailingSpaces: String { String(reversed().drop { $0 == " " }.reversed()) }
}
