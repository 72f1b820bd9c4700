import Foundation
import Nabla
import Testing

@Suite struct HistoryTests {
  @Test func csvAndJSONHaveEveryEpoch() throws {
    var training = Training(
      TrainingScenario.network(as: Double.self), on: TrainingScenario.classes(20), optimizer: .adam(), batch: 6,
      validation: Validation(on: TrainingScenario.classes(9, seed: 2), metric: .accuracy))
    try training.run(epochs: 3)
    let history = training.history
    #expect(history.epochs.map(\.number) == [1, 2, 3])
    let lines = history.csv.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.first == "epoch,loss,validation,learning_rate,seconds,examples")
    #expect(lines.count == 5 && lines[4].isEmpty)
    for (line, epoch) in zip(lines.dropFirst(), history.epochs) {
      let numbers = line.split(separator: ",").map { Double($0) }
      #expect(
        numbers == [
          Double(epoch.number), epoch.loss, epoch.validation, epoch.learningRate, epoch.seconds, Double(epoch.examples),
        ])
    }
    let decoded = try JSONDecoder().decode([EpochReport].self, from: Data(history.json.utf8))
    #expect(TrainingHistory(decoded) == history)
  }

  /// The mean loss of an epoch is that of the batches, each before its step; with one batch, of the network before.
  @Test func lossIsTheMeanBeforeTheStep() throws {
    let data = TrainingScenario.classes(20, as: Double.self)
    let network = TrainingScenario.network(as: Double.self)
    var training = Training(network, on: data, optimizer: .sgd())
    let before = training.meanLoss
    #expect(try training.epoch().loss == before)
    #expect(training.meanLoss < before)
  }
}
