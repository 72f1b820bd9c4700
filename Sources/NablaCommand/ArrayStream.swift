internal import Nabla

/// Two arrays of NumPy of which that of the inputs stays in its file.
struct ArrayStream: StreamSource {
  let name: String
  private let inputs: NPYRows
  private let targets: NPYRows
  private let areClasses: Bool?

  var count: Int { inputs.rowCount }
  var inputNames: [String] { inputs.indexNames }

  /// The arrays of two files.
  init(inputs: String, targets: String, areClasses: Bool?) throws(DataError) {
    let (x, t) = (try StreamChoice.file(inputs), try StreamChoice.file(targets))
    try self.init(inputs, NPYRows(x, name: inputs), NPYRows(t, name: targets), areClasses)
  }

  /// Two arrays of an archive, by their names where these are given.
  init(_ path: String, arrays: [String]?, areClasses: Bool?) throws(DataError) {
    let file = try NPZFile(contentsOf: path)
    let names = if let arrays { arrays } else { try file.pair() }
    try self.init(path, NPYRows(names[0], of: file), NPYRows(names[1], of: file), areClasses)
  }

  private init(_ name: String, _ inputs: NPYRows, _ targets: NPYRows, _ areClasses: Bool?) throws(DataError) {
    guard targets.rowCount == inputs.rowCount else {
      throw DataError(
        .countMismatch, source: targets.name,
        expected: "\(DataError.count(inputs.rowCount, "target")), one for each row of the inputs",
        found: "\(targets.rowCount)")
    }
    (self.name, self.inputs, self.targets, self.areClasses) = (name, inputs, targets, areClasses)
  }

  func targetsAndWeights<S: RealScalar>(
    as scalar: S.Type
  ) throws -> (targets: WrittenTargets<S>, weights: [S]?) {
    let rows = 0..<count
    guard areClasses ?? (targets.elementType.isInteger && targets.columnCount == 1) else {
      return (.numbers(try targets.matrix(rows: rows)), nil)
    }
    let classes = try Dataset<Double>.classes(targets.matrix(rows: rows), source: targets.name)
    return (.classes(classes, count: (classes.max() ?? 0) + 1, names: nil), nil)
  }

  func targetError(_ refused: RefusedTarget) -> DataError { refused.error(in: targets.name) }

  func inputs(fittedOn rows: [Range<Int>]) -> SourceInputs { SourceInputs(rows: inputs) }
}
