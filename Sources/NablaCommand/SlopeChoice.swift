internal import Nabla

/// Whether the activations of hidden units have slopes that are learned, as the options say.
struct SlopeChoice {
  /// The factor of their learning rate; nil where every slope is 1.
  let rate: Double?

  /// The options that `init` reads.
  static let options = [
    Option(
      name: "slopes", values: ["F"],
      help:
        "Multiply what the activation of each hidden unit gets by a slope that is learned, with F times the learning "
        + "rate.")
  ]

  init(_ arguments: Arguments) throws(UsageError) { rate = try arguments.positive("slopes") }

  /// The names of the layers of slopes, one for each hidden layer.
  func layerNames(hidden: Int) -> [String] { rate == nil ? [] : (0..<hidden).map { Self.name($0 + 1) } }

  /// The name of the slopes of a hidden layer, which are counted from 1.
  static func name(_ layer: Int) -> String { "slopes-\(layer)" }

  /// A hidden layer, with its slopes where it has some.
  func layers(_ units: Int, _ activation: Activation, layer: Int, from sources: [Source]?) -> [LayerSpecification] {
    guard rate != nil else { return [.dense(Dense(units, activation, name: "\(layer)", from: sources))] }
    return [
      .dense(Dense(units, .identity, name: "\(layer)", from: sources)),
      .dense(.slopes(units, activation, name: Self.name(layer))),
    ]
  }

  /// How the slopes of so many hidden layers begin: at 1.
  func starts(hidden: Int) -> [String: LayerStart] {
    Dictionary(uniqueKeysWithValues: layerNames(hidden: hidden).map { ($0, .constant(1)) })
  }
}
