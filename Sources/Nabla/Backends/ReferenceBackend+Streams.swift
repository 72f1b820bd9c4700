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
    let count = program.code[1]
    operands.temporaries[0] = 1
    for j in 0..<operands.rows {
      for i in 0..<operands.columns {
        func place(_ operand: Int32) -> UnsafeMutablePointer<S> {
          guard operand < count else { return operands.temporaries + Int(operand - count) }
          return operands.base + operands.offsets[Int(operand)] + j * operands.strides[Int(operand)] + i
        }
        var next = 3
        for factor in program.factors.doubles {
          let (result, products) = (program.code[next], Int(program.code[next + 1]))
          var sum: S = 0
          for k in stride(from: next + 2, to: next + 2 + 2 * products, by: 2) {
            sum += place(program.code[k]).pointee * place(program.code[k + 1]).pointee
          }
          place(result).pointee = S(factor) * sum
          next += 2 + 2 * products
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
