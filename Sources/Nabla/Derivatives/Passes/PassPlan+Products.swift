// Products with the weights of a block: with all of them, or of a masked block with those in its bands. Weights outside of the
// bands are 0 and are not read.
extension PassPlan {
  /// The weights of a block in a vector of parameters, units × columns.
  @inline(__always)
  func weights<S: RealScalar>(_ block: Block, in vector: UnsafeMutablePointer<S>) -> MatrixView<S> {
    MatrixView(vector + block.offset, rows: steps[block.layer].units, columns: block.columns)
  }

  /// a ← W z, or a + W z, of units `rows` of the layer, by default all: a has their rows, z is columns × examples.
  @inline(__always)
  func multiply<S: RealScalar>(
    _ block: Block, of vector: UnsafeMutablePointer<S>, rows: Range<Int>? = nil, _ z: MatrixView<S>,
    into a: MatrixView<S>, accumulate: Bool, on backend: ChosenBackend, by route: ProductRoute? = nil
  ) {
    let rows = rows ?? 0..<steps[block.layer].units
    guard block.bands.isEmpty else {
      return multiplyBands(block, of: vector, rows: rows, z, into: a, accumulate: accumulate, on: backend, by: route)
    }
    backend.multiply(weights(block, in: vector).rows(rows), z, into: a, accumulate: accumulate, by: route)
  }

  /// result ← Wᵀ δ, or result + Wᵀ δ, of units `rows` of the source, by default all: result has their rows, δ is units × examples.
  @inline(__always)
  func multiplyTransposed<S: RealScalar>(
    _ block: Block, of vector: UnsafeMutablePointer<S>, rows: Range<Int>? = nil, _ delta: MatrixView<S>,
    into result: MatrixView<S>, accumulate: Bool, on backend: ChosenBackend, by route: ProductRoute? = nil
  ) {
    let rows = rows ?? 0..<block.columns
    guard block.bands.isEmpty else {
      return multiplyTransposedBands(
        block, of: vector, rows: rows, delta, into: result, accumulate: accumulate, on: backend, by: route)
    }
    backend.multiply(
      weights(block, in: vector).columns(rows).transposed, delta, into: result, accumulate: accumulate, by: route)
  }

  /// W ← δ zᵀ, or W + δ zᵀ, of units `rows` and columns `columns` of the block, by default all.
  ///
  /// - Parameters:
  ///   - delta: units × examples.
  ///   - z: examples × columns.
  @inline(__always)
  func multiplyOuter<S: RealScalar>(
    _ block: Block, of vector: UnsafeMutablePointer<S>, rows: Range<Int>? = nil, columns: Range<Int>? = nil,
    _ delta: MatrixView<S>,
    _ z: MatrixView<S>, accumulate: Bool, on backend: ChosenBackend, by route: ProductRoute? = nil
  ) {
    let (rows, columns) = (rows ?? 0..<steps[block.layer].units, columns ?? 0..<block.columns)
    guard block.bands.isEmpty else {
      return multiplyOuterBands(
        block, of: vector, rows: rows, columns: columns, delta, z, accumulate: accumulate, on: backend, by: route)
    }
    backend.multiply(
      delta.rows(rows), z.columns(columns), into: weights(block, in: vector).rows(rows).columns(columns),
      accumulate: accumulate, by: route)
  }

  // MARK: - In bands

  @specialized(where S == Double)
  @specialized(where S == Float)
  private func multiplyBands<S: RealScalar>(
    _ block: Block, of vector: UnsafeMutablePointer<S>, rows: Range<Int>, _ z: MatrixView<S>, into a: MatrixView<S>,
    accumulate: Bool, on backend: ChosenBackend, by route: ProductRoute?
  ) {
    let weights = weights(block, in: vector)
    for band in block.bands {
      let (units, columns) = (bands[band].units.clamped(to: rows), bands[band].columns)
      guard !units.isEmpty else { continue }
      let own = a.rows(units.lowerBound - rows.lowerBound..<units.upperBound - rows.lowerBound)
      if columns.isEmpty {
        if !accumulate { own.fill(0) }
      } else {
        backend.multiply(
          weights.rows(units).columns(columns), z.rows(columns), into: own, accumulate: accumulate, by: route)
      }
    }
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  private func multiplyTransposedBands<S: RealScalar>(
    _ block: Block, of vector: UnsafeMutablePointer<S>, rows: Range<Int>, _ delta: MatrixView<S>,
    into result: MatrixView<S>, accumulate: Bool, on backend: ChosenBackend, by route: ProductRoute?
  ) {
    // Bands may overlap in their columns, and some columns may be in none.
    if !accumulate { result.fill(0) }
    let weights = weights(block, in: vector)
    for band in block.bands {
      let (units, columns) = (bands[band].units, bands[band].columns.clamped(to: rows))
      guard !columns.isEmpty else { continue }
      backend.multiply(
        weights.rows(units).columns(columns).transposed, delta.rows(units),
        into: result.rows(columns.lowerBound - rows.lowerBound..<columns.upperBound - rows.lowerBound), accumulate: true
      )
    }
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  private func multiplyOuterBands<S: RealScalar>(
    _ block: Block, of vector: UnsafeMutablePointer<S>, rows: Range<Int>, columns: Range<Int>, _ delta: MatrixView<S>,
    _ z: MatrixView<S>, accumulate: Bool, on backend: ChosenBackend, by route: ProductRoute?
  ) {
    let weights = weights(block, in: vector)
    for band in block.bands {
      let units = bands[band].units.clamped(to: rows)
      guard !units.isEmpty else { continue }
      let own = bands[band].columns.clamped(to: columns)
      let result = weights.rows(units)
      if !accumulate {
        result.columns(columns.lowerBound..<own.lowerBound).fill(0)
        result.columns(own.upperBound..<columns.upperBound).fill(0)
      }
      guard !own.isEmpty else { continue }
      backend.multiply(delta.rows(units), z.columns(own), into: result.columns(own), accumulate: accumulate, by: route)
    }
  }
}
