import Nabla
import Testing

/// Shapes that do not fit trap: each wrong call in a process of its own, one process for each.
@Suite struct DerivativeTrapTests {
  typealias Scene = TrapScene

  /// Batches that do not fit the network.
  static let batches: [(String, @Sendable () -> Void)] = [
    ("columns of x", { _ = Scene.network.loss(Scene.matrix(5, 4), Scene.t) }),
    ("rows of t", { _ = Scene.network.loss(Scene.x, Scene.matrix(4, 2)) }),
    ("columns of t", { _ = Scene.network.gradient(Scene.x, Scene.matrix(5, 3)) }),
    ("weights", { _ = Scene.network.loss(Scene.x, Scene.t, weights: [1, 1]) }),
    ("count of classes", { _ = Scene.network.loss(Scene.x, [0, 1, 0]) }),
    ("a class too large", { _ = Scene.network.loss(Scene.x, [0, 1, 2, 0, 0]) }),
    ("a negative class", { _ = Scene.network.loss(Scene.x, [0, 1, -1, 0, 0]) }),
    ("classes for a Gaussian", { _ = Scene.regression.loss(Scene.x, [0, 1, 1, 0, 0]) }),
    ("columns in predict", { _ = Scene.network.predict(Scene.matrix(1, 2)) }),
    ("length in predict", { _ = Scene.network.predict([1, 2]) }),
    ("classify without classes", { _ = Scene.regression.classify(Scene.x) }),
  ]

  /// Room for results, and directions, of other sizes.
  static let results: [(String, @Sendable () -> Void)] = [
    (
      "gradient",
      {
        var gradient = Scene.vector(25)
        _ = Scene.network.valueWithGradient(Scene.x, Scene.t, into: &gradient, using: Scene.workspace)
      }
    ),
    (
      "outputs",
      {
        var y = Scene.matrix(5, 3)
        Scene.network.predict(Scene.x, into: &y, using: Scene.workspace)
      }
    ),
    (
      "input gradient",
      {
        var gradient = Scene.matrix(4, 3)
        Scene.network.inputGradient(Scene.x, Scene.t, into: &gradient, using: Scene.workspace)
      }
    ),
    (
      "per-example gradients",
      {
        var gradients = Scene.matrix(5, 25)
        Scene.network.perExampleGradients(Scene.x, Scene.t, into: &gradients, using: Scene.workspace)
      }
    ),
    (
      "Hessian",
      {
        var hessian = Scene.matrix(26, 25)
        Scene.network.hessian(Scene.x, Scene.t, into: &hessian, using: Scene.workspace)
      }
    ),
    ("direction", { _ = Scene.network.hessianVectorProduct(Scene.x, Scene.t, along: Scene.vector(27)) }),
    (
      "product",
      {
        var product = Scene.vector(25)
        Scene.network.hessianVectorProduct(
          Scene.x, Scene.t, along: Scene.vector(26), into: &product, using: Scene.workspace)
      }
    ),
    ("directions", { _ = Scene.network.hessianVectorProducts(Scene.x, Scene.t, along: Scene.matrix(2, 25)) }),
    (
      "products",
      {
        var products = Scene.matrix(3, 26)
        Scene.network.hessianVectorProducts(
          Scene.x, Scene.t, along: Scene.matrix(2, 26), into: &products, using: Scene.workspace)
      }
    ),
  ]

  /// Indices that do not exist.
  static let indices: [(String, @Sendable () -> Void)] = [
    ("layer of a block", { _ = try? Scene.network.hessianBlock(Scene.x, Scene.t, rows: 0, columns: 2) }),
    ("negative layer", { _ = try? Scene.network.hessianBlock(Scene.x, Scene.t, rows: -1, columns: 0) }),
    ("range of differences", { _ = Scene.network.finiteDifferenceGradient(Scene.x, Scene.t, parameters: 20..<27) }),
    ("claimed gradient", { _ = Scene.network.checkGradient(Scene.vector(25), Scene.x, Scene.t) }),
    ("claimed batch", { _ = Scene.network.checkGradient(Scene.vector(26), Scene.x, Scene.matrix(4, 2)) }),
  ]

  /// A positive control: the scene itself is right.
  @Test func theSceneFits() throws {
    let (network, x, t) = (Scene.network, Scene.x, Scene.t)
    #expect(network.parameters.count == 26)
    #expect(network.loss(x, t).isFinite && network.loss(x, [0, 1, 1, 0, 0]).isFinite)
    #expect(try network.hessianBlock(x, t, rows: 0, columns: 1).rows == 16)
    #expect(network.checkGradient(network.gradient(x, t), x, t).passed)
  }

  @Test(arguments: batches.indices)
  func batchTraps(i: Int) async {
    await #expect(processExitsWith: .failure, "\(Self.batches[i].0)") { [i] in DerivativeTrapTests.batches[i].1() }
  }

  @Test(arguments: results.indices)
  func resultTraps(i: Int) async {
    await #expect(processExitsWith: .failure, "\(Self.results[i].0)") { [i] in DerivativeTrapTests.results[i].1() }
  }

  @Test(arguments: indices.indices)
  func indexTraps(i: Int) async {
    await #expect(processExitsWith: .failure, "\(Self.indices[i].0)") { [i] in DerivativeTrapTests.indices[i].1() }
  }
}
