/// Fixed base functions φ(x): a first layer without parameters, so that y = f(wᵀφ(x)) is linear in its parameters.
///
/// The constant function is left out, since the next layer's bias stands for it. What the network's other layers call
/// their input is then φ(x).
///
/// Source: C. M. Bishop, Pattern Recognition and Machine Learning, 2006, section 3.1.
public struct BaseFunctions: Sendable, Hashable {
  enum Kind: Sendable, Hashable {
    case polynomial(degree: Int)
    case recurrence(PolynomialRecurrence)
    case gaussian(centres: Matrix<Double>, width: Double)
    case sigmoid(centres: [Double], width: Double)
    case fourier(harmonics: Int, period: Double)
    case bSpline(degree: Int, breakpoints: [Double])
    case indicator(edges: [Double])
    case interactions(order: Int)
    case joined([BaseFunctions])
    indirect case product(BaseFunctions, BaseFunctions)
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

  /// B-splines of every input: piecewise polynomials of the degree, joined smoothly at the inner `breakpoints`
  /// b₀ < … < b_m; d · (m + degree − 1) functions, input by input.
  ///
  /// The m + degree B-splines with degree + 1 equal knots at either end sum to 1; the first one is left out, since the
  /// bias stands for the constant. Beyond b₀ and b_m the outer polynomials go on.
  ///
  /// Source: C. de Boor, A Practical Guide to Splines, 1978.
  public static func bSpline(degree: Int = 3, breakpoints: [Double]) -> BaseFunctions {
    BaseFunctions(kind: .bSpline(degree: degree, breakpoints: breakpoints))
  }

  /// The steps e_j ≤ x_i < e_{j+1} (1 inside, 0 outside; the last without end) between increasing edges: one function an
  /// edge, input by input. Below e₁ all are 0: there the bias speaks.
  public static func indicator(edges: [Double]) -> BaseFunctions {
    BaseFunctions(kind: .indicator(edges: edges))
  }

  /// The inputs and their products of up to `order` different ones: x₁, x₂, …, x₁x₂, …, by number of factors.
  public static func interactions(order: Int) -> BaseFunctions {
    BaseFunctions(kind: .interactions(order: order))
  }

  /// Several sets of functions, one after the other.
  public static func joined(_ parts: [BaseFunctions]) -> BaseFunctions {
    BaseFunctions(kind: .joined(parts))
  }

  /// The products φ_i ψ_j of every function of one set with every one of the other, i by i. With the sets themselves, for
  /// surfaces that are not sums: `.joined([a, b, .product(a, b)])`.
  public static func product(_ first: BaseFunctions, _ second: BaseFunctions) -> BaseFunctions {
    BaseFunctions(kind: .product(first, second))
  }

  /// Functions of the user's own.
  public static func custom(_ functions: any BaseFunctionSet) -> BaseFunctions {
    BaseFunctions(kind: .custom(CustomBaseFunctions(functions)))
  }

  /// The number of functions on `inputs` inputs.
  public func count(inputs: Int) -> Int {
    switch kind {
    case .polynomial(let degree): inputs * degree
    case .recurrence(let recurrence): inputs * recurrence.degree
    case .gaussian(let centres, _): centres.rows
    case .sigmoid(let centres, _): inputs * centres.count
    case .fourier(let harmonics, _): 2 * inputs * harmonics
    case .bSpline(let degree, let breakpoints): inputs * (breakpoints.count + degree - 2)
    case .indicator(let edges): inputs * edges.count
    case .interactions(let order):
      // Binomial coefficients, each from the one before.
      (0..<max(0, min(order, inputs))).reduce((term: 1, sum: 0)) { pair, k in
        let term = pair.term * (inputs - k) / (k + 1)
        return (term, pair.sum + term)
      }.sum
    case .joined(let parts): parts.reduce(0) { $0 + $1.count(inputs: inputs) }
    case .product(let first, let second): first.count(inputs: inputs) * second.count(inputs: inputs)
    case .custom(let custom): custom.functions.count(inputs: inputs)
    }
  }

  /// The sets of 1 … `order` of the numbers 0 ..< n, by size, each in lexicographic order.
  static func subsets(of n: Int, upTo order: Int) -> [[Int]] {
    var result: [[Int]] = []
    var size: [[Int]] = [[]]
    for _ in 0..<max(0, min(order, n)) {
      size = size.flatMap { set in ((set.last ?? -1) + 1..<max(n, (set.last ?? -1) + 1)).map { set + [$0] } }
      result += size
    }
    return result
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
