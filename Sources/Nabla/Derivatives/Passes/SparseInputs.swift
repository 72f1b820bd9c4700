/// Inputs of which only those numbers are stored that are not 0, borrowed from the caller.
struct SparseInputs<Scalar: RealScalar> {
  let starts: UnsafePointer<Int>
  let indices: UnsafePointer<Int32>
  let values: UnsafePointer<Scalar>
}

/// Those of one tile: the first layer's products over what is there.
///
/// Every sum goes over the examples, or over a row's numbers, in their order; so the pieces that threads take change no bit.
struct SparseTile<Scalar: RealScalar> {
  private let inputs: SparseInputs<Scalar>
  /// Where the numbers of each example are.
  private let places: [Range<Int>]

  init(_ inputs: SparseInputs<Scalar>, _ examples: Examples<Scalar>, _ range: Range<Int>) {
    self.inputs = inputs
    places = range.map { example in
      examples.presentRow(example).map { inputs.starts[$0]..<inputs.starts[$0 + 1] } ?? 0..<0
    }
  }

  /// W xᵀ of some units: units × examples.
  ///
  /// A row of W, which the numbers of all examples are multiplied by, stays in the cache.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func multiply(_ w: MatrixView<Scalar>, into z: MatrixView<Scalar>, accumulate: Bool) {
    let (indices, values) = (inputs.indices, inputs.values)
    places.withUnsafeBufferPointer { places in
      for unit in 0..<w.rows {
        let (row, target) = (w.base + unit * w.stride, z.base + unit * z.stride)
        for n in 0..<places.count {
          var sum: Scalar = accumulate ? target[n] : 0
          for place in places[n] { sum += row[Int(indices[place])] * values[place] }
          target[n] = sum
        }
      }
    }
  }

  /// δ x of some units, the derivatives in their weights: units × d, all of which is written where it is not added to.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func addOuter(_ delta: MatrixView<Scalar>, into result: MatrixView<Scalar>, accumulate: Bool) {
    let (indices, values) = (inputs.indices, inputs.values)
    places.withUnsafeBufferPointer { places in
      for unit in 0..<delta.rows {
        let (row, signal) = (result.base + unit * result.stride, delta.base + unit * delta.stride)
        if !accumulate { row.update(repeating: 0, count: result.columns) }
        for n in 0..<places.count {
          let own: Scalar = signal[n]
          for place in places[n] { row[Int(indices[place])] += own * values[place] }
        }
      }
    }
  }
}
