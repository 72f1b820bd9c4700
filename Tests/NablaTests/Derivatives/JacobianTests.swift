import Nabla
import Testing

/// The laws that connect the operators on the outputs y(w, x); ReferenceDataTests holds them against JAX.
@Suite struct JacobianTests {
  /// Many directions at once give what each gives alone, whatever the caller's memory held; also beyond one group of them.
  @Test(arguments: BackendChoice.available)
  func severalDirectionsEqualSingleOnes(backend: BackendChoice) {
    var generator = SeededGenerator(seed: 5)
    func numbers(_ count: Int) -> [Double] { (0..<count).map { _ in generator.normal() } }
    for c in DerivativeCase.all where ["diamond", "mask-skip", "polynomial-tanh", "softmax-gaussian"].contains(c.name) {
      let p = c.problem(Double.self, on: backend)
      let network = p.network
      let (n, d, K, W) = (p.x.rows, p.x.columns, network.architecture.outputs, network.architecture.parameterCount)
      let R = 35
      let v = Matrix(rows: R, columns: W, elements: numbers(R * W))
      let u = BatchedMatrix(count: R, rows: n, columns: d, elements: numbers(R * n * d))
      let signals = BatchedMatrix(count: R, rows: n, columns: K, elements: numbers(R * n * K))
      let workspace = Workspace<Double>()
      var (forwardV, forwardU) = (signals, signals)
      var backX = BatchedMatrix(count: R, rows: n, columns: d, repeating: Double.nan)
      var backW = Matrix(rows: R, columns: W, repeating: Double.nan)
      network.parameterJVPs(at: p.x, along: v, into: &forwardV, using: workspace)
      network.inputJVPs(at: p.x, along: u, into: &forwardU, using: workspace)
      network.parameterVJPs(at: p.x, along: signals, into: &backW, using: workspace)
      network.inputVJPs(at: p.x, along: signals, into: &backX, using: workspace)
      for r in 0..<R {
        let name = "\(c.name), direction \(r)"
        let own = Array(v[row: r])
        expectClose(
          forwardV[r].elements, network.parameterJVP(at: p.x, along: own).elements, within: 1e-14, name)
        expectClose(forwardU[r].elements, network.inputJVP(at: p.x, along: u[r]).elements, within: 1e-14, name)
        expectClose(
          Array(backW[row: r]), network.parameterVJP(at: p.x, along: signals[r]), within: 1e-13, name)
        expectClose(
          backX[r].elements, network.inputVJP(at: p.x, along: signals[r]).elements, within: 1e-13, name)
        // ⟨c, Jv⟩ = ⟨Jᵀc, v⟩, in the parameters and in the inputs.
        func product(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
        func size(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + ($1.0 * $1.1).magnitude } }
        let masked = zip(own, backW[row: r]).map { $1 == 0 ? 0 : $0 }
        let (left, right) = (product(signals[r].elements, forwardV[r].elements), product(Array(backW[row: r]), masked))
        #expect(abs(left - right) <= 1e-12 * size(Array(backW[row: r]), masked))
        let (leftX, rightX) = (
          product(signals[r].elements, forwardU[r].elements), product(backX[r].elements, u[r].elements)
        )
        #expect(abs(leftX - rightX) <= 1e-12 * size(backX[r].elements, u[r].elements))
      }
    }
  }

  /// Wide outputs go forward, many outputs in several groups; both equal rows of products with unit vectors.
  @Test(arguments: [(inputs: 2, outputs: 5), (inputs: 70, outputs: 40), (inputs: 40, outputs: 70)])
  func jacobiansByEitherModeEqualProducts(size: (inputs: Int, outputs: Int)) throws {
    var network = Network<Double>(inputs: size.inputs, likelihood: .categorical(classes: size.outputs)) {
      Dense(7, .tanh, name: "a")
      Dense(3, .silu, from: ["a", "input"])
      Output(from: ["2", "input"])
    }
    network.initialize(.glorot, seed: 2)
    var generator = SeededGenerator(seed: 4)
    let n = 50
    let x = Matrix(rows: n, columns: size.inputs, elements: (0..<n * size.inputs).map { _ in generator.normal() })
    let jacobian = try network.jacobian(at: x)
    for i in 0..<size.inputs {
      var u = Matrix<Double>(rows: n, columns: size.inputs)
      for row in 0..<n { u[row, i] = 1 }
      let column = network.inputJVP(at: x, along: u)
      let found = (0..<n).flatMap { row in (0..<size.outputs).map { jacobian[row, $0, i] } }
      expectClose(found, column.elements, within: 1e-13, "column \(i)")
    }
    let whole = try network.parameterJacobian(at: x)
    let v = (0..<network.architecture.parameterCount).map { _ in generator.normal() }
    let product = (0..<n).flatMap { row in
      (0..<size.outputs).map { k in v.indices.reduce(0) { $0 + whole[row, k, $1] * v[$1] } }
    }
    expectClose(product, network.parameterJVP(at: x, along: v).elements, within: 1e-12, "∂y/∂w v")
  }

  @Test func inputHessianOfAnyOutputIsTheDerivativeOfTheJacobian() throws {
    for c in DerivativeCase.all
    where ["hidden-tanh", "fourier-two-layers", "softmax-gaussian", "every-earlier"].contains(c.name) {
      let p = c.problem(Double.self)
      let network = p.network
      let d = p.x.columns
      for k in 0..<network.architecture.outputs {
        let hessian = try network.inputHessian(at: p.x, output: k)
        for j in 0..<d {
          let step = 1e-5
          func moved(_ sign: Double) throws -> BatchedMatrix<Double> {
            var x = p.x
            for row in 0..<x.rows { x[row, j] += sign * step }
            return try network.jacobian(at: x)
          }
          let (high, low) = (try moved(1), try moved(-1))
          let places = (0..<p.x.rows).flatMap { row in (0..<d).map { (row, $0) } }
          expectClose(
            places.map { hessian[$0.0, $0.1, j] },
            places.map { (high[$0.0, k, $0.1] - low[$0.0, k, $0.1]) / (2 * step) }, within: 1e-7,
            "\(c.name), output \(k), column \(j)")
        }
      }
    }
  }

  @Test func budgetsAreCheckedBeforeAnythingIsAllocated() {
    let network = Network<Double>(inputs: 10_000, likelihood: .gaussian(outputs: 10_000))
    let x = Matrix<Double>(rows: 100, columns: 10_000)
    #expect(throws: MemoryBudgetError.self) { _ = try network.jacobian(at: x) }
    #expect(throws: MemoryBudgetError.self) { _ = try network.parameterJacobian(at: x) }
    #expect(throws: MemoryBudgetError.self) { _ = try network.inputHessian(at: x) }
  }
}
