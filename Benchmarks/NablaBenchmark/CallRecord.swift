internal import Nabla

/// The result for an operator of which one call was timed.
struct CallRecord: Record {
  let kind: String
  let layers: [Int]
  let batch: Int
  let precision: String
  let threads: Int
  let backend: String
  let activation: String?
  let likelihood: String?
  let optimizer: String?
  let parameters: Int
  let medianSeconds: Double
  let minSeconds: Double
  let iterations: Int
  let flops: Double
  let gflops: Double
  let allocations: Double
  /// Products that OpenBLAS computed, an iteration, and their part of `flops`.
  let blasCalls: Double
  let blasShare: Double
  let of: String?
  let gradientRatio: Double?
  /// Of several sizes, the one with the most GFLOP/s.
  var best: Bool?

  init(
    kind: String, layers: [Int], batch: Int, options: Options, takes: Set<String>, parameters: Int, flops: Double,
    measurement: Measurement
  ) {
    self.kind = kind
    self.layers = layers
    self.batch = batch
    precision = options.precision.rawValue
    threads = options.threads
    backend = options.backend.rawValue
    activation = takes.contains("--activation") ? options.activation.name : nil
    likelihood = takes.contains("--likelihood") ? options.likelihood.rawValue : nil
    optimizer = takes.contains("--optimizer") ? options.optimizer.rawValue : nil
    self.parameters = parameters
    medianSeconds = measurement.medianSeconds
    minSeconds = measurement.minSeconds
    iterations = measurement.iterations
    self.flops = flops
    gflops = flops / measurement.medianSeconds / 1e9
    allocations = measurement.allocations
    blasCalls = measurement.blasCalls
    blasShare = flops > 0 ? measurement.blasFlops / flops : 0
    of = takes.contains("--of") ? options.of(kind) : nil
    gradientRatio = measurement.gradientRatio
  }

  static let columns = [
    (title: "kind", width: 12), (title: "layers", width: 21), (title: "batch", width: 6),
    (title: "precision", width: 9), (title: "threads", width: 7), (title: "backend", width: 9),
    (title: "parameters", width: 10),
    (title: "median", width: 9), (title: "least", width: 9), (title: "GFLOP/s", width: 7),
    (title: "allocations", width: 11), (title: "in BLAS", width: 7), (title: "", width: 0),
  ]

  var rows: [[String]] {
    let digits = (gflops: gflops < 10 ? 2 : 1, allocations: allocations.rounded() == allocations ? 0 : 2)
    return [
      [
        best == true ? kind + ", best" : kind, text(layers: layers), "\(batch)", precision,
        "\(threads)", backend, "\(parameters)", text(seconds: medianSeconds), text(seconds: minSeconds),
        text(gflops, digits: digits.gflops), text(allocations, digits: digits.allocations),
        "\(Int((100 * blasShare).rounded())) %",
        gradientRatio.map { "\(text($0, digits: 2)) gradients" } ?? "",
      ]
    ]
  }
}
