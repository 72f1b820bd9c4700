/// Training by several processes.
extension Training {
  /// The processes that share the examples.
  var group: ProcessGroup { network.execution.group }

  /// Makes sure, once, that every process trains the same network on the same data in the same way.
  mutating func agree() throws(TrainingError) {
    guard group.size > 1, !isAgreed else { return }
    let state = "\(progress.steps) \(progress.position) \(network.parameterFingerprint)"
    guard group.agrees(on: Checkpoint.text(network.architecture) + Checkpoint.text(identity()) + state) else {
      throw .differs
    }
    isAgreed = true
  }
}
