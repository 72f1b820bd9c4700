import Foundation
internal import Nabla

/// The test results of a cross-validation, one for each part.
struct FoldScores: Encodable {
  /// What was measured, such as `test RMSE`.
  let name: String
  let values: [Double]
  let largerIsBetter: Bool
  /// Their mean.
  let mean: Double
  /// The standard error of the mean, from how the parts differ.
  let standardError: Double

  /// - Precondition: there are two parts or more, measured alike.
  init(_ scores: [Score]) {
    self.init(name: scores[0].name, scores.map(\.value), largerIsBetter: scores[0].largerIsBetter)
  }

  /// - Precondition: there are two values or more.
  init(name: String, _ values: [Double], largerIsBetter: Bool) {
    (self.name, self.values, self.largerIsBetter) = (name, values, largerIsBetter)
    let (mean, error) = values.meanWithStandardError
    (self.mean, standardError) = (mean, error ?? .nan)
  }

  /// The results of all parts, of which every process has each so many-th.
  init(_ own: [Score], of parts: Int, by group: ProcessGroup) {
    let values = group.gather(own.map(\.value))
    // The first process has a part.
    let name = group.broadcast(own.first.map { Array($0.name.utf8) } ?? [])
    let order = group.broadcast([own.first?.largerIsBetter == true ? 1 : 0])
    self.init(
      name: String(decoding: name, as: UTF8.self), (0..<parts).map { values[$0 % group.size][$0 / group.size] },
      largerIsBetter: order == [1])
  }

  /// The last line of a cross-validation.
  var verdict: String {
    "cross-validated \(name): " + String(sixDigits: mean) + ", standard error " + String(sixDigits: standardError)
  }

  /// The number of parts that the option says.
  static func count(_ arguments: Arguments) throws(UsageError) -> Int? {
    guard let text = arguments.value("folds") else { return nil }
    guard let folds = try arguments.count("folds"), folds >= 2 else {
      throw arguments.wrong("folds", text, "a whole number from 2")
    }
    return folds
  }

  private enum Keys: String, CodingKey {
    case name, values, mean, standardError
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Keys.self)
    try container.encode(name, forKey: .name)
    try container.encode(values, forKey: .values)
    try container.encode(mean, forKey: .mean)
    try container.encode(standardError, forKey: .standardError)
  }
}
