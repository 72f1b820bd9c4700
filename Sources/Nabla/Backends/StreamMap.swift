/// The shape of a program that a backend may have as a whole: of the value, first derivatives, and sums of second ones along
/// single directions.
struct StreamMap: Sendable {
  /// What follows from what.
  enum Kind: Int, Sendable {
    /// z from a.
    case forward
    /// The signals of a from those of z.
    case backward
    /// R{z} from R{a}.
    case tangent
    /// The tangents of the signals of a.
    case tangentBackward
  }

  let kind: Kind
  /// The number of first derivatives.
  let firsts: Int
  /// The number of sums of second ones.
  let seconds: Int
  /// The weight in each of these sums of the second derivative along each of the first ones.
  let weights: ProgramNumbers

  /// As many of both a kernel takes.
  static let mostFirsts = 16
  static let mostSeconds = 4
}

/// Numbers of a program in both precisions.
struct ProgramNumbers: Sendable {
  let doubles: [Double]
  private let singles: [Float]

  init(_ numbers: [Double]) {
    doubles = numbers
    singles = numbers.map { Float($0) }
  }

  /// Lends them in a precision.
  func with<S: RealScalar>(_: S.Type, _ body: (UnsafePointer<S>) -> Void) {
    if S.self == Double.self {
      doubles.withUnsafeBytes { body($0.baseAddress!.assumingMemoryBound(to: S.self)) }
    } else {
      singles.withUnsafeBytes { body($0.baseAddress!.assumingMemoryBound(to: S.self)) }
    }
  }
}
