/// An activation function as everything that depends on it asks for it: passes, kernels, canonical forms, flat directions,
/// initialization and files.
///
/// A new function is a type that conforms to this in a file of this folder, and a case of `Activation` with its line in
/// `Activation.visit` (and in `Activation.elementwise`); a vectorised kernel of it, if it has one, is a matter of
/// CVectorKernels.
protocol ActivationKind: Sendable {
  /// The name in files and on the command line.
  var name: String { get }

  /// The slope or α, where the function has one.
  var parameter: Double? { get }

  /// The number of the function in `CVectorKernels.h`, or nil where the kernels do not have it.
  var kernel: Int32? { get }

  /// What h(−a) is, which makes units with turned weights the same.
  var symmetry: ActivationSymmetry { get }

  /// The p with h(a + p) = −h(a), where there is one.
  var antiperiod: Double? { get }

  /// How the scale of a unit's weights moves through it.
  var homogeneity: ActivationHomogeneity { get }

  /// The scheme by which the weights of a layer of such units begin.
  var initialization: Initialization { get }

  /// Whether `first(fromOutput:)` is defined.
  var slopeFollowsFromOutput: Bool { get }

  /// The function in C, or nil where there is no text of it: for a function of the user's own, and for softmax, whose
  /// text is that of the whole layer.
  var c: CFunction? { get }

  /// The function as operators of ONNX that its runtimes have in this precision, or nil as `c`.
  func formula(isSingle: Bool) -> OperatorFormula?

  /// h, h′ and h″ at `a`.
  func derivatives<S: RealScalar>(at a: S) -> ActivationDerivatives<S>

  /// h⁽ᵏ⁾(a) at place k of `h` for k from 3 to `order`, which is at most 7; those below are there.
  func addDerivatives<S: RealScalar>(at a: S, order: Int, to h: inout SIMD8<S>)

  /// The highest order of a derivative that is known.
  var highestOrder: Int { get }

  /// h′ from z = h(a), where it follows from z.
  func first<S: RealScalar>(fromOutput z: S) -> S
}

extension ActivationKind {
  var parameter: Double? { nil }
  var antiperiod: Double? { nil }
  var slopeFollowsFromOutput: Bool { false }
  var highestOrder: Int { 7 }

  /// By the function itself, linear by pieces.
  func addDerivatives<S: RealScalar>(at a: S, order: Int, to h: inout SIMD8<S>) {}

  func first<S: RealScalar>(fromOutput z: S) -> S {
    preconditionFailure("h′ of \(name) does not follow from its output")
  }
}

/// What h(−a) is.
enum ActivationSymmetry: Sendable, Hashable {
  /// −h(a).
  case odd
  /// h(a).
  case even
  /// 1 − h(a).
  case complementary
  case none
}

/// What h makes of the scale, or the shift, of its argument.
enum ActivationHomogeneity: Sendable, Hashable {
  /// h is linear.
  case linear
  /// h(ca) = c h(a) for c > 0.
  case positive
  /// h(a + c) = eᶜ h(a).
  case exponential
  case none
}

/// Something that is done with an activation function, compiled for each of them.
protocol ActivationVisitor {
  associatedtype Result

  func visit(_ kind: some ActivationKind) -> Result
}

extension SIMD8 where Scalar: RealScalar {
  /// The m-th derivative of f g, of which `self` and `other` hold the derivatives from place `first` on: Leibniz's rule.
  func productDerivative(_ m: Int, with other: SIMD8, from first: Int = 0) -> Scalar {
    var (sum, binomial): (Scalar, Scalar) = (0, 1)
    for k in 0...m {
      sum += binomial * self[first + k] * other[first + m - k]
      binomial = binomial * Scalar(m - k) / Scalar(k + 1)
    }
    return sum
  }
}

/// What is known of an activation function, apart from its values.
struct ActivationFacts: Sendable {
  let name: String
  let parameter: Double?
  let kernel: Int32?
  let symmetry: ActivationSymmetry
  let antiperiod: Double?
  let homogeneity: ActivationHomogeneity
  let initialization: Initialization
  let slopeFollowsFromOutput: Bool
  let highestOrder: Int

  struct Collection: ActivationVisitor {
    @inline(__always)
    func visit(_ kind: some ActivationKind) -> ActivationFacts {
      ActivationFacts(
        name: kind.name, parameter: kind.parameter, kernel: kind.kernel, symmetry: kind.symmetry,
        antiperiod: kind.antiperiod, homogeneity: kind.homogeneity, initialization: kind.initialization,
        slopeFollowsFromOutput: kind.slopeFollowsFromOutput, highestOrder: kind.highestOrder)
    }
  }
}
