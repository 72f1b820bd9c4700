// What derivatives in the inputs need, by the vector kernels.
extension VectorBackend {
  @specialized(where S == Double)
  @specialized(where S == Float)
  func differentiate<S: RealScalar>(_ h: Activation, _ a: MatrixView<S>, order: Int, into planes: MatrixView<S>) {
    guard let kernel = h.kernel else { return ReferenceBackend().differentiate(h, a, order: order, into: planes) }
    assert(order >= 2 && planes.rows == (order + 1) * a.rows && planes.columns == a.columns)
    let parameter = S(h.parameter ?? 0)
    let block = a.rows * planes.stride
    S._Primitives.addMatrix(a.rows, a.columns, a.base, a.stride, false, planes.base, planes.stride)
    S._Primitives.activate(
      kernel, parameter, a.rows, a.columns, planes.stride, planes.base, nil, planes.base + block,
      planes.base + 2 * block)
    guard order > 2 else { return }
    S._Primitives.higherDerivatives(
      kernel, parameter, a.rows, a.columns, order, a.base, a.stride, planes.base, planes.stride, block)
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func run<S: RealScalar>(_ program: StreamProgram, on operands: StreamOperands<S>) {
    if let map = program.map {
      return map.weights.with(S.self) { weights in
        S._Primitives.streamMap(
          map.kind.rawValue, map.firsts, map.seconds, weights, operands.rows, operands.columns, operands.base,
          operands.offsets, operands.strides)
      }
    }
    program.factors.with(S.self) { factors in
      S._Primitives.sumsOfProducts(
        operands.rows, operands.columns, program.code, factors, operands.base, operands.offsets, operands.strides,
        operands.temporaries)
    }
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func outerProducts<S: RealScalar>(
    ofStreams count: Int, _ delta: MatrixView<S>, _ z: MatrixView<S>, into result: UnsafeMutablePointer<S>, stride: Int
  ) {
    let examples = z.columns / count
    assert(delta.columns == z.columns && stride >= delta.rows * z.rows)
    S._Primitives.streamOuterProducts(
      delta.rows, z.rows, examples, count, delta.base, delta.stride, examples, z.base, z.stride, examples, result,
      stride)
  }
}
