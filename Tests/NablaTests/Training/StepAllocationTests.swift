import CAllocationCounter
import Nabla
import Testing

@Suite struct StepAllocationTests {
  /// From the third step of an epoch on, a step allocates nothing, whatever is done in it.
  @Test func warmStepsAllocateNothing() throws {
    func check<S: RealScalar>(_ optimizer: some Optimizer<S>, _ options: TrainingOptions) throws {
      var network = TrainingScenario.network(as: S.self)
      network.execution.threads = 1
      var training = Training(
        network, on: TrainingScenario.classes(200), optimizer: optimizer, batch: 10, options: options)
      try training.epoch()
      var counts: [UInt64] = []
      counts.reserveCapacity(20)
      try training.epoch { _, _, _ in counts.append(nabla_allocation_count()) }
      #expect(counts.count == 20 && counts[2] == counts[19], "\(optimizer.summary): \(counts)")
    }
    let all = TrainingOptions(
      schedule: .cosine(epochs: 3, warmUp: 1), regularization: Regularization(.init(l2: 1e-3, l1: 1e-4, decay: 1e-2)),
      dropout: 0.2, gradientLimit: 1)
    for options in [TrainingOptions(), all] {
      try check(GradientDescent<Double>(learningRate: 0.01), options)
      try check(Momentum<Float>(learningRate: 0.01), options)
      try check(Adam<Double>(), options)
      try check(AdamW<Float>(), options)
      try check(NAdam<Double>(), options)
    }
    // The counter counts.
    let before = nabla_allocation_count()
    let array = Array(repeating: 1.0, count: 1000)
    #expect(array.count == 1000 && nabla_allocation_count() > before)
  }
}
