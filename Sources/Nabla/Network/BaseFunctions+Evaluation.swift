extension BaseFunctions {
  /// Writes φ(x) for one example.
  ///
  /// - Complexity: O(M), or O(M d) for Gaussians.
  /// - Precondition: `phi.count == count(inputs: x.count)`.
  public func evaluate<S: RealScalar>(_ x: Span<S>, into phi: inout MutableSpan<S>) {
    precondition(
      phi.count == count(inputs: x.count),
      "\(count(inputs: x.count)) base functions on \(x.count) inputs, but room for \(phi.count)")
    typealias F = S._Primitives
    var next = 0
    func put(_ value: S, _ phi: inout MutableSpan<S>) {
      phi[next] = value
      next += 1
    }
    switch kind {
    case .polynomial(let degree):
      for i in x.indices {
        var power = x[i]
        for _ in 0..<degree {
          put(power, &phi)
          power *= x[i]
        }
      }
    case .gaussian(let centres, let width):
      for j in 0..<centres.rows {
        var distance: S = 0
        for i in x.indices {
          let difference = x[i] - S(centres[j, i])
          distance += difference * difference
        }
        put(F.exp(-distance / S(2 * width * width)), &phi)
      }
    case .sigmoid(let centres, let width):
      for i in x.indices {
        for centre in centres { put(Activation.logistic((x[i] - S(centre)) / S(width)), &phi) }
      }
    case .fourier(let harmonics, let period):
      for i in x.indices {
        for k in 1...harmonics {
          let angle = 2 * S.pi * S(k) * x[i] / S(period)
          put(F.sin(angle), &phi)
          put(F.cos(angle), &phi)
        }
      }
    case .custom(let custom):
      custom.functions.evaluate(x, into: &phi)
    }
  }

  /// φ of every row of `x` (n × d): the design matrix without its constant column, n × M.
  public func callAsFunction<S: RealScalar>(_ x: Matrix<S>) -> Matrix<S> {
    let functions = count(inputs: x.columns)
    var design = Matrix<S>(rows: x.rows, columns: functions)
    design.withUnsafeMutableElements { elements in
      x.elements.withUnsafeBufferPointer { source in
        for i in 0..<x.rows {
          var row = elements.extracting(i * functions..<(i + 1) * functions).mutableSpan
          evaluate(source.extracting(i * x.columns..<(i + 1) * x.columns).span, into: &row)
        }
      }
    }
    return design
  }
}
