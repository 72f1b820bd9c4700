/// A number that says how good a network is on some data.
///
/// Only `loss` counts examples by their weights; the others count each example once whose weight is not 0. A value is NaN
/// where it is undefined: `r2` where the targets do not vary, and each where the network's outputs are NaN. Such a value is no
/// best one; it is an empty field in CSV and `null` in JSON.
public enum Metric: String, Sendable, Hashable, Codable, CaseIterable {
  /// The mean error an example, by the weights of the examples where they have any.
  case loss
  /// The share of examples whose class is found.
  case accuracy
  /// The mean over the classes of F₁.
  case f1
  /// The root of the mean squared difference between outputs and targets.
  case rmse
  /// The mean absolute difference between outputs and targets.
  case mae
  /// The share of the targets' variance that is explained.
  case r2

  /// Whether a larger value is a better one.
  public var largerIsBetter: Bool {
    switch self {
    case .accuracy, .f1, .r2: true
    case .loss, .rmse, .mae: false
    }
  }

  /// Whether the metric is defined for targets that are classes, or for those that are numbers; `loss` is for both.
  public func suits<Scalar: RealScalar>(_ targets: Targets<Scalar>) -> Bool {
    switch (self, targets) {
    case (.loss, _), (.accuracy, .classes), (.f1, .classes), (.rmse, .values), (.mae, .values), (.r2, .values),
      (.rmse, .incomplete), (.mae, .incomplete), (.r2, .incomplete):
      true
    case (.accuracy, .values), (.f1, .values), (.accuracy, .incomplete), (.f1, .incomplete), (.rmse, .classes),
      (.mae, .classes), (.r2, .classes):
      false
    }
  }
}

/// Data that a training does not learn from, on which it is watched: after each epoch the metric is computed.
public struct Validation<Scalar: RealScalar>: Sendable {
  /// The data.
  public var data: Dataset<Scalar>
  /// What is computed.
  public var metric: Metric

  /// Validation by a metric on some data.
  ///
  /// - Precondition: there are examples, not all of their weights are zero, and the metric suits their targets.
  public init(on data: Dataset<Scalar>, metric: Metric = .loss) {
    precondition(data.count > 0, "validation on no examples")
    if let weights = data.weights {
      precondition(weights.contains { $0 > 0 }, "validation on examples whose weights are all zero")
    }
    precondition(metric.suits(data.targets), "the metric '\(metric.rawValue)' does not suit the targets")
    self.data = data
    self.metric = metric
  }

  /// The metric of a network on the data; the examples' weights count for `loss` alone, but for those of weight 0, which are
  /// not there.
  ///
  /// - Precondition: the data fits the network.
  /// - Complexity: one evaluation, about 2 n |w| flops.
  public func value(of network: Network<Scalar>, using workspace: Workspace<Scalar>? = nil) -> Double {
    if metric == .loss {
      let total = data.weights.map { $0.reduce(0) { $0 + Double($1) } } ?? Double(data.count)
      return network.loss(data.inputs, data.targets, weights: data.weights, using: workspace) / total
    }
    let present = data.present
    let outputs = network.predictTogether(present.inputs, using: workspace)
    switch present.targets {
    case .classes(let actual):
      let matrix = ConfusionMatrix(
        actual: actual, predicted: outputs.largestColumns(), classes: max(outputs.columns, 2))
      return metric == .accuracy ? matrix.accuracy : matrix.meanF1
    case .values(let targets), .incomplete(let targets):
      let scores = RegressionScores(
        network.architecture.likelihood.answers(outputs), targets, leavingOutMissing: !present.targets.isComplete)
      return metric == .rmse ? scores.rootMeanSquare : metric == .mae ? scores.meanAbsolute : scores.explained
    }
  }
}
