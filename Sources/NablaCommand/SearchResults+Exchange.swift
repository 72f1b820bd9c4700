import Foundation
internal import Nabla

extension SearchResults.Outcome {
  /// What processes tell each other of a candidate.
  private struct Record: Codable {
    let place: Int
    var name: String?
    var values: [Double] = []
    var largerIsBetter = false
    var failure: String?

    init?(_ place: Int, _ outcome: SearchResults.Outcome?) {
      self.place = place
      switch outcome {
      case .scores(let scores)?: (name, values, largerIsBetter) = (scores.name, scores.values, scores.largerIsBetter)
      case .failure(let reason)?: failure = reason
      case nil: return nil
      }
    }

    var outcome: SearchResults.Outcome {
      guard let name else { return .failure(failure ?? "") }
      return .scores(FoldScores(name: name, values, largerIsBetter: largerIsBetter))
    }
  }

  /// The outcomes of all processes, from those of this one.
  static func exchanged(
    _ own: [SearchResults.Outcome?], by group: ProcessGroup
  ) -> [SearchResults.Outcome?] {
    guard group.size > 1 else { return own }
    var all = own
    for text in group.gather(JSON.encoded(own.enumerated().compactMap { Record($0, $1) })) {
      guard let records = try? JSONDecoder().decode([Record].self, from: Data(text)) else {
        preconditionFailure("a process sends results that cannot be read")
      }
      for record in records { all[record.place] = record.outcome }
    }
    return all
  }
}
