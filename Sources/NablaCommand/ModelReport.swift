internal import Nabla

/// What is in a saved model, for people and as JSON.
struct ModelReport: Encodable {
  struct LayerReport: Encodable {
    let name: String
    let units: Int
    let activation: String
    let parameter: Double?
    let sources: [String]
    let bias: Bool
    let parameters: Int
    /// How many connections a mask leaves out.
    let masked: Int
  }

  struct HeadReport: Encodable {
    let likelihood: String
    let weight: Double
    let outputs: Int
    let targets: [String]
    let classNames: [String]?
  }

  struct ScalerReport: Encodable {
    let means: [Double]
    let scales: [Double]
    /// What scaled inputs are bent into, where they are.
    let limit: Double?
    /// How many quantiles make inputs normal, where they do.
    let quantiles: Int?
  }

  let precision: String
  let inputs: Int
  let outputs: Int
  let likelihood: String
  let parameters: Int
  let bytes: Int
  let basisFunctions: Int?
  let layers: [LayerReport]
  /// Of several; nil of one likelihood.
  let heads: [HeadReport]?
  let scaler: ScalerReport?
  let classNames: [String]?
  let inputNames: [String]?
  let targetNames: [String]?
  let encoding: InputEncoding?
  let noiseVariance: Double?
  let notes: [String: String]

  init(_ model: SavedModel) {
    switch model {
    case .single(let model): self.init(model)
    case .double(let model): self.init(model)
    }
  }

  private init<S: RealScalar>(_ model: Model<S>) {
    let architecture = model.network.architecture
    precision = S.precisionName
    (inputs, outputs) = (architecture.inputs, architecture.outputs)
    likelihood = architecture.likelihood.name
    parameters = architecture.parameterCount
    bytes = parameters * MemoryLayout<S>.size
    basisFunctions = architecture.basisFunctions.map { _ in architecture.features }
    layers = architecture.layers.map { layer in
      LayerReport(
        name: layer.name, units: layer.units, activation: layer.activation.name,
        parameter: layer.activation.parameter,
        sources: layer.blocks.map { $0.source.map { architecture.layers[$0].name } ?? Source.input.name },
        bias: layer.biasOffset != nil, parameters: layer.units * (layer.fanIn + (layer.biasOffset == nil ? 0 : 1)),
        masked: layer.mask.map { $0.connected.count { !$0 } } ?? 0)
    }
    scaler = model.scaler.map {
      ScalerReport(
        means: $0.means.map { Double($0) }, scales: $0.scales.map { Double($0) }, limit: $0.limit.map { Double($0) },
        quantiles: $0.quantiles?.rows)
    }
    let names = model.headNames
    heads = architecture.likelihood.heads.map { heads in
      heads.enumerated().map { h, head in
        HeadReport(
          likelihood: head.likelihood.name, weight: head.weight, outputs: head.likelihood.outputs, targets: names[h],
          classNames: model.headClassNames?[h])
      }
    }
    classNames = model.classNames
    inputNames = model.featureNames
    targetNames = model.targetNames
    encoding = model.encoding
    noiseVariance = model.network.noiseVariance
    notes = model.notes
  }

  /// The report, layer by layer.
  var lines: [String] {
    var lines = [
      "\(inputs) inputs, \(outputs) outputs, \(parameters) parameters in \(precision) precision, \(bytes) bytes"
    ]
    if let basisFunctions { lines.append("  \(basisFunctions) basis functions") }
    for layer in layers {
      var words = "\(layer.name): \(layer.units) \(layer.activation)"
      if let parameter = layer.parameter { words += " \(parameter)" }
      words += " from \(layer.sources.joined(separator: ", ")), \(layer.parameters) parameters"
      if !layer.bias { words += ", no bias" }
      if layer.masked > 0 { words += ", \(layer.masked) connections left out" }
      lines.append("  " + words.visible)
    }
    lines.append("  \(likelihood.visible) likelihood")
    for (h, head) in (heads ?? []).enumerated() {
      let classes = head.classNames.map { " of the classes " + $0.map { "'\($0)'" }.joined(separator: ", ") } ?? ""
      lines.append(
        ("  head \(h): \(head.likelihood) of '\(head.targets.joined(separator: "', '"))'\(classes), "
          + "\(head.outputs) output\(head.outputs == 1 ? "" : "s"), weight \(head.weight)").visible)
    }
    if let noiseVariance { lines.append("  noise variance \(String(sixDigits: noiseVariance))") }
    for i in 0..<inputs where scaler != nil || inputNames != nil {
      var words = "  input \(i)"
      if let inputNames { words += " '\(inputNames[i].visible)'" }
      if let quantiles = scaler?.quantiles {
        words += ": normal by \(quantiles) quantile\(quantiles == 1 ? "" : "s")"
      } else if let scaler {
        words += ": (x - \(String(sixDigits: scaler.means[i]))) / \(String(sixDigits: scaler.scales[i]))"
        if let limit = scaler.limit { words += ", bent into ±\(String(sixDigits: limit))" }
      }
      lines.append(words)
    }
    for (kind, names) in [("classes", classNames), ("targets", targetNames)] {
      if let names { lines.append("  \(kind): " + names.map { "'\($0.visible)'" }.joined(separator: ", ")) }
    }
    if let encoding, !encoding.isPlain { lines.append("  inputs are encoded from \(encoding.columns.count) columns") }
    for (name, note) in notes.sorted(by: { $0.key < $1.key }) { lines.append("  \(name.visible): \(note.visible)") }
    return lines
  }
}
