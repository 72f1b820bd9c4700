internal import Nabla

/// Which columns of a table are used, and how they become numbers, as the options say.
struct EncodingChoice {
  /// The columns that are inputs; all that are nothing else by default.
  var inputs: [String]?
  /// Columns that are no inputs.
  var excluded: [String] = []
  /// The column of the weights of the examples.
  var weights: String?
  /// The column of the numbers of trials, of which the target has the successes.
  var trials: String?
  /// The labels of the target in their order, where these are ordered classes.
  var levels: [String]?
  /// The column whose equal values keep examples together where these are divided.
  var groups: String?
  /// Columns of numbers that are labels.
  var categories: [String] = []
  /// Whether targets may be missing.
  var allowsMissingTargets = false
  /// The column that is added to the output's pre-activation.
  var offset: OffsetChoice?
  /// What is made of missing values and of levels.
  var rules = EncodingRules()
  /// The options that were not typed, but stand in the settings of the model.
  var noted: Set<String> = []
  /// The targets in the settings of the model, which stand for those of a table without names.
  var notedTargets: [String]?
  /// Whether the examples may be others than those that a model was trained on.
  var isForOthers = false

  /// The options of the columns, which `init` reads.
  static let columnOptions = [
    Option(
      name: "inputs", values: ["COLUMN"],
      help:
        "The columns that are inputs, by name, by index from 0, or by a pattern such as 'pixel*', separated by commas; a "
        + "name with a comma stands in double quotation marks. All others by default, but for text that tells the rows "
        + "apart."),
    Option(
      name: "exclude", values: ["COLUMN"],
      help: "Columns that are neither inputs nor, by default, the target, in the same way."),
    Option(
      name: "id", values: ["COLUMN"],
      help: "Columns that name the rows, which are left out in the same way; 'nabla predict --id' writes them."),
    Option(name: "weights", values: ["COLUMN"], help: "The column with the weights of the examples."),
    Option(
      name: "groups", values: ["COLUMN"],
      help:
        "The column, no input, of groups such as patients: rows of one group are all for training or all for testing."),
    Option(
      name: "categories", values: ["COLUMN"],
      help: "Columns of numbers that are labels, such as postal codes; columns of text are found out."),
  ]

  /// The order of the target's labels.
  static let levelsOption = Option(
    name: "levels", values: ["LOW,…,HIGH"],
    help:
      "The target's labels in their order, for the likelihood ordinal, which needs no number of classes then: a label with a comma "
      + "stands in double quotation marks.")

  /// What is made of missing values, also where there is a model already.
  static let missingOption = Option(
    name: "missing", values: ["RULE"],
    help:
      "What is made of missing values: refuse (the default), drop (the row), mean, median or most-frequent; for single "
      + "columns too, as in 'median,deck=most-frequent'. Text takes its most frequent value in the place of a mean. Where "
      + "there is a model, it knows what it was trained to do, and this adds what it does not.")

  /// Whether numbers that are targets may be missing, also where there is a model already.
  static let missingTargetsOption = Option(
    name: "missing-targets",
    help:
      "Targets that are numbers may be missing: those of a row that are there count, in the error and in every score.")

  /// What makes the target a count of successes, also where there is a model already.
  static let trialsOption = Option(
    name: "out-of", values: ["COLUMN"],
    help:
      "The target is a number of successes, and this column that of the trials, for the likelihoods bernoulli (the default "
      + "then), probit and cloglog; a row without trials does not count. Shares of trials need '--weights COLUMN' alone."
  )

  /// The options of what becomes of them, which `init` reads.
  static let ruleOptions = [
    Option(
      name: "missing-indicator",
      help: "Give columns with missing values another input, 1 where they are missing."),
    Option(
      name: "rare", values: ["N"],
      help: "Pool the levels of a column of text that fewer than N training rows have (default: 1, none)."),
  ]

  init() {}

  init(_ arguments: Arguments) throws(UsageError) {
    inputs = try arguments.columns("inputs")
    excluded = (try arguments.columns("exclude") ?? []) + (try arguments.columns("id") ?? [])
    weights = arguments.value("weights")
    groups = arguments.value("groups")
    levels = try Self.levels(arguments)
    categories = try arguments.columns("categories") ?? []
    rules.hasIndicators = arguments.contains("missing-indicator")
    rules.leastCount = try arguments.count("rare") ?? 1
    try readMissing(arguments)
    if rules.hasIndicators, rules.missing == .refuse, rules.missingByColumn.isEmpty {
      throw UsageError("'--missing-indicator' goes with '--missing mean', 'median' or 'most-frequent'")
    }
  }

  /// The rules for missing values, weights and groups alone, for commands that have a model already.
  static func missingRule(_ arguments: Arguments) throws(UsageError) -> EncodingChoice {
    var choice = EncodingChoice()
    choice.weights = arguments.value("weights")
    choice.groups = arguments.value("groups")
    try choice.readMissing(arguments)
    switch choice.rules.missing {
    case .refuse, .drop: return choice
    case .mean, .median, .mostFrequent:
      throw UsageError("'--missing' is refuse or drop here: what takes the place of a missing value is in the model")
    }
  }

  private mutating func readMissing(_ arguments: Arguments) throws(UsageError) {
    _ = try arguments.exclusive(["missing-targets", "out-of"])
    allowsMissingTargets = arguments.contains("missing-targets")
    trials = arguments.value("out-of")
    guard let text = arguments.value("missing") else { return }
    let expected =
      "one of \(MissingRule.allCases.map(\.rawValue).joined(separator: ", ")), and COLUMN=RULE for single columns"
    guard let parts = Arguments.list(text) else { throw arguments.wrong("missing", text, expected) }
    var isGiven = false
    for part in parts {
      let sides = part.split(separator: "=", omittingEmptySubsequences: false)
      guard let rule = MissingRule(rawValue: String(sides[sides.count - 1])) else {
        throw arguments.wrong("missing", text, expected)
      }
      if sides.count == 1 {
        guard !isGiven else { throw arguments.wrong("missing", text, expected) }
        isGiven = true
        rules.missing = rule
      } else {
        rules.missingByColumn[sides.dropLast().joined(separator: "=")] = rule
      }
    }
  }

  /// The labels of ordered classes that an option gives, two or more different ones.
  static func levels(_ arguments: Arguments) throws(UsageError) -> [String]? {
    guard let text = arguments.value("levels") else { return nil }
    guard let levels = Arguments.list(text), (2...1000).contains(levels.count), !levels.contains(""),
      Set(levels).count == levels.count
    else { throw arguments.wrong("levels", text, "at least two different labels in their order, separated by commas") }
    return levels
  }

  /// Refuses trials of what is no binary likelihood, which is `bernoulli` where none is named, and levels of what has no order.
  func suited(_ likelihood: Likelihood?) throws(UsageError) -> Likelihood? {
    if let levels {
      let own = Likelihood.ordinal(classes: levels.count)
      if let likelihood, likelihood != own {
        throw UsageError(
          "'--levels' of \(levels.count) labels is for the likelihood \(own.name), not for \(likelihood.name)")
      }
      guard trials == nil else { throw UsageError("'--levels' and '--out-of' exclude each other; give one of them") }
      return own
    }
    guard trials != nil else { return likelihood }
    guard let likelihood else { return .bernoulli }
    guard likelihood.classCoding == .binary else {
      throw UsageError(
        "'--out-of' is for the likelihoods bernoulli, probit and cloglog, not for \(likelihood.name)")
    }
    return likelihood
  }

  /// Reads which levels others are compared with.
  mutating func readReferences(_ arguments: Arguments) throws(UsageError) {
    guard let text = arguments.value("reference") else { return }
    for part in Arguments.list(text) ?? [""] {
      let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard sides.count == 2, rules.references.updateValue(sides[1], forKey: sides[0]) == nil else {
        throw arguments.wrong("reference", text, "COLUMN=LEVEL, several separated by commas")
      }
    }
  }

  /// The columns of a table: targets, inputs and weights.
  ///
  /// - Throws: where there is no such column, or one is two things at once.
  func columns(of table: DelimitedText, targets: [String]?, path: String) throws -> TableColumns {
    let weightColumn = try weights.map { try TableColumns.index(typed: $0, in: table) }
    let trialsColumn = try trials.map { try TableColumns.index(typed: $0, in: table) }
    let groupColumn = try groups.map { try TableColumns.index(typed: $0, in: table) }
    let without =
      try TableColumns.indices(typed: excluded + (offset.map { [$0.column] } ?? []), in: table)
      + [groupColumn, trialsColumn].compactMap { $0 }
    var columns = try TableColumns(of: table, targets: targets, without: without + (weightColumn.map { [$0] } ?? []))
    if let inputs {
      // A pattern does not mean what was named to be something else.
      let named = try TableColumns.indices(typed: inputs.filter { NamePattern($0) == nil }, in: table)
      if let groupColumn, let groups, named.contains(groupColumn) {
        throw CommandError("\(path): the column of the groups, '\(groups)', is an input too")
      }
      let others = without + columns.targets + (weightColumn.map { [$0] } ?? [])
      let chosen = try TableColumns.indices(typed: inputs, in: table).filter {
        !others.contains($0) || (named.contains($0) && !without.contains($0))
      }
      columns.setInputs(chosen, of: table)
    }
    columns.weights = weightColumn
    columns.setTrials(trialsColumn, in: table)
    columns.levels = levels
    if levels != nil, columns.targets.count != 1 {
      throw CommandError("\(path): '--levels' is for one target, and there are \(columns.targets.count)")
    }
    columns.groups = groupColumn
    columns.mayLackTargets = allowsMissingTargets
    if let weightColumn, let weights, (columns.inputs + columns.targets).contains(weightColumn) {
      throw CommandError(
        "\(path): the column of the weights, '\(weights)', is \(columns.targets.contains(weightColumn) ? "a target" : "an input") too"
      )
    }
    if let trialsColumn, let trials {
      guard !columns.targets.contains(trialsColumn), columns.targets.count == 1 else {
        throw CommandError(
          "\(path): '--out-of \(trials)' needs one target, the successes, beside the column of the trials")
      }
      guard trialsColumn != weightColumn else {
        throw CommandError("\(path): the column of the trials, '\(trials)', is that of the weights too")
      }
    }
    if let groupColumn, let groups, columns.targets.contains(groupColumn) || groupColumn == weightColumn {
      throw CommandError(
        "\(path): the column of the groups, '\(groups)', is \(groupColumn == weightColumn ? "that of the weights" : "a target") too"
      )
    }
    if let twice = columns.inputs.first(where: columns.targets.contains) {
      let name = table.columnNames.map { "the column '\($0[twice])'" } ?? "column \(twice) (counted from 0)"
      throw CommandError("\(path): \(name) is an input and a target")
    }
    guard !columns.inputs.isEmpty else {
      throw DataError(
        .unknownColumn, source: path, expected: "at least one column of inputs beside the targets",
        found: "a table of \(table.columnCount) column\(table.columnCount == 1 ? "" : "s")")
    }
    _ = try rules(for: table)
    if let offset {
      try offset.check(self, columns, in: table, path: path)
      guard columns.targets.count == 1 else {
        throw CommandError("\(path): '--\(offset.option)' is for one target, and there are \(columns.targets.count)")
      }
      guard table.columnNames != nil else {
        throw CommandError(
          "\(path): '--\(offset.option)' needs names of columns, by which the model finds its own again")
      }
      columns.setInputs(columns.inputs + [try TableColumns.index(typed: offset.column, in: table)], of: table)
      columns.offset = offset
    }
    return columns
  }

  /// The rules with the names of the columns, however these were typed.
  func rules(for table: DelimitedText) throws(DataError) -> EncodingRules {
    func named<Value>(_ values: [String: Value]) throws(DataError) -> [String: Value] {
      var named: [String: Value] = [:]
      for (text, value) in values.sorted(by: { $0.key < $1.key }) {
        for place in try TableColumns.indices(typed: [text], in: table) {
          named[table.columnNames?[place] ?? "column\(place)"] = value
        }
      }
      return named
    }
    var rules = rules
    rules.missingByColumn = try named(rules.missingByColumn)
    rules.references = try named(rules.references)
    return rules
  }
}

extension EncodedInputs {
  /// What the training did not know, in words that follow the file's name.
  var remarks: [String] { unseen.map(\.remark) }
}

extension UnseenLevels {
  /// The same of one column.
  var remark: String {
    "\(rowCount) row\(rowCount == 1 ? " has a level" : "s have levels") of '\(title)' that the training did not have, such as "
      + "'\(level)' in line \(line)"
  }
}
