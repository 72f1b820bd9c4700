import Nabla

/// Activations that the models need and the library does not have: expressions in one variable.
struct Saturation: ActivationExpression {
  let name = "1-exp(-a)"
  func callAsFunction<N: DifferentiableNumber>(_ a: N) -> N { 1 - exp(-a) }
}
struct InverseSquare: ActivationExpression {
  let name = "1-(1+a/2)^-2"
  func callAsFunction<N: DifferentiableNumber>(_ a: N) -> N {
    let below: N = 1 + a / 2
    return 1 - 1 / (below * below)
  }
}
struct InverseRoot: ActivationExpression {
  let name = "1-(1+2a)^-0.5"
  func callAsFunction<N: DifferentiableNumber>(_ a: N) -> N { 1 - 1 / sqrt(1 + 2 * a) }
}
struct Hyperbola: ActivationExpression {
  let name = "a/(1+a)"
  func callAsFunction<N: DifferentiableNumber>(_ a: N) -> N { a / (1 + a) }
}
struct Logarithm: ActivationExpression {
  let name = "ln"
  func callAsFunction<N: DifferentiableNumber>(_ a: N) -> N { log(a) }
}
struct Reciprocal: ActivationExpression {
  let name = "1/a"
  func callAsFunction<N: DifferentiableNumber>(_ a: N) -> N { 1 / a }
}
struct ArcTangentOfReciprocal: ActivationExpression {
  let name = "atan(1/a)"
  func callAsFunction<N: DifferentiableNumber>(_ a: N) -> N { atan(1 / a) }
}
