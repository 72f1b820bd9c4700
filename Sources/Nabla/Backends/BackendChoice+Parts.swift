extension BackendChoice {
  /// What the passes call.
  var chosen: ChosenBackend {
    switch self {
    case .reference:
      return .reference
    case .kernels:
      return .vectors(.kernels)
    case .openBLAS:
      #if OpenBLAS
        return .vectors(.openBLAS)
      #else
        preconditionFailure("built without the trait OpenBLAS")
      #endif
    case .automatic:
      #if OpenBLAS
        return .vectors(.automatic)
      #else
        return .vectors(.kernels)
      #endif
    }
  }

  /// The factorisations that belong to the backend: the textbook's for the reference.
  var linearAlgebra: any LinearAlgebraRoutines.Type {
    self == .reference ? ReferenceRoutines.self : FactorizationRoutines.fastest
  }
}
