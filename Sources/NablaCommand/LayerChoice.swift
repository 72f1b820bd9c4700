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

  /// - Parameters:
  ///   - network: The layers of its embedding and its slopes do not decay, and units are left out after these, unless an option says so.
  ///   - hidden: How many hidden layers it has.
  init(_ arguments: Arguments, _ network: NetworkChoice, hidden: Int) throws(UsageError) {
    let (embedding, slopes) = (network.embedding, network.slopes)
    let slopeNames = slopes.layerNames(hidden: hidden)
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
    for (i, name) in slopeNames.enumerated() {
      decays[name] = decays[name] ?? 0
      rates[name] = rates[name] ?? slopes.rate
      // The units of a layer are those of its slopes.
      let layer = "\(i + 1)"
      if let dropout = dropouts[layer] { dropouts[name] = dropouts[name] ?? dropout }
      dropouts[layer] = 0
    }
    (self.rates, self.decays, self.dropouts) = (rates, decays, dropouts)
    try check(embedding.layerNames + (0..<hidden).map { "\($0 + 1)" } + slopeNames)
  }

  /// Refuses names of layers that are not among these and the output.
  private func check(_ names: [String]) throws(UsageError) {
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
