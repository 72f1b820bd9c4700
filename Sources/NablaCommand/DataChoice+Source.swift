internal import Nabla

extension DataChoice.Source {
  /// Arrays or sparse rows, where the options name some.
  init?(arraysOf arguments: Arguments) throws(UsageError) {
    let given = try arguments.exclusive(["npy", "npz", "libsvm"])
    if arguments.contains("arrays"), given != "npz" { throw UsageError("'--arrays' goes with '--npz FILE'") }
    switch given {
    case "npy": self = .npy(inputs: arguments.options["npy"]![0], targets: arguments.options["npy"]![1])
    case "npz": self = .npz(arguments.options["npz"]![0], arrays: try Self.names(arguments))
    case "libsvm": self = .libsvm(arguments.options["libsvm"]![0])
    default: return nil
    }
  }

  /// The names of the arrays of an archive, where they are said.
  private static func names(_ arguments: Arguments) throws(UsageError) -> [String]? {
    guard let text = arguments.value("arrays") else { return nil }
    guard let names = Arguments.list(text), names.count == 2 else {
      throw arguments.wrong("arrays", text, "two names separated by a comma")
    }
    return names
  }

  /// What the data is called.
  var name: String {
    switch self {
    case .digits: "handwritten digits"
    case .fashionMNIST: "Fashion-MNIST"
    case .folder(let path), .table(let path), .idx(images: let path, labels: _), .npy(inputs: let path, targets: _),
      .npz(let path, arrays: _), .libsvm(let path):
      path
    }
  }

  /// What its targets are called.
  var targetsName: String {
    if case .npy(inputs: _, let targets) = self { targets } else { name }
  }

  /// The files that are read.
  var files: [String] {
    switch self {
    case .idx(let images, let labels): [images, labels]
    case .table(let path), .npz(let path, arrays: _), .libsvm(let path): [path]
    case .npy(let inputs, let targets): [inputs, targets]
    case .folder(let folder), .fashionMNIST(let folder):
      ["train", "t10k"].map { MNISTFiles.paths($0, in: folder) }.flatMap { [$0.images, $0.labels] }
    case .digits: []
    }
  }
}
