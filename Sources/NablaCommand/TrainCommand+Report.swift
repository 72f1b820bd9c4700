internal import Nabla

extension TrainCommand {
  /// Says who has computed a network, and what tells its bits from those of others, where that is asked for.
  func describe<S: RealScalar>(_ network: Network<S>) {
    guard isVerbose else { return }
    let (processes, threads) = (Processes.group.size, execution.threads)
    Console.print(
      "\(processes) process\(processes == 1 ? "" : "es") of \(threads) thread\(threads == 1 ? "" : "s")")
    Console.print("hash of the parameters: \(network.parameterFingerprint)")
  }

  /// What the model file says about its training.
  func notes<S: RealScalar>(_ name: String, _ start: Network<S>, epochs: Int, batch: Int) -> [String: String] {
    var notes = ["program": "nabla \(Program.version)", "data": name, "seed": "\(network.seed)"]
    notes["optimizer"] = "\(training.optimizer.rule.rawValue), learning rate \(training.optimizer.learningRate)"
    let hidden = start.architecture.layers.dropLast().map { "\($0.units)" }
    var resolved = [
      "epochs": "\(epochs)", "batch": "\(batch)", "optimizer": training.optimizer.rule.rawValue,
      "learning-rate": "\(training.optimizer.learningRate)", "seed": "\(network.seed)", "precision": S.precisionName,
    ]
    // The sizes of a comparison say what is tried.
    if !evidence.compares { resolved["hidden"] = hidden.isEmpty ? "none" : hidden.joined(separator: ",") }
    notes["settings"] = SettingsFile.text(arguments, resolved: resolved)
    if case .digits = data.source {
      notes[EvaluateCommand.testFractionNote] = "\(data.testFraction ?? DataChoice.defaultTestFraction)"
    }
    return notes
  }
}
