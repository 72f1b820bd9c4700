internal import Foundation

/// What processes tell each other of a run, beside its parameters.
struct RunRecord: Codable {
  let index: Int
  let seed: UInt64
  let history: TrainingHistory
  let loss: Double
  let validation: Double?
  let failure: Failure?

  enum Failure: Codable {
    case diverged(epoch: Int, batch: Int, loss: String)
    case noExamples
    case other
  }

  init<Scalar: RealScalar>(_ run: Run<Scalar>, index: Int) {
    self.index = index
    seed = run.seed
    history = run.history
    loss = run.loss
    validation = run.validation
    failure = run.failure.map { failure in
      switch failure {
      case .diverged(let epoch, let batch, let loss): .diverged(epoch: epoch, batch: batch, loss: loss)
      case .noExamples: .noExamples
      // Neither of a file, as the data is in memory, nor of a group, as each run is of one process.
      case .unreadable, .differs: .other
      }
    }
  }

  /// The run, with its parameters.
  func run<Scalar: RealScalar>(_ network: Network<Scalar>, _ parameters: [Scalar]) -> Run<Scalar> {
    var own = network
    own.parameters = parameters
    let error: TrainingError? = failure.map { failure in
      switch failure {
      case .diverged(let epoch, let batch, let loss): .diverged(epoch: epoch, batch: batch, loss: loss)
      case .noExamples: .noExamples
      case .other: .differs
      }
    }
    return Run(seed: seed, network: own, history: history, loss: loss, validation: validation, failure: error)
  }

  /// The runs of all processes in the order of their indices, from those of this one.
  static func exchanged<Scalar: RealScalar>(
    _ runs: [Run<Scalar>], at indices: [Int], of network: Network<Scalar>, count: Int
  ) -> [Run<Scalar>] {
    let group = network.execution.group
    guard group.size > 1 else { return runs }
    let records = zip(runs, indices).map { RunRecord($0, index: $1) }
    let texts = group.gather(Array(Checkpoint.text(records).utf8))
    let parameters = group.gather(runs.flatMap { $0.network.parameters.map { Double($0) } })
    var all: [Run<Scalar>?] = Array(repeating: nil, count: count)
    let size = network.parameters.count
    for (text, parameters) in zip(texts, parameters) {
      for (i, record) in decoded(text).enumerated() {
        all[record.index] = record.run(network, parameters[i * size..<(i + 1) * size].map { Scalar($0) })
      }
    }
    return all.map { $0! }
  }

  private static func decoded(_ text: [UInt8]) -> [RunRecord] {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    do { return try decoder.decode([RunRecord].self, from: Data(text)) } catch { preconditionFailure("\(error)") }
  }
}
