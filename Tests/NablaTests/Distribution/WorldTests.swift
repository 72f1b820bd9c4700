import Testing

@testable import Nabla

/// Sums that are cut for any number of processes, in one.
@Suite struct WorldTests {
  private func examples(_ n: Int, inputs: Int) -> (x: Matrix<Double>, t: Matrix<Double>) {
    var generator = SeededGenerator(seed: 3)
    let x = Matrix(rows: n, columns: inputs, elements: (0..<n * inputs).map { _ in generator.normal() })
    return (x, Matrix(rows: n, columns: 2, elements: (0..<n * 2).map { _ in generator.normal() }))
  }

  private func network(_ hidden: Int, inputs: Int) -> Network<Double> {
    var network = Network<Double>(inputs: inputs, likelihood: .gaussian(outputs: 2)) { Dense(hidden, .tanh) }
    network.initialize(.glorot, seed: 1)
    return network
  }

  /// E, its gradient and a product with the Hessian.
  private func results(_ network: Network<Double>, _ x: Matrix<Double>, _ t: Matrix<Double>) -> [Double] {
    let (value, gradient) = network.valueWithGradient(x, t)
    return [value, network.loss(x, t)] + gradient + network.hessianVectorProduct(x, t, along: gradient)
  }

  @Test func smallNetworksHaveTheBitsOfOneProcess() {
    let (x, t) = examples(3000, inputs: 5)
    var network = network(40, inputs: 5)
    let expected = results(network, x, t)
    network.execution.group = .world
    #expect(results(network, x, t) == expected)
  }

  /// Σ over quarters of the batch, by halves.
  @Test func largeNetworksAddUpByHalves() {
    let (x, t) = examples(2048, inputs: 40)
    var network = network(800, inputs: 40)
    let whole = network.valueWithGradient(x, t)
    let parts = (0..<4).map { i in
      let rows = Array(i * 512..<(i + 1) * 512)
      return network.valueWithGradient(x.rows(at: rows), t.rows(at: rows))
    }
    let sums = zip(zip(parts[0].gradient, parts[1].gradient), zip(parts[2].gradient, parts[3].gradient))
      .map { ($0.0 + $0.1) + ($1.0 + $1.1) }
    network.execution.group = .world
    for threads in [1, 2] {
      network.execution.threads = threads
      let world = network.valueWithGradient(x, t)
      #expect(world.gradient == sums)
      #expect(abs(world.value - whole.value) <= 1e-12 * whole.value)
    }
    #expect(whole.gradient != sums, "one process adds in another order, and this test tells the two apart")
  }

  @Test func trainingInTheWorldOfOneProcess() throws {
    let data: Dataset<Double> = TrainingScenario.classes(90)
    let options = TrainingOptions(dropout: Dropout(0.2))
    var hashes: Set<String> = []
    for group in [ProcessGroup.single, .world] {
      var network: Network<Double> = TrainingScenario.network()
      network.execution.group = group
      var training = Training(network, on: data, optimizer: .adam(), batch: 40, seed: 2, options: options)
      try training.run(epochs: 3)
      hashes.insert(training.network.parameterFingerprint)
    }
    #expect(hashes.count == 1)
  }

  @Test func oneProcessIsAGroup() {
    let group = ProcessGroup.world
    guard group.size == 1 else { return }
    #expect(group.rank == 0 && group.isFirst)
    #expect(group.gather([1.5, 2]) == [[1.5, 2]] && group.broadcast([3, 4]) == [3, 4])
    #expect(group.some(true) && !group.some(false) && group.maximum(7) == 7 && group.agrees(on: "this"))
    group.barrier()
  }
}
