internal import Nabla

/// One head's columns of a prediction: its class and probabilities, or its numbers.
struct HeadPrediction<Scalar: RealScalar> {
  typealias Column = (name: String, values: [Prediction<Scalar>.Cell])

  private let likelihood: Likelihood
  private let outputs: Range<Int>
  private let targets: Range<Int>
  private let names: [String]
  /// Of its classes, where it has some.
  private let classNames: [String]?

  /// Those of a model; nil where it has no heads.
  static func parts(of model: Model<Scalar>) -> [HeadPrediction]? {
    let likelihood = model.network.architecture.likelihood
    guard let heads = likelihood.heads, let ranges = likelihood.headRanges else { return nil }
    return heads.indices.map { h in
      let own = heads[h].likelihood
      return HeadPrediction(
        likelihood: own, outputs: ranges[h].outputs, targets: ranges[h].targets, names: model.headNames[h],
        classNames: model.headClassNames?[h] ?? (own.takesClasses ? (0..<own.outputs).map { "\($0)" } : nil))
    }
  }

  /// The class and the outputs of each row, or the outputs alone.
  func columns(_ y: Matrix<Scalar>) -> [Column] {
    guard let classNames else {
      let all = likelihood.outputNames(of: names)
      return zip(likelihood.hasProbabilities ? all.map { "probability of \($0)" } : all, outputs).map {
        column($0, y, $1)
      }
    }
    let ofOutputs = outputs.count == 1 ? [classNames[1]] : classNames
    return [(names[0], Model.classes(of: y.columns(outputs)).map { .text(classNames[$0]) })]
      + zip(ofOutputs, outputs).map { column("probability of \(names[0]) = \($0)", y, $1) }
  }

  /// The targets, and how far outputs are from them, or whether the class is right; nothing where they are missing.
  func comparison(_ y: Matrix<Scalar>, _ t: Matrix<Scalar>) -> [Column] {
    guard let classNames else {
      let answers = likelihood.answers(y.columns(outputs))
      return zip(names, targets).enumerated().flatMap { j, pair -> [Column] in
        let (name, k) = pair
        return [
          column("actual \(name)", t, k),
          ("residual of \(name)", (0..<t.rows).map { .number(t[$0, k] - answers[$0, j]) }),
        ]
      }
    }
    let own = t.columns(targets)
    let (actual, found) = (Model.classes(of: own), Model.classes(of: y.columns(outputs)))
    let isThere = (0..<t.rows).map { !own[row: $0].contains(where: \.isNaN) }
    return [
      ("actual \(names[0])", isThere.indices.map { .text(isThere[$0] ? classNames[actual[$0]] : "") }),
      ("\(names[0]) is right", isThere.indices.map { isThere[$0] ? .truth(actual[$0] == found[$0]) : .text("") }),
    ]
  }

  private func column(_ name: String, _ matrix: Matrix<Scalar>, _ k: Int) -> Column {
    (name, (0..<matrix.rows).map { .number(matrix[$0, k]) })
  }
}
