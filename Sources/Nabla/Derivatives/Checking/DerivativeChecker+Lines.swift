// The lines of the operators on the error and on the outputs.
extension DerivativeChecker {
  func line(
    _ name: String, _ found: [Scalar], _ expected: [Extrapolated], terms: Double = 0, _ location: (Int) -> String
  ) -> DerivativeCheck.Line {
    DerivativeCheck.Line(name, found.map { Double($0) }, expected, rounding: rounding, terms: terms, at: location)
  }

  func name(_ parameter: Int) -> String { architecture.location(ofParameter: parameter).description }

  func errorLines(_ byParameter: [Derivatives], _ byInput: [Derivatives]) -> [DerivativeCheck.Line] {
    let (P, I, n) = (parameters.count, inputs.count, examples)
    let inputGradient = network.inputGradient(x, t, weights: weights)
    var lines = [
      line(
        "inputGradient", (0..<n * I).map { inputGradient[$0 / I, inputs[$0 % I]] },
        (0..<n * I).map { byInput[$0 % I].errors[$0 / I] }
      ) { "example \($0 / I), input \(inputs[$0 % I])" }
    ]
    guard let gradients = try? network.perExampleGradients(x, t, weights: weights) else { return lines }
    lines.append(
      line(
        "perExampleGradients", (0..<n * P).map { gradients[$0 / P, parameters[$0 % P]] },
        (0..<n * P).map { byParameter[$0 % P].errors[$0 / P] }
      ) { "example \($0 / P), \(name(parameters[$0 % P]))" })
    let norms = (0..<n).map { i in
      gradients[row: i].reduce(Extrapolated(value: 0, uncertainty: 0)) {
        Extrapolated(value: $0.value + Double($1) * Double($1), uncertainty: 0)
      }
    }
    lines.append(
      line("perExampleSquaredNorms", network.perExampleSquaredNorms(x, t, weights: weights), norms) {
        "example \($0)"
      })
    return lines
  }

  func outputLines(_ byParameter: [Derivatives], _ byInput: [Derivatives]) -> [DerivativeCheck.Line] {
    let (P, I, n, K) = (parameters.count, inputs.count, examples, outputs)
    func example(_ place: Int) -> String { "example \(place / K), output \(place % K)" }
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
    let parameterVJP = network.parameterVJP(at: x, along: c)
    let inputVJP = network.inputVJP(at: x, along: c)
    var lines = [
      line("parameterJVP", network.parameterJVP(at: x, along: v).elements, Array(byParameter[P].outputs), example),
      line("inputJVP", network.inputJVP(at: x, along: u).elements, Array(byInput[I].outputs), example),
      line("parameterVJP", parameters.map { parameterVJP[$0] }, weighted) { name(parameters[$0]) },
      line("inputVJP", (0..<n * I).map { inputVJP[$0 / I, inputs[$0 % I]] }, weightedInputs) {
        "example \($0 / I), input \(inputs[$0 % I])"
      },
    ]
    if let jacobian = try? network.jacobian(at: x) {
      lines.append(
        line(
          "jacobian", (0..<n * K * I).map { jacobian[$0 / I / K, $0 / I % K, inputs[$0 % I]] },
          (0..<n * K * I).map { output(byInput[$0 % I], $0 / I) }
        ) { "\(example($0 / I)), input \(inputs[$0 % I])" })
    }
    if let jacobian = try? network.parameterJacobian(at: x) {
      lines.append(
        line(
          "parameterJacobian", (0..<n * K * P).map { jacobian[$0 / P / K, $0 / P % K, parameters[$0 % P]] },
          (0..<n * K * P).map { output(byParameter[$0 % P], $0 / P) }
        ) { "\(example($0 / P)), \(name(parameters[$0 % P]))" })
    }
    if let hessian = try? network.inputHessian(at: x) {
      let d = x.columns
      lines.append(
        line(
          "inputHessian", (0..<n * d * I).map { hessian[$0 / I / d, $0 / I % d, inputs[$0 % I]] },
          (0..<n * d * I).map { place in
            let gradient = byInput[place % I].gradient
            return gradient[gradient.startIndex + place / I]
          }
        ) { "example \($0 / I / d), inputs \($0 / I % d) and \(inputs[$0 % I])" })
    }
    return lines
  }
}
