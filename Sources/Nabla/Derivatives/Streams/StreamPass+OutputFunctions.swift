// Output functions that are not one function of one pre-activation, on streams: those of heads, and the softmax.
//
// With products by Leibniz's rule streams are a commutative ring, in which all is as for numbers: y = e^a / Σ e^a,
// dy_k = y_k (da_k − Σ_j y_j da_j), and signals come back by the transposes of products.
extension StreamPass {
  /// Turns the streams of the outputs' pre-activations into those of the outputs, each part by its own function; and their
  /// tangents, of a softmax of all outputs.
  func applyOutputFunctions() {
    for part in architecture.plan.outputParts where part.activation != .identity {
      let z = outputs.rows(part.outputs)
      for n in 0..<columns {
        let a = (0..<z.rows).map { k in StreamNumber<Scalar>((0..<set.count).map { z[k, $0 * columns + n] }, set) }
        let y = part.isSoftmax ? StreamNumber<Scalar>.softmax(a) : a.map { $0.applying(part.activation) }
        for (k, y) in y.enumerated() {
          for s in 0..<set.count { z[k, s * columns + n] = y[s] }
        }
      }
    }
    if v != nil { applySoftmaxToTangents() }
  }

  /// ẏ_k = y_k (ȧ_k − Σ_j y_j ȧ_j).
  private func applySoftmaxToTangents() {
    let (y, tangents, count) = (outputs, outputTangents, set.count)
    withUnsafeTemporaryAllocation(of: Scalar.self, capacity: 2 * count) { room in
      let base = room.baseAddress!
      let (mean, change) = (StreamLane(base: base, stride: 1), StreamLane(base: base + count, stride: 1))
      for n in 0..<columns {
        mean.clear(count)
        for k in 0..<y.rows { set.addProduct(lane(y, k, n), lane(tangents, k, n), to: mean) }
        for k in 0..<y.rows {
          let tangent = lane(tangents, k, n)
          for s in 0..<count { tangent[s] -= mean[s] }
          change.clear(count)
          set.addProduct(lane(y, k, n), tangent, to: change)
          for s in 0..<count { tangent[s] = change[s] }
        }
      }
    }
  }

  /// Turns the signals of the streams of y, and their tangents, into those of the pre-activations: with M(c) for the product
  /// with c and p_k = M(y_k)ᵀ ∂E/∂y_k, ∂E/∂a_k = p_k − M(y_k)ᵀ Σ_j p_j.
  func transposeSoftmax() {
    let (count, outputs) = (set.count, self.outputs.rows)
    withUnsafeTemporaryAllocation(of: Scalar.self, capacity: 2 * (outputs + 1) * count) { room in
      let base = room.baseAddress!
      for n in 0..<columns {
        room.initialize(repeating: 0)
        transposeSoftmax(n) { StreamLane(base: base + $0 * count, stride: 1) }
      }
    }
  }

  /// The same of one example; `part` lends 2K + 2 lanes of zeros.
  private func transposeSoftmax(_ n: Int, _ part: (Int) -> StreamLane<Scalar>) {
    let (y, signals, count) = (self.outputs, outputSignals, set.count)
    let sum = part(y.rows)
    for k in 0..<y.rows {
      set.addTransposedProduct(lane(y, k, n), lane(signals, k, n), to: part(k))
      for s in 0..<count { sum[s] += part(k)[s] }
    }
    if v != nil {
      let (tangents, signalTangents) = (outputTangents, outputSignalTangents)
      let first = y.rows + 1
      let sumTangent = part(first + y.rows)
      for k in 0..<y.rows {
        set.addTransposedProduct(lane(tangents, k, n), lane(signals, k, n), to: part(first + k))
        set.addTransposedProduct(lane(y, k, n), lane(signalTangents, k, n), to: part(first + k))
        for s in 0..<count { sumTangent[s] += part(first + k)[s] }
      }
      for k in 0..<y.rows {
        set.addTransposedProduct(lane(tangents, k, n), sum, to: part(first + k), factor: -1)
        set.addTransposedProduct(lane(y, k, n), sumTangent, to: part(first + k), factor: -1)
        for s in 0..<count { lane(signalTangents, k, n)[s] = part(first + k)[s] }
      }
    }
    for k in 0..<y.rows {
      set.addTransposedProduct(lane(y, k, n), sum, to: part(k), factor: -1)
      for s in 0..<count { lane(signals, k, n)[s] = part(k)[s] }
    }
  }

  /// The streams of output k of example n.
  private func lane(_ z: MatrixView<Scalar>, _ k: Int, _ n: Int) -> StreamLane<Scalar> {
    StreamLane(base: z.base + (k * z.stride + n), stride: columns)
  }
}

extension StreamNumber {
  /// y_k = e^(a_k − max a) / Σ_j e^(a_j − max a).
  static func softmax(_ a: [StreamNumber]) -> [StreamNumber] {
    let largest = a.reduce(-Scalar.infinity) { max($0, $1.baseValue) }
    let e = a.map { exp($0 - StreamNumber([largest], nil)) }
    let total = e.reduce(0, +)
    return e.map { $0 / total }
  }
}

/// The streams of one number where they lie.
private struct StreamLane<Scalar: RealScalar> {
  let base: UnsafeMutablePointer<Scalar>
  let stride: Int

  subscript(s: Int) -> Scalar {
    get { base[s * stride] }
    nonmutating set { base[s * stride] = newValue }
  }

  func clear(_ count: Int) { for s in 0..<count { self[s] = 0 } }
}

extension StreamSet {
  /// result ← result + M(c) x.
  fileprivate func addProduct<Scalar: RealScalar>(
    _ c: StreamLane<Scalar>, _ x: StreamLane<Scalar>, to result: StreamLane<Scalar>
  ) {
    for s in 0..<count {
      for term in products[s] {
        let factor = Scalar(term.coefficient) * c[term.left]
        result[s] += factor * x[term.right]
      }
    }
  }

  /// result ← result + factor · M(c)ᵀ u.
  fileprivate func addTransposedProduct<Scalar: RealScalar>(
    _ c: StreamLane<Scalar>, _ u: StreamLane<Scalar>, to result: StreamLane<Scalar>, factor: Scalar = 1
  ) {
    for s in 0..<count where u[s] != 0 {
      let signal = factor * u[s]
      for term in products[s] {
        let share = Scalar(term.coefficient) * c[term.left]
        result[term.right] += share * signal
      }
    }
  }
}
