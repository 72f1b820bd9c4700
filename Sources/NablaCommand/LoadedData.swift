internal import Nabla

/// Examples for training and for testing, with what is known of them.
struct LoadedData<Scalar: RealScalar> {
  var name: String
  var training: Dataset<Scalar>
  var test: Dataset<Scalar>
  var featureNames: [String]?
  var targetNames: [String]?

  /// Reads the data.
  ///
  /// - Throws: `DataError` for files that cannot be used.
  init(_ choice: DataChoice) throws {
    name = choice.name
    let fraction = choice.testFraction ?? DataChoice.defaultTestFraction
    switch choice.source {
    case .digits:
      (training, test) = Self.divided(.digits(), fraction)
    case .fashionMNIST(let folder):
      (training, test) = try Self.folder(folder, classNames: FashionMNIST.classNames)
    case .folder(let folder):
      (training, test) = try Self.folder(folder, classNames: nil)
    case .idx(let images, let labels):
      let data = try Dataset<Scalar>.idx(images: images, labels: labels)
      if case .idx(let images, let labels)? = choice.test {
        (training, test) = (data, try .idx(images: images, labels: labels, classes: data.targets.classCount))
      } else {
        (training, test) = Self.divided(data, fraction)
      }
    case .table(let path):
      let table = try DelimitedText(contentsOf: path)
      let columns = try TableColumns(of: table, targets: choice.targets)
      let kind = try choice.kind ?? columns.kind(of: table)
      let data = try columns.dataset(of: table, kind, as: Scalar.self)
      featureNames = columns.inputNames
      targetNames = columns.targetNames
      if case .table(let path)? = choice.test {
        let table = try DelimitedText(contentsOf: path)
        training = data
        test = try columns.found(in: table).dataset(of: table, kind, classNames: data.classNames, as: Scalar.self)
      } else {
        (training, test) = Self.divided(data, fraction)
      }
    }
    for (part, data) in [("training", training), ("testing", test)] where data.count == 0 {
      throw CommandError("\(name): there are no examples for \(part)")
    }
  }

  /// The training part and the test part, with each class in both by that share.
  static func divided(_ data: Dataset<Scalar>, _ fraction: Double) -> (training: Dataset<Scalar>, test: Dataset<Scalar>)
  {
    data.split(fraction: 1 - fraction, seed: DataChoice.splitSeed, stratified: data.targets.classCount != nil)
  }

  private static func folder(
    _ folder: String, classNames: [String]?
  ) throws -> (training: Dataset<Scalar>, test: Dataset<Scalar>) {
    let files = MNISTFiles.paths("train", in: folder)
    let training = try Dataset<Scalar>.idx(
      images: files.images, labels: files.labels, classes: classNames?.count)
    let testFiles = MNISTFiles.paths("t10k", in: folder)
    let test = try Dataset<Scalar>.idx(
      images: testFiles.images, labels: testFiles.labels, classes: training.targets.classCount)
    return (try training.named(classNames), try test.named(classNames))
  }
}

extension Dataset {
  /// The data set with names of its classes.
  func named(_ names: [String]?) throws(DataError) -> Dataset {
    try Dataset(inputs: inputs, targets: targets, weights: weights, classNames: names)
  }

  /// The number of classes: that of the names, or one more than the largest index; nil where targets are numbers.
  var classCount: Int? { targets.classCount.map { max($0, classNames?.count ?? 0) } }
}

extension Targets {
  /// One more than the largest class index; nil where targets are numbers.
  var classCount: Int? {
    guard case .classes(let classes) = self else { return nil }
    return (classes.max() ?? -1) + 1
  }
}
