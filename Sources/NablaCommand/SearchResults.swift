import Foundation
internal import Nabla

/// What a search found of each combination of values.
struct SearchResults {
  enum Outcome {
    case scores(FoldScores)
    /// Why it could not be tested, such as that its training diverged.
    case failure(String)
  }

  let names: [String]
  let combinations: [[String]]
  /// Nil where a candidate was not reached.
  let outcomes: [Outcome?]

  private func scores(_ i: Int) -> FoldScores? {
    if case .scores(let scores)? = outcomes[i] { scores } else { nil }
  }

  /// The candidates that were tested, best first; of equal ones the first in the search.
  private var order: [Int] {
    let tested = outcomes.indices.filter { scores($0) != nil }
    return tested.sorted { a, b in
      guard let first = scores(a), let second = scores(b) else { return false }
      if first.mean == second.mean { return a < b }
      return (first.mean > second.mean) == first.largerIsBetter
    }
  }

  /// The place of the best candidate; nil where none could be tested.
  var best: Int? { order.first }

  /// Two candidates that were measured by different things, so that neither is the better one.
  var differentMeasures: (String, String)? {
    guard let first = order.first, let name = scores(first)?.name,
      let other = order.first(where: { scores($0)?.name != name })
    else { return nil }
    return ("the \(name) of \(settings(first))", "the \(scores(other)?.name ?? "") of \(settings(other))")
  }

  var firstFailure: String? {
    for case .failure(let reason)?? in outcomes { return reason }
    return nil
  }

  private func settings(_ i: Int) -> String {
    zip(names, combinations[i]).map { "\($0)=\($1)" }.joined(separator: " ")
  }

  /// A line for each candidate, best first, and for each that failed.
  var lines: [String] {
    let tested = order.map { i in
      let scores = scores(i)
      return "\(settings(i)): \(scores.map { String(sixDigits: $0.mean) } ?? ""), standard error "
        + (scores.map { String(sixDigits: $0.standardError) } ?? "")
    }
    let failed = outcomes.indices.compactMap { i -> String? in
      guard case .failure(let reason)? = outcomes[i] else { return nil }
      return "\(settings(i)): failed, \(reason)"
    }
    let title = best.flatMap(scores).map { "\(combinations.count) combinations, cross-validated \($0.name):" } ?? ""
    return [title] + tested + failed
  }

  /// All results in the order of the search, as a table or as JSON.
  func text(json: Bool) -> String {
    json ? String(decoding: JSON.encoded(rows, isPretty: true), as: UTF8.self) + "\n" : csv
  }

  private var csv: String {
    var lines = [(names + ["measure", "mean", "standard error", "failure"]).map(csvField).joined(separator: ",")]
    for row in rows {
      let numbers = [row.mean, row.standardError].map { $0.map { "\($0)" } ?? "" }
      let cells = names.map { row.settings[$0] ?? "" } + [row.measure ?? ""] + numbers + [row.failure ?? ""]
      lines.append(cells.map(csvField).joined(separator: ","))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private struct Row: Encodable {
    let settings: [String: String]
    var measure: String?
    var mean: Double?
    var standardError: Double?
    var values: [Double]?
    var failure: String?
  }

  private var rows: [Row] {
    outcomes.indices.map { i in
      var row = Row(settings: Dictionary(uniqueKeysWithValues: zip(names, combinations[i])))
      switch outcomes[i] {
      case .scores(let scores)?:
        (row.measure, row.mean, row.standardError) = (scores.name, scores.mean, scores.standardError)
        row.values = scores.values
      case .failure(let reason)?: row.failure = reason
      case nil: row.failure = "not tried"
      }
      return row
    }
  }
}
