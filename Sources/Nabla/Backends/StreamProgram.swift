/// A list of sums of products of rows, as a backend goes through it: how the streams of a layer's units follow from others.
///
/// Operands are numbered: h, h′, …, then the streams of a, the signals of z, the tangents of a and of these signals, and the
/// results.
struct StreamProgram: Sendable {
  /// The numbers of results and of operands; of each result its operand and the number of its terms; of each term the number of
  /// its factors and these.
  private(set) var code: [Int32]
  /// A number for each term, a small whole one.
  private(set) var coefficients: [Double] = []
  private var singles: [Float] = []

  /// Lends the coefficients in a precision.
  func withCoefficients<S: RealScalar>(of _: S.Type, _ body: (UnsafePointer<S>) -> Void) {
    if S.self == Double.self {
      coefficients.withUnsafeBytes { body($0.baseAddress!.assumingMemoryBound(to: S.self)) }
    } else {
      singles.withUnsafeBytes { body($0.baseAddress!.assumingMemoryBound(to: S.self)) }
    }
  }

  /// The numbers of operands.
  struct Operands: Sendable {
    let streams: Int

    /// One more than the highest order of a derivative of h.
    static let orders = 8
    func h(_ order: Int) -> Int { order }
    func a(_ s: Int) -> Int { Self.orders + s }
    func signal(_ s: Int) -> Int { Self.orders + streams + s }
    func tangent(_ s: Int) -> Int { Self.orders + 2 * streams + s }
    func signalTangent(_ s: Int) -> Int { Self.orders + 3 * streams + s }
    func result(_ s: Int) -> Int { Self.orders + 4 * streams + s }
    var count: Int { Self.orders + 5 * streams }
    /// As many streams a kernel takes.
    static let mostStreams = 100
  }

  struct Term {
    var number: Double
    var factors: [Int]
  }

  /// A program without results.
  init(_ operands: Operands) { code = [0, Int32(operands.count)] }

  /// One more result, a sum of terms.
  mutating func append(_ result: Int, _ terms: [Term]) {
    var sums: [Term] = []
    for term in terms {
      if let i = sums.firstIndex(where: { $0.factors == term.factors }) {
        sums[i].number += term.number
      } else {
        sums.append(term)
      }
    }
    code[0] += 1
    code += [Int32(result), Int32(sums.count)]
    for term in sums {
      code.append(Int32(term.factors.count))
      code += term.factors.map { Int32($0) }
      coefficients.append(term.number)
      singles.append(Float(term.number))
    }
  }
}

/// Where the operands of a program lie: rows that begin `offset` numbers behind `base`, `stride` apart.
struct StreamOperands<Scalar: RealScalar> {
  let base: UnsafeMutablePointer<Scalar>
  let offsets: UnsafeMutablePointer<Int>
  let strides: UnsafeMutablePointer<Int>
  let rows: Int
  let columns: Int

  /// Says where an operand lies.
  ///
  /// - Precondition: the view is in the memory that begins at `base`.
  func set(_ operand: Int, _ view: MatrixView<Scalar>) {
    assert(view.rows == rows && view.columns == columns && !view.isTransposed)
    offsets[operand] = view.base - base
    strides[operand] = view.stride
  }
}
