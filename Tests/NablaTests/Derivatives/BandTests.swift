import Testing

@testable import Nabla

/// Products of masked layers go through bands of units whose connections are side by side. In another order of the units there
/// are no bands, and everything else is the same.
struct BandTests {
  /// Units of which groups of eight have six inputs of their own, but for the last eight, which have none.
  private static func isOfGroup(_ unit: Int, _ input: Int) -> Bool { unit < 40 && input / 6 == unit / 8 }

  /// A window of nine units that moves with the unit.
  private static func isInWindow(_ unit: Int, _ input: Int) -> Bool { (0..<9).contains(input - unit + 4) }

  /// The place of unit j, as `isMixed` has them or as they come.
  private static func place(_ j: Int, _ isMixed: Bool) -> Int { isMixed ? j * 7 % 48 : j }

  private static func network<S: RealScalar>(
    isMixed: Bool, likelihood: Likelihood = .gaussian(outputs: 3)
  ) -> Network<S> {
    // The unit at a place.
    let units = Dictionary(uniqueKeysWithValues: (0..<48).map { (place($0, isMixed), $0) })
    return Network<S>(inputs: 30, likelihood: likelihood) {
      Dense(
        48, .tanh, name: "groups", mask: ConnectionMask(units: 48, inputs: 30) { isOfGroup(units[$0]!, $1) })
      Dense(
        48, .gelu, name: "window",
        mask: ConnectionMask(units: 48, inputs: 48) { isInWindow(units[$0]!, units[$1]!) })
      Output(from: ["window", .input])
    }
  }

  /// Where each parameter is once the units are mixed.
  private static func places(_ architecture: Architecture) -> [Int] {
    var result = [Int](repeating: 0, count: architecture.parameterCount)
    for layer in architecture.layers {
      let isHidden = layer.name != "output"
      for j in 0..<layer.units {
        let row = place(j, isHidden)
        for block in layer.blocks {
          for i in 0..<block.columns {
            result[block.offset + j * block.columns + i] =
              block.offset + row * block.columns + place(i, block.source != nil)
          }
        }
        if let offset = layer.biasOffset { result[offset + j] = offset + row }
      }
    }
    return result
  }

  /// A problem in bands, the same one in another order, and where each of its parameters is there.
  private static func pair(examples: Int) -> (own: Problem<Double>, mixed: Problem<Double>, places: [Int]) {
    let network: Network<Double> = network(isMixed: false)
    let own = RandomNetworks.problem(network.architecture, seed: 12, examples: examples, name: "bands")
    let places = places(network.architecture)
    var mixed = own
    mixed.network = Self.network(isMixed: true)
    mixed.network.parameters = spread(own.network.parameters, places)
    mixed.v = spread(own.v, places)
    return (own, mixed, places)
  }

  private static func spread(_ values: [Double], _ places: [Int]) -> [Double] {
    var result = values
    for (place, value) in zip(places, values) { result[place] = value }
    return result
  }

  /// A result of the mixed network with vectors of parameters, if it has some, in the order of the other one.
  private static func unmixed(_ result: [Double], _ places: [Int]) -> [Double] {
    let head = result.count % places.count
    guard head <= 1, result.count >= places.count else { return result }
    return result[..<head]
      + stride(from: head, to: result.count, by: places.count).flatMap { first in places.map { result[first + $0] } }
  }

  @Test func bandsFollowTheConnections() {
    let plan = (Self.network(isMixed: false) as Network<Double>).architecture.plan
    let groups = plan.bands[plan.blocks[0].bands]
    #expect(
      groups.map(\.units) == [0..<8, 8..<16, 16..<24, 24..<32, 32..<40, 40..<48]
        && groups.map(\.columns) == [0..<6, 6..<12, 12..<18, 18..<24, 24..<30, 0..<0])
    // Every connection is in the band of its unit.
    let windows = plan.bands[plan.blocks[1].bands]
    #expect(windows.count > 2 && windows.map(\.units).first?.lowerBound == 0 && windows.last?.units.upperBound == 48)
    for (band, next) in zip(windows, windows.dropFirst()) { #expect(band.units.upperBound == next.units.lowerBound) }
    for band in windows {
      for j in band.units {
        for i in 0..<48 where Self.isInWindow(j, i) { #expect(band.columns.contains(i)) }
      }
    }
    #expect((Self.network(isMixed: true) as Network<Double>).architecture.plan.bands.isEmpty)
  }

  /// Small blocks, and masks with most of the connections, are multiplied as a whole.
  @Test func onlyWhereItPays() {
    func bands(_ units: Int, _ inputs: Int, _ isConnected: (Int, Int) -> Bool) -> Int {
      PassPlan.bands(of: ConnectionMask(units: units, inputs: inputs, where: isConnected), columns: 0..<inputs).count
    }
    #expect(bands(8, 8) { $0 == $1 } == 0)
    #expect(bands(100, 100) { $0 / 60 == $1 / 60 } == 0)
    #expect(bands(100, 100) { $0 / 20 == $1 / 20 } == 5)
    // n units of a diagonal cost n² and a product, 64: least a unit where n = 8.
    #expect(bands(128, 128) { $0 == $1 } == 16)
  }

  @Test(arguments: BackendChoice.available)
  func everyOperatorGivesTheSame(backend: BackendChoice) throws {
    let (own, mixed, places) = Self.pair(examples: 21)
    for op in DerivativeOperator<Double>.ofVectors {
      let expected = Self.unmixed(try op.returning(mixed.on(.reference), nil), places)
      expectClose(try op.returning(own.on(backend), nil), expected, within: 1e-12, "\(op.name), \(backend)")
      guard let into = op.into else { continue }
      expectClose(try into(own.on(backend), Workspace()), expected, within: 1e-12, "\(op.name) into, \(backend)")
    }
    let asked: [InputDerivative] = [.value, .first(0), .second(7, 7), .laplacian]
    expectClose(
      own.on(backend).network.derivatives(of: asked, at: own.x).elements,
      mixed.on(.reference).network.derivatives(of: asked, at: own.x).elements, within: 1e-12, "streams, \(backend)")
    expectClose(
      own.on(backend).network.predict(Array(own.x[row: 3])), mixed.network.predict(Array(own.x[row: 3])), within: 1e-12,
      "y of one example")
  }

  /// In pieces that threads share, and in several chunks.
  @Test(arguments: BackendChoice.available)
  func largeLayersGiveTheSame(backend: BackendChoice) throws {
    var network = Network<Double>(inputs: 512, likelihood: .bernoulli(outputs: 2)) {
      Dense(768, .tanh, mask: ConnectionMask(units: 768, inputs: 512) { $0 / 48 == $1 / 32 })
    }
    network.initialize(.glorot, seed: 3)
    var plain = Network<Double>(inputs: 512, likelihood: .bernoulli(outputs: 2)) { Dense(768, .tanh) }
    plain.parameters = network.parameters
    plain.execution.backend = .reference
    #expect(network.architecture.plan.bands.count == 16)
    var generator = SeededGenerator(seed: 4)
    let x = Matrix<Double>(rows: 300, columns: 512, elements: (0..<300 * 512).map { _ in generator.normal() })
    let t = Matrix<Double>(rows: 300, columns: 2, elements: (0..<600).map { _ in generator.uniform() < 0.5 ? 0 : 1 })
    var expected = plain.gradient(x, t)
    for position in network.architecture.maskedPositions { expected[position] = 0 }
    var results: [[Double]] = []
    for threads in [1, 2] {
      network.execution = Execution(backend: backend, threads: threads)
      results.append(network.gradient(x, t))
    }
    #expect(results[0] == results[1])
    expectClose(results[0], expected, within: 1e-12, "\(backend)")
  }
}
