import Foundation
internal import Nabla
internal import NablaFigures

/// Where the history of a run and figures of it go, as the options say.
struct RecordChoice {
  let history: String?
  let figures: String?

  /// The options that `init` reads.
  static let options = [
    Option(name: "history", values: ["FILE"], help: "Write the losses of all epochs, as FILE says: .csv or .json."),
    Option(
      name: "figures", values: ["FOLDER"],
      help: "Draw the learning curve and the confusion matrix, or predictions against targets, by gnuplot."),
  ]

  init(_ arguments: Arguments) throws(UsageError) {
    history = arguments.value("history")
    figures = arguments.value("figures")
    if let history, !history.hasSuffix(".csv"), !history.hasSuffix(".json") {
      throw UsageError("'--history' takes a file that ends in .csv or .json, not '\(history)'")
    }
  }

  /// Whether everything can be written, as far as that can be told before.
  func check() throws {
    if let history { try Files.check(history) }
    if let figures {
      do {
        try FileManager.default.createDirectory(atPath: figures, withIntermediateDirectories: true)
      } catch {
        // Again, for the system's reason, which Foundation's error may lack.
        let reason = mkdir(figures, 0o777) == 0 ? "try again" : String(cString: strerror(errno))
        throw CommandError("\(figures): expected a folder, or a place for one: \(reason)")
      }
      try Files.check(figures + "/figure.svg")
    }
  }

  /// Writes the history, where it is asked for.
  func write(_ history: TrainingHistory, isQuiet: Bool) {
    guard let path = self.history, Processes.isFirst else { return }
    Outcome.attempt {
      try Files.write(path.hasSuffix(".json") ? history.json + "\n" : history.csv, to: path)
      if !isQuiet { Console.print("history in \(path.visible)") }
    }
  }

  /// Draws the figures, where they are asked for: one that cannot be drawn takes nothing of the others away.
  func draw(_ history: TrainingHistory, metric: String?, _ result: Figure?, isQuiet: Bool) {
    guard let figures, Processes.isFirst else { return }
    let all =
      (history.epochs.isEmpty ? [] : [Figure.learningCurve(history, metric: metric)]) + (result.map { [$0] } ?? [])
    var drawn: [String] = []
    for figure in all {
      Outcome.attempt {
        try figure.draw(to: "\(figures)/\(figure.name).svg")
        drawn.append("\(figure.name).svg")
      }
    }
    if !isQuiet, !drawn.isEmpty { Console.print("figures in \(figures.visible): \(drawn.joined(separator: ", "))") }
  }
}
