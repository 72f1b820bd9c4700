internal import Nabla

/// Examples for training and for testing, with what is known of them.
struct LoadedData<Scalar: RealScalar> {
  var name: String
  var training: Dataset<Scalar>
  var test: Dataset<Scalar>
  var featureNames: [String]?
  var targetNames: [String]?
  /// How the columns of a table become inputs, where they are more than numbers.
  private(set) var encoding: InputEncoding?
  /// The number of classes in both parts; nil where targets are numbers.
  private(set) var classCount: Int?

  /// Whether the targets are numbers that were found to be probabilities.
  private(set) var hasProbabilities = false

  /// Whether the last input is an offset.
  private(set) var hasOffset = false
  /// The names of each target's classes, where there are several likelihoods.
  private(set) var headClassNames: [[String]?]?

  /// How the training examples are divided again.
  private(set) var heldOut: HeldOutDivision

  /// Data that is there already.
  init(
    name: String, training: Dataset<Scalar>, test: Dataset<Scalar>, featureNames: [String]? = nil, classCount: Int?,
    hasProbabilities: Bool = false, heldOut: HeldOutDivision? = nil
  ) {
    self.name = name
    self.heldOut = heldOut ?? HeldOutDivision(name: name)
    self.training = training
    self.test = test
    self.featureNames = featureNames
    self.classCount = classCount
    self.hasProbabilities = hasProbabilities
  }

  /// The examples of a table.
  init(name: String, _ data: TableData<Scalar>, targetNames: [String]?, classCount: Int?, isOrdered: Bool) {
    self.init(
      name: name, training: data.training, test: data.test, featureNames: data.featureNames, classCount: classCount,
      heldOut: HeldOutDivision(groups: data.groups, isOrdered: isOrdered, name: name))
    self.targetNames = targetNames
    encoding = data.encoding
    (hasProbabilities, hasOffset) = (data.hasProbabilities, data.hasOffset)
    headClassNames = data.headClassNames
  }

  /// Reads the data.
  ///
  /// - Parameters:
  ///   - model: Names the columns and the classes of a table, where there is one already.
  ///   - likelihood: What the data is for, which says how its targets are taken and checked.
  ///   - known: The rows of a file of LIBSVM, where they were read before.
  /// - Throws: `DataError` for files that cannot be used.
  init(
    _ choice: DataChoice, for model: Model<Scalar>? = nil, likelihood: Likelihood? = nil, rows known: SparseRows? = nil
  ) throws {
    name = choice.name
    heldOut = HeldOutDivision(isOrdered: choice.division.isOrdered, name: choice.name)
    let fraction = choice.testFraction ?? DataChoice.defaultTestFraction
    switch choice.source {
    case .digits:
      (training, test) = Self.divided(.digits(), choice.division, fraction)
    case .fashionMNIST(let folder):
      (training, test) = try Self.folder(folder, classNames: FashionMNIST.classNames)
    case .folder(let folder):
      (training, test) = try Self.folder(folder, classNames: nil)
    case .idx(let images, let labels):
      let data = try Self.idx(images: images, labels: labels)
      if case .idx(let images, let labels)? = choice.test {
        (training, test) = (data, try .idx(images: images, labels: labels, classes: data.targets.classCount))
      } else {
        (training, test) = Self.divided(data, choice.division, fraction)
      }
    case .npy(let inputs, let targets):
      (training, test) = Self.divided(
        try .npy(inputs: inputs, targets: targets, areClasses: choice.areClasses)
          .checked(for: likelihood, choice.source), choice.division, fraction)
    case .npz(let path, let arrays):
      (training, test) = Self.divided(
        try .npz(path, inputs: arrays?[0], targets: arrays?[1], areClasses: choice.areClasses)
          .checked(for: likelihood, choice.source), choice.division, fraction)
    case .libsvm(let path):
      let rows = try known ?? SparseRows(contentsOf: path)
      (training, test) = Self.divided(
        try rows.dataset(
          columns: model?.network.architecture.inputs, areClasses: choice.areClasses, classNames: model?.classNames
        ).checked(for: likelihood, choice.source), choice.division, fraction)
    case .table(let path):
      let table = try choice.format.table(contentsOf: path)
      if let model {
        let (data, groups) = try model.examples(of: table, choice)
        headClassNames = model.network.architecture.likelihood.heads.map { heads in
          model.headClassNames ?? Array(repeating: nil, count: heads.count)
        }
        if data.targets.numbers != nil {
          hasProbabilities = likelihood?.classCoding == .binary
        }
        if case .table(let path)? = choice.test {
          (training, test) = (data, try model.examples(of: choice.format.table(contentsOf: path), choice).data)
        } else {
          let part = try choice.division.part(data.targets, groups: groups, test: fraction, path)
          (training, test) = (data.rows(at: part.training), data.rows(at: part.test))
        }
        break
      }
      let columns = try choice.encoding.columns(of: table, targets: choice.targets, path: path)
      try TableColumns.checkDifferent((columns.inputNames ?? []) + (columns.targetNames ?? []), in: path)
      let data = try TableData<Scalar>(table, columns, choice, likelihood: likelihood, path: path)
      (training, test) = (data.training, data.test)
      (featureNames, encoding) = (data.featureNames, data.encoding)
      targetNames = columns.targetNames
      (hasProbabilities, hasOffset) = (data.hasProbabilities, data.hasOffset)
      headClassNames = data.headClassNames
      heldOut.groups = data.groups
    }
    if case .values(_) = training.targets, choice.hasArrays { hasProbabilities = likelihood?.classCoding == .binary }
    for (part, data) in [("training", training), ("testing", test)] {
      if part == "testing", choice.division.isWhole { continue }
      guard data.count > 0 else { throw CommandError("\(name): there are no examples for \(part)") }
      guard data.hasWeight else { throw CommandError("\(name): all examples for \(part) have weight 0") }
    }
    // A rare class may be in one part only, or in none.
    classCount = training.classCount.map { max($0, test.classCount ?? 0, model?.classCount ?? 0) }
  }

  /// Two IDX files whose labels are no larger than those of as many examples can be; so many outputs may not fit into
  /// memory.
  private static func idx(images: String, labels: String, classes: Int? = nil) throws -> Dataset<Scalar> {
    let data = try Dataset<Scalar>.idx(images: images, labels: labels, classes: classes)
    let limit = max(data.count, 256)
    if case .classes(let indices) = data.targets, let row = indices.firstIndex(where: { $0 >= limit }) {
      throw DataError(
        .labelOutOfRange, source: labels, row: row,
        expected: "a label below \(limit), as there are \(data.count) examples",
        found: "\(indices[row])")
    }
    return data
  }

  /// The training part and the test part.
  static func divided(
    _ data: Dataset<Scalar>, _ division: DivisionChoice, _ fraction: Double
  ) -> (training: Dataset<Scalar>, test: Dataset<Scalar>) {
    let part = division.part(of: data, test: fraction)
    return (data.rows(at: part.training), data.rows(at: part.test))
  }

  private static func folder(
    _ folder: String, classNames: [String]?
  ) throws -> (training: Dataset<Scalar>, test: Dataset<Scalar>) {
    let files = MNISTFiles.paths("train", in: folder)
    let training = try idx(
      images: files.images, labels: files.labels, classes: classNames?.count)
    let testFiles = MNISTFiles.paths("t10k", in: folder)
    let test = try Dataset<Scalar>.idx(
      images: testFiles.images, labels: testFiles.labels, classes: training.targets.classCount)
    return (try training.named(classNames), try test.named(classNames))
  }
}

extension Dataset {
  /// The data set, whose targets are the likelihood's where they are numbers.
  ///
  /// - Throws: `DataError` with the row of one that is none.
  func checked(for likelihood: Likelihood?, _ source: DataChoice.Source) throws(DataError) -> Dataset {
    guard let refused = targets.numbers.flatMap({ likelihood?.firstRefused(of: $0) }) else { return self }
    throw refused.error(in: source.targetsName)
  }

  /// The data set with names of its classes.
  func named(_ names: [String]?) throws(DataError) -> Dataset {
    try Dataset(inputs: inputs, targets: targets, weights: weights, classNames: names)
  }

  /// Whether an example counts: without weights all do.
  var hasWeight: Bool { weights.map { $0.contains { $0 > 0 } } ?? true }

  /// The number of classes: that of the names, or one more than the largest index; nil where targets are numbers.
  var classCount: Int? { targets.classCount.map { max($0, classNames?.count ?? 0) } }
}

extension Targets {
  /// The targets that are numbers, NaN where they were not observed; nil where they are classes.
  var numbers: Matrix<Scalar>? {
    switch self {
    case .values(let values), .incomplete(let values): values
    case .classes: nil
    }
  }

  /// One more than the largest class index; nil where targets are numbers.
  var classCount: Int? {
    guard case .classes(let classes) = self else { return nil }
    return (classes.max() ?? -1) + 1
  }
}
