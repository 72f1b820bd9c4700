internal import Foundation

/// The strength of a ridge by cross-validation: the candidate with the smallest error on examples left out.
struct RidgeSearch {
  /// The mean errors of ridges on the examples left out, infinite where one cannot be fitted.
  struct Validation {
    let folds: Int
    let errors: (_ candidates: [Double]) -> [Double]
  }

  /// A ridge and how it was found.
  struct Choice {
    var strength: Double
    var isStandardized: Bool
    var crossValidation: FitSummary.CrossValidation?
    var notes: [String] = []
  }

  /// The sum of squares of a standardized column.
  let unit: Double
  let isStandardized: Bool

  /// Powers of ten of the first candidates, and of the last that are tried.
  private static let first = (-16...4).map { Double($0) / 2 }
  private static let limits = (weakest: -16.0, strongest: 12.0)
  /// Errors that differ by no more than this part are the same.
  private static let sameness = 1e-9

  /// The choice among the candidates given, or among those of its own, with more of them while the best is at an end.
  ///
  /// - Throws: `notCrossValidated` where no candidate can be fitted.
  func choice(_ validation: Validation, candidates: [Double]?) throws(SolverError) -> Choice {
    var powers = Self.first
    var tried = (candidates ?? powers.map(strength)).sorted()
    var errors = validation.errors(tried)
    while candidates == nil, let best = Self.best(errors) {
      let added: [Double]
      if best == 0 && powers[0] > Self.limits.weakest {
        added = (1...4).map { powers[0] - Double($0) / 2 }.reversed()
        (powers, tried, errors) = (
          added + powers, added.map(strength) + tried, validation.errors(added.map(strength)) + errors
        )
      } else if best == tried.count - 1, let last = powers.last, last < Self.limits.strongest {
        added = (1...4).map { last + Double($0) / 2 }
        (powers, tried, errors) = (
          powers + added, tried + added.map(strength), errors + validation.errors(added.map(strength))
        )
      } else {
        break
      }
    }
    guard let best = Self.best(errors) else {
      throw .notCrossValidated(reason: "no ridge could be fitted; give the ridge's strength")
    }
    var result = Choice(strength: tried[best], isStandardized: isStandardized)
    result.crossValidation = FitSummary.CrossValidation(
      folds: validation.folds,
      points: zip(tried, errors).filter { $0.1.isFinite }.map { .init(strength: $0.0, error: $0.1) })
    if tried.count > 1 && (best == 0 || best == tried.count - 1) {
      let end = best == 0 ? "weakest" : "strongest"
      let meaning = best == 0 ? "it may need no ridge" : "the inputs may explain nothing that biases do not"
      result.notes.append(
        "the error of validation is smallest at the \(end) ridge of the list: "
          + (candidates == nil ? meaning : "the best one may lie beyond"))
    }
    return result
  }

  private func strength(_ power: Double) -> Double { unit * Foundation.pow(10, power) }

  /// The strongest ridge with the smallest error but for rounding, one inside the list where there is one. The errors of
  /// densities may be negative.
  private static func best(_ errors: [Double]) -> Int? {
    guard let least = errors.min(), least.isFinite else { return nil }
    let same = errors.indices.filter { errors[$0] <= least + sameness * least.magnitude }
    return same.last { $0 > 0 && $0 < errors.count - 1 } ?? same.last
  }
}

extension LinearProblem {
  /// The ridge's λ, by cross-validation where it is to be.
  func strength(
    _ ridge: Ridge, _ validation: (_ folds: Int, _ seed: UInt64) throws(SolverError) -> RidgeSearch.Validation
  ) throws(SolverError) -> RidgeSearch.Choice {
    switch ridge {
    case .none: return RidgeSearch.Choice(strength: 0, isStandardized: false)
    case .strength(let value), .standardized(let value):
      return RidgeSearch.Choice(strength: value, isStandardized: ridge.isStandardized)
    case .crossValidated(let folds, let candidates, _, let seed):
      return try RidgeSearch(unit: totalWeight, isStandardized: ridge.isStandardized)
        .choice(validation(folds, seed), candidates: candidates)
    }
  }

  /// What each weight is multiplied by in the penalty, for the design's columns: 0 for the bias.
  func penaltyScales(_ ridge: Ridge) -> [Double] {
    guard ridge.isStandardized else { return (0..<design.columns).map { $0 == design.features ? 0 : 1 } }
    return standardDeviations + (design.hasBias ? [0] : [])
  }

  /// The standard deviations of the features; about 0 without a bias, which would take the means. A constant, which has
  /// none, has its magnitude, and 0 has 1.
  private var standardDeviations: [Double] {
    let d = design.features
    guard let first = (0..<design.count).first(where: { weight($0) > 0 }) else { return [] }
    let (total, sums) = (totalWeight, self.sums)
    let origin = design.hasBias ? design.row(first) : Array(repeating: 0, count: design.columns)
    var (means, squares, largest) = (
      Array(repeating: 0.0, count: d), Array(repeating: 0.0, count: d), Array(repeating: 0.0, count: d)
    )
    if design.hasBias {
      for i in 0..<design.count where sums.weight(i) > 0 {
        let (phi, part) = (sums.design.row(i), sums.weight(i) / total)
        for j in 0..<d { means[j] += part * (phi[j] - origin[j]) }
      }
    }
    for i in 0..<design.count where sums.weight(i) > 0 {
      let (phi, part) = (sums.design.row(i), sums.weight(i) / total)
      for j in 0..<d {
        let difference = phi[j] - origin[j] - means[j]
        squares[j] += part * difference * difference
        largest[j] = max(largest[j], phi[j].magnitude)
      }
    }
    return (0..<d).map { j in
      let deviation = squares[j].squareRoot()
      return deviation > 16 * Double.ulpOfOne * largest[j] ? deviation : largest[j] > 0 ? largest[j] : 1
    }
  }
}
