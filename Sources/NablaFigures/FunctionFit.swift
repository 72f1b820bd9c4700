internal import Foundation
public import Nabla

/// A function of one variable, and a network of three hidden tanh units that was fitted to 50 points of it.
public struct FunctionFit: Sendable {
  /// The function as it is called in a figure.
  public let name: String
  /// Where the points are.
  public let x: [Double]
  /// The function's values there.
  public let t: [Double]
  /// The network.
  public let network: Network<Double>

  /// The root of the mean squared difference at the points.
  public var error: Double { RegressionScores(network.predict(Matrix(column: x)), Matrix(column: t)).rootMeanSquare }

  /// x², sin x, |x| and the step at 0, each on an interval around 0.
  ///
  /// Source of the example: C. M. Bishop, Pattern Recognition and Machine Learning, 2006, section 5.1.
  ///
  /// - Throws: Nothing: these functions are finite, and networks of ten parameters need little memory.
  public static func all() throws -> [FunctionFit] {
    [
      try FunctionFit("x²", on: 1) { $0 * $0 },
      try FunctionFit("sin x", on: Double.pi) { sin($0) },
      try FunctionFit("|x|", on: 1) { abs($0) },
      try FunctionFit("step", on: 1) { $0 < 0 ? 0 : 1 },
    ]
  }

  /// The best of the fits from 20 starts: each is brought near a minimum by Adam and to it by L-BFGS.
  ///
  /// - Parameters:
  ///   - name: What the function is called.
  ///   - limit: The points are from −limit to limit.
  ///   - function: The function.
  /// - Throws: `DataError` where the function is not finite.
  public init(_ name: String, on limit: Double, _ function: (Double) -> Double) throws {
    self.name = name
    let x = (0..<50).map { limit * (2 * Double($0) / 49 - 1) }
    let t = x.map(function)
    self.x = x
    self.t = t
    let data = try Dataset(inputs: Matrix(column: x), targets: Matrix(column: t))
    let network = Network<Double>(inputs: 1, likelihood: .gaussian) { Dense(3, .tanh) }
    let runs = Training.runs(
      of: network, on: data, seeds: 1...20 as ClosedRange<UInt64>, initialization: .uniform(bound: 2), epochs: 500,
      optimizer: .adam(learningRate: 0.02))
    var limits = MinimizationLimits()
    limits.iterations = 2000
    self.network = try runs.best.network.minimized(on: data, by: .lBFGS, limits: limits).network
  }
}
