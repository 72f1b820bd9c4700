internal import Nabla

/// `nabla import`: saves a network that another program wrote.
struct ImportCommand: Command {
  static let description = CommandDescription(
    name: "import",
    summary: "Save a network of another program: an ONNX graph, or a PyTorch state dict as safetensors.",
    operands: [
      .init(name: "FILE", help: "A file whose name ends in .onnx or .safetensors."),
      .init(name: "MODEL", help: "The file to save."),
    ],
    groups: [
      OptionGroup(
        title: "Network",
        options: [
          Option(
            name: "likelihood", values: ["NAME"],
            help:
              "What the outputs stand for: \(NetworkChoice.likelihoodSpellings) (default: what the graph says, gaussian "
              + "for a state dict)."),
          Option(
            name: "activation", values: ["NAME,..."],
            help: "Of the hidden layers of a state dict, which does not say: one for all, or one for each."),
          Option(
            name: "layers", values: ["NAME,..."],
            help: "The layers of a state dict in order (default: by their numbers, or as their shapes fit)."),
          Option(
            name: "like", values: ["MODEL"],
            help: "A saved model whose architecture the state dict has, with its scaler and names."),
          Option(
            name: "precision", values: ["NAME"], help: "single or double (default: that of the file's numbers)."),
        ])
    ],
    examples: [
      ("nabla import iris.onnx iris.safetensors", "A graph of dense layers."),
      (
        "nabla import fc.safetensors model.safetensors --activation relu --likelihood categorical",
        "A classifier of PyTorch, saved by safetensors.torch.save_file(module.state_dict(), 'fc.safetensors')."
      ),
    ])

  private let path: String
  private let modelPath: String
  private let isONNX: Bool
  private let likelihood: Likelihood?
  private let activations: [Activation]
  private let layers: [String]?
  private let likePath: String?
  private let precision: Precision?

  init(_ arguments: Arguments) throws(UsageError) {
    path = arguments.operands[0]
    modelPath = arguments.operands[1]
    isONNX = path.hasSuffix(".onnx")
    guard isONNX || path.hasSuffix(".safetensors") else {
      throw UsageError("'\(path)' says by no ending what it is; the endings are .onnx, .safetensors")
    }
    guard !Files.isSame(path, modelPath) else { throw UsageError("'\(modelPath)' would replace the file that is read") }
    likelihood = try arguments.likelihood("likelihood")
    layers = try arguments.columns("layers")
    likePath = arguments.value("like")
    precision = try arguments.choice("precision", Precision.allCases.map { ($0.rawValue, $0) })
    var activations: [Activation] = []
    for name in arguments.value("activation")?.split(separator: ",", omittingEmptySubsequences: false) ?? [] {
      guard let activation = Activation.elementwise.first(where: { $0.name == name }) else {
        let names = Activation.elementwise.map(\.name).joined(separator: ", ")
        throw arguments.wrong("activation", String(name), "names with commas between them, each one of \(names)")
      }
      activations.append(activation)
    }
    self.activations = activations
    if isONNX, let option = ["activation", "layers", "like"].first(where: arguments.contains) {
      throw UsageError("'--\(option)' is for state dicts; a graph says it itself")
    }
    if let likePath {
      if !activations.isEmpty || likelihood != nil {
        throw UsageError("'--like' excludes '--activation' and '--likelihood', which the model has")
      }
      guard !Files.isSame(likePath, modelPath) else {
        throw UsageError("'\(modelPath)' would replace the model that is read")
      }
    }
  }

  func run() throws {
    try Files.check(modelPath)
    if isONNX {
      let graph = try ONNXGraph(contentsOf: path)
      switch precision ?? (graph.isDouble ? .double : .single) {
      case .single: try save(graph, as: Float.self)
      case .double: try save(graph, as: Double.self)
      }
      return
    }
    let file = try SafetensorsFile(contentsOf: path)
    let isDouble = file.tensors.values.contains { $0.elementType == .float64 }
    do throws(ModelFileError) {
      switch precision ?? (isDouble ? .double : .single) {
      case .single: try save(file, as: Float.self)
      case .double: try save(file, as: Double.self)
      }
    } catch {
      var named = error
      if named.source == nil { named.source = path }
      throw named
    }
  }

  private func save<S: RealScalar>(_ graph: ONNXGraph, as: S.Type) throws {
    var model = try Model<S>(graph, source: path)
    if let likelihood {
      model = try Model<S>(graph, source: path, likelihood: fitting(likelihood, model.network.architecture.outputs))
    }
    try finish(model)
  }

  private func save<S: RealScalar>(_ file: SafetensorsFile, as: S.Type) throws(ModelFileError) {
    if let likePath {
      var model = try Model<S>(contentsOf: likePath)
      model.network = try Network(
        stateDictionary: file, architecture: model.network.architecture, layers: layers)
      return try finish(model)
    }
    let network = try Network<S>(
      stateDictionary: file, layers: layers, activations: activations,
      likelihood: { outputs in likelihood.map { fitting($0, outputs) } ?? .gaussian(outputs: outputs) })
    try finish(Model(network))
  }

  /// The likelihood with so many outputs.
  private func fitting(_ likelihood: Likelihood, _ outputs: Int) -> Likelihood {
    likelihood.with(targets: max(outputs / likelihood.outputsPerTarget, 1))
  }

  private func finish<S: RealScalar>(_ model: Model<S>) throws(ModelFileError) {
    try model.save(to: modelPath)
    Console.print("\(model.network)")
  }
}
