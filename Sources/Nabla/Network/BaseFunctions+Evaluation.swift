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
    if evaluateElementwise(x, into: phi) { return }
    var next = 0
    func put(_ value: N) {
      phi.initializeElement(at: next, to: value)
      next += 1
    }
    switch kind {
    case .polynomial, .gaussian, .sigmoid, .fourier: break
    case .recurrence(let recurrence):
      for (i, xi) in x.enumerated() {
        let c = recurrence.coefficients(input: i)
        var (before, value): (N, N) = (0, 1)
        for k in 0..<recurrence.degree {
          (before, value) = (value, (xi * N(c.slopes[k]) + N(c.offsets[k])) * value - before * N(c.previous[k]))
          put(value)
        }
      }
    case .bSpline(let degree, let breakpoints):
      for xi in x {
        for value in Self.bSplines(xi, degree, breakpoints).dropFirst() { put(value) }
      }
    case .indicator(let edges):
      for xi in x {
        let value = Double(xi.baseValue)
        for (j, edge) in edges.enumerated() {
          put(value >= edge && (j + 1 == edges.count || value < edges[j + 1]) ? 1 : 0)
        }
      }
    case .interactions(let order):
      for set in Self.subsets(of: x.count, upTo: order) { put(set.dropFirst().reduce(x[set[0]]) { $0 * x[$1] }) }
    case .joined(let parts):
      for part in parts {
        for value in part(Array(x)) { put(value) }
      }
    case .product(let first, let second):
      let other = second(Array(x))
      for a in first(Array(x)) {
        for b in other { put(a * b) }
      }
    case .custom(let custom):
      let values = custom.functions(Array(x))
      precondition(
        values.count == phi.count,
        "'\(custom.functions.name)' promised \(phi.count) base functions and gave \(values.count)")
      for value in values { put(value) }
    }
  }

  /// The functions that need nothing but x: no closure is made for them, so that a warm call allocates nothing. Returns
  /// whether these are such functions.
  private func evaluateElementwise<N: DifferentiableNumber>(
    _ x: UnsafeBufferPointer<N>, into phi: UnsafeMutableBufferPointer<N>
  ) -> Bool {
    var next = 0
    switch kind {
    case .polynomial(let degree):
      for xi in x {
        var power = xi
        for _ in 0..<degree {
          phi.initializeElement(at: next, to: power)
          next += 1
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
        phi.initializeElement(at: next, to: exp(distance * N(-1 / (2 * width * width))))
        next += 1
      }
    case .sigmoid(let centres, let width):
      for xi in x {
        for centre in centres {
          phi.initializeElement(at: next, to: Nabla.sigmoid((xi - N(centre)) / N(width)))
          next += 1
        }
      }
    case .fourier(let harmonics, let period):
      for xi in x {
        for k in 1...max(harmonics, 1) {
          let angle = xi * N(2 * Double.pi * Double(k) / period)
          phi.initializeElement(at: next, to: sin(angle))
          next += 1
          phi.initializeElement(at: next, to: cos(angle))
          next += 1
        }
      }
    default: return false
    }
    return true
  }

  /// The values of all B-splines of the degree at x, by the recurrence of de Boor and Cox on the interval that holds x;
  /// the nearest interval's polynomials outside.
  private static func bSplines<N: DifferentiableNumber>(_ x: N, _ degree: Int, _ breakpoints: [Double]) -> [N] {
    let last = breakpoints.count - 2
    let value = Double(x.baseValue)
    let interval = min(max((breakpoints.firstIndex { $0 > value } ?? breakpoints.count) - 1, 0), last)
    /// Knot i, counted from the first of the degree + 1 equal ones.
    func knot(_ i: Int) -> Double { breakpoints[min(max(i - degree, 0), last + 1)] }
    let span = interval + degree
    // values[j] is the spline `span − k + j` of degree k.
    var values: [N] = [1]
    for k in 1..<max(degree + 1, 1) {
      var higher = Array(repeating: N(0), count: k + 1)
      for j in 0..<k {
        let (left, right) = (knot(span + j + 1 - k), knot(span + j + 1))
        let part = values[j] / N(right - left)
        higher[j] += part * (N(right) - x)
        higher[j + 1] += part * (x - N(left))
      }
      values = higher
    }
    var result = Array(repeating: N(0), count: last + 1 + degree)
    for (j, value) in values.enumerated() { result[interval + j] = value }
    return result
  }
}
