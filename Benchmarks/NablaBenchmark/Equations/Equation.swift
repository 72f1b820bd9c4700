internal import Nabla

/// A differential equation whose solution is known, with a network and points to solve it by.
protocol Equation: Sendable {
  /// Its name on the command line.
  static var name: String { get }
  /// Where it holds.
  var box: [ClosedRange<Double>] { get }
  /// The units of the hidden layers.
  var hidden: [Int] { get }
  var activation: Activation { get }
  /// What Glorot's weights on the inputs are multiplied by.
  var firstScale: Double { get }
  /// How many points of the equation there are at the start, by Sobol's sequence.
  var points: Int { get }
  /// How many points are added where residuals are largest, before each of the rounds after the first.
  var added: Int { get }
  var rounds: Int { get }
  /// The iterations of a round; the last one goes on until time is up.
  var iterations: Int { get }

  /// The terms, the first of which is the equation at `points`.
  func objective(_ network: Network<Double>, at points: Matrix<Double>) -> DifferentialObjective
  /// u at a point.
  func solution(_ x: [Double]) -> Double
}

extension Equation {
  var activation: Activation { .tanh }
  var firstScale: Double { 2 }
  var added: Int { 0 }
  var rounds: Int { 1 }
  var iterations: Int { 100 }

  /// A network to start with: Glorot's weights, and the places of the first layer's units spread over the box.
  func start(seed: UInt64, threads: Int) -> Network<Double> {
    var network = Network<Double>(inputs: box.count, likelihood: .gaussian, execution: Execution(threads: threads)) {
      for units in hidden { Dense(units, activation) }
    }
    network.initialize(.glorot, seed: seed)
    var generator = SeededGenerator(seed: seed &+ 1000)
    var w = network.parameters
    // Weights of the first layer for a range of length 2 in each coordinate, row by row, then its biases.
    let (d, units) = (box.count, hidden[0])
    for j in 0..<units {
      var shift = 0.0
      for (i, range) in box.enumerated() {
        let scale: Double = 2 / (range.upperBound - range.lowerBound)
        w[j * d + i] *= firstScale * scale
        shift += w[j * d + i] * Points.at(generator.uniform(), in: range)
      }
      w[units * d + j] = -shift
    }
    network.parameters = w
    return network
  }
}

extension Points {
  fileprivate static func at(_ part: Double, in range: ClosedRange<Double>) -> Double {
    range.lowerBound + part * (range.upperBound - range.lowerBound)
  }
}
