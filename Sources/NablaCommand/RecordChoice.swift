import Foundation
internal import Nabla

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
    if let history, let problem = Files.obstacle(toWriting: history) { throw CommandError("\(history): \(problem)") }
    if let figures {
      do {
        try FileManager.default.createDirectory(atPath: figures, withIntermediateDirectories: true)
      } catch {
        throw CommandError("\(figures): expected a folder, or a place for one")
      }
    }
  }

  /// Writes what is asked for.
  func write(_ history: TrainingHistory, metric: String?, _ result: Figure?, isQuiet: Bool) throws {
    if let path = self.history {
      do {
        let text = path.hasSuffix(".json") ? history.json + "\n" : history.csv
        try Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
      } catch {
        throw CommandError("\(path): expected a place for a file")
      }
      if !isQuiet { Console.print("history in \(path.visible)") }
    }
    guard let figures else { return }
    let all =
      (history.epochs.isEmpty ? [] : [Figure.learningCurve(history, metric: metric)]) + (result.map { [$0] } ?? [])
    let outcomes = all.map { figure in Result { try figure.draw(to: "\(figures)/\(figure.name).svg") } }
    for outcome in outcomes { try outcome.get() }
    let drawn = all.map { "\($0.name).svg" }
    if !isQuiet { Console.print("figures in \(figures.visible): \(drawn.joined(separator: ", "))") }
  }
}
