/// The linear layers of a state dict, as PyTorch names its tensors: `0.weight` and `0.bias`, `fc1.weight`, ….
struct StateDictionary {
  /// A linear layer: a weight, units × inputs, and perhaps a bias.
  struct Linear {
    /// What stands before `.weight`; empty for a single layer.
    let name: String
    let units: Int
    let inputs: Int
    let hasBias: Bool

    var weightName: String { name.isEmpty ? "weight" : "\(name).weight" }
    var biasName: String { name.isEmpty ? "bias" : "\(name).bias" }
    /// The name as errors have it.
    var words: String { name.isEmpty ? "the layer" : "'\(name)'" }
  }

  let file: SafetensorsFile
  /// The layers, in the natural order of their names.
  let layers: [Linear]

  /// - Throws: `ModelFileError` for tensors that are none of linear layers.
  init(_ file: SafetensorsFile) throws(ModelFileError) {
    self.file = file
    var layers: [Linear] = []
    for name in file.tensors.keys.sorted(by: Self.precedes) {
      guard let tensor = file.tensors[name] else { continue }
      let (layer, parameter) = Self.parts(of: name)
      switch parameter {
      case "weight":
        guard tensor.shape.count == 2, tensor.shape.allSatisfy({ $0 > 0 }) else {
          throw ModelFileError(
            .unexpected, part: "tensor '\(name)'", expected: "the weights of a linear layer, units × inputs",
            found: "the shape \(tensor.shape)")
        }
        let bias = layer.isEmpty ? "bias" : "\(layer).bias"
        layers.append(
          Linear(
            name: layer, units: tensor.shape[0], inputs: tensor.shape[1], hasBias: file.tensors[bias] != nil))
      case "bias":
        let weight = layer.isEmpty ? "weight" : "\(layer).weight"
        guard file.tensors[weight] != nil else {
          throw ModelFileError(
            .missing, part: "tensor '\(weight)'", expected: "weights beside '\(name)'", found: "none")
        }
      default:
        throw ModelFileError(
          .unexpected, part: "tensor '\(name)'", expected: "weights and biases of linear layers only",
          found: "a tensor of the shape \(tensor.shape)")
      }
    }
    guard !layers.isEmpty else {
      throw ModelFileError(.missing, expected: "tensors of linear layers, such as '0.weight'", found: "none")
    }
    self.layers = layers
  }

  /// What stands before the last point of a name, and behind it.
  private static func parts(of name: String) -> (layer: String, parameter: String) {
    guard let point = name.lastIndex(of: ".") else { return ("", name) }
    return (String(name[..<point]), String(name[name.index(after: point)...]))
  }

  // MARK: - Order

  /// Natural order: numbers within names go by their value.
  private static func precedes(_ a: String, _ b: String) -> Bool {
    let (left, right) = (pieces(of: a), pieces(of: b))
    for (l, r) in zip(left, right) where l != r {
      guard let m = l.number, let n = r.number else { return l.text < r.text }
      return (m, l.text) < (n, r.text)
    }
    return left.count < right.count
  }

  private struct Piece: Equatable {
    var text: String
    var number: Int? { Int(text) }
  }

  private static func pieces(of name: String) -> [Piece] {
    var pieces: [Piece] = []
    for character in name {
      let isDigit = character.isASCII && character.isNumber
      if let last = pieces.last?.text.last, (last.isASCII && last.isNumber) == isDigit {
        pieces[pieces.count - 1].text.append(character)
      } else {
        pieces.append(Piece(text: String(character)))
      }
    }
    return pieces
  }

  /// The layers as a chain, in which each receives what the one before puts out.
  ///
  /// Where names differ in numbers only, these are the order; else shapes decide, if they leave one order only.
  ///
  /// - Parameter names: The names of the layers in order, where they are known.
  func chain(named names: [String]?) throws(ModelFileError) -> [Linear] {
    let list = layers.map(\.words).joined(separator: ", ")
    if let names {
      let found = names.compactMap { name in layers.first { $0.name == name } }
      guard found.count == names.count, Set(names).count == names.count, found.count == layers.count else {
        throw ModelFileError(
          .invalidDescription, part: "names of layers", expected: "each of \(list) once",
          found: names.map { "'\($0)'" }.joined(separator: ", "))
      }
      return try checked(found)
    }
    let stems = Set(layers.map { Self.pieces(of: $0.name).filter { $0.number == nil }.map(\.text) })
    if stems.count == 1 { return try checked(layers) }
    var search = ChainSearch(layers: layers)
    search.extend([])
    guard let chain = search.found.first else { return try checked(layers) }
    guard search.found.count == 1, !search.isCutShort else {
      throw ModelFileError(
        .invalidDescription,
        expected: "layers with one order only that their shapes allow; the names in order decide it",
        found: "several orders of \(list)")
    }
    return chain
  }

  private func checked(_ chain: [Linear]) throws(ModelFileError) -> [Linear] {
    for (layer, next) in zip(chain, chain.dropFirst()) where layer.units != next.inputs {
      throw ModelFileError(
        .invalidDescription, part: "tensor '\(next.weightName)'",
        expected: "\(layer.units) inputs, the units of \(layer.words) before it", found: "\(next.inputs)")
    }
    return chain
  }

  /// Looks for the orders in which layers fit behind each other.
  private struct ChainSearch {
    let layers: [Linear]
    var found: [[Linear]] = []
    private var steps = 0

    init(layers: [Linear]) { self.layers = layers }

    /// Whether there may be more orders than were tried.
    var isCutShort: Bool { steps >= 100_000 }

    mutating func extend(_ chosen: [Int]) {
      steps += 1
      guard found.count < 2, !isCutShort else { return }
      guard chosen.count < layers.count else {
        found.append(chosen.map { layers[$0] })
        return
      }
      for i in layers.indices where !chosen.contains(i) {
        if let last = chosen.last, layers[last].units != layers[i].inputs { continue }
        extend(chosen + [i])
      }
    }
  }
}
