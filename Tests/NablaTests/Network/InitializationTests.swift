import Foundation
import Nabla
import Testing

/// Where parameters begin: bounds, variances, masks, and the same numbers in every precision.
@Suite struct InitializationTests {
  /// 300 inputs to 200 units, then 200 to 10.
  static let network = Network<Double>(inputs: 300, likelihood: .categorical(classes: 10)) { Dense(200, .tanh) }

  /// Each with the variances of both layers.
  static let schemes: [(Initialization, Double, Double)] = [
    (.glorot, 2.0 / 500, 2.0 / 210), (.he, 2.0 / 300, 2.0 / 200), (.leCun, 1.0 / 300, 1.0 / 200),
    (.uniform(bound: 0.3), 0.03, 0.03),
  ]

  @Test(arguments: schemes)
  func weightsAreUniformWithTheirVariance(scheme: Initialization, first: Double, second: Double) {
    var network = Self.network
    network.initialize(scheme, seed: 5)
    for (layer, variance) in zip(network.architecture.layers, [first, second]) {
      let block = layer.blocks[0]
      let weights = network.parameters[block.offset..<block.offset + layer.units * block.columns]
      let bound = (3 * variance).squareRoot()
      #expect(weights.allSatisfy { $0.magnitude <= bound })
      #expect(weights.contains { $0 > 0.99 * bound } && weights.contains { $0 < -0.99 * bound })
      let found = weights.reduce(0) { $0 + $1 * $1 } / Double(weights.count)
      // The variance of x² of a uniform x is 4/5 of its mean squared.
      #expect(abs(found - variance) < 5 * variance * (0.8 / Double(weights.count)).squareRoot())
      let biases = network.parameters[layer.biasOffset!..<layer.biasOffset! + layer.units]
      if case .uniform(let bound) = scheme {
        #expect(biases.allSatisfy { $0 != 0 && $0.magnitude <= bound })
      } else {
        #expect(biases.allSatisfy { $0 == 0 })
      }
    }
  }

  @Test func zeros() {
    var network = Self.network
    network.initialize(.glorot, seed: 1)
    network.initialize(.zeros, seed: 1)
    #expect(network.parameters.allSatisfy { $0 == 0 })
  }

  @Test func theSeedDeterminesTheNumbersInEveryPrecision() {
    var (one, other, single) = (Self.network, Self.network, Network<Float>(Self.network))
    one.initialize(.he, seed: 9)
    other.initialize(.he, seed: 9)
    single.initialize(.he, seed: 9)
    #expect(one.parameters == other.parameters)
    #expect(single.parameters == one.parameters.map { Float($0) })
    other.initialize(.he, seed: 10)
    #expect(zip(one.parameters, other.parameters).count { $0 == $1 } == 210, "only the biases are equal")
  }

  /// Connections that a mask removes are 0 and do not count towards the fan-in.
  @Test func masksCount() {
    let mask = ConnectionMask(units: 50, inputs: 40) { j, i in i < (j < 25 ? 4 : 40) }
    var network = Network<Double>(inputs: 40, likelihood: .gaussian) { Dense(50, .tanh, mask: mask) }
    network.initialize(.leCun, seed: 2)
    let weights = Matrix(rows: 50, columns: 40, elements: Array(network.parameters[..<2000]))
    func largest(_ units: Range<Int>) -> Double {
      units.flatMap { weights[row: $0] }.reduce(0) { max($0, $1.magnitude) }
    }
    #expect(largest(0..<25) <= (3.0 / 4).squareRoot() && largest(0..<25) > (3.0 / 40).squareRoot())
    #expect(largest(25..<50) <= (3.0 / 40).squareRoot())
    for j in 0..<25 { #expect(weights[row: j].dropFirst(4).allSatisfy { $0 == 0 }) }
  }

  @Test func aFittedVarianceIsForgotten() {
    var network = Network<Double>(inputs: 1, likelihood: .gaussian)
    network.fitNoiseVariance(Matrix(column: [1, 2]), Matrix(column: [1, 3]))
    #expect(network.noiseVariance == 5)
    network.initialize(.glorot, seed: 1)
    #expect(network.noiseVariance == nil)
  }

  /// Layers with a beginning of their own: factors of 1, and pairs of one normal frequency with the phases 0 and π/2.
  @Test func layersBeginInTheirOwnWay() {
    var network = Network<Double>(inputs: 3, likelihood: .gaussian) {
      Dense.scales(inputs: 3)
      Dense.periodic(frequencies: 1000, of: [2, 0], inputs: 3)
      Dense(4, .gelu, from: ["scales", "periodic"])
    }
    network.initialize(
      .layers(["scales": .constant(1), "periodic": .frequencies(deviation: 0.5)], others: .he), seed: 3)
    let w = network.parameters
    #expect(w[..<9] == [1, 0, 0, 0, 1, 0, 0, 0, 1])
    let (weights, biases) = (Matrix(rows: 4000, columns: 3, elements: Array(w[9..<12009])), w[12009..<16009])
    #expect(biases.enumerated().allSatisfy { $1 == ($0 % 2 == 0 ? 0 : Double.pi / 2) })
    var squares: Double = 0
    for j in 0..<4000 {
      let column = j < 2000 ? 2 : 0
      #expect(weights[j, column] == weights[j - j % 2, column] && weights[row: j].count { $0 != 0 } == 1)
      squares += weights[j, column] * weights[j, column]
    }
    // The variance of x² of a normal x is twice its mean squared.
    let mean: Double = squares / 4000 / (Double.pi * Double.pi)
    #expect(abs(mean - 1) < 5 * (2.0 / 2000).squareRoot())
    #expect(w[16009..<16009 + 4 * 4003].allSatisfy { $0 != 0 && abs($0) <= (6.0 / 4003).squareRoot() })
  }

  /// y = v tanh(s (wx + b)) for one unit: ∂y/∂s = v (1 − tanh²) (wx + b), with nothing between different units.
  @Test func slopesOfUnitsAreLearned() {
    var network = Network<Double>(inputs: 1, likelihood: .gaussian) {
      Dense(2, .identity, name: "a")
      Dense.slopes(2, .tanh, name: "z")
      Output(from: ["z"], bias: false)
    }
    network.initialize(.layers(["z": .constant(1)], others: .glorot), seed: 2)
    #expect(network.parameters[4..<8] == [1, 0, 0, 1])
    network.parameters = [0.5, -0.25, 0.125, 1, 2, 0, 0, 0.5, 3, -1]
    let x = 0.75
    let (first, second) = (0.5 * x + 0.125, -0.25 * x + 1)
    let (z, u) = (tanh(2 * first), tanh(0.5 * second))
    let y = 3 * z - u
    let gradient = network.gradient(Matrix<Double>(column: [x]), Matrix<Double>(column: [0]))
    let expected = [
      y * 3 * (1 - z * z) * 2 * x, -y * (1 - u * u) * 0.5 * x, y * 3 * (1 - z * z) * 2, -y * (1 - u * u) * 0.5,
      y * 3 * (1 - z * z) * first, 0, 0, -y * (1 - u * u) * second, y * z, y * u,
    ]
    expectClose(gradient, expected, within: 1e-14)
  }
}
