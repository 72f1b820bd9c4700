import Nabla

/// Precisions at the maximum of the evidence, and comparisons of networks.
func posteriors(_ execution: Execution) throws {
  let x: Matrix<Double> = inputs(60, 2, seed: 31)
  let data = try Dataset(inputs: x, targets: Matrix(column: signal(x, seed: 32)))
  var network = Network<Double>(inputs: 2, likelihood: .gaussian, execution: execution) { Dense(1, .tanh) }
  network.initialize(.glorot, seed: 33)
  let groups = PriorGroups(.layers, of: network.architecture)
  let posterior = try Posterior.maximizingEvidence(of: network, on: data, groups: groups).posterior
  line("evidence", posterior.network.parameters + [posterior.logEvidence])
  let comparison = EvidenceComparison(of: [network], on: data, seeds: 1...2)
  line("a comparison by evidence", comparison.minima.flatMap { $0.posterior.network.parameters + [$0.probability] })
}
