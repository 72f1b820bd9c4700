/// The backend of a call, with every operation forwarded by a switch: the compiler sees which function a pass calls for
/// which scalar, so that one copy of each pass serves all backends and a call costs a comparison.
enum ChosenBackend: Backend, Hashable {
  case reference
  case vectors(VectorBackend.Products)

  /// Whether each product of a layer is one call, on as much of a batch as a tile holds, and not cut into pieces.
  var takesWholeProducts: Bool { self == .vectors(.openBLAS) }

  func multiply<S: RealScalar>(
    _ a: MatrixView<S>, _ b: MatrixView<S>, into c: MatrixView<S>, accumulate: Bool, by route: ProductRoute?
  ) {
    switch self {
    case .reference: ReferenceBackend().multiply(a, b, into: c, accumulate: accumulate, by: route)
    case .vectors(let products):
      VectorBackend(products: products).multiply(a, b, into: c, accumulate: accumulate, by: route)
    }
  }

  func activate<S: RealScalar>(
    _ h: Activation, _ z: MatrixView<S>, bias: UnsafePointer<S>?, first d: MatrixView<S>?, second dd: MatrixView<S>?
  ) {
    switch self {
    case .reference: ReferenceBackend().activate(h, z, bias: bias, first: d, second: dd)
    case .vectors(let products): VectorBackend(products: products).activate(h, z, bias: bias, first: d, second: dd)
    }
  }

  func backward<S: RealScalar>(
    _ h: Activation, output z: MatrixView<S>, first d: MatrixView<S>?, signal s: MatrixView<S>
  ) {
    switch self {
    case .reference: ReferenceBackend().backward(h, output: z, first: d, signal: s)
    case .vectors(let products): VectorBackend(products: products).backward(h, output: z, first: d, signal: s)
    }
  }

  func rowSums<S: RealScalar>(_ x: MatrixView<S>, into sums: UnsafeMutablePointer<S>, accumulate: Bool) {
    switch self {
    case .reference: ReferenceBackend().rowSums(x, into: sums, accumulate: accumulate)
    case .vectors(let products): VectorBackend(products: products).rowSums(x, into: sums, accumulate: accumulate)
    }
  }

  func softmax<S: RealScalar>(_ z: MatrixView<S>) {
    switch self {
    case .reference: ReferenceBackend().softmax(z)
    case .vectors(let products): VectorBackend(products: products).softmax(z)
    }
  }

  func canonicalLoss<S: RealScalar>(
    _ likelihood: any LikelihoodKind, _ a: MatrixView<S>, _ targets: TargetTile<S>, delta: MatrixView<S>?
  ) -> Double {
    switch self {
    case .reference: ReferenceBackend().canonicalLoss(likelihood, a, targets, delta: delta)
    case .vectors(let products): VectorBackend(products: products).canonicalLoss(likelihood, a, targets, delta: delta)
    }
  }

  func multiplyCurvature<S: RealScalar>(
    _ likelihood: any LikelihoodKind, _ a: MatrixView<S>, _ targets: TargetTile<S>, kind: OutputCurvatureKind,
    _ x: MatrixView<S>, into result: MatrixView<S>
  ) {
    switch self {
    case .reference: ReferenceBackend().multiplyCurvature(likelihood, a, targets, kind: kind, x, into: result)
    case .vectors(let products):
      VectorBackend(products: products).multiplyCurvature(likelihood, a, targets, kind: kind, x, into: result)
    }
  }

  func scale<S: RealScalar>(_ x: MatrixView<S>, by f: MatrixView<S>, into out: MatrixView<S>) {
    switch self {
    case .reference: ReferenceBackend().scale(x, by: f, into: out)
    case .vectors(let products): VectorBackend(products: products).scale(x, by: f, into: out)
    }
  }

  func scaleAndAdd<S: RealScalar>(
    _ s: MatrixView<S>, by f: MatrixView<S>, adding x: MatrixView<S>, times g: MatrixView<S>
  ) {
    switch self {
    case .reference: ReferenceBackend().scaleAndAdd(s, by: f, adding: x, times: g)
    case .vectors(let products): VectorBackend(products: products).scaleAndAdd(s, by: f, adding: x, times: g)
    }
  }

  func rowProducts<S: RealScalar>(_ x: MatrixView<S>, _ z: MatrixView<S>, into m: MatrixView<S>) {
    switch self {
    case .reference: ReferenceBackend().rowProducts(x, z, into: m)
    case .vectors(let products): VectorBackend(products: products).rowProducts(x, z, into: m)
    }
  }

  func add<S: RealScalar>(_ x: MatrixView<S>, to y: MatrixView<S>, accumulate: Bool) {
    switch self {
    case .reference: ReferenceBackend().add(x, to: y, accumulate: accumulate)
    case .vectors(let products): VectorBackend(products: products).add(x, to: y, accumulate: accumulate)
    }
  }

  func softmaxJacobian<S: RealScalar>(
    _ y: MatrixView<S>, _ x: MatrixView<S>, totals t: MatrixView<S>?, weights: UnsafePointer<S>?,
    into out: MatrixView<S>
  ) {
    switch self {
    case .reference: ReferenceBackend().softmaxJacobian(y, x, totals: t, weights: weights, into: out)
    case .vectors(let products):
      VectorBackend(products: products).softmaxJacobian(y, x, totals: t, weights: weights, into: out)
    }
  }

  func scaleColumns<S: RealScalar>(_ x: MatrixView<S>, by f: UnsafePointer<S>, count: Int) {
    switch self {
    case .reference: ReferenceBackend().scaleColumns(x, by: f, count: count)
    case .vectors(let products): VectorBackend(products: products).scaleColumns(x, by: f, count: count)
    }
  }

  func addColumnSquares<S: RealScalar>(_ x: MatrixView<S>, to sums: UnsafeMutablePointer<S>) {
    switch self {
    case .reference: ReferenceBackend().addColumnSquares(x, to: sums)
    case .vectors(let products): VectorBackend(products: products).addColumnSquares(x, to: sums)
    }
  }

  func outerProducts<S: RealScalar>(
    _ delta: MatrixView<S>, _ z: MatrixView<S>, into result: UnsafeMutablePointer<S>, stride: Int
  ) {
    switch self {
    case .reference: ReferenceBackend().outerProducts(delta, z, into: result, stride: stride)
    case .vectors(let products): VectorBackend(products: products).outerProducts(delta, z, into: result, stride: stride)
    }
  }

  func transpose<S: RealScalar>(_ x: MatrixView<S>, into result: MatrixView<S>) {
    switch self {
    case .reference: ReferenceBackend().transpose(x, into: result)
    case .vectors(let products): VectorBackend(products: products).transpose(x, into: result)
    }
  }
}
