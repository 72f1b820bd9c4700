internal import Nabla

/// `nabla export`: writes a saved model for other programs.
struct ExportCommand: Command {
  static let description = CommandDescription(
    name: "export",
    summary:
      "Write a saved network for other programs: as one C file with its derivatives, an ONNX graph or a PyTorch state dict.",
    operands: [
      .init(name: "MODEL", help: "A file that 'nabla train --save' or 'nabla solve --save' wrote."),
      .init(name: "FILE", help: "The file to write; its ending says what it is: \(Format.list)."),
    ],
    groups: [
      OptionGroup(
        title: "C",
        options: [
          Option(
            name: "prefix", values: ["NAME"],
            help:
              "What the names of the C file begin with (default: the name of the file). The C compiler's -DNAME_FAST, NAME "
              + "in capitals, takes exp, log, tanh and erf from the file: vector code instead of the last bits of <math.h>."
          )
        ]),
      OptionGroup(
        title: "PyTorch",
        options: [
          Option(
            name: "layers", values: ["NAME,..."],
            help: "The names of the layers in the state dict (default: 0,2,4,... as in nn.Sequential; of other graphs "
              + "their own).")
        ]),
    ],
    examples: [
      ("nabla export iris.safetensors iris.c", "The network and its derivatives for a C program."),
      ("nabla export iris.safetensors iris.onnx", "A graph for ONNX Runtime and other programs."),
      (
        "nabla export iris.safetensors fc.safetensors --layers fc1,fc2",
        "Tensors that load_state_dict takes, of a module with the layers fc1 and fc2."
      ),
    ])

  /// What a file can be, by the ending of its name.
  enum Format: String, CaseIterable {
    case c, onnx, safetensors

    static var list: String { allCases.map { ".\($0.rawValue)" }.joined(separator: ", ") }

    /// The format of a file of this name.
    init(path: String) throws(UsageError) {
      let ending = path.split(separator: "/").last?.split(separator: ".").dropFirst().last.map(String.init) ?? ""
      guard let format = Self(rawValue: ending) else {
        throw UsageError("'\(path)' says by no ending what to write; the endings are \(Self.list)")
      }
      self = format
    }
  }

  private let modelPath: String
  private let path: String
  private let format: Format
  private let prefix: String?
  private let layers: [String]?

  init(_ arguments: Arguments) throws(UsageError) {
    modelPath = arguments.operands[0]
    path = arguments.operands[1]
    format = try Format(path: path)
    prefix = arguments.value("prefix")
    if let prefix {
      guard format == .c else { throw UsageError("'--prefix' is for C files") }
      guard CNames.isPrefix(prefix) else {
        throw arguments.wrong("prefix", prefix, "letters, digits and underscores, a letter first")
      }
    }
    layers = try arguments.columns("layers")
    guard layers == nil || format == .safetensors else { throw UsageError("'--layers' is for .safetensors files") }
    guard !Files.isSame(modelPath, path) else { throw UsageError("'\(path)' would replace the file that is read") }
  }

  func run() throws {
    try Files.check(path)
    switch try SavedModel(contentsOf: modelPath, execution: Execution()) {
    case .single(let model): try write(model)
    case .double(let model): try write(model)
    }
  }

  private func write<S: RealScalar>(_ model: Model<S>) throws {
    switch format {
    case .c: try model.exportC(to: path, prefix: prefix)
    case .onnx: try model.exportONNX(to: path)
    case .safetensors:
      if model.scaler != nil { Console.complain("\(path): the scaler is part of the first weights and biases") }
      try model.stateDictionary(layers: layers).write(to: path)
    }
  }
}
