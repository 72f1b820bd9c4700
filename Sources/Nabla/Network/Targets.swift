/// What a network should answer for each of n examples: numbers, or a class.
public enum Targets<Scalar: RealScalar>: Sendable, Hashable {
  /// An n × K matrix, one example a row.
  case values(Matrix<Scalar>)
  /// An n × K matrix in which NaN stands for a target that was not observed. Its term is left out of the error, of every
  /// derivative and of every score; of likelihoods whose targets of an example belong together, those of classes and of the
  /// user's own, the example is.
  case incomplete(Matrix<Scalar>)
  /// For each of the n examples the index of its class, 0 ..< K.
  case classes([Int])

  /// The number of examples, n.
  public var count: Int {
    switch self {
    case .values(let matrix), .incomplete(let matrix): matrix.rows
    case .classes(let indices): indices.count
    }
  }

  /// Whether every target was observed: NaN stands for none.
  package var isComplete: Bool {
    switch self {
    case .incomplete: false
    case .values, .classes: true
    }
  }

  /// The targets of the examples with the given indices, in that order.
  ///
  /// - Precondition: the indices are in 0 ..< `count`.
  /// - Complexity: O(`examples.count` · K), or O(`examples.count`) for classes.
  public func rows(at examples: some Sequence<Int>) -> Targets {
    switch self {
    case .values(let matrix):
      return .values(matrix.rows(at: examples))
    case .incomplete(let matrix):
      return .incomplete(matrix.rows(at: examples))
    case .classes(let indices):
      return .classes(
        examples.map {
          precondition(indices.indices.contains($0), "example \($0) of targets for \(indices.count) examples")
          return indices[$0]
        })
    }
  }

  /// The targets as an n × K matrix: values as they are, NaN where they were not observed, and for a class a row with 1 in its
  /// column and 0 elsewhere (one-hot).
  ///
  /// - Precondition: values have K columns; class indices are in 0 ..< K.
  /// - Complexity: O(n · K) for classes, O(1) for values.
  public func matrix(classes K: Int) -> Matrix<Scalar> {
    switch self {
    case .values(let matrix), .incomplete(let matrix):
      precondition(
        matrix.columns == K,
        "targets of \(matrix.rows) × \(matrix.columns) where \(matrix.rows) × \(K) were expected")
      return matrix
    case .classes(let indices):
      precondition(K >= 0, "targets cannot have \(K) classes")
      var elements = [Scalar](repeating: 0, count: indices.count * K)
      for (i, k) in indices.enumerated() {
        precondition(k >= 0 && k < K, "example \(i) has class \(k) where there are \(K) classes, 0..<\(K)")
        elements[i * K + k] = 1
      }
      return Matrix(rows: indices.count, columns: K, elements: elements)
    }
  }
}

/// What can serve as targets: `Targets`, a `Matrix` of numbers (n × K), or an array of n class indices.
public protocol TargetsConvertible: Sendable {
  /// The targets in the precision of `scalar`; numbers of another precision are rounded to nearest.
  ///
  /// - Complexity: O(1) where the precision is the same already, otherwise O(n · K).
  func targets<S: RealScalar>(of scalar: S.Type) -> Targets<S>
}

extension Targets: TargetsConvertible {
  /// These targets in the precision of `scalar`.
  public func targets<S: RealScalar>(of scalar: S.Type) -> Targets<S> {
    // The cast succeeds exactly where the scalars are equal, and shares the storage.
    if let same = self as? Targets<S> { return same }
    return switch self {
    case .values(let matrix): .values(Matrix<S>(matrix))
    case .incomplete(let matrix): .incomplete(Matrix<S>(matrix))
    case .classes(let indices): .classes(indices)
    }
  }
}

extension Matrix: TargetsConvertible {
  /// The matrix as targets, one example a row.
  public func targets<S: RealScalar>(of scalar: S.Type) -> Targets<S> {
    Targets.values(self).targets(of: scalar)
  }
}

extension Array: TargetsConvertible where Element == Int {
  /// The numbers as class indices of the examples.
  public func targets<S: RealScalar>(of scalar: S.Type) -> Targets<S> {
    .classes(self)
  }
}
