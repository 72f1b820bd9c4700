import Foundation
import Nabla
import Testing

/// The paths of PyTorch's optimisers in double precision, from `scripts/fixtures/optimisers.py`.
struct OptimizerFixture {
  private let file: SafetensorsFile
  let start: [Double]
  private let centres: [Double]
  private let curvatures: [Double]
  private let steps: [Int]

  init() throws {
    let url = try #require(
      Bundle.module.url(forResource: "optimisers", withExtension: "safetensors", subdirectory: "Fixtures"))
    file = try SafetensorsFile(contentsOf: url.path)
    func vector(_ name: String, _ file: SafetensorsFile) throws -> [Double] {
      try #require(file.tensors[name]).elements()
    }
    start = try vector("start", file)
    centres = try vector("centres", file)
    curvatures = try vector("curvatures", file)
    steps = try JSONDecoder().decode([Int].self, from: Data(try #require(file.metadata["steps"]).utf8))
  }

  /// The constants that an optimiser was run with.
  func constants(_ name: String) throws -> [String: Double] {
    try JSONDecoder().decode([String: Double].self, from: Data(try #require(file.metadata[name]).utf8))
  }

  /// g_i = c_i (w_i − a_i) + (w_i − w_{i+1}) / 4.
  func gradient(_ w: [Double]) -> [Double] {
    w.indices.map { curvatures[$0] * (w[$0] - centres[$0]) + (w[$0] - w[($0 + 1) % w.count]) / 4 }
  }

  /// Expects the first ten iterates and the 1000th to be PyTorch's. The gradient comes as its double with the scale ½.
  func expectPath(of optimizer: some Optimizer<Double>, _ name: String) throws {
    let path: [Double] = try #require(file.tensors["\(name)/path"]).elements()
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
          Issue.record("\(name), step \(step), parameter \(i): \(w[i]), not \(expected)")
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
