/// An architecture as JSON.
///
/// ```json
/// {
///   "inputs": 1,
///   "basisFunctions": { "kind": "polynomial", "degree": 3 },
///   "layers": [
///     { "name": "1", "units": 2, "activation": "tanh", "sources": ["input"], "bias": true, "mask": ["011", "110"] },
///     { "name": "output", "units": 1, "activation": "identity", "sources": ["input", "1"], "bias": true }
///   ],
///   "likelihood": { "family": "gaussian", "outputs": 1 }
/// }
/// ```
///
/// - Basis functions, where there are any: `polynomial` with `degree`; `gaussian` with `centres`, an array of points, and
///   `width`; `sigmoid` with `centres`, an array of numbers, and `width`; `fourier` with `harmonics` and `period`;
///   `recurrence` with `recurrences`, objects of `slopes`, `offsets` and `previous`, one for every input or one for all;
///   `b-spline` with `degree` and `breakpoints`; `indicator` with `edges`; `interactions` with `order`; `joined` with
///   `parts` and `product` with two `parts`, basis functions themselves. Their older name, `baseFunctions`, is read too.
/// - Layers in any order, one of them named `output`. `leaky-relu` and `elu` have a `parameter`, the slope or α. A mask
///   has a row for each unit, with `1` where there is a connection.
/// - `offsets`, where there are any: how many of the inputs, the last ones, are added to the pre-activations of outputs.
/// - Likelihood: its name, with parameters after a colon, as in `student:4,1`; `Likelihood` has a table of them.
///   The family `heads` has `heads`, objects of `likelihood` and `weight`; the output layer's activation is `heads` then.
/// - Functions of the user's own stand by their names, which must not be those of built-in ones, and are looked up in the
///   decoder's `CustomFunctions`.
extension Architecture: Codable {
  private enum CodingKeys: CodingKey {
    case inputs, basisFunctions, layers, likelihood, offsets
    /// What older files call the basis functions.
    case baseFunctions
  }

  /// Reads a description.
  ///
  /// - Throws: `ModelFileError` for a name that is not known and for sizes beyond reason, `ArchitectureError` where the
  ///   description makes no network, and `DecodingError` where it has another form.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let inputs = try container.decode(Int.self, forKey: .inputs)
    let names = [CodingKeys.basisFunctions, .baseFunctions].filter { container.contains($0) }
    guard names.count < 2 else {
      throw ModelFileError(
        .invalidDescription, part: "basisFunctions", expected: "'basisFunctions' or 'baseFunctions', its older name",
        found: "both")
    }
    let basisFunctions = try names.first.flatMap { try container.decodeIfPresent(BasisFunctions.self, forKey: $0) }
    let layers = try container.decode([LayerDescription].self, forKey: .layers)
    let likelihood = try container.decode(Likelihood.self, forKey: .likelihood)
    try Self.checkSizes(inputs: inputs, basisFunctions: basisFunctions, layers: layers)

    let outputs = layers.filter { $0.name == LayerDescription.outputName }
    guard outputs.count == 1, outputs[0].units == likelihood.outputs else {
      throw ModelFileError(
        .invalidDescription, part: "layers",
        expected: "one layer 'output' of \(likelihood.outputs) units, as many as the likelihood has outputs",
        found: outputs.isEmpty ? "none" : outputs.map { "one of \($0.units)" }.joined(separator: " and "))
    }
    var specifications: [LayerSpecification] = basisFunctions.map { [.basisFunctions($0)] } ?? []
    let offsets = try container.decodeIfPresent(Int.self, forKey: .offsets) ?? 0
    guard offsets == 0 || offsets == likelihood.targets else {
      throw ModelFileError(
        .invalidDescription, part: "offsets", expected: "\(likelihood.targets), as many as there are targets, or none",
        found: "\(offsets)")
    }
    for layer in layers { specifications.append(try layer.specification(hasOffset: offsets > 0)) }
    try self.init(inputs: inputs, likelihood: likelihood, specifications: specifications)
  }

  /// Writes the description.
  ///
  /// - Throws: `EncodingError` where a function of the user's own has the name of a built-in one.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(inputs, forKey: .inputs)
    try container.encodeIfPresent(basisFunctions, forKey: .basisFunctions)
    try container.encode(layers.map { LayerDescription($0, in: self) }, forKey: .layers)
    try container.encode(likelihood, forKey: .likelihood)
    if offsets > 0 { try container.encode(offsets, forKey: .offsets) }
  }

  /// Refuses sizes whose products would exceed the range of integers: a damaged file may claim anything.
  private static func checkSizes(
    inputs: Int, basisFunctions: BasisFunctions?, layers: [LayerDescription]
  ) throws(ModelFileError) {
    let limit = 1 << 30
    func check(_ size: Double, _ part: String) throws(ModelFileError) {
      guard size <= Double(limit) else {
        throw ModelFileError(.invalidDescription, part: part, expected: "at most \(limit)", found: "\(size)")
      }
    }
    try check(Double(inputs), "inputs")
    var features = Double(inputs)
    if let basisFunctions { features = basisFunctions.estimatedCount(inputs: features) }
    try check(features, "basisFunctions")
    for layer in layers { try check(Double(layer.units), "layer '\(layer.name)', units") }

    let units = Dictionary(layers.map { ($0.name, Double($0.units)) }) { first, _ in first }
    var parameters = 0.0
    for layer in layers {
      let fanIn = layer.sources.reduce(1) { $0 + ($1 == Source.input.name ? features : units[$1] ?? 0) }
      parameters += fanIn * Double(layer.units)
    }
    guard parameters <= 0x1p53 else {
      throw ModelFileError(
        .invalidDescription, part: "layers", expected: "at most 2⁵³ parameters", found: "\(parameters)")
    }
  }
}
