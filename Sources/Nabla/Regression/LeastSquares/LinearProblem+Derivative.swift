extension LinearProblem {
  /// max |Φᵀ V (Φw − t) + λS²w|, from the data, and the same over ‖Φ_j‖ ‖V (|Φw| + |t|)‖ + λS²|w|, of the examples that
  /// count.
  ///
  /// - Complexity: O(np(K + 1)), on all threads; rows of the data are read as they lie.
  func largestDerivative(
    _ columns: [Int], _ outputs: [Int], _ w: ColumnMatrix, _ lambda: Double, _ scales: [Double]
  ) -> (largest: Double, relative: Double) {
    let p = columns.count
    let height = TallQR.tileRows(p + outputs.count)
    let tiles = (design.count + height - 1) / height
    // Σ φ² of every column, and of every output Σ (v (|y| + |t|))².
    let sizes = p + outputs.count
    var sums = ColumnMatrix(rows: p * outputs.count + sizes, columns: tiles)
    sums.withUnsafeMutable { sums in
      nonisolated(unsafe) let sums = sums
      let group = network.execution.group
      let own = group.own(of: tiles)
      Parallel.forEach(own.count, threads: network.execution.threads) { piece, _ in
        let tile = own.lowerBound + piece
        let range = tile * height..<min(design.count, (tile + 1) * height)
        addDerivative(range, columns, outputs, w, into: sums + tile * (p * outputs.count + sizes))
      }
      group.complete(sums, pieces: tiles, length: p * outputs.count + sizes)
    }
    func total(_ row: Int) -> Double { (0..<tiles).reduce(0) { $0 + sums[row, $1] } }
    let lengths = (0..<sizes).map { total(p * outputs.count + $0).squareRoot() }
    return (0..<p * outputs.count).reduce((0, 0)) { largest, index in
      let (c, j) = (index % p, index / p)
      let penalty = lambda * scales[c] * scales[c] * w[c, j]
      let sum = (penalty + total(index)).magnitude
      let size = lengths[c] * lengths[p + j] + penalty.magnitude
      return (max(largest.0, sum), size > 0 ? max(largest.1, sum / size) : largest.1)
    }
  }

  /// The part of some rows: Φᵀ V (Φw − t) of every output, Σ φ² of every column, Σ (v (|y| + |t|))² of every output.
  private func addDerivative(
    _ range: Range<Int>, _ columns: [Int], _ outputs: [Int], _ w: ColumnMatrix, into part: UnsafeMutablePointer<Double>
  ) {
    let (n, p, k) = (range.count, columns.count, outputs.count)
    let features = columns.filter { $0 != design.features }
    let (q, constant) = (features.count, columns.firstIndex(of: design.features))
    let places = columns.indices.filter { $0 != constant }
    guard n > 0, p > 0 else { return }
    let sums = self.sums
    withUnsafeTemporaryAllocation(of: Double.self, capacity: (n + 2 * q) * k) { memory in
      guard let residual = memory.baseAddress else { return }
      let (weights, products) = (residual + n * k, residual + (n + q) * k)
      for j in 0..<k { for (c, place) in places.enumerated() { weights[j * q + c] = w[place, j] } }
      let squares = part + p * k
      design.withRows(range, columns: features) { rows in
        // The rows are the columns of Φᵀ.
        if q > 0 { routines.multiply(true, false, n, k, q, rows, weights, 0, residual) }
        for (j, output) in outputs.enumerated() {
          let constantTerm = constant.map { w[$0, j] } ?? 0
          for (place, i) in range.enumerated() {
            let y = (q > 0 ? residual[j * n + place] : 0) + constantTerm
            let (t, v) = (sums.targets[i, output], sums.weight(i))
            let size = v * (y.magnitude + t.magnitude)
            squares[p + j] += size * size
            residual[j * n + place] = v * (y - t)
          }
        }
        if q > 0 { routines.multiply(false, false, q, k, n, rows, residual, 0, products) }
        // An example of weight 0 is not there, whatever its row says.
        for c in 0..<q { weights[c] = 0 }
        for (row, i) in range.enumerated() where sums.weight(i) > 0 {
          let phi = rows + row * q
          for c in 0..<q { weights[c] += phi[c] * phi[c] }
        }
      }
      for (c, place) in places.enumerated() {
        squares[place] = weights[c]
        for j in 0..<k { part[j * p + place] = products[j * q + c] }
      }
      if let constant {
        squares[constant] = Double(range.count { sums.weight($0) > 0 })
        for j in 0..<k { part[j * p + constant] = (0..<n).reduce(0) { $0 + residual[j * n + $1] } }
      }
    }
  }
}
