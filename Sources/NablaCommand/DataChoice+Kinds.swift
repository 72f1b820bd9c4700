extension DataChoice {
  /// Whether the source is numbers of any kind, and no images.
  var isTable: Bool {
    switch source {
    case .table, .npy, .npz, .libsvm: true
    case .digits, .fashionMNIST, .folder, .idx: false
    }
  }

  /// Whether the source is arrays or sparse rows, whose numbers have no columns with names.
  var hasArrays: Bool {
    switch source {
    case .npy, .npz, .libsvm: true
    case .digits, .fashionMNIST, .folder, .idx, .table: false
    }
  }

  /// Whether `Recipe` is for the source: for tables, but not for the rows of LIBSVM, which may be mostly zeros.
  var hasRecipe: Bool {
    if case .libsvm = source { return false }
    return isTable
  }

  /// Whether the source is a set of images of the size of MNIST.
  var isImageSet: Bool {
    switch source {
    case .fashionMNIST, .folder, .idx: true
    case .digits, .table, .npy, .npz, .libsvm: false
    }
  }
}
