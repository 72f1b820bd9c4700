import Nabla

/// Precisions at the maximum of the evidence, comparisons of networks, and what a posterior says of examples.
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

  let bands = posterior.predict(inputs(330, 2, seed: 34))
  line("bands", bands.mean.elements + bands.meanDeviation.elements)
  line("influences", posterior.influence().elements)
  line("a sandwich", posterior.sandwichCovariance().elements)
  line("a bootstrap", try posterior.bootstrap(3, seed: 35).parameters.flatMap { $0 })
  line("leaving out", try posterior.leaveOneOut().errors)
  let gaussNewton = try Posterior.trained(
    network, on: data, groups: groups, hyperparameters: posterior.hyperparameters, form: .gaussNewton)
  let left = try gaussNewton.leaveOneOut()
  line("leaving out by Gauss–Newton parts", left.predictions.elements + [left.total])

  let classes = try Dataset(inputs: x, targets: signal(x, seed: 36).map { $0 > 0.4 ? 2 : $0 > -0.3 ? 1 : 0 })
  let softmax = Network<Double>(inputs: 2, likelihood: .categorical(classes: 3), execution: execution)
  let layers = PriorGroups(.layers, of: softmax.architecture)
  let unsure = try Posterior.trained(
    softmax, on: classes, groups: layers,
    hyperparameters: Hyperparameters(alphas: layers.names.map { _ in 1 }))
  line("bands of classes", unsure.predict(inputs(100, 2, seed: 37)).meanDeviation.elements)
}
