// The lines of the second derivatives in the parameters.
extension DerivativeChecker {
  func curvatureLines(_ byParameter: [Derivatives]) -> [DerivativeCheck.Line] {
    let (P, count) = (parameters.count, architecture.parameterCount)
    func change(_ p: Int, _ q: Int) -> Extrapolated {
      byParameter[p].gradient[byParameter[p].gradient.startIndex + q]
    }
    func pair(_ p: Int, _ q: Int) -> String { "\(name(p)) and \(name(q))" }
    let terms = curvatureTerms(byParameter)
    let spread = curvatureSpread(.hessian)
    let product = network.hessianVectorProduct(x, t, weights: weights, along: v)
    let productSpread = probe.largest { network, x in
      network.hessianVectorProduct(x, t, weights: weights, along: v).map { Double($0) }
    }
    let diagonal = network.hessianDiagonal(x, t, weights: weights)
    var lines = [
      // |v| is at most 1.
      line(
        "hessianVectorProduct", product, Array(byParameter[P].gradient), terms: Double(count) * terms,
        spread: productSpread, name),
      line(
        "hessianDiagonal", parameters.map { diagonal[$0] }, parameters.indices.map { change($0, parameters[$0]) },
        terms: terms, spread: spread
      ) {
        name(parameters[$0])
      },
    ]
    let isSmall = count <= 2000
    if isSmall, let hessian = try? network.hessian(x, t, weights: weights) {
      lines.append(
        line(
          "hessian", (0..<P * count).map { hessian[parameters[$0 / count], $0 % count] },
          (0..<P * count).map { change($0 / count, $0 % count) }, terms: terms, spread: spread
        ) { pair(parameters[$0 / count], $0 % count) })
    }
    let last = architecture.layers.count - 1
    let range = architecture.layers[last].parameterRange
    let rows = parameters.indices.filter { range.contains(parameters[$0]) }
    if let block = try? network.hessianBlock(x, t, weights: weights, rows: last, columns: last) {
      lines.append(
        line(
          "hessianBlock",
          rows.flatMap { p in range.map { block[parameters[p] - range.lowerBound, $0 - range.lowerBound] } },
          rows.flatMap { p in range.map { change(p, $0) } }, terms: terms, spread: spread
        ) { pair(parameters[rows[$0 / range.count]], range.lowerBound + $0 % range.count) })
    }
    for curvature in Curvature.allCases where curvature != .hessian {
      let expected = gaussNewton(byParameter, curvature)
      func matrix() -> ((Int, Int) -> Scalar)? {
        if isSmall, let matrix = try? network.hessian(x, t, weights: weights, curvature: curvature) {
          return { matrix[$0, $1] }
        }
        let rows = network.hessianVectorProducts(x, t, weights: weights, curvature: curvature, along: units)
        let places = Dictionary(uniqueKeysWithValues: parameters.enumerated().map { ($1, $0) })
        return { rows[places[$0]!, $1] }
      }
      guard let found = matrix() else { continue }
      lines.append(
        line(
          "hessian(\(curvature.rawValue))",
          (0..<P * P).map { found(parameters[$0 / P], parameters[$0 % P]) }, expected,
          terms: terms, spread: curvatureSpread(curvature)
        ) { pair(parameters[$0 / P], parameters[$0 % P]) })
    }
    return lines
  }

  /// The unit vectors of the parameters that are compared, one a row.
  private var units: Matrix<Scalar> {
    var units = Matrix<Scalar>(rows: parameters.count, columns: architecture.parameterCount)
    for (r, p) in parameters.enumerated() { units[r, p] = 1 }
    return units
  }

  /// How far rows of a curvature matrix go with parameters and inputs that are off by rounding.
  private func curvatureSpread(_ curvature: Curvature) -> Double {
    guard !parameters.isEmpty else { return 0 }
    let units = units
    return probe.largest { network, x in
      network.hessianVectorProducts(x, t, weights: weights, curvature: curvature, along: units)
        .elements.map { Double($0) }
    }
  }

  /// The size of the terms of which y − y² is left in the softmax's Jacobian: 1.
  var softmaxTerms: Double { architecture.plan.outputParts.contains { $0.isSoftmax } ? 1 : 0 }

  /// The size of Jᵀ C J before its terms cancel: C has terms of the size of ∂E/∂a at least, as where an exponential output
  /// makes the error linear in a.
  private func curvatureTerms(_ byParameter: [Derivatives]) -> Double {
    let signals = OutputDifferences(architecture, network.execution)
      .signals(linear.predict(reference.x), reference.t).reduce(softmaxTerms) { max($0, $1.magnitude) }
    let change = byParameter.dropLast().reduce(0) { $1.linear.reduce($0) { max($0, $1.value.magnitude) } }
    let weight = (reference.weights ?? [1]).reduce(0) { max($0, $1.magnitude) }
    return Double(examples * outputs) * change * change * signals * weight
  }

  /// Σ w Jᵀ C J for the parameters that are compared, from differences of the pre-activations a, and C from differences of
  /// ∂E/∂a; for the empirical Fisher information Σ w ggᵀ, from differences of the errors.
  private func gaussNewton(_ byParameter: [Derivatives], _ curvature: Curvature) -> [Extrapolated] {
    let (P, n, K) = (parameters.count, examples, outputs)
    func sum(_ a: Extrapolated, _ b: Extrapolated) -> Extrapolated {
      Extrapolated(value: a.value + b.value, uncertainty: a.uncertainty + b.uncertainty)
    }
    let zero = Extrapolated(value: 0, uncertainty: 0)
    if curvature == .empiricalFisher {
      return (0..<P * P).map { place in
        (0..<n).reduce(zero) { total, i in
          // The errors have their weight in them, which counts once and not squared.
          let weight = reference.weights?[i] ?? 1
          guard weight != 0 else { return total }
          var term = byParameter[place / P].errors[i] * byParameter[place % P].errors[i]
          term.value /= weight
          term.uncertainty /= weight.magnitude
          return sum(total, term)
        }
      }
    }
    let output = OutputDifferences(architecture, network.execution)
    let middle = output.curvatures(
      linear.predict(reference.x), reference.t, curvature, operations: Double(architecture.longestSum))
    func change(_ p: Int, _ i: Int, _ k: Int) -> Extrapolated {
      byParameter[p].linear[byParameter[p].linear.startIndex + i * K + k]
    }
    // C J for every parameter first.
    let products = parameters.indices.map { p in
      (0..<n * K).map { place in
        (0..<K).reduce(zero) { sum($0, middle[place * K + $1] * change(p, place / K, $1)) }
      }
    }
    return (0..<P * P).map { pair in
      (0..<n * K).reduce(zero) { total, place in
        let weight = reference.weights?[place / K] ?? 1
        var term = change(pair / P, place / K, place % K) * products[pair % P][place]
        term.value *= weight
        term.uncertainty *= weight.magnitude
        return sum(total, term)
      }
    }
  }
}
