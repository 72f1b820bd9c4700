// Between the caller's inputs, one row of d numbers an example, and what layers with the source `input` see: the inputs
// themselves or basis functions φ of them, features × examples, with a row for each offset behind them.
extension Tile {
  /// The inputs of example `i` of the tile that basis functions see.
  private func row(_ i: Int) -> UnsafeBufferPointer<Scalar> {
    UnsafeBufferPointer(memory.sampleRows!.prefix(columns: architecture.covariates).row(i))
  }

  /// The rows of offsets behind those of basis functions, with the places of the offsets among the inputs.
  private var offsets: Zip2Sequence<Range<Int>, Range<Int>> {
    let (features, first, count) = (architecture.features, architecture.covariates, architecture.offsets)
    return zip(features..<features + count, first..<first + count)
  }

  /// tangent ← u or (∂φ/∂x) u, for a direction u in the inputs, examples × d.
  func loadInputTangent(_ u: MatrixView<Scalar>, into tangent: MatrixView<Scalar>) {
    guard let base = architecture.basisFunctions else { return backend.transpose(u, into: tangent) }
    tangent.fill(0)
    for n in 0..<columns {
      base.forEachDerivative(of: row(n)) { m, i, first, _ in tangent[m, n] += first * u[n, i] }
      for (m, i) in offsets { tangent[m, n] = u[n, i] }
    }
  }

  /// The tangents of the unit directions `units` of the inputs, side by side: the columns of the unit matrix, or of ∂φ/∂x.
  func loadUnitTangents(_ units: Range<Int>, into tangents: MatrixView<Scalar>) {
    tangents.fill(0)
    guard let base = architecture.basisFunctions else {
      for (r, i) in units.enumerated() { tangents.columns(r * columns..<(r + 1) * columns).row(i).update(repeating: 1) }
      return
    }
    for n in 0..<columns {
      base.forEachDerivative(of: row(n)) { m, i, first, _ in
        if units.contains(i) { tangents[m, (i - units.lowerBound) * columns + n] = first }
      }
      for (m, i) in offsets where units.contains(i) { tangents[m, (i - units.lowerBound) * columns + n] = 1 }
    }
  }

  /// rows ← the signal at what the layers see, or (∂φ/∂x)ᵀ times it: examples × d.
  func writeInputSignal(_ signal: MatrixView<Scalar>, into rows: MatrixView<Scalar>) {
    guard let base = architecture.basisFunctions else { return backend.transpose(signal, into: rows) }
    rows.fill(0)
    for n in 0..<columns {
      base.forEachDerivative(of: row(n)) { m, i, first, _ in rows[n, i] += first * signal[m, n] }
      for (m, i) in offsets { rows[n, i] = signal[m, n] }
    }
  }

  /// Adds the part of an input Hessian's row j that comes from the basis functions' own curvature, Σ_m δ_m ∂²φ_m/∂x_i∂x_j.
  func addInputCurvature(_ signal: MatrixView<Scalar>, row j: Int, to rows: MatrixView<Scalar>) {
    guard let base = architecture.basisFunctions else { return }
    for n in 0..<columns {
      base.forEachDerivative(of: row(n), other: j) { m, i, _, mixed in rows[n, i] += mixed * signal[m, n] }
    }
  }

  /// Whether signals at the input go to the caller's rows at once: where the layers see the inputs, all of them, and where
  /// these are long enough for products whose vectors run along them.
  private var writesRows: Bool {
    architecture.basisFunctions == nil && architecture.offsets == 0 && architecture.inputs >= 32
  }

  /// Where the signals of a pass go that belong in the caller's rows.
  func inputSink(_ rows: DirectionRows<Scalar>) -> InputSink<Scalar> { writesRows ? .rows(rows) : .memory }

  /// Brings signals that did not go to the caller's rows at once there.
  func finishInputSignals(_ pass: TangentPass<Scalar>, _ rows: DirectionRows<Scalar>) {
    guard !writesRows else { return }
    for r in 0..<pass.directions { writeInputSignal(pass.inputRoom.columns(pass.block(r)), into: rows(r)) }
  }
}
