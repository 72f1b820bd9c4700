internal import CVectorKernels

/// Everything but the products by the vector kernels of `CVectorKernels`, at which processors differ; the products, in
/// `VectorBackend+Products`, by OpenBLAS, by the kernels, or each by whichever is faster.
struct VectorBackend: Backend {
  /// What computes the products.
  enum Products: Sendable, Hashable {
    case openBLAS, kernels, automatic
  }

  /// What computes the products.
  let products: Products

  @specialized(where S == Double)
  @specialized(where S == Float)
  func activate<S: RealScalar>(
    _ h: Activation, _ z: MatrixView<S>, bias: UnsafePointer<S>?, first d: MatrixView<S>?, second dd: MatrixView<S>?
  ) {
    guard let kernel = h.kernel else {
      return ReferenceBackend().activate(h, z, bias: bias, first: d, second: dd)
    }
    assert((d?.stride ?? z.stride) == z.stride && (dd?.stride ?? z.stride) == z.stride)
    S._Primitives.activate(
      kernel, S(h.parameter ?? 0), z.rows, z.columns, z.stride, z.base, bias, d?.base, dd?.base)
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func backward<S: RealScalar>(
    _ h: Activation, output z: MatrixView<S>, first d: MatrixView<S>?, signal s: MatrixView<S>
  ) {
    guard let kernel = h.kernel else { return ReferenceBackend().backward(h, output: z, first: d, signal: s) }
    assert(z.stride == s.stride && (d?.stride ?? s.stride) == s.stride)
    S._Primitives.backward(kernel, S(h.parameter ?? 0), s.rows, s.columns, s.stride, z.base, d?.base, s.base)
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func rowSums<S: RealScalar>(
    _ x: MatrixView<S>, into sums: UnsafeMutablePointer<S>, accumulate: Bool
  ) {
    S._Primitives.rowSums(x.rows, x.columns, x.stride, x.base, accumulate ? 1 : 0, sums)
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func softmax<S: RealScalar>(_ z: MatrixView<S>) {
    S._Primitives.softmax(z.rows, z.columns, z.stride, z.base)
  }

  func canonicalLoss<S: RealScalar>(
    _ likelihood: any LikelihoodKind, _ a: MatrixView<S>, _ targets: TargetTile<S>, delta: MatrixView<S>?
  ) -> Double {
    assert((delta?.stride ?? a.stride) == a.stride)
    let byKernel: Double? =
      switch targets.values {
      case .values where targets.lacksTargets: nil
      case .values(let t):
        likelihood.canonicalTermByKernel(a, t.base, weights: targets.weights, delta: delta?.base)
      case .classes(let classes):
        likelihood.canonicalTermByKernel(a, classes: classes, weights: targets.weights, delta: delta?.base)
      }
    return byKernel ?? likelihood.canonicalTerm(a, targets, delta: delta)
  }

  func multiplyCurvature<S: RealScalar>(
    _ likelihood: any LikelihoodKind, _ a: MatrixView<S>, _ targets: TargetTile<S>, kind: OutputCurvatureKind,
    _ x: MatrixView<S>, into result: MatrixView<S>
  ) {
    assert(a.columns == 0 || x.columns % a.columns == 0)
    guard case .values(let t) = targets.values,
      likelihood.multiplyCurvatureByKernel(
        CurvatureTile(a: a, t: t, weights: targets.weights, x: x, result: result), kind: kind)
    else { return likelihood.multiplyCurvature(preActivations: a, targets, kind: kind, x, into: result) }
    targets.clearMissing(result, columns: a.columns)
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func scale<S: RealScalar>(_ x: MatrixView<S>, by f: MatrixView<S>, into out: MatrixView<S>) {
    guard f.columns > 0 else { return }
    assert(x.columns % f.columns == 0 && out.columns == x.columns)
    S._Primitives.scale(
      x.rows, f.columns, x.columns / f.columns, x.base, x.stride, f.base, f.stride, out.base, out.stride)
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func scaleAndAdd<S: RealScalar>(
    _ s: MatrixView<S>, by f: MatrixView<S>, adding x: MatrixView<S>, times g: MatrixView<S>
  ) {
    guard f.columns > 0 else { return }
    assert(s.columns % f.columns == 0 && s.columns == x.columns && f.stride == g.stride && s.stride == x.stride)
    S._Primitives.scaleAndAdd(
      s.rows, f.columns, s.columns / f.columns, s.base, s.stride, f.base, x.base, g.base, f.stride)
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func transpose<S: RealScalar>(_ x: MatrixView<S>, into result: MatrixView<S>) {
    assert(!x.isTransposed && !result.isTransposed && result.rows == x.columns && result.columns == x.rows)
    S._Primitives.transpose(x.rows, x.columns, x.base, x.stride, result.base, result.stride)
  }
}
