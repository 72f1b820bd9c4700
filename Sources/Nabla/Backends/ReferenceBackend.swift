/// The executable specification: every operation as the textbook writes it, one number after the other.
struct ReferenceBackend: Backend {
  @specialized(where S == Double)
  @specialized(where S == Float)
  func multiply<S: RealScalar>(
    _ a: MatrixView<S>, _ b: MatrixView<S>, into c: MatrixView<S>, accumulate: Bool, by _: ProductRoute?
  ) {
    precondition(a.columns == b.rows && c.rows == a.rows && c.columns == b.columns)
    for i in 0..<c.rows {
      for j in 0..<c.columns {
        var sum: S = accumulate ? c[i, j] : 0
        for k in 0..<a.columns { sum += a[i, k] * b[k, j] }
        c[i, j] = sum
      }
    }
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func activate<S: RealScalar>(
    _ h: Activation, _ z: MatrixView<S>, bias: UnsafePointer<S>?, first d: MatrixView<S>?, second dd: MatrixView<S>?
  ) {
    for j in 0..<z.rows {
      for i in 0..<z.columns {
        let a = z[j, i] + (bias.map { $0[j] } ?? 0)
        let derivatives = h.derivatives(at: a)
        z[j, i] = derivatives.value
        d?[j, i] = derivatives.first
        dd?[j, i] = derivatives.second
      }
    }
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func backward<S: RealScalar>(
    _ h: Activation, output z: MatrixView<S>, first d: MatrixView<S>?, signal s: MatrixView<S>
  ) {
    for j in 0..<s.rows {
      for i in 0..<s.columns { s[j, i] *= d.map { $0[j, i] } ?? h.first(fromOutput: z[j, i]) }
    }
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func rowSums<S: RealScalar>(
    _ x: MatrixView<S>, into sums: UnsafeMutablePointer<S>, accumulate: Bool
  ) {
    for j in 0..<x.rows {
      var sum: S = accumulate ? sums[j] : 0
      for i in 0..<x.columns { sum += x[j, i] }
      sums[j] = sum
    }
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func softmax<S: RealScalar>(_ z: MatrixView<S>) {
    for i in 0..<z.columns {
      let shift = logSumExp(z, column: i)
      for k in 0..<z.rows { z[k, i] = S._Primitives.exp(z[k, i] - shift) }
    }
  }

  func canonicalLoss<S: RealScalar>(
    _ likelihood: any LikelihoodKind, _ a: MatrixView<S>, _ targets: TargetTile<S>, delta: MatrixView<S>?
  ) -> Double {
    likelihood.canonicalTerm(a, targets, delta: delta)
  }

  func multiplyCurvature<S: RealScalar>(
    _ likelihood: any LikelihoodKind, _ a: MatrixView<S>, _ targets: TargetTile<S>, kind: OutputCurvatureKind,
    _ x: MatrixView<S>, into result: MatrixView<S>
  ) {
    likelihood.multiplyCurvature(preActivations: a, targets, kind: kind, x, into: result)
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func scale<S: RealScalar>(_ x: MatrixView<S>, by f: MatrixView<S>, into out: MatrixView<S>) {
    for j in 0..<x.rows {
      for c in 0..<x.columns { out[j, c] = x[j, c] * f[j, c % f.columns] }
    }
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func scaleAndAdd<S: RealScalar>(
    _ s: MatrixView<S>, by f: MatrixView<S>, adding x: MatrixView<S>, times g: MatrixView<S>
  ) {
    for j in 0..<s.rows {
      for c in 0..<s.columns {
        let i = c % f.columns
        s[j, c] = s[j, c] * f[j, i] + x[j, c] * g[j, i]
      }
    }
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func rowProducts<S: RealScalar>(_ x: MatrixView<S>, _ z: MatrixView<S>, into m: MatrixView<S>) {
    for l in 0..<x.rows {
      for k in 0..<z.rows {
        for i in 0..<z.columns { m[l * z.rows + k, i] = x[l, i] * z[k, i] }
      }
    }
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func add<S: RealScalar>(_ x: MatrixView<S>, to y: MatrixView<S>, accumulate: Bool) {
    for j in 0..<x.rows {
      for i in 0..<x.columns { y[j, i] = accumulate ? y[j, i] + x[j, i] : x[j, i] }
    }
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func softmaxJacobian<S: RealScalar>(
    _ y: MatrixView<S>, _ x: MatrixView<S>, totals t: MatrixView<S>?, weights: UnsafePointer<S>?,
    into out: MatrixView<S>
  ) {
    for c in 0..<x.columns {
      let i = c % y.columns
      var mean: S = 0
      for k in 0..<y.rows { mean += y[k, i] * x[k, c] }
      var factor = weights.map { $0[i] } ?? 1
      if let t { factor *= (0..<t.rows).reduce(0) { $0 + t[$1, i] } }
      for k in 0..<y.rows { out[k, c] = factor * y[k, i] * (x[k, c] - mean) }
    }
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func scaleColumns<S: RealScalar>(_ x: MatrixView<S>, by f: UnsafePointer<S>, count: Int) {
    for j in 0..<x.rows {
      for c in 0..<x.columns { x[j, c] *= f[c % count] }
    }
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func addColumnSquares<S: RealScalar>(_ x: MatrixView<S>, to sums: UnsafeMutablePointer<S>) {
    for n in 0..<x.columns {
      for j in 0..<x.rows { sums[n] += x[j, n] * x[j, n] }
    }
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func outerProducts<S: RealScalar>(
    _ delta: MatrixView<S>, _ z: MatrixView<S>, into result: UnsafeMutablePointer<S>, stride: Int
  ) {
    for n in 0..<z.rows {
      for j in 0..<delta.rows {
        for i in 0..<z.columns { result[n * stride + j * z.columns + i] = delta[j, n] * z[n, i] }
      }
    }
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func transpose<S: RealScalar>(_ x: MatrixView<S>, into result: MatrixView<S>) {
    for i in 0..<x.rows {
      for j in 0..<x.columns { result[j, i] = x[i, j] }
    }
  }

  /// ln Σ_k exp(a_k) = m + ln Σ_k exp(a_k − m) with the largest a_k as m, so that nothing overflows.
  private func logSumExp<S: RealScalar>(_ a: MatrixView<S>, column i: Int) -> S {
    var largest = a[0, i]
    for k in 1..<a.rows where a[k, i] > largest { largest = a[k, i] }
    var sum: S = 0
    for k in 0..<a.rows { sum += S._Primitives.exp(a[k, i] - largest) }
    return largest + S._Primitives.log(sum)
  }
}
