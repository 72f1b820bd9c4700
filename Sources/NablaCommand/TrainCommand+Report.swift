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

  /// Saves the model and the history, first of all so that no failure after it takes them away; then throws what ended the
  /// training, or says what is there where a signal did.
  ///
  /// - Returns: Whether no signal asks the program to end.
  func keep<S: RealScalar>(
    _ model: Model<S>, _ history: TrainingHistory, _ failure: TrainingError?, of epochs: Int
  ) throws -> Bool {
    var saved: [String] = []
    if let path, Processes.isFirst {
      Outcome.attempt {
        try model.save(to: path)
        saved.append("the network is in \(path)")
        if !isQuiet { Console.print("saved in \(path.visible)") }
      }
    }
    record.write(history, isQuiet: isQuiet)
    if let failure { throw failure }
    guard Interruption.isRequested else { return true }
    if let path = training.checkpoint.checkpoints?.path, !Outcome.hasFailed {
      saved.append("the state in \(path), from which '--resume' goes on")
    }
    Console.complain(
      "stopped by \(Interruption.name) after \(history.epochs.count) of \(epochs) epochs; "
        + (saved.isEmpty ? "nothing was asked to be saved" : saved.joined(separator: ", ")))
    return false
  }

  /// Prints what a check of the gradient found.
  func report(_ verdict: GradientCheck) {
    Console.print("\(verdict)")
    if !verdict.passed { Outcome.fail("the gradient check failed: a derivative is wrong") }
  }

  /// What the model file says about its training.
  func notes<S: RealScalar>(_ name: String, _ start: Network<S>, epochs: Int, batch: Int) -> [String: String] {
    var notes = ["program": "nabla \(Program.version)", "data": name, "seed": "\(network.seed)"]
    notes["optimizer"] = "\(training.optimizer.rule.rawValue), learning rate \(training.optimizer.learningRate)"
    let layers = start.architecture.layers.dropLast()
    let others = self.network.embedding.layerNames + self.network.slopes.layerNames(hidden: hiddenCount)
    let hidden = layers.filter { !others.contains($0.name) }.map { "\($0.units)" }
    var resolved = [
      "epochs": "\(epochs)", "batch": "\(batch)", "optimizer": training.optimizer.rule.rawValue,
      "learning-rate": "\(training.optimizer.learningRate)", "seed": "\(network.seed)",
      "precision": chosenPrecision.rawValue,
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
