internal import Nabla

/// The score of each head, by the name of its targets.
struct HeadScores {
  let scores: [(name: String, score: Score)]
  /// The mean over the examples of the sum of the heads' errors, with their weights; a weighted mean where examples have weights.
  let error: Double

  init<S: RealScalar>(of model: Model<S>, _ outputs: Matrix<S>, _ data: Dataset<S>, _ targets: Matrix<S>) {
    let likelihood = model.network.architecture.likelihood
    scores = zip(model.headNames, zip(likelihood.heads ?? [], likelihood.headRanges ?? [])).enumerated().map {
      h, pair in
      let (names, (head, ranges)) = pair
      let own = Score(
        ofHead: head.likelihood, outputs.columns(ranges.outputs), targets.columns(ranges.targets), names: names,
        classNames: model.headClassNames?[h])
      return ("\(names.joined(separator: ", ")) (\(head.likelihood.name))", own)
    }
    let x = model.scaler.map { $0(data.inputs) } ?? data.inputs
    let all = data.weights.map { $0.reduce(0) { $0 + Double($1) } } ?? Double(data.count)
    error = model.network.loss(x, data.targets, weights: data.weights) / all
  }
}

extension Score {
  /// The score of a part of the outputs, of the examples whose targets were observed.
  init<S: RealScalar>(
    ofHead likelihood: Likelihood, _ outputs: Matrix<S>, _ targets: Matrix<S>, names: [String], classNames: [String]?
  ) {
    guard likelihood.takesClasses || classNames != nil else {
      self =
        likelihood.classCoding == .binary
        ? .answers(AnswerScores(outputs, targets, leavingOutMissing: true), names: names)
        : .regression(
          RegressionScores(likelihood.answers(outputs), targets, leavingOutMissing: true),
          likelihood.measures(outputs, targets))
      return
    }
    let present = (0..<targets.rows).filter { !targets[row: $0].contains(where: \.isNaN) }
    let y = outputs.rows(at: present)
    let t = targets.rows(at: present)
    let matrix = ConfusionMatrix(
      actual: Model<S>.classes(of: t), predicted: Model<S>.classes(of: y), classes: max(outputs.columns, 2),
      classNames: classNames)
    self = .classification(matrix, summary: Self.summary(y, Model<S>.classes(of: t), matrix))
  }
}

extension Model {
  /// The names of each head's targets: those of columns, of which one of classes has all their outputs.
  var headNames: [[String]] {
    let heads = network.architecture.likelihood.heads ?? []
    let counts = heads.map { $0.likelihood.takesClasses ? 1 : $0.likelihood.targets }
    let total = counts.reduce(0, +)
    let names = targetNames.flatMap { $0.count == total ? $0 : nil } ?? (0..<total).map { "target \($0)" }
    var first = 0
    return counts.map { count in
      defer { first += count }
      return Array(names[first..<first + count])
    }
  }
}
