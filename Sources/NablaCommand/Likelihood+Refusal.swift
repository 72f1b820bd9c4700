internal import Nabla

/// A number that is no target of a likelihood.
struct RefusedTarget {
  let row: Int
  /// Its column among the targets.
  let column: Int
  /// What is expected, and for which likelihood.
  let expected: String
  let found: String

  /// The error about it, in a source whose columns have no names.
  func error(in source: String) -> DataError {
    DataError(.labelOutOfRange, source: source, row: row, column: column, expected: expected, found: found)
  }
}

extension Likelihood {
  /// The first number, row by row, that is no target of the likelihood.
  ///
  /// - Parameter mayLack: Whether NaN stands for a missing target, which nothing is expected of.
  func firstRefused<S: RealScalar>(of values: Matrix<S>, mayLack: Bool = true) -> RefusedTarget? {
    for row in 0..<values.rows {
      for column in 0..<values.columns where !mayLack || !values[row, column].isNaN {
        let value = values[row, column]
        guard let expected = expectation(insteadOf: Double(value)) else { continue }
        return RefusedTarget(
          row: row, column: column, expected: "\(expected) for the \(name) likelihood", found: "\(value)")
      }
    }
    return nil
  }
}
