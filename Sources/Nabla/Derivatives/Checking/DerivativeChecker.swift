/// Compares the operators of one network on a few examples, a line each.
struct DerivativeChecker<Scalar: RealScalar> {
  let network: Network<Scalar>
  let x: Matrix<Scalar>
  let t: Targets<Scalar>
  let weights: [Scalar]?
  let parameters: [Int]
  /// The same in `Double`, of which the differences are taken.
  let reference: Reference
  let v: [Scalar]
  let u: Matrix<Scalar>
  let c: Matrix<Scalar>
  /// What rounding makes of an operator.
  let probe: RoundingProbe<Scalar>

  struct Reference {
    let network: Network<Double>
    let x: Matrix<Double>
    let t: Targets<Double>
    let weights: [Double]?
  }

  init(
    _ network: Network<Scalar>, _ x: Matrix<Scalar>, _ t: Targets<Scalar>, weights: [Scalar]?, parameters: [Int]
  ) {
    self.network = network
    self.x = x
    self.t = t
    self.weights = weights
    self.parameters = parameters
    reference = Reference(
      network: Network<Double>(network), x: Matrix<Double>(x), t: t.targets(of: Double.self),
      weights: weights?.map { Double($0) })
    probe = RoundingProbe(network, x, samples: 2)
    // Directions that are the same at every call, and exact in either precision.
    var generator = SeededGenerator(seed: 1)
    func numbers(_ count: Int) -> [Scalar] {
      (0..<count).map { _ in Scalar(Int.random(in: -64...64, using: &generator)) / 64 }
    }
    let masked = Set(network.architecture.maskedPositions)
    v = numbers(network.architecture.parameterCount).enumerated().map { masked.contains($0) ? 0 : $1 }
    u = Matrix(rows: x.rows, columns: x.columns, elements: numbers(x.rows * x.columns))
    c = Matrix(
      rows: x.rows, columns: network.architecture.outputs, elements: numbers(x.rows * network.architecture.outputs))
  }

  var architecture: Architecture { network.architecture }
  var outputs: Int { architecture.outputs }
  var examples: Int { x.rows }
  /// The relative rounding of an operator: the operations on its longest path, there and back.
  var rounding: Double { 2 * Double(architecture.longestSum) * Double(Scalar.ulpOfOne) / 2 }

  /// The relative rounding of what is differentiated, in `Double`.
  var unit: Double { Double(architecture.longestSum) * Double.ulpOfOne / 2 }

  func lines() -> [DerivativeCheck.Line] {
    let byParameter = parameterDerivatives()
    let byInput = inputDerivatives()
    return outputLines(byParameter, byInput) + errorLines(byParameter, byInput) + curvatureLines(byParameter)
  }

  // MARK: - Differences

  /// Derivatives of everything that the operators differentiate, along some direction.
  struct Derivatives {
    /// n numbers.
    var errors: ArraySlice<Extrapolated>
    /// n × K.
    var outputs: ArraySlice<Extrapolated>
    /// The pre-activations of the output layer, n × K.
    var linear: ArraySlice<Extrapolated>
    /// Of the gradient, |w| numbers; or of ∂y₀/∂x, n × d.
    var gradient: ArraySlice<Extrapolated>

    init(_ all: [Extrapolated], _ examples: Int, _ outputs: Int) {
      let cuts = [0, examples, examples + examples * outputs, examples + 2 * examples * outputs, all.count]
      errors = all[cuts[0]..<cuts[1]]
      self.outputs = ArraySlice(all[cuts[1]..<cuts[2]])
      linear = all[cuts[2]..<cuts[3]]
      gradient = all[cuts[3]...]
    }
  }

  /// The functions that are differentiated, one after the other, and the rounding of each.
  func values(
    _ network: Network<Double>, _ linear: Network<Double>, _ x: Matrix<Double>, _ gradient: () -> [Double]
  ) -> [Double] {
    FiniteDifferences(network).errors(network, x, reference.t, reference.weights) + network.predict(x).elements
      + linear.predict(x).elements + gradient()
  }

  /// What rounding does to each value: relative to the largest of its kind, for sums over the examples to theirs, and as far as
  /// values of its kind go with parameters and inputs that are off by rounding.
  func noise(_ values: [Double], spread: [Double], gradientScale: Double) -> [Double] {
    let gradient = examples + 2 * examples * outputs
    return zip(grouped(values.map(\.magnitude)), grouped(spread)).enumerated().map { place, size in
      unit * max(size.0, place < gradient ? 0 : gradientScale, 1e-300) + size.1
    }
  }

  /// The size of the terms of ∂y/∂x that cancel in a softmax.
  private var slopeScale: Double {
    guard softmaxTerms > 0 else { return 0 }
    // The rows of the identity, one for each output.
    return (0..<outputs).reduce(0) { largest, k in
      var unit = Matrix<Double>(rows: examples, columns: outputs)
      for n in 0..<examples { unit[n, k] = softmaxTerms }
      return linear.inputVJP(at: reference.x, along: unit).elements.reduce(largest) { max($0, $1.magnitude) }
    }
  }

  /// The largest of each kind in the place of each.
  func grouped(_ values: [Double]) -> [Double] {
    let parts = Derivatives(values.map { Extrapolated(value: $0, uncertainty: 0) }, examples, outputs)
    return [parts.errors, parts.outputs, parts.linear, parts.gradient].flatMap { part in
      Array(repeating: part.reduce(0) { max($0, $1.value) }, count: part.count)
    }
  }

  var linear: Network<Double> {
    var linear = Network<Double>(architecture.withoutOutputActivation, execution: network.execution)
    linear.parameters = reference.network.parameters
    return linear
  }

  /// Along every parameter that is compared, and at the end along v.
  func parameterDerivatives() -> [Derivatives] {
    let linear = linear
    func values(_ network: Network<Double>, _ x: Matrix<Double>) -> [Double] {
      var linear = linear
      linear.parameters = network.parameters
      return self.values(network, linear, x) { network.gradient(x, reference.t, weights: reference.weights) }
    }
    let rows = (0..<examples).map { n in
      reference.network.gradient(
        reference.x.rows(at: [n]), reference.t.rows(at: [n]), weights: reference.weights.map { [$0[n]] })
    }
    let gradientScale = rows.reduce(0) { $0 + $1.reduce(0) { max($0, $1.magnitude) } }
    let probe = RoundingProbe(reference.network, reference.x, samples: 2)
    let center = values(reference.network, reference.x)
    let noise = noise(center, spread: probe.spread(values), gradientScale: gradientScale)
    func derivatives(
      _ ends: (FiniteDifferences<Double>, (Network<Double>) -> [Double]) -> DifferenceEnds<Double>
    ) -> Derivatives {
      let all = Extrapolated.derivatives(center: center, noise: noise, unit: unit) { step in
        ends(FiniteDifferences(reference.network, step: step)) { values($0, reference.x) }
      } shadow: { step in
        ends(FiniteDifferences(probe.first.network, step: step)) { values($0, probe.first.x) }
      } grouped: {
        grouped($0)
      }
      return Derivatives(all, examples, outputs)
    }
    let direction = v.map { Double($0) }
    return parameters.map { p in derivatives { $0.ends(parameter: p, $1) } } + [
      derivatives { $0.ends(direction, $1) }
    ]
  }

  /// Along every input, and at the end along u.
  func inputDerivatives() -> [Derivatives] {
    let linear = linear
    var first = Matrix<Double>(rows: examples, columns: outputs)
    for n in 0..<examples { first[n, 0] = 1 }
    func values(_ network: Network<Double>, _ x: Matrix<Double>) -> [Double] {
      var linear = linear
      linear.parameters = network.parameters
      return self.values(network, linear, x) { network.inputVJP(at: x, along: first).elements }
    }
    let probe = RoundingProbe(reference.network, reference.x, samples: 2)
    let center = values(reference.network, reference.x)
    let noise = noise(center, spread: probe.spread(values), gradientScale: slopeScale)
    func derivatives(
      _ ends: (FiniteDifferences<Double>, Matrix<Double>, (Matrix<Double>) -> [Double]) -> DifferenceEnds<Double>
    ) -> Derivatives {
      let all = Extrapolated.derivatives(center: center, noise: noise, unit: unit) { step in
        ends(FiniteDifferences(reference.network, step: step), reference.x) { values(reference.network, $0) }
      } shadow: { step in
        let other = probe.first
        return ends(FiniteDifferences(other.network, step: step), other.x) { values(other.network, $0) }
      } grouped: {
        grouped($0)
      }
      return Derivatives(all, examples, outputs)
    }
    let direction = Matrix<Double>(u)
    return inputs.map { i in derivatives { $0.ends(input: i, at: $1, $2) } }
      + [derivatives { $0.ends(direction, at: $1, $2) }]
  }

  /// The inputs that are compared.
  var inputs: [Int] {
    let most = 32
    guard x.columns > most else { return Array(0..<x.columns) }
    return (0..<most).map { $0 * x.columns / most }
  }
}
