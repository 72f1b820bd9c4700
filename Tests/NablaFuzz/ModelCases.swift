import Nabla

/// Model files with damage to bytes, to the header and to the description, the checksum put right where damage is to be
/// believed.
enum ModelCases {
  /// Names that stand in descriptions.
  static let names =
    Activation.elementwise.map(\.name) + [
      "softmax", "input", "output", "1", "2", "gaussian", "bernoulli", "categorical", "polynomial", "fourier",
      "sigmoid",
      "recurrence", "b-spline", "indicator", "piecewise-linear", "knots", "interactions", "joined", "product", "kind",
      "degree", "centres", "width",
      "harmonics", "period", "breakpoints", "edges", "order", "parts", "layers", "units", "sources", "mask",
      "parameter",
      "inputs", "likelihood", "family", "outputs", "bias", "F64", "F32", "I64", "BOOL", "shape", "dtype",
      "data_offsets",
      "__metadata__", "nabla-model", "0110", "", "levels", "pooled", "reference", "replacement", "columns",
      "categories", "elapsed", "origin",
    ]

  private static func model(_ layers: [LayerSpecification], _ likelihood: Likelihood) -> SafetensorsFile {
    do {
      var network = Network<Double>(
        try Architecture(inputs: 2, likelihood: likelihood, specifications: layers))
      network.initialize(.glorot, seed: 1)
      let names = (0..<max(network.architecture.outputs, 2)).map { "class \($0)" }
      return try Model(
        network, scaler: Scaler(means: [0, 1], scales: [1, 2]), classNames: names,
        encoding: InputEncoding(columns: [
          ColumnEncoder(
            name: "x", kind: .categories(levels: ["a", "b"], pooled: ["c"], reference: 1), replacement: nil)
        ]), targetNames: ["t"], notes: ["data": "a.csv"]
      ).file()
    } catch {
      preconditionFailure("\(error)")
    }
  }

  /// Networks with everything that a description can have.
  static let files: [SafetensorsFile] = [
    model([.dense(Dense(3, .tanh)), .dense(Dense(2, .leakyReLU, from: ["1", "input"]))], .categorical(classes: 3)),
    model(
      [.dense(Dense(3, .elu, mask: ConnectionMask(units: 3, inputs: 2) { $0 != $1 })), .output(Output(bias: false))],
      .gaussian(outputs: 2)),
    model([.basisFunctions(.polynomial(degree: 3))], .bernoulli),
    model([.basisFunctions(.polynomial(degree: 2, family: .legendre, on: -1...1))], .gaussian),
    model([.basisFunctions(.fourier(harmonics: 2, period: 1)), .dense(Dense(2, .sin))], .gaussian),
    model([.basisFunctions(.gaussian(centers: Matrix([[0, 1], [1, 2]]), width: 0.5))], .gaussian),
    model([.basisFunctions(.bSpline(breakpoints: [0, 0.5, 1]))], .gaussian),
    model(
      [
        .basisFunctions(
          .joined([
            .interactions(order: 2), .indicator(edges: [0, 1]), .piecewiseLinear(knots: [[0, 1, 3], []]),
            .product(.sigmoid(centers: [0, 1], width: 1), .polynomial(degree: 1)),
          ]))
      ], .gaussian),
  ]

  static func run(_ mutation: inout Mutation) throws {
    let file = mutation.pick(files)
    let damaged =
      switch mutation.below(4) {
      case 0: try SafetensorsFile(bytes: mutation.damaged(file.bytes()))
      case 1: try SafetensorsFile(bytes: damagedHeader(file.bytes(), &mutation))
      default: withChecksum(try damagedParts(file, &mutation))
      }
    if mutation.chance(1, in: 3) {
      try use(Model<Float>(damaged))
    } else {
      try use(Model<Double>(damaged))
    }
  }

  /// What was accepted predicts, and is written as it was read.
  static func use<S: RealScalar>(_ model: Model<S>) throws {
    let architecture = model.network.architecture
    _ = model.network.description
    guard architecture.parameterCount < 1 << 20 && architecture.features < 1 << 20 else { return }
    let x = Matrix<S>(rows: 2, columns: architecture.inputs, repeating: 0.5)
    _ = model.predict(x)
    if architecture.likelihood.family == .categorical { _ = model.network.classify(x) }
    _ = try Model<S>(SafetensorsFile(bytes: model.file().bytes()))
  }

  // MARK: - Damage

  /// The file with its header's JSON changed and its length put right.
  static func damagedHeader(_ bytes: [UInt8], _ mutation: inout Mutation) -> [UInt8] {
    let length = bytes[..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
    guard let tree = JSONTree(String(decoding: bytes[8..<8 + length], as: UTF8.self)) else {
      preconditionFailure("a header that is no JSON")
    }
    let header = Array(mutation.damaged(tree, names: names).text.utf8)
    return withUnsafeBytes(of: UInt64(header.count).littleEndian) { Array($0) } + header + bytes[(8 + length)...]
  }

  /// The file with a text or a tensor changed.
  static func damagedParts(_ file: SafetensorsFile, _ mutation: inout Mutation) throws -> SafetensorsFile {
    var file = file
    let texts = file.metadata.keys.sorted()
    let key = mutation.chance(3, in: 4) ? "architecture" : mutation.pick(texts)
    if mutation.chance(4, in: 5) {
      let text = file.metadata[key] ?? ""
      let tree = JSONTree(text) ?? .string(text)
      file.metadata[key] = mutation.damaged(tree, names: names).text
      if mutation.chance(1, in: 3) { try damageTensor(&file, &mutation) }
    } else {
      try damageTensor(&file, &mutation)
    }
    return file
  }

  private static func damageTensor(_ file: inout SafetensorsFile, _ mutation: inout Mutation) throws {
    let tensors = file.tensors.keys.sorted()
    guard !tensors.isEmpty else { return }
    let name = mutation.pick(tensors)
    guard let tensor = file.tensors[name] else { return }
    var elements: [Double] = tensor.elements()
    var shape = tensor.shape
    switch mutation.below(6) {
    case 0: file.tensors[name] = nil
    case 1: file.tensors[mutation.pick(tensors + ["other"])] = tensor
    case 2:
      shape = mutation.pick([
        [elements.count], [1, elements.count], [elements.count, 1], [0], [], [2, 3], [1 << 62, 0],
      ])
      let count = shape.contains(0) ? 0 : shape.reduce(1, *)
      elements = (0..<count).map { _ in mutation.generator.normal() }
      file.tensors[name] = .init(shape: shape, elements: elements)
    case 3: file.tensors[name] = .init(shape: shape, elements: elements.map { Float($0) })
    default:
      guard !elements.isEmpty else { return }
      elements[mutation.below(elements.count)] = mutation.pick([.nan, .infinity, 1e300, -1e-300, 0])
      file.tensors[name] = .init(shape: shape, elements: elements)
    }
  }
}
