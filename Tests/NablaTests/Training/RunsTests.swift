import Nabla
import Testing

@Suite struct RunsTests {
  private func runs(threads: Int, rate: Double = 0.05) -> Runs<Double> {
    var network = TrainingScenario.network(as: Double.self)
    network.execution.threads = threads
    return Training.runs(
      of: network, on: TrainingScenario.classes(600), seeds: 1...6 as ClosedRange<UInt64>, epochs: 4, batch: 150,
      optimizer: .momentum(learningRate: rate), options: TrainingOptions(dropout: 0.2),
      validation: Validation(on: TrainingScenario.classes(90, seed: 4)))
  }

  @Test func threadsChangeNoBitAndTheBestComesFirst() {
    let one = runs(threads: 1)
    let three = runs(threads: 3)
    #expect(one.map(\.seed) == three.map(\.seed))
    for (a, b) in zip(one, three) {
      #expect(a.network.parameters == b.network.parameters && a.loss == b.loss && a.validation == b.validation)
      #expect(a.history.epochs.map(\.loss) == b.history.epochs.map(\.loss))
    }
    let values = one.compactMap(\.validation)
    #expect(values.count == 6 && values == values.sorted() && Set(values).count == 6)
    #expect(one.best.seed == one[0].seed)
    #expect(three.best.network.execution.threads == 3)
    // A run is what a training from that start does.
    var start = TrainingScenario.network(as: Double.self)
    start.initialize(.glorot, seed: one.best.seed)
    var alone = Training(
      start, on: TrainingScenario.classes(600), optimizer: .momentum(learningRate: 0.05), batch: 150,
      seed: one.best.seed, options: TrainingOptions(dropout: 0.2))
    for _ in 1...4 { _ = try? alone.epoch() }
    #expect(alone.network.parameters == one.best.network.parameters)
  }

  @Test func theTableHasALineARun() {
    let table = runs(threads: 2).description.split(separator: "\n")
    #expect(table.count == 7)
    #expect(table[0] == "run  seed                  epochs  loss        validation")
    #expect(Set(table.dropFirst().map { $0.split(separator: " ")[1] }) == ["1", "2", "3", "4", "5", "6"])
  }

  @Test func runsThatDivergeComeLastWithTheReason() {
    let data = try! Dataset(inputs: Matrix(column: [1.0, 2, 3]), targets: Matrix(column: [1.0, 2, 3]))
    let runs = Training.runs(
      of: Network<Double>(inputs: 1, likelihood: .gaussian), on: data, seeds: [7, 8] as [UInt64], epochs: 3000,
      optimizer: .sgd(learningRate: 10))
    #expect(runs.allSatisfy { $0.failure != nil && $0.network.parameters.allSatisfy(\.isFinite) })
    #expect(runs.description.contains("the loss became"))
  }
}
