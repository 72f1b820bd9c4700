import Nabla
import Testing

/// Changes of the parameters that leave the function as it is: the error stays, and its derivatives change alike.
@Suite struct SymmetryTests {
  /// Three hidden layers with a skip, so that a unit's outputs go to several layers.
  static func problem(_ activation: Activation, seed: UInt64) throws -> Problem<Double> {
    let architecture = try Architecture(
      inputs: 3, likelihood: .categorical(classes: 3),
      specifications: [
        .dense(Dense(5, activation, name: "a")), .dense(Dense(4, activation, name: "b", from: ["a", "input"])),
        .dense(Dense(3, activation, name: "c", from: ["b"])), .output(Output(from: ["c", "a"])),
      ])
    return RandomNetworks.problem(architecture, seed: seed, examples: 8, name: "symmetry")
  }

  /// For every parameter the one that takes its place when the units of a layer go to `order`.
  static func places(_ architecture: Architecture, layer: String, order: [Int]) -> [Int] {
    var places: [ParameterLocation.Key: Int] = [:]
    let locations = (0..<architecture.parameterCount).map { architecture.location(ofParameter: $0) }
    for location in locations { places[location.key] = location.index }
    return locations.map { location in
      var key = location.key
      if key.layer == layer { key.unit = order[key.unit] }
      if case .weight(let source, let input) = key.role, source == layer {
        key.role = .weight(source: source, input: order[input])
      }
      return places[key]!
    }
  }

  @Test(arguments: BackendChoice.available, ["a", "b", "c"])
  func permutingHiddenUnits(backend: BackendChoice, layer: String) throws {
    let problem = try Self.problem(.silu, seed: 4).on(backend)
    let units = problem.architecture.layers.first { $0.name == layer }!.units
    let places = Self.places(problem.architecture, layer: layer, order: (0..<units).map { ($0 + 1) % units })
    var moved = problem
    moved.network.parameters = places.map { problem.network.parameters[$0] }
    #expect(moved.network.parameters != problem.network.parameters)
    try Self.expectAlike(problem, moved) { i in (places[i], 1) }
  }

  /// tanh(−a) = −tanh(a): the weights into and out of a unit, and its bias, change their signs.
  @Test(arguments: BackendChoice.available, ["a", "b", "c"])
  func flippingSignsOfTanhUnits(backend: BackendChoice, layer: String) throws {
    let problem = try Self.problem(.tanh, seed: 5).on(backend)
    let signs = (0..<problem.architecture.parameterCount).map { i -> Double in
      let location = problem.architecture.location(ofParameter: i)
      var sign = 1.0
      if location.layer == layer && location.unit == 1 { sign = -sign }
      if case .weight(layer, 1) = location.role { sign = -sign }
      return sign
    }
    var moved = problem
    moved.network.parameters = zip(signs, problem.network.parameters).map { $0 * $1 }
    try Self.expectAlike(problem, moved) { i in (i, signs[i]) }
  }

  /// σ(−a) = 1 − σ(a): the weights into a unit and its bias change their signs, as do the weights out of it, and what they
  /// now lack goes to the biases of the layers that receive from it.
  @Test(arguments: BackendChoice.available, ["a", "b", "c"])
  func flippingSigmoidUnits(backend: BackendChoice, layer: String) throws {
    let problem = try Self.problem(.sigmoid, seed: 6).on(backend)
    let architecture = problem.architecture
    var moved = problem
    for i in problem.v.indices {
      let location = architecture.location(ofParameter: i)
      let w = problem.network.parameters[i]
      if location.layer == layer && location.unit == 1 { moved.network.parameters[i] = -w }
      if case .weight(layer, 1) = location.role {
        moved.network.parameters[i] = -w
        let bias = architecture.layers.first { $0.name == location.layer }!.biasOffset!
        moved.network.parameters[bias + location.unit] += w
      }
    }
    let bound = Tolerance.reordering(Double.self, architecture, examples: problem.count)
    func loss(_ p: Problem<Double>) -> Double { p.network.loss(p.x, p.t, weights: p.weights) }
    expectClose([loss(moved)], [loss(problem)], within: bound)
    expectClose(moved.network.predict(problem.x), problem.network.predict(problem.x), within: bound)
  }

  /// The error is the same; derivative i of the moved network is `sign` times derivative `place` of the first one.
  private static func expectAlike(
    _ first: Problem<Double>, _ moved: Problem<Double>, _ change: (Int) -> (place: Int, sign: Double)
  ) throws {
    let bound = Tolerance.reordering(Double.self, first.architecture, examples: first.count)
    let expected = first.network.valueWithGradient(first.x, first.t, weights: first.weights)
    let found = moved.network.valueWithGradient(first.x, first.t, weights: first.weights)
    expectClose([found.value], [expected.value], within: bound, "error")
    let indices = first.v.indices
    expectClose(
      found.gradient, indices.map { change($0).sign * expected.gradient[change($0).place] }, within: bound, "gradient")
    let before = try first.network.hessian(first.x, first.t, weights: first.weights)
    let after = try moved.network.hessian(first.x, first.t, weights: first.weights)
    let hessian = indices.flatMap { i in
      indices.map { j in
        change(i).sign * change(j).sign * before[change(i).place, change(j).place]
      }
    }
    expectClose(after.elements, hessian, within: bound, "Hessian")
  }
}

extension ParameterLocation {
  /// A location without its index.
  struct Key: Hashable {
    var layer: String
    var unit: Int
    var role: Role
  }

  var key: Key { Key(layer: layer, unit: unit, role: role) }
}
