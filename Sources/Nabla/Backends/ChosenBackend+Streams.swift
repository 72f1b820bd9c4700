extension ChosenBackend {
  func differentiate<S: RealScalar>(_ h: Activation, _ a: MatrixView<S>, order: Int, into planes: MatrixView<S>) {
    switch self {
    case .reference: ReferenceBackend().differentiate(h, a, order: order, into: planes)
    case .vectors(let products): VectorBackend(products: products).differentiate(h, a, order: order, into: planes)
    }
  }

  func run<S: RealScalar>(_ program: StreamProgram, on operands: StreamOperands<S>) {
    switch self {
    case .reference: ReferenceBackend().run(program, on: operands)
    case .vectors(let products): VectorBackend(products: products).run(program, on: operands)
    }
  }

  func outerProducts<S: RealScalar>(
    ofStreams count: Int, _ delta: MatrixView<S>, _ z: MatrixView<S>, into result: UnsafeMutablePointer<S>, stride: Int
  ) {
    switch self {
    case .reference: ReferenceBackend().outerProducts(ofStreams: count, delta, z, into: result, stride: stride)
    case .vectors(let products):
      VectorBackend(products: products).outerProducts(ofStreams: count, delta, z, into: result, stride: stride)
    }
  }
}
