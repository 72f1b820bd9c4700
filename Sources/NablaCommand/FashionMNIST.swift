import Foundation
internal import Nabla

/// Fashion-MNIST as Debian's package installs it.
///
/// Source: H. Xiao, K. Rasul and R. Vollgraf, "Fashion-MNIST: a novel image dataset for benchmarking machine learning
/// algorithms", 2017, <https://github.com/zalandoresearch/fashion-mnist>.
enum FashionMNIST {
  static let folder = "/usr/share/datasets/fashion-mnist"

  static let classNames = [
    "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot",
  ]

  static var isInstalled: Bool { FileManager.default.fileExists(atPath: folder) }
}

/// The four files of MNIST and of sets like it.
enum MNISTFiles {
  /// The images and labels of a part, `train` or `t10k`, in a folder; compressed or not.
  static func paths(_ part: String, in folder: String) -> (images: String, labels: String) {
    (path("\(part)-images-idx3-ubyte", in: folder), path("\(part)-labels-idx1-ubyte", in: folder))
  }

  private static func path(_ name: String, in folder: String) -> String {
    let path = "\(folder)/\(name)"
    return FileManager.default.fileExists(atPath: path) ? path : path + ".gz"
  }
}
