import Nabla

/// `solve` of each likelihood, with all that its report says.
func regressions(_ execution: Execution) throws {
  let n = 1700
  let x: Matrix<Double> = inputs(n, 40, seed: 21)
  let a = signal(x, seed: 22)
  func solution(
    _ name: String, _ likelihood: Likelihood, _ targets: some TargetsConvertible,
    isWeighted: Bool = false, dispersion: Dispersion = .given, ridge: Ridge = .none
  ) throws {
    let network = Network<Double>(inputs: 40, likelihood: likelihood, execution: execution)
    let fit = try network.solve(
      x, targets, weights: isWeighted ? weights(n) : nil, dispersion: dispersion, ridge: ridge)
    try line(name, of: fit.summary)
    if isWeighted, let left = fit.deletedResiduals(x, targets, weights: weights(n)) {
      line("\(name), examples left out", left.residuals.elements)
    }
  }
  func column(_ target: (Double) -> Double) -> Matrix<Double> { Matrix(column: a.map(target)) }
  let classes = column { $0 > 0.1 ? 1 : 0 }
  let counts = column { (3 * max($0, 0)).rounded(.down) }
  try solution("least squares", .gaussian, column { $0 })
  try solution("weighted least squares with a ridge", .gaussian, column { $0 }, isWeighted: true, ridge: 0.5)
  try solution(
    "a cross-validated ridge", .gaussian, column { $0 }, ridge: .crossValidated(folds: 3, candidates: [0.1, 1]))
  try solution("logistic regression", .bernoulli, classes, isWeighted: true)
  try solution("softmax regression", .categorical(classes: 3), a.map { $0 > 0.4 ? 2 : $0 > -0.3 ? 1 : 0 })
  try solution("probit regression", .probit(), classes)
  try solution("complementary log-log regression", .complementaryLogLog(), classes)
  try solution("Poisson regression", .poisson(), counts, isWeighted: true)
  try solution("gamma regression", .gamma(shape: 1), column { 0.1 + $0 * $0 }, dispersion: .estimated)
  try solution("negative binomial regression", .negativeBinomial(dispersion: 0.5), counts)
}
