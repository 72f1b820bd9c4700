internal import Nabla

/// The rows of a file of LIBSVM that stay there.
struct SparseStream: StreamSource {
  private let rows: SparseTextRows
  private let areClasses: Bool?

  var name: String { rows.name }
  var count: Int { rows.rowCount }
  var inputNames: [String] { rows.indexNames }

  init(_ path: String, areClasses: Bool?) throws(DataError) {
    rows = try SparseTextRows(StreamChoice.file(path))
    self.areClasses = areClasses
  }

  func targetsAndWeights<S: RealScalar>(
    as scalar: S.Type
  ) throws -> (targets: WrittenTargets<S>, weights: [S]?) {
    let found: (targets: Targets<S>, classNames: [String]?) = try SparseRows.targets(
      rows.labels, areClasses: areClasses, source: name)
    switch found.targets {
    case .values(let values), .incomplete(let values): return (.numbers(values), nil)
    case .classes(let classes):
      return (.classes(classes, count: found.classNames?.count ?? 0, names: found.classNames), nil)
    }
  }

  func inputs(fittedOn training: [Range<Int>]) -> SourceInputs { SourceInputs(rows: rows) }
}
