internal import Nabla

/// How the targets of a table are taken.
struct TargetForm {
  var kind: DelimitedText.TargetKind
  /// The names of the classes, where they are not simply the labels.
  var classNames: [String]?
  /// Whether the targets are numbers that are probabilities.
  var areProbabilities = false
}

extension TableColumns {
  /// How the targets are taken for a likelihood.
  ///
  /// - Parameters:
  ///   - kind: What is said of them, if anything.
  ///   - likelihood: What they are for, where that is known. For `categorical` they are labels, or columns of 0 and 1
  ///     for each class. For `bernoulli` numbers are probabilities; those of a single column that are 0 and 1, or two whole
  ///     numbers, are two classes, unless it is said that they are numbers.
  ///   - option: What takes a column of numbers as classes, for errors.
  func targetForm(
    of table: DelimitedText, kind: DelimitedText.TargetKind?, likelihood: Likelihood?,
    orClassesBy option: String = "--classes"
  ) throws(DataError) -> TargetForm {
    if heads != nil { return TargetForm(kind: .values) }
    if levels != nil { return TargetForm(kind: .values) }
    if trials != nil { return TargetForm(kind: .values, areProbabilities: true) }
    switch (kind, likelihood?.classCoding) {
    case (.classes?, _), (.oneHot?, _), (nil, .indices?): return TargetForm(kind: .classes)
    case (_, .binary?):
      let found: DelimitedText.TargetKind
      if let kind { found = kind } else { found = try self.kind(of: table, orClassesBy: option) }
      guard found == .values else { return TargetForm(kind: found) }
      let values = try numbers(of: table)
      if targets.count == 1, kind == nil, !values.elements.contains(where: \.isNaN),
        let names = Self.twoClasses(values.elements)
      {
        return TargetForm(kind: .classes, classNames: names)
      }
      try check(.incomplete(values), of: table, likelihood)
      return TargetForm(kind: .values, areProbabilities: true)
    case (let kind?, _): return TargetForm(kind: kind)
    case (nil, _): return TargetForm(kind: try self.kind(of: table, orClassesBy: option))
    }
  }

  /// The targets as numbers, NaN where they are missing and may be.
  func numbers(of table: DelimitedText) throws(DataError) -> Matrix<Double> {
    if let levels {
      let isThere = (0..<table.rowCount).map { !mayLackTargets || !table.missingMarks.contains(table[$0, targets[0]]) }
      let rows = isThere.indices.filter { isThere[$0] }
      let places = try table.rows(at: rows).classes(in: .index(targets[0]), names: levels).indices
      var result = Matrix<Double>(rows: table.rowCount, columns: 1, repeating: .nan)
      for (row, place) in zip(rows, places) { result[row, 0] = Double(place) }
      return result
    }
    return try table.matrix(columns: targets, of: Double.self, allowsMissing: mayLackTargets)
  }

  /// The names of two classes that numbers stand for: 0 and 1, or two whole numbers; nil where they are others.
  static func twoClasses(_ values: [Double]) -> [String]? {
    if values.allSatisfy({ $0 == 0 || $0 == 1 }) { return ["0", "1"] }
    var different: Set<Double> = []
    for value in values where different.insert(value).inserted {
      guard different.count <= 2, let whole = Int(exactly: value), abs(whole) < 1 << 53 else { return nil }
    }
    return different.count == 2 ? different.sorted().map { "\(Int($0))" } : nil
  }

  /// Classes where the target has text, and numbers otherwise.
  ///
  /// A column is one of numbers if most of its fields are, in whatever notation. What cannot be read among them is an error:
  /// classes made of it would be a surprise.
  func kind(
    of table: DelimitedText, orClassesBy option: String = "--classes"
  ) throws(DataError) -> DelimitedText.TargetKind {
    do {
      _ = try numbers(of: table)
      return .values
    } catch  where error.kind == .notANumber && targets.count == 1 {
      let census = ColumnCensus(of: table, column: targets[0])
      guard !census.isOfLabels else { return .classes }
      var error = error
      if census.numbers > 0 { error.expected += " like \(census.numbers) of \(census.count) fields of the column" }
      error.expected += ", or '\(option)' for labels"
      throw error
    }
  }

  /// Whether the targets are numbers from 0 to 1, and not 0 and 1 alone, which are classes.
  func haveProbabilities(in table: DelimitedText) -> Bool {
    guard let values = try? numbers(of: table).elements.filter({ !$0.isNaN }) else { return false }
    return values.allSatisfy((0...1).contains) && !values.allSatisfy { $0 == 0 || $0 == 1 }
  }

  /// Refuses numbers that are no targets of a likelihood; classes are whatever it is.
  func check<S: RealScalar>(
    _ targets: Targets<S>, of table: DelimitedText, _ likelihood: Likelihood?
  ) throws(DataError) {
    // Heads check their own.
    guard heads == nil, let refused = targets.numbers.flatMap({ likelihood?.firstRefused(of: $0) }) else { return }
    throw table.fieldError(
      .labelOutOfRange, row: refused.row, column: self.targets[refused.column], expected: refused.expected)
  }
}
