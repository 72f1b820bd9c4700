internal import Nabla

/// What single layers have of their own in training, as the options say.
struct LayerChoice {
  let rates: [String: Double]
  let decays: [String: Double]
  let dropouts: [String: Double]

  /// The options that `init` reads.
  static let options = [
    Option(
      name: "layer-rates", values: ["LAYER=F,..."],
      help:
        "Factors of the learning rate for single layers, which are called 1, 2, ... and output, as in '1=0.5,output=2'."
    ),
    Option(name: "layer-decay", values: ["LAYER=L,..."], help: "The same with another '--weight-decay'."),
    Option(
      name: "layer-dropout", values: ["LAYER=P,..."], help: "The same with another '--dropout', of hidden layers."),
  ]

  /// - Parameter embedding: Whose layers neither decay nor are left out, unless an option says so.
  init(_ arguments: Arguments, _ embedding: EmbeddingChoice) throws(UsageError) {
    var rates = try Self.numbers(arguments, "layer-rates", "numbers from 0") { $0 >= 0 }
    var decays = try Self.numbers(arguments, "layer-decay", "numbers from 0") { $0 >= 0 }
    var dropouts = try Self.numbers(arguments, "layer-dropout", "numbers from 0 to below 1") { $0 >= 0 && $0 < 1 }
    if !decays.isEmpty, arguments.value("optimizer") == OptimizerChoice.Rule.adamw.rawValue {
      throw UsageError("'--layer-decay' is not for the optimizer adamw, which decays all parameters; take adam")
    }
    for name in embedding.layerNames {
      decays[name] = decays[name] ?? 0
      dropouts[name] = dropouts[name] ?? 0
      if let rate = embedding.scalesRate, name == EmbeddingChoice.scales { rates[name] = rates[name] ?? rate }
    }
    (self.rates, self.decays, self.dropouts) = (rates, decays, dropouts)
  }

  /// Refuses names of layers that a network with so many hidden layers has not.
  func check(hidden: Int, _ embedding: EmbeddingChoice) throws(UsageError) {
    let names = embedding.layerNames + (0..<hidden).map { "\($0 + 1)" }
    for (option, own) in [("layer-rates", rates), ("layer-decay", decays), ("layer-dropout", dropouts)] {
      let known = option == "layer-dropout" ? names : names + ["output"]
      for name in own.keys.sorted() where !known.contains(name) {
        throw UsageError(
          "'--\(option)': there is no layer '\(name)' with it; there are \(known.joined(separator: ", "))")
      }
    }
  }

  private static func numbers(
    _ arguments: Arguments, _ option: String, _ expected: String, where isValid: (Double) -> Bool
  ) throws(UsageError) -> [String: Double] {
    guard let text = arguments.value(option) else { return [:] }
    var result: [String: Double] = [:]
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let sides = part.split(separator: "=", omittingEmptySubsequences: false)
      guard sides.count == 2, !sides[0].isEmpty, let number = Double(sides[1]), number.isFinite, isValid(number),
        result.updateValue(number, forKey: String(sides[0])) == nil
      else {
        throw arguments.wrong(option, text, "different layers with \(expected), such as 1=0.5,2=0.1")
      }
    }
    return result
  }
}
