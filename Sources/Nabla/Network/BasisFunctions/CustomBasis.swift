/// Basis functions of the user's own: φ(x) for one example, as generic expressions; their derivatives follow.
public protocol BasisFunctionSet: Sendable {
  /// A name for descriptions and model files; it identifies the functions.
  var name: String { get }

  /// The number M of functions on `inputs` inputs.
  func count(inputs: Int) -> Int

  /// φ(x), M numbers, of one example `x` of d numbers.
  func callAsFunction<N: DifferentiableNumber>(_ x: [N]) -> [N]
}

extension BasisFunctions {
  /// Functions of the user's own.
  public static func custom(_ functions: any BasisFunctionSet) -> BasisFunctions {
    BasisFunctions(CustomBasis(functions: functions))
  }
}

/// A box around a `BasisFunctionSet`; two boxes are equal when the names of their functions are.
struct CustomBasis: BasisKind {
  let functions: any BasisFunctionSet

  var name: String { functions.name }

  static func == (left: Self, right: Self) -> Bool { left.name == right.name }
  func hash(into hasher: inout Hasher) { hasher.combine(name) }

  func count(inputs: Int) -> Int { functions.count(inputs: inputs) }

  func estimatedCount(inputs: Double) -> Double {
    inputs > 0 && inputs <= 0x1p30 ? Double(functions.count(inputs: Int(inputs))) : 0
  }

  func c(_ n: inout CNumbers) -> String? { nil }

  func operators(_ n: inout BasisOperators) -> BasisOperators.Value? { nil }

  func problem(inputs: Int) -> String? { nil }

  func names(inputs: [String]) -> [String] { (0..<count(inputs: inputs.count)).map { "\(name)[\($0 + 1)]" } }

  @specialized(where N == Double)
  @specialized(where N == Float)
  @specialized(where N == HyperDual<Double>)
  @specialized(where N == HyperDual<Float>)
  func evaluate<N: DifferentiableNumber>(_ x: UnsafeBufferPointer<N>, into features: inout FeatureWriter<N>) {
    let values = functions(Array(x))
    let promised = count(inputs: x.count)
    precondition(
      values.count == promised, "'\(name)' promised \(promised) basis functions and gave \(values.count)")
    for value in values { features.put(value) }
  }
}
