import Foundation
internal import Nabla
internal import NablaFigures

/// What `evaluate` says of how much each column matters.
struct ImportanceChoice {
  private let repeats: Int
  private let seed: UInt64
  private let figure: String?
  private let json: String?

  /// The options that `init` reads.
  static let options = [
    Option(
      name: "importance",
      help:
        "Print for each column how much worse the test result gets where the column is permuted, and how far outputs follow "
        + "it, by their exact derivatives, for one standard deviation; a column of categories is one, with all its levels."
    ),
    Option(name: "permutations", values: ["N"], help: "The number of permutations of each column (default: 5)."),
    Option(name: "seed", values: ["N"], help: "The seed of the permutations (default: 1)."),
    Option(
      name: "figure", values: ["FILE"],
      help: "Draw the importance by gnuplot, as FILE.png, .svg or .pdf; as .gnuplot, the script itself."),
    Option(name: "importance-json", values: ["FILE"], help: "Write it as JSON, with mean derivatives of every output."),
  ]

  init?(_ arguments: Arguments) throws(UsageError) {
    guard arguments.contains("importance") else {
      for option in Self.options where arguments.contains(option.name) {
        throw UsageError("'--\(option.name)' goes with '--importance'")
      }
      return nil
    }
    repeats = try arguments.count("permutations", upTo: 10_000) ?? 5
    seed = try arguments.integer("seed", in: 0..., "a whole number from 0") ?? 1
    figure = try Figure.path(arguments)
    json = arguments.value("importance-json")
  }

  /// Refuses files that cannot be written, before anything is computed.
  func check() throws {
    for file in [figure, json].compactMap({ $0 }) { try Files.check(file) }
  }

  private struct Column: Encodable {
    struct Input: Encodable {
      let name: String
      /// Of every output.
      let meanDerivatives: [Double]
      let meanMagnitudes: [Double]
    }
    let name: String
    let loss: Double
    /// Nil for a single permutation.
    let standardError: Double?
    let sensitivity: Double
    let inputs: [Input]
  }

  private struct Report: Encodable {
    let measure: String
    let value: Double
    let permutations: Int
    let outputs: [String]
    let columns: [Column]
  }

  /// Prints, draws and writes what the options ask for.
  func write<S: RealScalar>(_ model: Model<S>, on data: Dataset<S>, _ score: Score) throws {
    let sign: Double = score.largerIsBetter ? -1 : 1
    let columns = model.columnInputs
    // The error of several heads is one of inputs, not of outputs.
    func error(_ inputs: Matrix<S>) throws -> Double {
      let moved = try Dataset(
        inputs: inputs, targets: data.targets, weights: data.weights, classNames: data.classNames)
      return sign * (try Score(of: model, on: moved).value)
    }
    let losses: [[Double]] = try model.permutationImportance(
      of: columns.map { $0.inputs }, at: data.inputs, repeats: repeats, seed: seed, errorAt: error)
    let sensitivities = model.meanSensitivities(at: data.inputs)
    let names = model.featureNames ?? columns.map(\.title)
    let outputs = 0..<model.network.architecture.outputs
    let found = zip(columns, losses).map { column, losses -> Column in
      let (mean, error) = losses.meanWithStandardError
      return Column(
        name: column.title, loss: mean, standardError: error,
        sensitivity: sensitivities.rootMeanSquare(of: column.inputs),
        inputs: column.inputs.map { i in
          Column.Input(
            name: names[i], meanDerivatives: outputs.map { sensitivities.mean[$0, i] },
            meanMagnitudes: outputs.map { sensitivities.meanMagnitude[$0, i] })
        })
    }
    let sorted = found.enumerated().sorted { ($1.element.loss, $0.offset) < ($0.element.loss, $1.offset) }.map(
      \.element)
    Self.print(sorted, score.name)
    guard Processes.isFirst else { return }
    if let json {
      let outputNames = outputs.map {
        model.classNames?.count == outputs.count ? model.classNames![$0] : "output \($0)"
      }
      let report = Report(
        measure: score.name, value: score.value, permutations: repeats, outputs: outputNames, columns: sorted)
      Outcome.attempt {
        try Files.write(String(decoding: JSON.encoded(report, isPretty: true), as: UTF8.self) + "\n", to: json)
      }
    }
    guard let figure else { return }
    let drawing = Figure.importance(
      sorted.prefix(40).map { ($0.name, $0.loss, $0.standardError ?? .nan, $0.sensitivity) }, measure: score.name)
    Outcome.attempt { try drawing.write(to: figure) }
  }

  private static func print(_ columns: [Column], _ measure: String) {
    var rows = [["", "loss of \(measure)", "standard error", "sensitivity"]]
    for column in columns {
      rows.append([
        column.name.visible, String(sixDigits: column.loss), column.standardError.map { String(sixDigits: $0) } ?? "-",
        String(sixDigits: column.sensitivity),
      ])
    }
    for line in alignedLines(rows, leftColumns: [0]) { Console.print(line) }
  }
}
