/// Where the signals at the input go.
enum InputSink<Scalar: RealScalar> {
  /// They are not wanted.
  case none
  /// To the memory of the tangents of what the layers see, features × (R · examples).
  case memory
  /// To the caller's memory, one row of d numbers an example; only where the layers see the inputs themselves.
  case rows(DirectionRows<Scalar>)
}

/// Rows of d numbers in the caller's memory, for R directions and the examples of a tile.
struct DirectionRows<Scalar: RealScalar> {
  /// The row of the first direction and example.
  let base: UnsafeMutablePointer<Scalar>
  let examples: Int
  let columns: Int
  /// The distance from one example's row to the next one's.
  let stride: Int
  /// The distance from one direction's rows to the next one's.
  let directionStride: Int

  /// The rows of direction r, examples × d.
  func callAsFunction(_ r: Int) -> MatrixView<Scalar> {
    MatrixView(base + r * directionStride, rows: examples, columns: columns, stride: stride)
  }

  /// The rows from direction `r` on.
  func from(direction r: Int) -> DirectionRows {
    DirectionRows(
      base: base + r * directionStride, examples: examples, columns: columns, stride: stride,
      directionStride: directionStride)
  }

  /// The rows of a tile's examples.
  func examples(_ range: Range<Int>) -> DirectionRows {
    DirectionRows(
      base: base + range.lowerBound * stride, examples: range.count, columns: columns, stride: stride,
      directionStride: directionStride)
  }
}
