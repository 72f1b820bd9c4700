/// Fixed base functions φ(x): a first layer without parameters, so that y = f(wᵀφ(x)) is linear in its parameters.
///
/// The constant function is left out, since the next layer's bias stands for it. What the network's other layers call
/// their input is then φ(x).
///
/// Source: C. M. Bishop, Pattern Recognition and Machine Learning, 2006, section 3.1.
public struct BaseFunctions: Sendable, Hashable {
  enum Kind: Sendable, Hashable {
    case polynomial(degree: Int)
    case gaussian(centres: Matrix<Double>, width: Double)
    case sigmoid(centres: [Double], width: Double)
    case fourier(harmonics: Int, period: Double)
    case custom(CustomBaseFunctions)
  }

  let kind: Kind

  /// The powers x_i, x_i², …, x_i^degree of every input: d · degree functions, input by input.
  public static func polynomial(degree: Int) -> BaseFunctions {
    BaseFunctions(kind: .polynomial(degree: degree))
  }

  /// exp(−‖x − μ_j‖² / 2s²) for every row μ_j of `centres` (M × d), with the width s: M functions.
  public static func gaussian(centres: Matrix<Double>, width: Double) -> BaseFunctions {
    BaseFunctions(kind: .gaussian(centres: centres, width: width))
  }

  /// σ((x_i − μ_j) / s) for every input and every centre, with the width s: d · M functions, input by input.
  public static func sigmoid(centres: [Double], width: Double) -> BaseFunctions {
    BaseFunctions(kind: .sigmoid(centres: centres, width: width))
  }

  /// sin(2πkx_i/P) and cos(2πkx_i/P) for k = 1 … harmonics and the period P: 2 · d · harmonics functions, input by
  /// input, sine before cosine.
  public static func fourier(harmonics: Int, period: Double) -> BaseFunctions {
    BaseFunctions(kind: .fourier(harmonics: harmonics, period: period))
  }

  /// Functions of the user's own.
  public static func custom(_ functions: any BaseFunctionSet) -> BaseFunctions {
    BaseFunctions(kind: .custom(CustomBaseFunctions(functions)))
  }

  /// The number of functions on `inputs` inputs.
  public func count(inputs: Int) -> Int {
    switch kind {
    case .polynomial(let degree): inputs * degree
    case .gaussian(let centres, _): centres.rows
    case .sigmoid(let centres, _): inputs * centres.count
    case .fourier(let harmonics, _): 2 * inputs * harmonics
    case .custom(let custom): custom.functions.count(inputs: inputs)
    }
  }

  /// What is wrong with these functions on `inputs` inputs, or `nil`.
  func problem(inputs: Int) -> String? {
    switch kind {
    case .polynomial(let degree) where degree < 1: return "a polynomial of degree \(degree) has no base functions"
    case .gaussian(let centres, _) where centres.columns != inputs:
      return "the centres of the Gaussians have \(centres.columns) coordinates, but there are \(inputs) inputs"
    case .gaussian(_, let width) where !(width > 0), .sigmoid(_, let width) where !(width > 0):
      return "a width of \(width) is not positive"
    case .fourier(_, let period) where !(period > 0): return "a period of \(period) is not positive"
    default: return count(inputs: inputs) > 0 ? nil : "there are no base functions"
    }
  }
}

/// Base functions of the user's own: φ(x) for one example, as generic expressions; their derivatives follow.
public protocol BaseFunctionSet: Sendable {
  /// A name for descriptions and model files; it identifies the functions.
  var name: String { get }

  /// The number M of functions on `inputs` inputs.
  func count(inputs: Int) -> Int

  /// φ(x), M numbers, of one example `x` of d numbers.
  func callAsFunction<N: DifferentiableNumber>(_ x: [N]) -> [N]
}

/// A named box around a `BaseFunctionSet`; two boxes are equal when their names are.
struct CustomBaseFunctions: Sendable, Hashable {
  let functions: any BaseFunctionSet

  init(_ functions: any BaseFunctionSet) { self.functions = functions }

  static func == (left: Self, right: Self) -> Bool { left.functions.name == right.functions.name }
  func hash(into hasher: inout Hasher) { hasher.combine(functions.name) }
}
