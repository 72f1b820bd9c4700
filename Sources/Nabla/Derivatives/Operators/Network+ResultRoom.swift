extension Network {
  /// Traps where the caller's matrix for a result has another shape.
  func checkRoom(_ room: Matrix<Scalar>, _ rows: Int, _ columns: Int) {
    precondition(
      room.rows == rows && room.columns == columns,
      "room for \(room.rows) × \(room.columns) numbers, but the result is \(rows) × \(columns)")
  }

  /// Traps where the caller's matrices for a result have another shape.
  func checkRoom(_ room: BatchedMatrix<Scalar>, _ count: Int, _ rows: Int, _ columns: Int) {
    precondition(
      room.count == count && room.rows == rows && room.columns == columns,
      "room for \(room.count) × \(room.rows) × \(room.columns) numbers, but the result is \(count) × \(rows) × \(columns)"
    )
  }
}
