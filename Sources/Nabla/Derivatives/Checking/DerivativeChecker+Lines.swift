// The lines of the operators on the error and on the outputs.
extension DerivativeChecker {
  func line(
    _ name: String, _ found: [Scalar], _ expected: [Extrapolated], terms: Double = 0, spread: Double = 0,
    _ location: (Int) -> String
  ) -> DerivativeCheck.Line {
    DerivativeCheck.Line(
      name, found.map { Double($0) }, expected, rounding: rounding, terms: terms, spread: spread,
      negligible: Double(Scalar.negligible), at: location)
  }

  /// The line of an operator, whose rounding is measured by what it gives for other parameters and inputs.
  private func line(
    _ name: String, _ expected: [Extrapolated], terms: Double = 0, _ location: (Int) -> String,
    _ operation: (Network<Scalar>, Matrix<Scalar>) -> [Scalar]
  ) -> DerivativeCheck.Line {
    let spread = probe.largest { operation($0, $1).map { Double($0) } }
    return line(name, operation(network, x), expected, terms: terms, spread: spread, location)
  }

  func name(_ parameter: Int) -> String { architecture.location(ofParameter: parameter).description }

  func errorLines(_ byParameter: [Derivatives], _ byInput: [Derivatives]) -> [DerivativeCheck.Line] {
    let (P, I, n) = (parameters.count, inputs.count, examples)
    var lines = [
      line("inputGradient", (0..<n * I).map { byInput[$0 % I].errors[$0 / I] }) {
        "example \($0 / I), input \(inputs[$0 % I])"
      } _: { network, x in
        let gradient = network.inputGradient(x, t, weights: weights)
        return (0..<n * I).map { gradient[$0 / I, inputs[$0 % I]] }
      }
    ]
    guard let gradients = try? network.perExampleGradients(x, t, weights: weights) else { return lines }
    lines.append(
      line("perExampleGradients", (0..<n * P).map { byParameter[$0 % P].errors[$0 / P] }) {
        "example \($0 / P), \(name(parameters[$0 % P]))"
      } _: { network, x in
        let gradients = try? network.perExampleGradients(x, t, weights: weights)
        return (0..<n * P).map { gradients?[$0 / P, parameters[$0 % P]] ?? 0 }
      })
    let norms = (0..<n).map { i in
      gradients[row: i].reduce(Extrapolated(value: 0, uncertainty: 0)) {
        Extrapolated(value: $0.value + Double($1) * Double($1), uncertainty: 0)
      }
    }
    lines.append(
      line("perExampleSquaredNorms", norms) {
        "example \($0)"
      } _: { network, x in
        network.perExampleSquaredNorms(x, t, weights: weights)
      })
    return lines
  }

  func outputLines(_ byParameter: [Derivatives], _ byInput: [Derivatives]) -> [DerivativeCheck.Line] {
    let (P, I, n, K) = (parameters.count, inputs.count, examples, outputs)
    func example(_ place: Int) -> String { "example \(place / K), output \(place % K)" }
    func exampleInput(_ place: Int) -> String { "example \(place / I), input \(inputs[place % I])" }
    // Slices keep the places of the whole.
    func output(_ derivatives: Derivatives, _ place: Int) -> Extrapolated {
      derivatives.outputs[derivatives.outputs.startIndex + place]
    }
    let weighted = parameters.indices.map { p in
      Extrapolated.sum((0..<n * K).lazy.map { (Double(c.elements[$0]), output(byParameter[p], $0)) })
    }
    let weightedInputs = (0..<n * I).map { place in
      Extrapolated.sum(
        (0..<K).lazy.map { k in (Double(c[place / I, k]), output(byInput[place % I], place / I * K + k)) })
    }
    // What cancels in the softmax's Jacobian goes with the derivatives of its arguments; |c| is at most 1.
    func terms(_ derivatives: ArraySlice<Derivatives>) -> Double {
      softmaxTerms * derivatives.reduce(0) { $1.linear.reduce($0) { max($0, $1.value.magnitude) } }
    }
    let (byWeights, byFeatures) = (terms(byParameter[..<P]), terms(byInput[..<I]))
    var lines = [
      line("parameterJVP", Array(byParameter[P].outputs), terms: terms(byParameter[P...]), example) {
        $0.parameterJVP(at: $1, along: v).elements
      },
      line("inputJVP", Array(byInput[I].outputs), terms: terms(byInput[I...]), example) {
        $0.inputJVP(at: $1, along: u).elements
      },
      line("parameterVJP", weighted, terms: Double(n * K) * byWeights, { name(parameters[$0]) }) { network, x in
        let product = network.parameterVJP(at: x, along: c)
        return parameters.map { product[$0] }
      },
      line("inputVJP", weightedInputs, terms: Double(K) * byFeatures, exampleInput) { network, x in
        let product = network.inputVJP(at: x, along: c)
        return (0..<n * I).map { product[$0 / I, inputs[$0 % I]] }
      },
    ]
    if (try? network.jacobian(at: x)) != nil {
      lines.append(
        line(
          "jacobian", (0..<n * K * I).map { output(byInput[$0 % I], $0 / I) }, terms: byFeatures,
          { "\(example($0 / I)), input \(inputs[$0 % I])" }
        ) { network, x in
          let jacobian = try? network.jacobian(at: x)
          return (0..<n * K * I).map { jacobian?[$0 / I / K, $0 / I % K, inputs[$0 % I]] ?? 0 }
        })
    }
    if (try? network.parameterJacobian(at: x)) != nil {
      lines.append(
        line(
          "parameterJacobian", (0..<n * K * P).map { output(byParameter[$0 % P], $0 / P) }, terms: byWeights,
          { "\(example($0 / P)), \(name(parameters[$0 % P]))" }
        ) { network, x in
          let jacobian = try? network.parameterJacobian(at: x)
          return (0..<n * K * P).map { jacobian?[$0 / P / K, $0 / P % K, parameters[$0 % P]] ?? 0 }
        })
    }
    if (try? network.inputHessian(at: x)) != nil { lines.append(inputHessianLine(byInput)) }
    return lines
  }

  private func inputHessianLine(_ byInput: [Derivatives]) -> DerivativeCheck.Line {
    let (I, n, d) = (inputs.count, examples, x.columns)
    let expected = (0..<n * d * I).map { place in
      let gradient = byInput[place % I].gradient
      return gradient[gradient.startIndex + place / I]
    }
    let change = byInput[..<I].reduce(0) { $1.linear.reduce($0) { max($0, $1.value.magnitude) } }
    return line(
      "inputHessian", expected, terms: softmaxTerms * change * change,
      { "example \($0 / I / d), inputs \($0 / I % d) and \(inputs[$0 % I])" }
    ) { network, x in
      let hessian = try? network.inputHessian(at: x)
      return (0..<n * d * I).map { hessian?[$0 / I / d, $0 / I % d, inputs[$0 % I]] ?? 0 }
    }
  }
}
