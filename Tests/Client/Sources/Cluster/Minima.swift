import Nabla

/// Minimisers, Levenberg and Marquardt's method, second derivatives and the certificate of a point.
func minima(_ execution: Execution) throws {
  let (network, all): (Network<Double>, Dataset<Double>) = try masked(execution)
  let data = all.rows(at: 0..<580)
  try minimum("L-BFGS", network, data, by: LBFGS())
  try minimum("conjugate gradients", network, data, by: ConjugateGradient())
  try minimum("scaled conjugate gradients", network, data, by: ScaledConjugateGradient())
  try minimum("Newton's method by products", network, data, by: NewtonCG())

  let n = 1500
  let x: Matrix<Double> = inputs(n, 8, seed: 11)
  let few = try Dataset(inputs: x, targets: Matrix(column: signal(x, seed: 12)), weights: weights(n))
  var small = Network<Double>(inputs: 8, likelihood: .gaussian, execution: execution) { Dense(12, .tanh) }
  small.initialize(.glorot, seed: 13)
  try minimum("Newton's method in a trust region", small, few, by: TrustRegionNewton())
  try minimum("Levenberg and Marquardt's method", small, few, by: LevenbergMarquardt())
  try minimum("the same by normal equations", small, few, by: LevenbergMarquardt(.cholesky))
  for curvature in Curvature.allCases {
    let matrix = try small.hessian(few.inputs, few.targets, weights: few.weights, curvature: curvature)
    line("curvature, \(curvature.rawValue)", matrix.elements)
  }
  line("its diagonal", small.hessianDiagonal(few.inputs, few.targets, weights: few.weights))
  let objective = NetworkObjective(small, on: few, l2: 1e-3)
  try line("a certificate", of: objective.certify(at: objective.start))
}

private func minimum(
  _ name: String, _ network: Network<Double>, _ data: Dataset<Double>, by minimizer: some Minimizer
) throws {
  let found = try network.minimized(on: data, by: minimizer, l2: 1e-3, limits: MinimizationLimits(iterations: 1))
  line(name, found.result.x + [found.result.value, found.result.gradientNorm])
}
