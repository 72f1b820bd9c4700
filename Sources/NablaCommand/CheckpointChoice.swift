import Foundation
internal import Nabla

/// Where and when a run saves its state, and whether it goes on from a saved one, as the options say.
struct CheckpointChoice {
  let checkpoints: Checkpoints?
  private let resumes: Bool
  private let overwrites: Bool

  /// The options that `init` reads.
  static let options = [
    Option(
      name: "checkpoint", values: ["FILE"], help: "Save the state of the training, from which '--resume' goes on."),
    Option(
      name: "checkpoint-every", values: ["N"],
      help: "When: 2 for every second epoch, 500b for every 500 batches, 30s for every 30 seconds (default: 1)."),
    Option(
      name: "resume", help: "Go on from the state in the file of '--checkpoint', where there is one; else begin."),
    Option(
      name: "overwrite",
      help: "Begin anew where there is a file of that name, and replace it; without it, or '--resume', it is an error."),
  ]

  init(_ arguments: Arguments) throws(UsageError) {
    let interval = try arguments.value("checkpoint-every").map(Self.interval) ?? .epochs(1)
    checkpoints = arguments.value("checkpoint").map { Checkpoints($0, every: interval) }
    resumes = arguments.contains("resume")
    overwrites = arguments.contains("overwrite")
    _ = try arguments.exclusive(["resume", "overwrite"])
    for option in ["checkpoint-every", "resume", "overwrite"] where arguments.contains(option) && checkpoints == nil {
      throw UsageError("'--\(option)' needs '--checkpoint FILE'")
    }
  }

  private static func interval(_ text: String) throws(UsageError) -> Checkpoints.Interval {
    let limit = Arguments.largestCount
    switch text.last {
    case "s":
      if let seconds = Double(text.dropLast()), seconds > 0, seconds <= Double(limit) { return .seconds(seconds) }
    case "b":
      if let batches = Int(text.dropLast()), (1...limit).contains(batches) { return .batches(batches) }
    default:
      if let epochs = Int(text), (1...limit).contains(epochs) { return .epochs(epochs) }
    }
    throw UsageError(
      "'--checkpoint-every' takes a number of epochs, batches or seconds, such as 2, 500b or 30s, not '\(text)'")
  }

  /// Refuses a file that cannot be written, and one that is there and is neither to be gone on from nor to be replaced.
  func check() throws(CommandError) {
    guard let path = checkpoints?.path else { return }
    try Files.check(path)
    var status = stat()
    guard !resumes, !overwrites, stat(path, &status) == 0, status.st_size > 0 else { return }
    throw CommandError(
      "\(path): there is a file of that name, which '--checkpoint' would replace; '--resume' goes on from a checkpoint, "
        + "and '--overwrite' replaces any file")
  }

  /// Goes on from the saved state, where it is asked for and there is one.
  ///
  /// - Returns: Whether it does.
  func resume<S: RealScalar>(_ training: inout Training<S>) throws(ModelFileError) -> Bool {
    guard resumes, let path = checkpoints?.path, FileManager.default.fileExists(atPath: path) else { return false }
    try training.resume(from: path)
    return true
  }
}
