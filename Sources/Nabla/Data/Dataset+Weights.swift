// What examples of different weights come to.
extension Dataset {
  /// The examples whose weight is not 0.
  var present: Dataset {
    guard let weights, weights.contains(0) else { return self }
    return rows(at: weights.indices.filter { weights[$0] != 0 })
  }

  /// The weights of all examples together.
  var totalWeight: Double { weights.map { $0.reduce(0) { $0 + Double($1) } } ?? Double(count) }

  /// The weights of some examples together.
  func weight(of examples: ArraySlice<Int>) -> Double {
    weights.map { weights in examples.reduce(0) { $0 + Double(weights[$1]) } } ?? Double(examples.count)
  }
}
