import Foundation
import Nabla
import Testing

/// The canonical form against symmetric copies that are made here, independently of it.
@Suite struct CanonicalFormTests {
  /// A symmetric copy: units of each hidden layer change places and are turned around at random.
  static func scrambled(_ network: Network<Double>, seed: UInt64) -> Network<Double> {
    var generator = SeededGenerator(seed: seed)
    var w = network.parameters
    let layers = network.architecture.layers
    for (k, layer) in layers.enumerated().dropLast() {
      let incoming = { (j: Int) in
        layer.blocks.flatMap { b in (0..<b.columns).map { b.offset + j * b.columns + $0 } }
          + (layer.biasOffset.map { [$0 + j] } ?? [])
      }
      let consumers = layers.flatMap { next in
        next.blocks.filter { $0.source == k }.flatMap { block in
          (0..<next.units).map { (row: block.offset + $0 * block.columns, bias: next.biasOffset! + $0) }
        }
      }
      for j in 0..<layer.units {
        let turns = generator.uniform() < 0.5
        let factor = 0.5 + generator.uniform()
        switch layer.activation {
        case .tanh where turns, .identity where turns:
          for place in incoming(j) { w[place] = -w[place] }
          for consumer in consumers { w[consumer.row + j] = -w[consumer.row + j] }
        case .gaussian where turns:
          for place in incoming(j) { w[place] = -w[place] }
        case .sigmoid where turns:
          for place in incoming(j) { w[place] = -w[place] }
          for consumer in consumers {
            w[consumer.bias] += w[consumer.row + j]
            w[consumer.row + j] = -w[consumer.row + j]
          }
        case .sin:
          let half = Double(Int(generator.uniform() * 7) - 3)
          w[layer.biasOffset! + j] += half * Double.pi
          if half.truncatingRemainder(dividingBy: 2) != 0 {
            for consumer in consumers { w[consumer.row + j] = -w[consumer.row + j] }
          }
        case .relu:
          for place in incoming(j) { w[place] *= factor }
          for consumer in consumers { w[consumer.row + j] /= factor }
        default: break
        }
      }
      let order = generator.permutation(of: layer.units)
      let before = w
      for (j, from) in order.enumerated() {
        for (to, source) in zip(incoming(j), incoming(from)) { w[to] = before[source] }
        for consumer in consumers { w[consumer.row + j] = before[consumer.row + from] }
      }
    }
    var copy = network
    copy.parameters = w
    return copy
  }

  @Test(arguments: [Activation.tanh, .sigmoid, .gaussian, .sin, .relu, .softplus, .identity])
  func symmetricCopiesHaveOneForm(activation: Activation) {
    var network = Network<Double>(inputs: 3, likelihood: .categorical(classes: 3)) {
      Dense(5, activation, name: "a")
      Dense(4, activation, name: "b", from: ["input", "a"])
      Output(from: ["a", "b"])
    }
    network.initialize(.uniform(bound: 1), seed: 3)
    var generator = SeededGenerator(seed: 5)
    let x = Matrix(rows: 20, columns: 3, elements: (0..<60).map { _ in generator.normal() })
    let form = network.canonicalized()
    expectClose(
      form.predict(x).elements, network.predict(x).elements, within: 1e-13, "the function, \(activation.name)")
    for seed in 1...8 as ClosedRange<UInt64> {
      let copy = Self.scrambled(network, seed: seed)
      expectClose(
        copy.predict(x).elements, network.predict(x).elements, within: 1e-12, "a copy, \(activation.name)")
      #expect(copy.parameters != network.parameters)
      expectClose(
        copy.canonicalized().parameters, form.parameters, within: 1e-12, "the form, \(activation.name)")
    }
    expectClose(
      form.canonicalized().parameters, form.parameters, within: 1e-14, "the form of the form, \(activation.name)")
  }

  /// Keys with equal beginnings: the next number decides, whatever rounding does to the first.
  @Test func tiesDoNotDependOnRounding() {
    var network = Network<Double>(inputs: 2, likelihood: .gaussian) { Dense(3, .tanh) }
    //                     w¹ (unit by unit)          b¹               w²          b²
    network.parameters = [1, 0.5, 1, -0.5, 0, -2] + [0.1, 0.2, 0.3] + [3, 4, 5] + [6]
    var other = network
    other.parameters = [1 + 1e-12, -0.5, -1e-12, 2, 1, 0.5] + [0.2, -0.3, 0.1] + [4, -5, 3] + [6]
    expectClose(
      other.canonicalized().parameters, network.canonicalized().parameters, within: 1e-11, "ties")
    #expect(network.canonicalized().parameters == [0, 2, 1, -0.5, 1, 0.5, -0.3, 0.2, 0.1, -5, 4, 3, 6])
  }

  /// Units of a masked layer change places only where their connections are the same.
  @Test func masksAreKept() {
    let (network, x, _) = SkipGraph.problem(.gaussian(outputs: 3), .tanh, backend: .reference)
    let form = network.canonicalized()
    expectClose(
      form.predict(x).elements, network.predict(x).elements, within: 1e-13, "the function")
    #expect(form.canonicalized().parameters == form.parameters)
  }

  /// A large bias of the outputs makes no hidden unit idle, nor does a large scale: the network that comes back has its value.
  @Test func groupingKeepsUnitsThatWork() {
    let x = Matrix(column: [-2, -1, -0.3, 0.4, 1, 2.5])
    func expectSame(_ a: Network<Double>, _ b: Network<Double>) {
      for (a, b) in zip(a.predict(x).elements, b.predict(x).elements) { #expect(abs(a - b) <= 1e-9, "\(a) and \(b)") }
    }
    var smooth = Network<Double>(inputs: 1, likelihood: .gaussian) { Dense(2, .tanh) }
    smooth.parameters = [1, -0.5] + [0.3, 0.2] + [1, 2] + [3e5]
    expectSame(DistinctMinimum.grouping([(smooth, 1)])[0].network, smooth)
    // What comes into the units tells minima apart, as it does not for idle ones.
    var other = smooth
    other.parameters[1] = -0.9
    #expect(DistinctMinimum.grouping([(smooth, 1), (other, 2)]).count == 2)

    var scaled = Network<Double>(inputs: 1, likelihood: .gaussian) { Dense(2, .relu) }
    scaled.parameters = [1e6, 1] + [2e5, 0.1] + [1e-6, 1] + [0]
    var balanced = scaled
    balanced.parameters = [1, 1] + [0.2, 0.1] + [1, 1] + [0]
    let minima = DistinctMinimum.grouping([(scaled, 1), (balanced, 2)])
    #expect(minima.count == 1 && minima[0].runs == [0, 1])
    expectSame(minima[0].network, scaled)
  }

  /// A large number at one place, the mean of unscaled targets or an input of small numbers, hides no difference at another.
  @Test func groupingComparesUnitByUnit() {
    var network = Network<Double>(inputs: 2, likelihood: .gaussian) { Dense(2, .tanh) }
    func minima(_ a: [Double], _ b: [Double]) -> Int {
      var (one, other) = (network, network)
      (one.parameters, other.parameters) = (a, b)
      return DistinctMinimum.grouping([(one, 1), (other, 2)]).count
    }
    network.initialize(.uniform(bound: 1), seed: 1)
    //           w¹ (unit by unit)          b¹               w²          b²
    let plain = [1, 0.5, 0.7, -0.5] + [0.3, 0.2] + [0.01, 0.02] + [1000]
    #expect(minima(plain, [1, 0.5, 0.7, -0.5] + [0.3, 0.2] + [0.03, 0.02] + [1000]) == 2)
    // Inputs of some 1000, beside weights of 3000 for inputs of some 0.001.
    let small = [1e-3, 5e-4, 7e-4, -5e-4] + [0.3, 0.2] + [3000, 1500] + [0]
    #expect(minima(small, [1.5e-3, 5e-4, 7e-4, -5e-4] + [0.3, 0.2] + [3000, 1500] + [0]) == 2)
    // What is left of a minimisation is no difference.
    for parameters in [plain, small] {
      #expect(minima(parameters, parameters.enumerated().map { $1 * ($0 % 2 == 0 ? 1 + 3e-6 : 1 - 2e-6) }) == 1)
    }
  }

  /// What comes into an idle unit does not tell minima apart, and stays in the network that comes back.
  @Test func groupingIgnoresIdleUnits() {
    var one = Network<Double>(inputs: 1, likelihood: .gaussian) { Dense(2, .tanh) }
    one.parameters = [1, 2] + [0.3, 0.7] + [1.5, 1e-7] + [0.5]
    var other = one
    other.parameters = [1, 3] + [0.3, -4] + [1.5, -2e-7] + [0.5]
    let minima = DistinctMinimum.grouping([(one, 1), (other, 2)])
    #expect(minima.count == 1)
    #expect(minima[0].network.parameters == one.canonicalized(tolerance: 1e-4).parameters)
    other.parameters = [1, 3] + [0.3, -4] + [1.5, -0.2] + [0.5]
    #expect(DistinctMinimum.grouping([(one, 1), (other, 2)]).count == 2)
  }
}
