extension BasisFunctions {
  /// Calls `body` with ∂φ_m/∂x_i of one example for every m and i, and with ∂²φ_m/∂x_i∂x_j for j = `other` where it is
  /// given.
  ///
  /// - Complexity: d evaluations of the functions.
  func forEachDerivative<S: RealScalar>(
    of x: UnsafeBufferPointer<S>, other: Int? = nil, _ body: (_ m: Int, _ i: Int, _ first: S, _ mixed: S) -> Void
  ) {
    let count = count(inputs: x.count)
    withUnsafeTemporaryAllocation(of: HyperDual<S>.self, capacity: x.count + count) { memory in
      let point = UnsafeMutableBufferPointer(rebasing: memory[..<x.count])
      let phi = UnsafeMutableBufferPointer(rebasing: memory[x.count...])
      for i in x.indices {
        for k in x.indices {
          point.initializeElement(at: k, to: HyperDual(x[k], first: k == i ? 1 : 0, other: k == other ? 1 : 0))
        }
        evaluate(UnsafeBufferPointer(point), into: phi)
        for m in 0..<count { body(m, i, phi[m].first, phi[m].mixed) }
      }
    }
  }
}
