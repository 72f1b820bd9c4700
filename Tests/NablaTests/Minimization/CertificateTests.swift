import Foundation
import Nabla
import Testing

/// Certificates of points whose nature is known.
@Suite struct CertificateTests {
  static func data(_ n: Int, _ target: (Double) -> Double) throws -> Dataset<Double> {
    let last = Double(n - 1)
    let x = (0..<n).map { (i: Int) -> Double in -2 + 4 * Double(i) / last }
    return try Dataset(inputs: Matrix(column: x), targets: Matrix(column: x.map(target)))
  }

  /// 60 examples of 2 inputs in 3 classes, drawn at random.
  static func classes() throws -> Dataset<Double> {
    var generator = SeededGenerator(seed: 3)
    let x = Matrix(rows: 60, columns: 2, elements: (0..<120).map { _ in generator.normal() })
    return try Dataset(inputs: x, targets: (0..<60).map { _ in Int(generator.uniform() * 3) })
  }

  static func count(_ certificate: MinimumCertificate, where isIt: (FlatReason) -> Bool) -> Int {
    certificate.explanations.filter { isIt($0.reason) }.reduce(0) { $0 + $1.count }
  }

  @Test func softmaxIsFlatAlongItsShift() throws {
    let few = try Self.classes()
    let network = Network<Double>(inputs: 2, likelihood: .categorical(classes: 3))
    let (trained, result) = try network.minimized(
      on: few, by: .trustRegionNewton, limits: MinimizationLimits(gradientNorm: 1e-11))
    #expect(result.reason == .converged)
    let certificate = trained.certify(on: few, gradientTolerance: 1e-10)
    #expect(certificate.verdict == .flatMinimum, "\(certificate)")
    #expect(certificate.explanations == [MinimumCertificate.Explanation(reason: .softmaxShift, count: 3)])
    // A penalty takes the shift of the weights away, and leaves that of the biases.
    let (penalized, _) = try network.minimized(
      on: few, by: .trustRegionNewton, l2: 0.01, limits: MinimizationLimits(gradientNorm: 1e-11))
    let other = penalized.certify(on: few, l2: 0.01, gradientTolerance: 1e-10)
    #expect(other.verdict == .flatMinimum && other.inertia?.zero == 1, "\(other)")
  }

  @Test func deadAndDuplicateUnitsAndDependentInputsAreNamed() throws {
    let data = try Self.data(21) { 1 + 0.5 * $0 * $0 * $0 }
    // 2 inputs, of which the second is the first once more.
    let twice = try Dataset(
      inputs: Matrix(rows: 21, columns: 2, elements: data.inputs.elements.flatMap { [$0, $0] }), targets: data.targets)
    var network = Network<Double>(inputs: 2, likelihood: .gaussian) { Dense(3, .relu) }
    // Unit 0 is dead; units 1 and 2 work on the two halves.
    network.parameters = [0, 0, 1, 0.5, -1, -0.3] + [-1, 0.1, 0.2] + [0.7, 1, -1] + [0.5]
    let (trained, result) = try network.minimized(
      on: twice, by: .trustRegionNewton, limits: MinimizationLimits(gradientNorm: 1e-12))
    let certificate = trained.certify(on: twice, gradientTolerance: 1e-10)
    #expect(certificate.verdict == .flatMinimum, "\(result) \(certificate)")
    #expect(Self.count(certificate) { $0 == .deadUnit(layer: "1", unit: 0) } == 4, "\(certificate)")
    // One for each living unit: the difference of its two weights, and its scale.
    #expect(Self.count(certificate) { $0 == .dependentInputs(layer: "1") } == 2, "\(certificate)")
    let scales = Self.count(certificate) { if case .scaling = $0 { true } else { false } }
    #expect(scales == 2, "\(certificate)")
  }

  /// Two equal units are a stationary point of the larger network, and mostly a saddle (Fukumizu and Amari 2000).
  @Test func duplicateUnitsAreASaddleOrFlat() throws {
    let data = try Self.data(25) { Foundation.sin(2 * $0) + 0.3 * $0 }
    var small = Network<Double>(inputs: 1, likelihood: .gaussian) { Dense(1, .tanh) }
    small.initialize(.glorot, seed: 2)
    let (one, _) = try small.minimized(
      on: data, by: .trustRegionNewton, limits: MinimizationLimits(gradientNorm: 1e-13))
    let w = one.parameters
    var double = Network<Double>(inputs: 1, likelihood: .gaussian) { Dense(2, .tanh) }
    double.parameters = [w[0], w[0], w[1], w[1], 0.3 * w[2], 0.7 * w[2], w[3]]
    let certificate = double.certify(on: data, gradientTolerance: 1e-10)
    #expect(certificate.verdict == .saddle || certificate.verdict == .flatMinimum, "\(certificate)")
    let duplicates = Self.count(certificate) { $0 == .duplicateUnits(layer: "1", first: 0, second: 1) }
    #expect(duplicates == 1, "\(certificate)")
    #expect(certificate.unexplainedZeros == 0)
  }

  @Test func linearLayersCanBeMixed() throws {
    var generator = SeededGenerator(seed: 2)
    let x = Matrix(rows: 40, columns: 3, elements: (0..<120).map { _ in generator.normal() })
    let t = Matrix(rows: 40, columns: 3, elements: (0..<120).map { _ in generator.normal() })
    let data = try Dataset(inputs: x, targets: t)
    var network = Network<Double>(inputs: 3, likelihood: .gaussian(outputs: 3)) { Dense(2, .identity) }
    network.initialize(.glorot, seed: 1)
    let (trained, result) = try network.minimized(
      on: data, by: .trustRegionNewton, limits: MinimizationLimits(gradientNorm: 1e-12))
    let certificate = trained.certify(on: data, gradientTolerance: 1e-10)
    #expect(certificate.verdict == .flatMinimum, "\(result) \(certificate)")
    // GL(2), and the two biases of the linear layer, which those of the outputs make needless.
    #expect(Self.count(certificate) { $0 == .linearMixing(layer: "1") } == 6, "\(certificate)")
    #expect(certificate.inertia?.zero == 6, "\(certificate)")
  }

  /// Where the Hessian does not fit, the shifts of the softmax are still told apart from other zeros.
  @Test func flatDirectionsAreTakenOutOfTheSpectrum() throws {
    let few = try Self.classes()
    let network = Network<Double>(inputs: 2, likelihood: .categorical(classes: 3))
    let (trained, _) = try network.minimized(
      on: few, by: .trustRegionNewton, limits: MinimizationLimits(gradientNorm: 1e-11))
    let whole = trained.certify(on: few, gradientTolerance: 1e-10)
    let products = trained.certify(on: few, gradientTolerance: 1e-10, memoryBudget: 1000)
    #expect(products.method != .dense && products.verdict == .flatMinimum, "\(products)")
    #expect(products.explanations == whole.explanations)
    let (a, b) = (try #require(products.smallestPositiveEigenvalue), try #require(whole.smallestPositiveEigenvalue))
    #expect(abs(a - b) <= 1e-9 * b, "\(a) and \(b)")
    // Two equal inputs make more zeros than the budget has room for: flat, and not a minimum.
    let twice = try Dataset(
      inputs: Matrix(rows: 60, columns: 2, elements: (0..<60).flatMap { [few.inputs[$0, 0], few.inputs[$0, 0]] }),
      targets: few.targets)
    let (flat, _) = try network.minimized(
      on: twice, by: .trustRegionNewton, limits: MinimizationLimits(gradientNorm: 1e-11))
    let partly = flat.certify(on: twice, gradientTolerance: 1e-10, memoryBudget: 3 * 9 * 8)
    #expect(partly.verdict == .flat && partly.explanations == [.init(reason: .softmaxShift, count: 3)], "\(partly)")
    let all = flat.certify(on: twice, gradientTolerance: 1e-10, memoryBudget: 1000)
    #expect(all.verdict == .flatMinimum, "\(all)")
  }

  @Test func lanczosFindsTheEndsOfTheSpectrum() throws {
    let valley = RosenbrockValley(dimension: 200, form: .chained)
    let x = (0..<200).map { 1 + 0.3 * Foundation.sin(Double($0)) }
    let dense = valley.certify(at: x)
    let products = valley.certify(at: x, memoryBudget: 0)
    guard case .lanczos(let steps) = products.method else {
      Issue.record("a budget of 0 bytes takes no Hessian")
      return
    }
    #expect(steps <= 200)
    #expect(abs(products.largestEigenvalue - dense.largestEigenvalue) <= 1e-9 * dense.largestEigenvalue)
    #expect(
      abs(products.smallestEigenvalue - dense.smallestEigenvalue) <= max(products.eigenvalueError, 1e-9) * 1.001
        + 1e-9 * dense.largestEigenvalue)
    #expect(products.verdict == .notStationary)
    let minimum = valley.certify(at: Array(repeating: 1, count: 200), memoryBudget: 0)
    #expect(minimum.verdict == .minimum, "\(minimum)")
  }

  @Test func certificatesAreCodable() throws {
    let certificate = RosenbrockValley(dimension: 2, form: .chained).certify(at: [1, 1])
    let copy = try JSONDecoder().decode(MinimumCertificate.self, from: JSONEncoder().encode(certificate))
    #expect(copy == certificate)
    #expect(certificate.description.hasPrefix("minimum\n"))
  }

  /// The way that the documentation advises for a network in `Float`.
  @Test func floatNetworksAreCertifiedInDouble() throws {
    let data = Dataset<Float>(try Self.classes())
    let network = Network<Float>(inputs: 2, likelihood: .categorical(classes: 3))
    let (exact, examples) = (Network<Double>(network), Dataset<Double>(data))
    let (polished, _) = try exact.minimized(on: examples, by: .trustRegionNewton)
    let certificate = polished.certify(on: examples)
    #expect(certificate.verdict == .flatMinimum, "\(certificate)")
  }

  /// Two classes that a line divides.
  static func separableClasses(_ likelihood: Likelihood) throws -> Dataset<Double> {
    let x = Matrix(column: [-2.0, -1, -0.4, 0.3, 1, 2])
    let classes = [0, 0, 0, 1, 1, 1]
    return likelihood.family == .bernoulli
      ? try Dataset(inputs: x, targets: Matrix(column: classes.map { Double($0) }))
      : try Dataset(inputs: x, targets: classes)
  }

  /// Classes that a line divides: the error falls to 0 as the weights grow, and 1e-9 of a slope is no minimum.
  @Test(arguments: BackendChoice.available, [Likelihood.bernoulli, .categorical(classes: 2)])
  func separableClassesHaveNoMinimum(backend: BackendChoice, likelihood: Likelihood) throws {
    let data = try Self.separableClasses(likelihood)
    let network = Network<Double>(inputs: 1, likelihood: likelihood, execution: Execution(backend: backend))
    let (grown, result) = try network.minimized(on: data, by: .trustRegionNewton)
    #expect(result.reason == .converged, "\(result)")
    let certificate = grown.certify(on: data)
    #expect(certificate.verdict == .receding && !certificate.isMinimum, "\(certificate)")
    #expect(certificate.description.contains("without end"))
    if likelihood.family == .categorical {
      // The same for all classes changes nothing but the rounding, which does not make a minimum.
      var shifted = grown
      for k in 2..<4 { shifted.parameters[k] += 0x1p17 }
      #expect(shifted.certify(on: data).verdict == .receding, "\(shifted.certify(on: data))")
    }
    let (held, _) = try network.minimized(on: data, by: .trustRegionNewton, l2: 1e-6)
    #expect(held.certify(on: data, l2: 1e-6).isMinimum)
  }

  /// Functions that fall for ever, to a value that they do not reach.
  @Test func functionsThatFallForEverHaveNoMinimum() {
    struct Falling: ObjectiveExpression {
      let dimension = 2
      let power: Double?
      func callAsFunction<N: DifferentiableNumber>(_ x: [N]) -> N {
        let fall = power.map { exp(-N($0) * log(x[0])) } ?? exp(-x[0])
        return 3 + fall + (x[1] - 1) * (x[1] - 1)
      }
    }
    #expect(Falling(power: nil).certify(at: [20, 1]).verdict == .receding)
    #expect(Falling(power: 1).certify(at: [2e4, 1], relativeTolerance: 1e-15).verdict == .receding)
    #expect(Falling(power: 3).certify(at: [300, 1], relativeTolerance: 1e-15).verdict == .receding)
  }

  /// Near a minimum of fourth order the curvature changes too, and it is a minimum.
  @Test func minimaOfFourthOrderAreMinima() {
    struct Fourth: ObjectiveExpression {
      let dimension = 1
      func callAsFunction<N: DifferentiableNumber>(_ x: [N]) -> N { x[0] * x[0] * x[0] * x[0] }
    }
    #expect(Fourth().certify(at: [1e-3]).verdict == .minimum)
  }

  /// 4 examples determine 4 directions of 17 parameters; the reason for each of the others is known, if not always this one.
  @Test func fewerExamplesThanParametersAreAReason() throws {
    let data = try Dataset(
      inputs: Matrix(rows: 4, columns: 2, elements: [0, 0, 0, 1, 1, 0, 1, 1]), targets: Matrix(column: [0, 1, 1, 0]))
    var network = Network<Double>(inputs: 2, likelihood: .gaussian) { Dense(4, .tanh) }
    network.initialize(.glorot, seed: 2)
    let (fitted, result) = try network.minimized(
      on: data, by: .levenbergMarquardt, limits: MinimizationLimits(gradientNorm: 1e-14))
    let certificate = fitted.certify(on: data)
    #expect(network.parameters.count == 17 && certificate.inertia?.zero == 13, "\(result) \(certificate)")
    #expect(certificate.verdict == .flatMinimum && certificate.unexplainedZeros == 0, "\(certificate)")
    let reason = FlatReason.moreParametersThanOutputs(parameters: 17, numbers: 4)
    #expect(Self.count(certificate) { $0 == reason } > 0, "\(certificate)")
    #expect("\(certificate)".contains("17 parameters for 4 numbers in the targets"))
    // A penalty determines them.
    let (penalized, _) = try network.minimized(
      on: data, by: .trustRegionNewton, l2: 1e-2, limits: MinimizationLimits(gradientNorm: 1e-12))
    #expect(Self.count(penalized.certify(on: data, l2: 1e-2)) { $0 == reason } == 0)
  }
}
