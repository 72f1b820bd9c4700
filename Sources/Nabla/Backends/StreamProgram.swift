/// A list of sums of products of rows, as a backend goes through it: how the streams of a layer's units follow from others.
///
/// Operands are numbered: h, h′, …, then the streams of a, the signals of z, the tangents of a and of these signals, and the
/// results. Behind them are numbered temporaries, the first of which is 1.
struct StreamProgram: Sendable {
  /// The numbers of sums, of operands and of temporaries; of each sum its operand, the number of its products, and the two
  /// factors of each.
  let code: [Int32]
  /// What each sum is multiplied by.
  let factors: ProgramNumbers
  /// The same in one piece, where it has such a shape.
  let map: StreamMap?

  /// How many temporaries it needs.
  var temporaries: Int { Int(code[2]) }
  /// The numbers that a temporary takes.
  static func width<S: RealScalar>(_: S.Type) -> Int { 512 / MemoryLayout<S>.size }
  /// As many operands and temporaries a kernel takes.
  static let mostOperands = 2048

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

  /// number · Π factors.
  struct Term: Hashable {
    /// A small whole number.
    var number: Int
    /// Operands, in increasing order.
    var factors: [Int]

    init(number: Int, factors: [Int]) {
      self.number = number
      self.factors = factors.sorted()
    }
  }

  /// The program of these sums of terms, each of which has an operand to go to.
  init(_ operands: Operands, _ results: [(place: Int, terms: [Term])], map: StreamMap?) {
    self.map = map
    var factoring = StreamFactoring(results, behind: operands.count, isShared: true)
    if operands.count + factoring.temporaries > Self.mostOperands {
      factoring = StreamFactoring(results, behind: operands.count, isShared: false)
    }
    precondition(operands.count + factoring.temporaries <= Self.mostOperands, "too many derivatives at once")
    code =
      [factoring.sums.count, operands.count, factoring.temporaries].map { Int32($0) }
      + factoring.sums.flatMap { sum in
        [Int32(sum.place), Int32(sum.products.count)] + sum.products.flatMap { [Int32($0.0), Int32($0.1)] }
      }
    factors = ProgramNumbers(factoring.sums.map { Double($0.factor) })
  }
}

/// Where the operands of a program lie: rows that begin `offset` numbers behind `base`, `stride` apart.
struct StreamOperands<Scalar: RealScalar> {
  let base: UnsafeMutablePointer<Scalar>
  let offsets: UnsafeMutablePointer<Int>
  let strides: UnsafeMutablePointer<Int>
  /// As many numbers as the temporaries of any program for them take.
  let temporaries: UnsafeMutablePointer<Scalar>
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
