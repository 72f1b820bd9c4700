internal import Nabla

extension Model {
  /// The examples of a table as this model takes them. Rows with missing values are left out where they were in the training,
  /// or where that is asked for.
  ///
  /// - Returns: The examples, and the group of each where they have groups.
  func examples(
    of whole: DelimitedText, _ choice: DataChoice
  ) throws -> (data: Dataset<Scalar>, groups: [Int]?) {
    guard choice.kind != .classes || isClassifier else { throw CommandError(reasonAgainstClasses) }
    let encoding = choice.encoding
    let trials = try encoding.place(of: encoding.trials, "out-of", in: whole)
    guard trials == nil || network.architecture.likelihood.classCoding == .binary else {
      throw CommandError(
        "'--out-of' is for models of one probability, and this one's likelihood is \(network.architecture.likelihood.name)"
      )
    }
    let others = [
      try encoding.place(of: encoding.weights, "weights", in: whole),
      try encoding.place(of: encoding.groups, "groups", in: whole),
    ]
    let targets = choice.targets ?? (whole.columnNames == nil ? encoding.notedTargets : nil)
    var columns = try columns(of: whole, targets: targets, without: (others + [trials]).compactMap { $0 })
    columns.setTrials(trials, in: whole)
    if network.architecture.likelihood.orderedClasses != nil { columns.levels = classNames }
    (columns.weights, columns.groups) = (others[0], others[1])
    columns.mayLackTargets = encoding.allowsMissingTargets
    columns.heads = HeadColumns(of: self)
    try columns.heads?.check(columns, path: whole.source ?? "the table")
    let table = try complete(whole, columns, choice)
    return (try dataset(of: table, columns, choice.kind), try columns.groups(of: table))
  }

  /// The examples of a table's rows.
  private func dataset(
    of table: DelimitedText, _ columns: TableColumns, _ kind: DelimitedText.TargetKind?
  ) throws -> Dataset<Scalar> {
    if network.architecture.likelihood.classCoding == .binary,
      !isClassifier || kind == .values || columns.trials != nil
        || (kind == nil && classNames == nil && columns.haveProbabilities(in: table))
    {
      let data = try columns.dataset(of: table, .values, as: Scalar.self)
      try columns.check(data.targets, of: table, network.architecture.likelihood)
      return data
    }
    func dataset(_ classNames: [String]?) throws -> Dataset<Scalar> {
      let data = try columns.dataset(
        of: table, kind ?? (isClassifier ? .classes : .values), classNames: classNames, as: Scalar.self)
      try columns.check(data.targets, of: table, network.architecture.likelihood)
      return data
    }
    guard isClassifier, classNames == nil else { return try dataset(classNames) }
    // Classes without names are most often called by their indices; else the labels are taken in their order.
    do {
      return try dataset(classIndices)
    } catch let error as DataError where error.kind == .labelOutOfRange {
      let data = try dataset(nil)
      guard data.classNames?.contains(where: classIndices.contains) != true else { throw error }
      return data
    }
  }

  /// The columns of a table that are this model's inputs and targets: by its names where both sides have them.
  ///
  /// - Parameter others: Columns that are neither.
  func columns(of table: DelimitedText, targets: [String]?, without others: [Int]) throws -> TableColumns {
    var columns = try TableColumns(of: table, targets: targets, without: others)
    columns.encoding = encoding
    guard let names = table.columnNames else {
      if let encoding { columns.inputs = try encoding.places(in: table, without: columns.targets) }
      return columns
    }
    if targets == nil, let targetNames {
      columns.targets = try TableColumns.indices(of: targetNames, in: table)
      columns.targetNames = targetNames
      columns.inputs = names.indices.filter { !columns.targets.contains($0) }
    }
    if let encoding {
      columns.inputs = try encoding.places(in: table, without: columns.targets)
    } else if let featureNames {
      columns.inputs = try TableColumns.indices(of: featureNames, in: table)
    }
    columns.inputNames = columns.inputs.map { names[$0] }
    if let shared = columns.targets.first(where: columns.inputs.contains) {
      throw CommandError("the column '\(names[shared])' is an input of the model, so it cannot be the target too")
    }
    return columns
  }

  /// The rows of a table that have no missing value among the columns whose rows are left out then.
  private func complete(_ table: DelimitedText, _ columns: TableColumns, _ choice: DataChoice) throws -> DelimitedText {
    let rule = choice.encoding.rules.missing
    let leavesOut =
      rule != .refuse || choice.encoding.noted.contains("missing") || encoding?.dropsMissing == true
      || encoding?.columns.contains(where: { $0.replacement != nil }) == true
    let offset = network.architecture.offsets > 0 ? columns.inputs.suffix(1) : []
    return try columns.complete(
      table, dropping: rule == .drop, leavingOutMissingIn: leavesOut ? columns.neverFilledIn + offset : [],
      path: table.source ?? "the table")
  }
}
