/// A computation that any backend can do.
protocol Pass {
  associatedtype Result

  /// Whether it may call BLAS on matrices that BLAS would share among threads of its own.
  var callsBLAS: Bool { get }

  func run(on backend: any Backend.Type) -> Result
}

extension Pass {
  var callsBLAS: Bool { true }
}

extension Execution {
  /// Runs a pass on the chosen backend.
  func run<P: Pass>(_ pass: P) -> P.Result {
    switch backend {
    case .reference:
      return pass.run(on: ReferenceBackend.self)
    case .openBLAS:
      #if OpenBLAS
        guard pass.callsBLAS else { return pass.run(on: OpenBLASBackend.self) }
        return OpenBLASThreads.one { pass.run(on: OpenBLASBackend.self) }
      #else
        preconditionFailure("built without the trait OpenBLAS")
      #endif
    }
  }
}

extension Network {
  /// Lends the address of the parameters, which passes only read.
  func withParameterPointer<Result>(_ body: (UnsafeMutablePointer<Scalar>) -> Result) -> Result {
    parameters.withUnsafeBufferPointer { body(UnsafeMutablePointer(mutating: $0.baseAddress!)) }
  }
}
