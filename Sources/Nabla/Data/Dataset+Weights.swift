extension Dataset {
  /// The weights of all examples together.
  var totalWeight: Double { weights.map { $0.reduce(0) { $0 + Double($1) } } ?? Double(count) }

  /// The weights of some examples together.
  func weight(of examples: ArraySlice<Int>) -> Double {
    weights.map { weights in examples.reduce(0) { $0 + Double(weights[$1]) } } ?? Double(examples.count)
  }
}
