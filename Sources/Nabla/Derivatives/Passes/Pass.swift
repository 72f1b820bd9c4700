/// A computation that any backend can do.
protocol Pass {
  associatedtype Result

  /// Whether the automatic backend may call BLAS in it, on matrices that BLAS would share among threads of its own.
  var callsBLAS: Bool { get }

  func run(on backend: ChosenBackend) -> Result
}

extension Pass {
  var callsBLAS: Bool { true }
}

extension Execution {
  /// Runs a pass on the chosen backend.
  func run<P: Pass>(_ pass: P) -> P.Result {
    let chosen = backend.chosen
    #if OpenBLAS
      switch chosen {
      case .reference, .vectors(.kernels):
        break
      case .vectors(.automatic):
        if pass.callsBLAS { return OpenBLASThreads.one { pass.run(on: chosen) } }
      case .vectors(.openBLAS):
        return OpenBLASThreads.one { pass.run(on: chosen) }
      }
    #endif
    return pass.run(on: chosen)
  }
}

extension Network {
  /// Lends the address of the parameters, which passes only read.
  func withParameterPointer<Result>(_ body: (UnsafeMutablePointer<Scalar>) -> Result) -> Result {
    parameters.withUnsafeBufferPointer { body(UnsafeMutablePointer(mutating: $0.baseAddress!)) }
  }
}
