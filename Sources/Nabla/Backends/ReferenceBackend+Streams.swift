// What derivatives in the inputs need, one number after the other.
extension ReferenceBackend {
  @specialized(where S == Double)
  @specialized(where S == Float)
  func differentiate<S: RealScalar>(_ h: Activation, _ a: MatrixView<S>, order: Int, into planes: MatrixView<S>) {
    for j in 0..<a.rows {
      for i in 0..<a.columns {
        let derivatives = h.derivatives(at: a[j, i], order: order)
        for k in 0...order { planes[k * a.rows + j, i] = derivatives[k] }
      }
    }
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func run<S: RealScalar>(_ program: StreamProgram, on operands: StreamOperands<S>) {
    func row(_ operand: Int32, _ j: Int) -> UnsafeMutablePointer<S> {
      operands.base + operands.offsets[Int(operand)] + j * operands.strides[Int(operand)]
    }
    for j in 0..<operands.rows {
      for i in 0..<operands.columns {
        var (next, term) = (2, 0)
        for _ in 0..<program.code[0] {
          let (result, terms) = (program.code[next], program.code[next + 1])
          next += 2
          var sum: S = 0
          for _ in 0..<terms {
            let factors = Int(program.code[next])
            var product = S(program.coefficients[term])
            for f in next + 1...next + factors { product *= row(program.code[f], j)[i] }
            sum += product
            next += 1 + factors
            term += 1
          }
          row(result, j)[i] = sum
        }
      }
    }
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func outerProducts<S: RealScalar>(
    ofStreams count: Int, _ delta: MatrixView<S>, _ z: MatrixView<S>, into result: UnsafeMutablePointer<S>, stride: Int
  ) {
    let examples = z.columns / count
    for n in 0..<examples {
      for j in 0..<delta.rows {
        for i in 0..<z.rows {
          var sum: S = 0
          for s in 0..<count { sum += delta[j, s * examples + n] * z[i, s * examples + n] }
          result[n * stride + j * z.rows + i] = sum
        }
      }
    }
  }
}
