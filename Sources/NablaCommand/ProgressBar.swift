import Foundation

/// A line on the terminal that shows how far training is.
struct ProgressBar {
  /// How far training is.
  struct Moment: Equatable {
    var epoch: Int
    var epochs: Int
    /// Examples done in this epoch, and all of them.
    var done: Int
    var examples: Int
    var loss: Double
    /// Since the beginning of training.
    var seconds: Double

    /// The share that is done of all epochs.
    var share: Double { (Double(epoch - 1) + Double(done) / Double(examples)) / Double(epochs) }
    var examplesPerSecond: Double { share * Double(epochs) * Double(examples) / seconds }
    var secondsLeft: Double { seconds * (1 - share) / share }
  }

  private let start = ContinuousClock.now
  private var drawn: ContinuousClock.Instant?

  /// Shows how far training is, at most ten times a second.
  mutating func update(epoch: Int, of epochs: Int, done: Int, of examples: Int, loss: Double) {
    let now = ContinuousClock.now
    if let drawn, now - drawn < .milliseconds(100) { return }
    drawn = now
    let moment = Moment(
      epoch: epoch, epochs: epochs, done: done, examples: examples, loss: loss, seconds: (now - start) / .seconds(1))
    // "\r" goes to the beginning of the line, and "\u{1B}[K" clears what is behind.
    Console.draw("\r" + Self.line(moment, width: Console.width - 1) + "\u{1B}[K")
  }

  /// Removes the line, so that another can take its place.
  mutating func clear() {
    guard drawn != nil else { return }
    Console.draw("\r\u{1B}[K")
    drawn = nil
  }

  /// The line: a bar as long as the width leaves room for, the loss, the speed and the time left.
  static func line(_ moment: Moment, width: Int) -> String {
    let left = "epoch \(moment.epoch)/\(moment.epochs) "
    let right = String(
      format: " loss %.4g, %.0f examples/s, %@ left", moment.loss, moment.examplesPerSecond,
      duration(moment.secondsLeft))
    let room = min(width - left.count - right.count - 2, 40)
    guard room >= 5 else { return String((left + right.dropFirst()).prefix(max(width, 0))) }
    let full = Int(Double(room) * Double(moment.done) / Double(moment.examples))
    return left + "[" + String(repeating: "#", count: full) + String(repeating: "-", count: room - full) + "]" + right
  }

  /// A time in whole seconds: `45 s`, `2 min 05 s`, `1 h 02 min`.
  static func duration(_ seconds: Double) -> String {
    guard seconds.isFinite else { return "?" }
    let whole = Int(seconds.rounded(.up))
    switch whole {
    case ..<60: return "\(whole) s"
    case ..<3600: return String(format: "%d min %02d s", whole / 60, whole % 60)
    default: return String(format: "%d h %02d min", whole / 3600, whole % 3600 / 60)
    }
  }
}
