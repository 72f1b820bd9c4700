// Between a tile's inputs and the streams of what the layers see.
extension StreamPass {
  /// The streams of the inputs, or of basis functions of them.
  func loadInputs(_ tile: Tile<Scalar>) {
    let input = memory.input(columns)
    guard let base = architecture.basisFunctions else {
      for i in 0..<input.rows {
        let row = input.row(i)
        for n in 0..<columns { row[n] = tile.input[i, n] }
        for s in 1..<max(set.leading, 1) {
          guard case .along(let list) = set.streams[s] else { continue }
          let component = Scalar(set.component(i, of: list[0]))
          input.columns(block(s)).row(i).update(repeating: component)
        }
      }
      return
    }
    let rows = tile.memory.sampleRows!
    let zero = StreamNumber<Scalar>(0.0)
    var phi = [StreamNumber<Scalar>](repeating: zero, count: input.rows)
    for n in 0..<columns {
      let x = (0..<architecture.covariates).map { StreamNumber(input: $0, value: rows[n, $0], set) }
      phi.withUnsafeMutableBufferPointer { phi in
        x.withUnsafeBufferPointer { base.evaluate($0, into: phi) }
      }
      for i in 0..<input.rows {
        for s in 0..<set.count { input[i, s * columns + n] = phi[i][s] }
      }
    }
  }

  /// Adds the streams of the offsets to those of the outputs' pre-activations.
  func addOffsets(to a: MatrixView<Scalar>) {
    for (k, offset) in architecture.plan.offsetOfOutput.enumerated() {
      guard let offset else { continue }
      let place = architecture.covariates + offset
      for n in 0..<columns { a[k, n] += samples[n, place] }
      for s in 1..<max(set.leading, 1) {
        guard case .along(let list) = set.streams[s] else { continue }
        let component = Scalar(set.component(place, of: list[0]))
        for n in block(s) { a[k, n] += component }
      }
    }
  }
}
