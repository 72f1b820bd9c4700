/// One aligned block of memory that a pass carves into views: allocated once, used for call after call.
///
/// Not for use by two threads at once.
struct Arena<Scalar: RealScalar>: ~Copyable {
  /// A cache line; also the widest vector.
  static var alignment: Int { 64 }

  private(set) var capacity: Int
  private var base: UnsafeMutablePointer<Scalar>

  /// An arena of `capacity` numbers, their values undefined.
  init(capacity: Int) {
    self.capacity = capacity
    base = Self.allocate(capacity)
  }

  deinit { UnsafeMutableRawPointer(base).deallocate() }

  /// Makes room for `capacity` numbers; the old contents are gone when it grows.
  mutating func reserve(_ capacity: Int) {
    guard capacity > self.capacity else { return }
    UnsafeMutableRawPointer(base).deallocate()
    base = Self.allocate(capacity)
    self.capacity = capacity
  }

  /// A view of `rows` rows of `columns` numbers, each row padded so that it begins aligned, from `offset` on.
  func view(at offset: Int, rows: Int, columns: Int) -> MatrixView<Scalar> {
    view(at: offset, rows: rows, columns: columns, stride: Self.padded(columns))
  }

  /// A view of `rows` rows of `columns` numbers, `stride` apart, from `offset` on.
  func view(at offset: Int, rows: Int, columns: Int, stride: Int) -> MatrixView<Scalar> {
    precondition(
      offset >= 0 && columns <= stride && offset + rows * stride <= capacity, "a view beyond the arena's end")
    return MatrixView(base + offset, rows: rows, columns: columns, stride: stride)
  }

  /// `count` numbers from `offset` on.
  func buffer(at offset: Int, count: Int) -> UnsafeMutableBufferPointer<Scalar> {
    precondition(offset >= 0 && offset + count <= capacity, "a buffer beyond the arena's end")
    return UnsafeMutableBufferPointer(start: base + offset, count: count)
  }

  /// The stride of aligned rows of `columns` numbers; a single column lies without gaps, as a vector.
  ///
  /// Rows a multiple of 1 KiB apart would share a few sets of the first cache; they get one cache line more.
  static func padded(_ columns: Int) -> Int {
    guard columns != 1 else { return 1 }
    let unit = alignment / MemoryLayout<Scalar>.stride
    let stride = (columns + unit - 1) / unit * unit
    return stride % (16 * unit) == 0 ? stride + unit : stride
  }

  private static func allocate(_ capacity: Int) -> UnsafeMutablePointer<Scalar> {
    UnsafeMutableRawPointer.allocate(byteCount: max(capacity, 1) * MemoryLayout<Scalar>.stride, alignment: alignment)
      .bindMemory(to: Scalar.self, capacity: capacity)
  }
}

/// Adds up the room that a pass needs in an arena, and remembers where each part begins.
struct ArenaPlan<Scalar: RealScalar> {
  private(set) var total = 0

  /// The offset of `rows` aligned rows of `columns` numbers.
  mutating func matrix(rows: Int, columns: Int) -> Int {
    // Every part begins aligned.
    defer { total += Arena<Scalar>.padded(max(rows * Arena<Scalar>.padded(columns), 2)) }
    return total
  }

  /// The offset of `count` numbers.
  mutating func vector(_ count: Int) -> Int { matrix(rows: 1, columns: max(count, 2)) }
}
