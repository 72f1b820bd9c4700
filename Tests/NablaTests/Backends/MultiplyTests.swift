import Testing

@testable import Nabla

/// Products of matrices on every backend, at the edges of blocks, in all orders of their operands.
@Suite struct MultiplyTests {
  /// Rows, columns and terms of c = a b.
  static let sizes: [(m: Int, n: Int, k: Int)] = {
    let edges = [1, 3, 8, 16, 17, 33]
    let small = edges.flatMap { m in edges.flatMap { n in edges.map { (m, n, $0) } } }
    return small + [
      (129, 127, 65), (10, 128, 300), (200, 100, 90), (130, 129, 193), (1, 129, 129), (129, 1, 129), (129, 129, 1),
    ]
  }()

  /// An operand in memory of its own, with a gap after each row that must stay as it is.
  final class Operand<S: RealScalar> {
    let memory: UnsafeMutableBufferPointer<S>
    let view: MatrixView<S>
    let gap = 3
    private let stored: (rows: Int, columns: Int)

    init(_ rows: Int, _ columns: Int, transposed: Bool, _ generator: inout SeededGenerator, fill: S? = nil) {
      stored = transposed ? (columns, rows) : (rows, columns)
      let stride = stored.columns + gap
      memory = .allocate(capacity: stored.rows * stride)
      for i in memory.indices {
        let value = fill ?? S(2 * generator.uniform() - 1)
        memory.initializeElement(at: i, to: i % stride < stored.columns ? value : -77)
      }
      view = MatrixView(
        memory.baseAddress!, rows: rows, columns: columns, stride: stride, isTransposed: transposed)
    }

    deinit { memory.deallocate() }

    var gapsAreWhole: Bool {
      memory.indices.allSatisfy { $0 % (stored.columns + gap) < stored.columns || memory[$0] == -77 }
    }
  }

  private func check<S: RealScalar>(_: S.Type, on backend: ChosenBackend) {
    var generator = SeededGenerator(seed: 1)
    for (m, n, k) in Self.sizes {
      for order in 0..<4 {
        let a = Operand<S>(m, k, transposed: order & 1 != 0, &generator)
        let b = Operand<S>(k, n, transposed: order & 2 != 0, &generator)
        // What is not added to is not read.
        for accumulate in [false, true] {
          let c = Operand<S>(m, n, transposed: false, &generator, fill: accumulate ? 0.5 : .nan)
          backend.multiply(a.view, b.view, into: c.view, accumulate: accumulate)
          var isRight = true
          for i in 0..<m {
            for j in 0..<n {
              var (sum, size) = accumulate ? (0.5, 0.5) : (0.0, 0.0)
              for l in 0..<k {
                let term = Double(a.view[i, l]) * Double(b.view[l, j])
                sum += term
                size += term.magnitude
              }
              // Any order of k + 1 terms: γ_{k+1} Σ|a||b|, for both sums.
              let bound = Double(k + 2) * Double(S.ulpOfOne) * size
              if !((Double(c.view[i, j]) - sum).magnitude <= bound) { isRight = false }
            }
          }
          #expect(
            isRight && c.gapsAreWhole,
            "\(m) × \(k) times \(k) × \(n), transposed \(order), accumulating \(accumulate), \(S.precisionName)")
        }
      }
    }
  }

  @Test(arguments: BackendChoice.available)
  func productsEqualSums(backend: BackendChoice) {
    func check() {
      self.check(Double.self, on: backend.chosen)
      self.check(Float.self, on: backend.chosen)
    }
    #if OpenBLAS
      OpenBLASThreads.one { check() }
    #else
      check()
    #endif
  }

  #if OpenBLAS
    /// Such a layer's δx on 120 examples is too large for the kernels without AVX-512, and small enough for a plan that
    /// counts weights alone.
    @Test func plansThatNeedBLASSaySo() {
      let network = Network<Double>(inputs: 32, likelihood: .gaussian) { Dense(250, .tanh) }
      #expect(
        network.architecture.plan.isThin == (ProductRule.routeOfWeights(250 * 120, Double.self) == .kernels))
      #expect(Network<Double>(inputs: 8, likelihood: .gaussian) { Dense(250, .tanh) }.architecture.plan.isThin)
    }
  #endif
}
