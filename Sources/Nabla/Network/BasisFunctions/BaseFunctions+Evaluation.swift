extension BaseFunctions {
  /// φ(x) of one example, with derivatives where the numbers carry them.
  ///
  /// - Precondition: the set is one that a network of that many inputs may have.
  /// - Complexity: O(M), or O(M d) for Gaussians.
  public func callAsFunction<N: DifferentiableNumber>(_ x: [N]) -> [N] {
    check(inputs: x.count)
    return Array(unsafeUninitializedCapacity: count(inputs: x.count)) { phi, count in
      x.withUnsafeBufferPointer { evaluate($0, into: phi) }
      count = phi.count
    }
  }

  /// φ of every row of `x` (n × d): the design matrix without its constant column, n × M.
  ///
  /// - Precondition: the set is one that a network of that many inputs may have.
  public func callAsFunction<S: RealScalar>(_ x: Matrix<S>) -> Matrix<S> {
    check(inputs: x.columns)
    return Matrix(
      rows: x.rows, columns: count(inputs: x.columns),
      elements: (0..<x.rows).flatMap { i in self(Array(x[row: i])) })
  }

  private func check(inputs: Int) {
    if let problem = problem(inputs: inputs) { preconditionFailure("base functions: \(problem)") }
  }

  /// Writes φ(x) of one example to memory that need not be initialised. Allocates nothing, but for functions of the user's
  /// own and for products of large sets.
  func evaluate<N: DifferentiableNumber>(_ x: UnsafeBufferPointer<N>, into phi: UnsafeMutableBufferPointer<N>) {
    assert(phi.count == count(inputs: x.count))
    var features = FeatureWriter(phi)
    switch kind {
    case .polynomial(let degree):
      for xi in x {
        var power = xi
        for _ in 0..<degree {
          features.put(power)
          power *= xi
        }
      }
    case .recurrence(let recurrence):
      for (i, xi) in x.enumerated() { recurrence.evaluate(xi, input: i, into: &features) }
    case .gaussian(let centres, let width):
      for j in 0..<centres.rows {
        var distance: N = 0
        for i in x.indices {
          let difference = x[i] - N(centres[j, i])
          distance += difference * difference
        }
        features.put(exp(distance * N(-1 / (2 * width * width))))
      }
    case .sigmoid(let centres, let width):
      for xi in x {
        for centre in centres { features.put(Nabla.sigmoid((xi - N(centre)) / N(width))) }
      }
    case .fourier(let harmonics, let period):
      for xi in x {
        for k in 1..<max(harmonics, 0) + 1 {
          let angle = xi * N(2 * Double.pi * Double(k) / period)
          features.put(sin(angle))
          features.put(cos(angle))
        }
      }
    case .bSpline(let degree, let breakpoints):
      for xi in x { BSplines(degree: degree, breakpoints: breakpoints).evaluate(xi, into: &features) }
    case .indicator(let edges):
      for xi in x {
        let value = Double(xi.baseValue)
        for (j, edge) in edges.enumerated() {
          let isInside = value >= edge && (j + 1 == edges.count || value < edges[j + 1])
          features.put(value.isNaN ? xi : isInside ? 1 : 0)
        }
      }
    case .interactions(let order):
      for size in 0..<max(0, min(order, x.count)) {
        Self.putProducts(of: x, from: 0, more: size, factor: nil, into: &features)
      }
    case .joined(let parts):
      for part in parts { part.evaluate(x, into: features.next(part.count(inputs: x.count))) }
    case .product(let first, let second):
      let (m, n) = (first.count(inputs: x.count), second.count(inputs: x.count))
      withUnsafeTemporaryAllocation(of: N.self, capacity: m + n) { factors in
        let (a, b) = (factors.extracting(0..<m), factors.extracting(m..<m + n))
        first.evaluate(x, into: a)
        second.evaluate(x, into: b)
        for i in 0..<m {
          for j in 0..<n { features.put(a[i] * b[j]) }
        }
      }
    case .custom(let custom):
      let values = custom.functions(Array(x))
      precondition(
        values.count == phi.count,
        "'\(custom.functions.name)' promised \(phi.count) base functions and gave \(values.count)")
      for value in values { features.put(value) }
    }
  }

  /// The products of `more` + 1 different elements from x_first on, times `factor`, in lexical order.
  private static func putProducts<N: DifferentiableNumber>(
    of x: UnsafeBufferPointer<N>, from first: Int, more: Int, factor: N?, into features: inout FeatureWriter<N>
  ) {
    for i in first..<max(first, x.count) {
      let product = factor.map { $0 * x[i] } ?? x[i]
      if more == 0 {
        features.put(product)
      } else {
        putProducts(of: x, from: i + 1, more: more - 1, factor: product, into: &features)
      }
    }
  }
}

/// Where base functions go, one after the other.
struct FeatureWriter<N> {
  private let phi: UnsafeMutableBufferPointer<N>
  private var count = 0

  init(_ phi: UnsafeMutableBufferPointer<N>) { self.phi = phi }

  mutating func put(_ value: N) {
    phi.initializeElement(at: count, to: value)
    count += 1
  }

  /// The room for the next `n` functions.
  mutating func next(_ n: Int) -> UnsafeMutableBufferPointer<N> {
    defer { count += n }
    return phi.extracting(count..<count + n)
  }
}

extension PolynomialRecurrence {
  /// P₁ … P_degree of one input.
  fileprivate func evaluate<N: DifferentiableNumber>(_ x: N, input i: Int, into features: inout FeatureWriter<N>) {
    let c = coefficients(input: i)
    var (before, value): (N, N) = (0, 1)
    for k in 0..<degree {
      (before, value) = (value, (x * N(c.slopes[k]) + N(c.offsets[k])) * value - before * N(c.previous[k]))
      features.put(value)
    }
  }
}

/// The B-splines of a degree with degree + 1 equal knots at either end.
private struct BSplines {
  let degree: Int
  let breakpoints: [Double]

  /// The index of the last interval.
  private var last: Int { breakpoints.count - 2 }

  /// Knot i, counted from the first of the degree + 1 equal ones.
  private func knot(_ i: Int) -> Double { breakpoints[min(max(i - degree, 0), last + 1)] }

  /// All of them at x but the first, by the recurrence of de Boor and Cox on the interval that holds x; the nearest
  /// interval's polynomials outside.
  func evaluate<N: DifferentiableNumber>(_ x: N, into features: inout FeatureWriter<N>) {
    let value = Double(x.baseValue)
    let interval = min(max((breakpoints.firstIndex { $0 > value } ?? breakpoints.count) - 1, 0), last)
    let span = interval + degree
    withUnsafeTemporaryAllocation(of: N.self, capacity: degree + 1) { values in
      // values[j] is the spline `span − k + j` of degree k.
      values.initialize(repeating: 0)
      values[0] = 1
      for k in 1..<max(degree + 1, 1) {
        var carried = N(0)
        for j in 0..<k {
          let (left, right) = (knot(span + j + 1 - k), knot(span + j + 1))
          let part = values[j] / N(right - left)
          values[j] = carried + part * (N(right) - x)
          carried = part * (x - N(left))
        }
        values[k] = carried
      }
      for j in 1..<last + 1 + degree {
        let place = j - interval
        features.put(place >= 0 && place <= degree ? values[place] : 0)
      }
    }
  }
}
