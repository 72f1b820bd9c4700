extension StreamPass {
  /// Turns the streams of the pre-activations of several heads into those of their outputs, each head by its own function.
  func applyHeads() {
    let z = outputs
    for part in architecture.plan.outputParts where part.activation != .identity {
      let own = z.rows(part.outputs)
      for n in 0..<columns {
        let a = (0..<own.rows).map { k in StreamNumber<Scalar>((0..<set.count).map { own[k, $0 * columns + n] }, set) }
        let y = part.isSoftmax ? StreamNumber<Scalar>.softmax(a) : a.map { $0.applying(part.activation) }
        for (k, y) in y.enumerated() {
          for s in 0..<set.count { own[k, s * columns + n] = y[s] }
        }
      }
    }
  }
}
