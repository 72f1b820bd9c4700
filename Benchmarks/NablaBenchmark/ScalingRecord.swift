internal import Nabla

/// Both costs of one network's gradient.
struct ScalingRecord: Record {
  let kind = "scaling"
  let layers: [Int]
  let batch: Int
  let precision: String
  let threads: Int
  let backend: String
  let activation: String
  let likelihood: String
  let parameters: Int
  /// The error and its gradient by backpropagation.
  let backpropagationSeconds: Double
  /// The gradient by central differences.
  let finiteDifferenceSeconds: Double
  /// The number of parameters that were differenced, where not all were and the time was scaled up.
  let finiteDifferenceSampled: Int?

  init(
    layers: [Int], batch: Int, _ options: Options, parameters: Int, backpropagationSeconds: Double,
    finiteDifferenceSeconds: Double, sampled: Int?
  ) {
    self.layers = layers
    self.batch = batch
    precision = options.precision.rawValue
    threads = options.threads
    backend = options.backend.rawValue
    activation = options.activation.name
    likelihood = options.likelihood.rawValue
    self.parameters = parameters
    self.backpropagationSeconds = backpropagationSeconds
    self.finiteDifferenceSeconds = finiteDifferenceSeconds
    finiteDifferenceSampled = sampled
  }

  static let columns = [
    (title: "layers", width: 18), (title: "batch", width: 5), (title: "|w|", width: 8),
    (title: "backpropagation", width: 15), (title: "finite differences", width: 18), (title: "ratio", width: 8),
    (title: "sampled", width: 7),
  ]

  var rows: [[String]] {
    [
      [
        text(layers: layers), "\(batch)", "\(parameters)",
        text(seconds: backpropagationSeconds), text(seconds: finiteDifferenceSeconds),
        text(finiteDifferenceSeconds / backpropagationSeconds, digits: 0),
        finiteDifferenceSampled.map(String.init) ?? "all",
      ]
    ]
  }
}

/// The laws seconds = coefficient · |w|^exponent that fit the networks of a run.
struct ScalingFit: Record {
  let kind = "scaling"
  let batch: Int
  let precision: String
  let threads: Int
  let backend: String
  let backpropagationExponent: Double
  let backpropagationCoefficient: Double
  let finiteDifferenceExponent: Double
  let finiteDifferenceCoefficient: Double

  init(_ records: [ScalingRecord], _ options: Options) {
    batch = records[0].batch
    precision = options.precision.rawValue
    threads = options.threads
    backend = options.backend.rawValue
    let backpropagation = PowerLaw(records.map { (Double($0.parameters), $0.backpropagationSeconds) })
    let differences = PowerLaw(records.map { (Double($0.parameters), $0.finiteDifferenceSeconds) })
    backpropagationExponent = backpropagation.exponent
    backpropagationCoefficient = backpropagation.coefficient
    finiteDifferenceExponent = differences.exponent
    finiteDifferenceCoefficient = differences.coefficient
  }

  static let columns = [
    (title: "fitted law", width: 18), (title: "exponent in |w|", width: 15), (title: "seconds at |w| = 1", width: 18),
  ]

  var rows: [[String]] {
    [
      ["backpropagation", text(backpropagationExponent, digits: 3), text(seconds: backpropagationCoefficient)],
      ["finite differences", text(finiteDifferenceExponent, digits: 3), text(seconds: finiteDifferenceCoefficient)],
    ]
  }
}
