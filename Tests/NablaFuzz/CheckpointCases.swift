import Nabla

/// Checkpoints with damage to bytes, to the header, to what they say of the progress and to their vectors.
enum CheckpointCases {
  private static let data: Dataset<Double> = {
    let x = Matrix<Double>(rows: 12, columns: 2, elements: (0..<24).map { Double($0 * 7 % 11) / 11 })
    do { return try Dataset(inputs: x, targets: (0..<12).map { $0 % 3 }) } catch { preconditionFailure("\(error)") }
  }()

  private static func training(_ number: Int) -> Training<Double> {
    var network = Network<Double>(inputs: 2, likelihood: .categorical(classes: 3)) { Dense(3, .tanh) }
    network.initialize(.glorot, seed: 1)
    network.execution.threads = 1
    let options = TrainingOptions(schedule: .plateau(factor: 0.5, patience: 1), stopping: EarlyStopping(patience: 3))
    switch number {
    case 0:
      return Training(network, on: data, optimizer: .adam(learningRate: 0.01), batch: 5, seed: 1, options: options)
    case 1:
      return Training(
        network, on: data, optimizer: NAdam(), batch: 4, seed: 2, validation: Validation(on: data, metric: .accuracy))
    case 2: return Training(network, on: data, optimizer: .momentum(learningRate: 0.1), seed: 3, options: options)
    default: return Training(network, on: data, optimizer: .sgd(learningRate: 0.1), batch: 5, seed: 4)
    }
  }

  /// A file of each training: after two epochs, and in the midst of the third where epochs have several steps.
  private static func files(in folder: String) throws -> [SafetensorsFile] {
    try (0..<4).map { number in
      let path = folder + "/base.checkpoint"
      var running = training(number)
      for _ in 0..<2 { try running.epoch() }
      // Saved after every batch: the last call but one of the third epoch has the state in its midst.
      if number != 2 { try? running.run(epochs: 3, checkpoints: Checkpoints(path, every: .batches(2))) }
      var kept: SafetensorsFile?
      if number == 0 {
        var again = training(number)
        try again.run(epochs: 3, checkpoints: Checkpoints(path, every: .batches(1))) { done, of, _ in
          if done < of, kept == nil { kept = try? SafetensorsFile(contentsOf: path) }
        }
      } else {
        try running.save(checkpoint: path)
      }
      return try kept ?? SafetensorsFile(contentsOf: path)
    }
  }

  nonisolated(unsafe) private static var bases: [SafetensorsFile] = []

  private static let names =
    ModelCases.names + [
      "training", "progress", "optimizer", "start", "best", "steps", "position", "generator", "state", "history",
      "epochs",
      "number", "loss", "nan", "inf", "-inf", "plateau", "waiting", "factor", "learningRate", "product",
      "nabla-checkpoint",
    ]

  static func run(_ mutation: inout Mutation, in folder: String) throws {
    if bases.isEmpty { bases = try files(in: folder) }
    let number = mutation.below(bases.count)
    let base = bases[number]
    var bytes: [UInt8]
    switch mutation.below(5) {
    case 0: bytes = mutation.damaged(base.bytes())
    case 1: bytes = ModelCases.damagedHeader(base.bytes(), &mutation)
    case 2: bytes = withChecksum(try ModelCases.damagedParts(base, &mutation)).bytes()
    default:
      var file = base
      let key = mutation.pick(["progress", "progress", "training"])
      if let tree = JSONTree(file.metadata[key] ?? "") {
        file.metadata[key] = mutation.damaged(tree, names: names).text
      }
      bytes = withChecksum(file).bytes()
    }
    let path = try FuzzCase.write(bytes, "case.checkpoint", in: folder)
    var resumed = training(number)
    try resumed.resume(from: path)
    // What was accepted goes on, and its history can be written.
    try resumed.epoch()
    try resumed.epoch()
    resumed.restoreBest()
    _ = resumed.history.csv
    if resumed.history.epochs.allSatisfy({ $0.validation?.isFinite ?? true }) { _ = resumed.history.json }
  }
}
