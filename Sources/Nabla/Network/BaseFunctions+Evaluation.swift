extension BaseFunctions {
  /// φ(x) of one example, with derivatives where the numbers carry them.
  ///
  /// - Complexity: O(M), or O(M d) for Gaussians.
  public func callAsFunction<N: DifferentiableNumber>(_ x: [N]) -> [N] {
    Array(unsafeUninitializedCapacity: count(inputs: x.count)) { phi, count in
      x.withUnsafeBufferPointer { evaluate($0, into: phi) }
      count = phi.count
    }
  }

  /// φ of every row of `x` (n × d): the design matrix without its constant column, n × M.
  public func callAsFunction<S: RealScalar>(_ x: Matrix<S>) -> Matrix<S> {
    Matrix(
      rows: x.rows, columns: count(inputs: x.columns),
      elements: (0..<x.rows).flatMap { i in self(Array(x[row: i])) })
  }

  /// Writes φ(x) of one example to memory that need not be initialised.
  func evaluate<N: DifferentiableNumber>(_ x: UnsafeBufferPointer<N>, into phi: UnsafeMutableBufferPointer<N>) {
    assert(phi.count == count(inputs: x.count))
    var next = 0
    func put(_ value: N) {
      phi.initializeElement(at: next, to: value)
      next += 1
    }
    switch kind {
    case .polynomial(let degree):
      for xi in x {
        var power = xi
        for _ in 0..<degree {
          put(power)
          power *= xi
        }
      }
    case .gaussian(let centres, let width):
      for j in 0..<centres.rows {
        var distance: N = 0
        for i in x.indices {
          let difference = x[i] - N(centres[j, i])
          distance += difference * difference
        }
        put(exp(distance * N(-1 / (2 * width * width))))
      }
    case .sigmoid(let centres, let width):
      for xi in x {
        for centre in centres { put(Nabla.sigmoid((xi - N(centre)) / N(width))) }
      }
    case .fourier(let harmonics, let period):
      for xi in x {
        for k in 1...max(harmonics, 1) {
          let angle = xi * N(2 * Double.pi * Double(k) / period)
          put(sin(angle))
          put(cos(angle))
        }
      }
    case .custom(let custom):
      let values = custom.functions(Array(x))
      precondition(
        values.count == phi.count,
        "'\(custom.functions.name)' promised \(phi.count) base functions and gave \(values.count)")
      for value in values { put(value) }
    }
  }
}
