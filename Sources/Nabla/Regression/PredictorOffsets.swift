/// Known terms of the pre-activations of examples: one for all outputs of an example, or one for each.
struct PredictorOffsets: Sendable {
  /// Those of an example side by side.
  let values: [Double]
  /// How many an example has: 1 or the number of outputs.
  let columns: Int

  /// Those of output k.
  func of(output k: Int) -> [Double] {
    columns == 1 ? values : stride(from: k, to: values.count, by: columns).map { values[$0] }
  }

  /// What the predictors of these classes are known to exceed that of a reference by, if there is one, the classes of an example
  /// side by side; nil where all classes have the same offsets, which no probability depends on.
  func of(classes: [Int], against reference: Int?) -> [Double]? {
    guard columns > 1 else { return nil }
    return stride(from: 0, to: values.count, by: columns).flatMap { (first: Int) -> [Double] in
      let base = reference.map { values[first + $0] } ?? 0
      return classes.map { values[first + $0] - base }
    }
  }
}
