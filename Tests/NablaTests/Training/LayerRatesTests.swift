import Nabla
import Testing

/// Learning rates of single layers.
@Suite struct LayerRatesTests {
  private static let data = TrainingScenario.classes(30, as: Double.self)

  private static func trained(_ optimizer: some Optimizer<Double>, _ options: TrainingOptions) throws -> [Double] {
    var training = Training(
      TrainingScenario.network(as: Double.self), on: data, optimizer: optimizer, batch: 10, options: options)
    for _ in 0..<2 { try training.epoch() }
    return training.network.parameters
  }

  /// With one factor for all layers training is that with the learning rate times it, for every optimiser, decay included.
  @Test func aFactorOfAllLayersIsOneOfTheRate() throws {
    let factors = Dictionary(
      uniqueKeysWithValues: TrainingScenario.network(as: Double.self).architecture.layers.map { ($0.name, 4.0) })
    let decay = Regularization(.init(l2: 0.01, decay: 0.1))
    let pairs: [(any Optimizer<Double>, any Optimizer<Double>)] = [
      (.sgd(learningRate: 0.4), .sgd(learningRate: 0.1)), (Nesterov(learningRate: 0.08), Nesterov(learningRate: 0.02)),
      (.adam(learningRate: 0.02), .adam(learningRate: 0.005)),
      (.adamW(learningRate: 0.02, weightDecay: 0.3), .adamW(learningRate: 0.005, weightDecay: 0.3)),
    ]
    for (whole, part) in pairs {
      let expected = try Self.trained(whole, TrainingOptions(regularization: decay))
      let found = try Self.trained(part, TrainingOptions(regularization: decay, layerRates: factors))
      expectClose(found, expected, within: 1e-12, "\(part.summary)")
    }
  }

  /// A layer of rate 0 stays, and the first step of the others is as without it.
  @Test func otherLayersStepAsTheyWould() throws {
    let network = TrainingScenario.network(as: Double.self)
    var options = TrainingOptions()
    func step(_ options: TrainingOptions) throws -> [Double] {
      var training = Training(network, on: Self.data, optimizer: .adam(learningRate: 0.01), options: options)
      try training.epoch()
      return training.network.parameters
    }
    let plain = try step(options)
    options.layerRates = ["2": 0]
    let found = try step(options)
    for i in plain.indices {
      let isHeld = network.architecture.location(ofParameter: i).layer == "2"
      #expect(found[i] == (isHeld ? network.parameters[i] : plain[i]))
      #expect(!isHeld || plain[i] != network.parameters[i])
    }
  }
}
