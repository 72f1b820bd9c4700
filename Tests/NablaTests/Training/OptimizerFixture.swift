import Testing

@testable import Nabla

/// The paths of PyTorch's optimisers in double precision, from `scripts/fixtures/optimisers.py`.
struct OptimizerFixture {
  private let file: FixtureFile
  let start: [Double]
  private let centers: [Double]
  private let curvatures: [Double]
  private let steps: [Int]

  init() throws {
    file = try FixtureFile("optimisers")
    start = try file.numbers("start")
    centers = try file.numbers("centres")
    curvatures = try file.numbers("curvatures")
    steps = try file.metadata("steps")
  }

  /// The constants that an optimiser was run with.
  func constants(_ name: String) throws -> [String: Double] { try file.values(name) }

  /// g_i = c_i (w_i − a_i) + (w_i − w_{i+1}) / 4.
  func gradient(_ w: [Double]) -> [Double] {
    w.indices.map { curvatures[$0] * (w[$0] - centers[$0]) + (w[$0] - w[($0 + 1) % w.count]) / 4 }
  }

  /// Expects the first ten iterates and the 1000th to be PyTorch's, on every backend. The gradient comes as its double with
  /// the scale ½.
  func expectPath(of optimizer: some Optimizer<Double>, _ name: String) throws {
    for choice in BackendChoice.available {
      var optimizer = optimizer
      optimizer.state.backend = choice.chosen
      try expectPath(of: optimizer, name, on: choice)
    }
  }

  private func expectPath(of optimizer: some Optimizer<Double>, _ name: String, on choice: BackendChoice) throws {
    let path: [Double] = try file.numbers("\(name)/path")
    try #require(path.count == steps.count * start.count)
    var optimizer = optimizer
    var w = start
    for step in 1...(steps.last ?? 0) {
      let gradient = gradient(w).map { 2 * $0 }
      var span = w.mutableSpan
      optimizer.step(&span, gradient: gradient.span, scale: 0.5)
      guard let row = steps.firstIndex(of: step) else { continue }
      for i in w.indices {
        let expected = path[row * w.count + i]
        let error = abs(w[i] - expected)
        guard error <= 1e-12 * max(1, abs(expected)) else {
          Issue.record("\(name) on \(choice.rawValue), step \(step), parameter \(i): \(w[i]), not \(expected)")
          return
        }
      }
    }
    #expect(optimizer.state.steps == steps.last)
  }

  /// Expects a run in `Float` to stay near the run in `Double`.
  func expectSingle(_ single: some Optimizer<Float>, near double: some Optimizer<Double>) {
    var (single, double) = (single, double)
    var w = start
    var v = start.map { Float($0) }
    for _ in 1...50 {
      let gradient = gradient(w)
      let rounded = self.gradient(v.map { Double($0) }).map { Float($0) }
      var span = w.mutableSpan
      double.step(&span, gradient: gradient.span, scale: 1)
      var other = v.mutableSpan
      single.step(&other, gradient: rounded.span, scale: 1)
    }
    for (a, b) in zip(w, v) { #expect(abs(a - Double(b)) <= 1e-5 * max(1, abs(a)), "\(single.summary)") }
  }
}
