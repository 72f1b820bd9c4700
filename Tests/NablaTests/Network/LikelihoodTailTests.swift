import CVectorKernels
import Foundation
import Nabla
import Testing

/// Where an output is nearly certain, the loss and its error signal keep their relative accuracy: nothing is taken from 1.
@Suite struct LikelihoodTailTests {
  /// A line of Fixtures/likelihood-tails.csv, which scripts/fixtures/likelihood_tails.py describes.
  private struct Line {
    var isBernoulli: Bool
    var a: [Double]
    var t: [Double]
    var output: Int
    var loss: Double
    var error: Double

    /// Whether no target is between 0 and 1, so that no difference of the order of 1 can be meant.
    var isSharp: Bool { t.allSatisfy { $0 == 0 || $0 == 1 } }
  }

  private static func lines() throws -> [Line] {
    try String(contentsOfFile: fixturePath("likelihood-tails.csv"), encoding: .utf8).split(separator: "\n").dropFirst()
      .map { line in
        let fields = line.split(separator: ",")
        func numbers(_ field: Substring) -> [Double] { field.split(separator: " ").map { Double($0)! } }
        return Line(
          isBernoulli: fields[0] == "bernoulli", a: numbers(fields[1]), t: numbers(fields[2]),
          output: Int(fields[3])!, loss: Double(fields[4])!, error: Double(fields[5])!)
      }
  }

  /// Exponential, quotient and the few sums around them, each to an ULP or two; a target between adds terms of the order
  /// of 1. Two subnormal steps for what underflows in this precision.
  private func isClose<Real: BinaryFloatingPoint>(_ value: Real, _ exact: Double, isSharp: Bool) -> Bool {
    let unit = Double(Real.ulpOfOne)
    return abs(Double(value) - exact)
      <= 8 * unit * max(abs(exact), isSharp ? 0 : 1) + 2 * Double(Real.leastNonzeroMagnitude)
  }

  @Test(arguments: KernelLevel.all) func kernels(level: KernelLevel) throws {
    try check(Double.self)
    try check(Float.self)

    func check<Real: KernelReal>(_: Real.Type) throws {
      let kernels = Real.kernels(level.table)
      for line in try Self.lines() {
        let (a, t) = (line.a.map { Real($0) }, line.t.map { Real($0) })
        var delta = [Real](repeating: 0, count: a.count)
        let kernel = line.isBernoulli ? kernels.bernoulliLoss : kernels.categoricalLoss
        let loss = kernel(a.count, 1, 1, a, t, nil, &delta)
        #expect(isClose(Real(loss), line.loss, isSharp: line.isSharp), "\(line): \(loss)")
        #expect(isClose(delta[line.output], line.error, isSharp: line.isSharp), "\(line): \(delta)")
        guard !line.isBernoulli, line.isSharp, let target = t.firstIndex(of: 1) else { continue }
        let ofClass = kernels.classLoss(a.count, 1, 1, a, [Int32(target)], nil, &delta)
        #expect(isClose(Real(ofClass), line.loss, isSharp: true), "\(line): \(ofClass), as a class")
        #expect(isClose(delta[line.output], line.error, isSharp: true), "\(line): \(delta), as a class")
      }
    }
  }

  @Test(arguments: BackendChoice.available) func networks(backend: BackendChoice) throws {
    for line in try Self.lines() {
      let size = line.a.count
      var network = Network<Double>(
        inputs: size, likelihood: line.isBernoulli ? .bernoulli : .categorical(classes: size))
      network.execution.backend = backend
      // The pre-activations are the inputs, and the derivatives in the biases are the error signals.
      var parameters = Array(repeating: 0.0, count: size * size + size)
      for i in 0..<size { parameters[i * size + i] = 1 }
      network.parameters = parameters
      let (loss, gradient) = network.valueWithGradient(Matrix([line.a]), Matrix([line.t]))
      #expect(isClose(loss, line.loss, isSharp: line.isSharp), "\(line): \(loss)")
      #expect(isClose(gradient[size * size + line.output], line.error, isSharp: line.isSharp), "\(line): \(gradient)")
    }
  }
}
