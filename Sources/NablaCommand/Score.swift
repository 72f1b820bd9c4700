internal import Nabla
internal import NablaFigures

/// How good a model is on examples that it has not seen.
enum Score {
  case classification(ConfusionMatrix, summary: String)
  case regression(RegressionScores, [LikelihoodMeasure])
  /// Answers, yes or no, or probabilities of them, with a name for each.
  case answers(AnswerScores, names: [String])
  /// Several heads.
  indirect case heads(HeadScores)

  /// The score of a model on data as it comes, not scaled.
  ///
  /// - Parameters:
  ///   - top: How many of the largest outputs count as an answer in another accuracy, of classes only.
  ///   - known: The model's outputs, where they are there already.
  init<S: RealScalar>(
    of model: Model<S>, on data: Dataset<S>, outputs known: Matrix<S>? = nil, top: Int? = nil
  ) throws {
    guard data.hasWeight else { throw CommandError("all examples for testing have weight 0, so there is no score") }
    if let weights = data.weights, weights.contains(0) {
      // What has no weight is not there.
      let rows = weights.indices.filter { weights[$0] > 0 }
      self = try Score(of: model, on: data.rows(at: rows), outputs: known?.rows(at: rows), top: top)
      return
    }
    let outputs = known ?? model.predict(data.inputs)
    switch data.targets {
    case .classes(let actual):
      guard model.isClassifier else { throw CommandError(model.reasonAgainstClasses) }
      let classes = model.classCount
      let found = data.classCount ?? 0
      // Without names of its own, the model can only have those classes that the data has.
      guard model.classNames == nil && data.classNames != nil ? found == classes : found <= classes else {
        throw CommandError("the data has \(found) classes, but the model \(classes)")
      }
      let matrix = ConfusionMatrix(
        actual: actual, predicted: model.classes(of: outputs), classes: classes,
        classNames: model.classNames ?? data.classNames)
      if let top, top > classes { throw CommandError("'--top \(top)' is for more classes than the model's \(classes)") }
      self = .classification(
        matrix, summary: Self.summary(outputs, actual, matrix) + Self.accuracy(outputs, actual, top))
    case .values(let targets), .incomplete(let targets):
      if let top { throw CommandError("'--top \(top)' is for classes, but the targets are numbers") }
      let likelihood = model.network.architecture.likelihood
      guard targets.columns == likelihood.targets else {
        throw CommandError(
          "the data has \(targets.columns) target columns, but the model \(likelihood.targets) outputs")
      }
      if likelihood.heads != nil {
        self = .heads(HeadScores(of: model, outputs, data, targets))
        return
      }
      self =
        likelihood.classCoding == .binary
        ? .answers(AnswerScores(outputs, targets, leavingOutMissing: true), names: model.answerNames)
        : .regression(
          RegressionScores(likelihood.answers(outputs), targets, leavingOutMissing: true),
          likelihood.measures(outputs, targets))
    }
  }

  /// Other measures of the outputs on one line; those of probabilities only where the outputs are such.
  static func summary<S: RealScalar>(
    _ outputs: Matrix<S>, _ actual: [Int], _ matrix: ConfusionMatrix
  ) -> String {
    let f1 = "mean F1 " + String(fourDecimals: matrix.meanF1)
    guard outputs.elements.allSatisfy({ $0 >= 0 && $0 <= 1 }) else { return f1 }
    let scores = ClassificationScores(outputs, actual: actual)
    // Undefined where a class has no example.
    return [
      f1, "log-loss " + String(fourDecimals: scores.logLoss), "ROC AUC " + String(fourDecimals: scores.rocAUC),
      "calibration error " + String(fourDecimals: scores.calibration().error),
    ].joined(separator: ", ")
  }

  /// How often an example's class has one of the largest outputs, on a line of its own.
  private static func accuracy<S: RealScalar>(_ outputs: Matrix<S>, _ actual: [Int], _ top: Int?) -> String {
    guard let top else { return "" }
    return "\ntop-\(top) accuracy: "
      + String(fourDecimals: ClassificationScores(outputs, actual: actual).topAccuracy(top))
  }

  /// A line for each output, and one for all of them where there are several.
  private static func lines(of scores: AnswerScores, _ names: [String]) -> [String] {
    var lines = zip(names, scores.outputs).map { name, output in
      let log = "log-loss " + String(fourDecimals: output.logLoss)
      let error = "mean absolute error " + String(fourDecimals: output.meanAbsolute)
      let accuracy = output.accuracy.map { "accuracy " + String(fourDecimals: $0) }
      let area = output.rocAUC.flatMap { $0.isFinite ? "ROC AUC " + String(fourDecimals: $0) : nil }
      let parts = accuracy.map { [$0, log] + (area.map { [$0] } ?? []) } ?? [log, error]
      return "\(name): " + parts.joined(separator: ", ")
    }
    guard scores.outputs.count > 1 else { return lines }
    if let share = scores.shareAllRight {
      lines.append(
        "all \(names.count) right: \(String(fourDecimals: share)), mean log-loss "
          + String(fourDecimals: scores.logLoss))
    }
    return lines
  }

  /// What the verdict is of, such as `test accuracy`.
  var name: String { verdict.split(separator: ":").first.map(String.init) ?? "" }

  /// The number of the verdict, with all its digits.
  var value: Double {
    switch self {
    case .classification(let matrix, _): matrix.accuracy
    case .regression(let scores, _): scores.rootMeanSquare
    case .answers(let scores, _): scores.accuracy ?? scores.logLoss
    case .heads(let scores): scores.error
    }
  }

  /// Whether a larger number of the verdict is a better one.
  var largerIsBetter: Bool {
    switch self {
    case .classification: true
    case .regression, .heads: false
    case .answers(let scores, _): scores.accuracy != nil
    }
  }

  /// The last line of a command's output.
  var verdict: String {
    switch self {
    case .classification(let matrix, _): "test accuracy: " + String(fourDecimals: matrix.accuracy)
    case .regression(let scores, _): "test RMSE: " + String(sixDigits: scores.rootMeanSquare)
    case .answers(let scores, _):
      scores.accuracy.map { "test accuracy: " + String(fourDecimals: $0) }
        ?? "test log-loss: " + String(fourDecimals: scores.logLoss)
    case .heads(let scores): "test error: " + String(sixDigits: scores.error)
    }
  }

  /// Prints everything, the verdict last.
  func print() {
    switch self {
    case .classification(let matrix, let summary):
      Console.print("confusion matrix of \(matrix.count) test examples:\n\(matrix)")
      Console.print(summary)
    case .regression(let scores, let measures):
      for measure in measures { Console.print("\(measure.name): \(String(sixDigits: measure.value))") }
      Console.print("mean absolute error: " + String(sixDigits: scores.meanAbsolute))
      // Undefined for targets that are all the same, as those of a single example: they have no variance.
      Console.print("share of the variance explained (R²): " + String(fourDecimals: scores.explained))
    case .answers(let scores, let names):
      for line in Self.lines(of: scores, names) { Console.print(line) }
    case .heads(let scores):
      for (name, score) in scores.scores {
        Console.print("\(name.visible):")
        score.print()
      }
    }
    Console.print(verdict)
  }
}

extension Model {
  /// The number of classes that the outputs tell apart: one output tells two.
  var classCount: Int { max(network.architecture.outputs, 2) }

  /// The classes as a model without names of classes calls them.
  var classIndices: [String] { (0..<classCount).map { "\($0)" } }

  /// The names of ordered classes; their numbers where they have none.
  var levelNames: [String] {
    classNames ?? (0..<(network.architecture.likelihood.orderedClasses ?? 0)).map { "\($0)" }
  }

  /// Whether the outputs together stand for one class.
  var isClassifier: Bool {
    network.architecture.likelihood.scores(hasClassNames: classNames != nil) == .classification
  }

  /// Why a model that is no classifier cannot be tested on classes.
  var reasonAgainstClasses: String {
    network.architecture.likelihood.hasProbabilities
      ? "the model predicts \(network.architecture.outputs) probabilities for each example, not one of several classes"
      : "the model predicts numbers, not classes"
  }

  /// What the outputs of a model that is no classifier are called.
  var outputNames: [String] {
    let likelihood = network.architecture.likelihood
    let names = likelihood.outputNames(of: answerNames)
    return likelihood.hasProbabilities ? names.map { "probability of \($0)" } : names
  }

  /// The names of the targets.
  var answerNames: [String] {
    let targets = network.architecture.likelihood.targets
    return targetNames.flatMap { $0.count == targets ? $0 : nil } ?? (0..<targets).map { "output \($0)" }
  }

  /// The class with the largest output; of a single output, class 1 where it is above one half.
  ///
  /// - Parameter threshold: Above what class 1 of two is the answer, in the place of one half.
  func classes(of outputs: Matrix<Scalar>, threshold: Double? = nil) -> [Int] {
    Self.classes(of: outputs, threshold: threshold)
  }

  static func classes(of outputs: Matrix<Scalar>, threshold: Double? = nil) -> [Int] {
    (0..<outputs.rows).map { i in
      let row = outputs[row: i]
      if let threshold, row.count <= 2 { return Double(row[row.endIndex - 1]) > threshold ? 1 : 0 }
      guard row.count > 1 else { return row[row.startIndex] > 0.5 ? 1 : 0 }
      return row.indices.reduce(row.startIndex) { row[$1] > row[$0] ? $1 : $0 } - row.startIndex
    }
  }
}

extension Figure {
  /// What a model makes of test examples: a confusion matrix; a curve, for one input and one output; or outputs against
  /// targets. Nil where the data does not fit.
  static func result<S: RealScalar>(of model: Model<S>, on data: Dataset<S>) -> Figure? {
    let outputs = model.predict(data.inputs)
    switch data.targets {
    case .classes(let actual):
      guard actual.allSatisfy({ $0 < model.classCount }) else { return nil }
      return .confusionMatrix(
        ConfusionMatrix(
          actual: actual, predicted: model.classes(of: outputs), classes: model.classCount,
          classNames: model.classNames ?? data.classNames))
    case .values(let targets), .incomplete(let targets):
      // Heads have no figure together.
      guard model.network.architecture.likelihood.heads == nil else { return nil }
      if model.network.architecture.likelihood.classCoding == .binary, targets.columns > 1,
        targets.elements.allSatisfy({ $0 == 0 || $0 == 1 })
      {
        // Every output of every example is an answer.
        return .confusionMatrix(
          ConfusionMatrix(
            actual: targets.elements.map { $0 == 1 ? 1 : 0 }, predicted: outputs.elements.map { $0 > 0.5 ? 1 : 0 },
            classes: 2, classNames: ["0", "1"]))
      }
      let answers = model.network.architecture.likelihood.answers(outputs)
      let x = data.inputs.elements.map { Double($0) }
      guard data.inputs.columns == 1, targets.columns == 1, let low = x.min(), let high = x.max() else {
        return .predictions(answers.elements.map { Double($0) }, targets: targets.elements.map { Double($0) })
      }
      let grid = (0...200).map { low + (high - low) * Double($0) / 200 }
      let curve = model.network.architecture.likelihood.answers(model.predict(Matrix(column: grid.map { S($0) })))
        .elements.map { Double($0) }
      return .fittedCurve(
        points: zip(x, targets.elements).map { ($0, Double($1)) }, curve: zip(grid, curve).map { ($0, $1) })
    }
  }
}
