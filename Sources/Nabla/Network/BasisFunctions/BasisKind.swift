/// A kind of basis functions: all that a network, a report or a model file asks of the set that it has.
///
/// A new kind is one file with a type that conforms to `BuiltInBasis` and a static function that makes it, and one line in
/// `BasisFunctions.kinds`.
protocol BasisKind: Sendable, Hashable {
  /// The name in files.
  var name: String { get }

  /// The number of functions on `inputs` inputs.
  func count(inputs: Int) -> Int

  /// About that number, for descriptions that may claim anything: no overflow, no work.
  func estimatedCount(inputs: Double) -> Double

  /// What is wrong with these functions on `inputs` inputs, or `nil`; that there are none needs no word.
  func problem(inputs: Int) -> String?

  /// The range of each input beyond which the functions only go on as they end; nil where there is none.
  func ranges(inputs: Int) -> [ClosedRange<Double>?]

  /// Names of the functions in a report, from the names of the inputs.
  func names(inputs: [String]) -> [String]

  /// The functions in C, or nil where there is no text of them.
  func c(_ n: inout CNumbers) -> String?

  /// The functions as operators of ONNX, or nil where there are none for them. Called where there is a function.
  func operators(_ n: inout BasisOperators) -> BasisOperators.Value?

  /// φ(x) of one example, with derivatives where the numbers carry them.
  ///
  /// Called once an example: without the attribute `@specialized` for `Double`, `Float` and their dual numbers it would
  /// look up every operation.
  func evaluate<N: DifferentiableNumber>(_ x: UnsafeBufferPointer<N>, into features: inout FeatureWriter<N>)
}

/// A kind of basis functions that files describe by its numbers, under the names of its coding keys.
protocol BuiltInBasis: BasisKind, Codable {
  /// The name in files.
  static var name: String { get }
}

extension BuiltInBasis {
  var name: String { Self.name }
}

extension BasisFunctions {
  /// Every kind that a file may name.
  static let kinds: [any BuiltInBasis.Type] = [
    PolynomialBasis.self, PolynomialRecurrence.self, GaussianBasis.self, SigmoidBasis.self, FourierBasis.self,
    SplineBasis.self, IndicatorBasis.self, PiecewiseLinearBasis.self, InteractionBasis.self, JoinedBasis.self,
    ProductBasis.self,
  ]
}

extension BasisKind {
  func ranges(inputs: Int) -> [ClosedRange<Double>?] { unlimited(inputs) }

  /// No range for any input.
  func unlimited(_ inputs: Int) -> [ClosedRange<Double>?] { Array(repeating: nil, count: inputs) }

  func equals(_ other: any BasisKind) -> Bool { (other as? Self) == self }

  /// A name for each of `count` functions of every input, input by input.
  func names(_ inputs: [String], each count: Int, _ name: (_ input: String, _ k: Int) -> String) -> [String] {
    inputs.flatMap { input in (0..<count).map { name(input, $0) } }
  }

  /// What is wrong with a width, or nil.
  func widthProblem(_ width: Double) -> String? {
    if !(width > 0) { return "a width of \(width) is not positive" }
    return width.isFinite ? nil : "a width of \(width) is not finite"
  }

  /// A number as names of functions have it.
  func short(_ value: Double) -> String { FitSummary.number(value, digits: 4) }
}

extension Array<Double> {
  /// Whether the numbers are finite and increase strictly.
  var increases: Bool { allSatisfy(\.isFinite) && zip(self, dropFirst()).allSatisfy { $0 < $1 } }
}

/// Where basis functions go, one after the other.
struct FeatureWriter<N> {
  private let phi: UnsafeMutableBufferPointer<N>
  private var count = 0

  init(_ phi: UnsafeMutableBufferPointer<N>) { self.phi = phi }

  mutating func put(_ value: N) {
    phi.initializeElement(at: count, to: value)
    count += 1
  }

  /// The room for the next `n` functions.
  mutating func next(_ n: Int) -> UnsafeMutableBufferPointer<N> {
    defer { count += n }
    return phi.extracting(count..<count + n)
  }
}
