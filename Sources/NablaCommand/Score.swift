internal import Nabla

/// How good a model is on examples that it has not seen.
enum Score {
  case classification(ConfusionMatrix)
  /// The root of the mean squared difference, over all outputs; and the share of the targets' variance that is explained.
  case regression(rootMeanSquare: Double, explained: Double)

  /// The score of a model on data as it comes, not scaled.
  init<S: RealScalar>(of model: Model<S>, on data: Dataset<S>) throws {
    let outputs = model.predict(data.inputs)
    switch data.targets {
    case .classes(let actual):
      let classes = max(model.classCount, data.classCount ?? 0)
      guard classes == model.classCount else {
        throw CommandError("the data has \(classes) classes, but the model \(model.classCount)")
      }
      self = .classification(
        ConfusionMatrix(
          actual: actual, predicted: model.classes(of: outputs), classes: classes,
          classNames: model.classNames ?? data.classNames))
    case .values(let targets):
      guard targets.columns == outputs.columns else {
        throw CommandError("the data has \(targets.columns) target columns, but the model \(outputs.columns) outputs")
      }
      self = Self.regression(outputs, targets)
    }
  }

  private static func regression<S: RealScalar>(_ outputs: Matrix<S>, _ targets: Matrix<S>) -> Score {
    let means = Scaler(fitting: targets).means
    var residual = 0.0
    var total = 0.0
    for i in 0..<targets.rows {
      for k in 0..<targets.columns {
        let t = Double(targets[i, k])
        residual += (Double(outputs[i, k]) - t) * (Double(outputs[i, k]) - t)
        total += (t - Double(means[k])) * (t - Double(means[k]))
      }
    }
    return .regression(
      rootMeanSquare: (residual / Double(targets.elements.count)).squareRoot(), explained: 1 - residual / total)
  }

  /// The last line of a command's output.
  var verdict: String {
    switch self {
    case .classification(let matrix): "test accuracy: " + String(fourDecimals: matrix.accuracy)
    case .regression(let error, _): "test RMSE: " + String(sixDigits: error)
    }
  }

  /// Prints everything, the verdict last.
  func print() {
    switch self {
    case .classification(let matrix):
      Console.print("confusion matrix of \(matrix.count) test examples:\n\(matrix)")
    case .regression(_, let explained):
      Console.print("share of the variance explained (R²): " + String(fourDecimals: explained))
    }
    Console.print(verdict)
  }
}

extension Model {
  /// The number of classes that the outputs tell apart: one output tells two.
  var classCount: Int { max(network.architecture.outputs, 2) }

  /// Whether the outputs stand for classes.
  var isClassifier: Bool { network.architecture.likelihood.family != .gaussian || classNames != nil }

  /// The class with the largest output; of a single output, class 1 where it is above one half.
  func classes(of outputs: Matrix<Scalar>) -> [Int] {
    (0..<outputs.rows).map { i in
      let row = outputs[row: i]
      guard row.count > 1 else { return row[row.startIndex] > 0.5 ? 1 : 0 }
      return row.indices.reduce(row.startIndex) { row[$1] > row[$0] ? $1 : $0 } - row.startIndex
    }
  }
}
