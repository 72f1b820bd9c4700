// The lines of functions of the user's own, by themselves: they say which one is wrong, and in which derivative.
extension DerivativeChecker {
  func functionLines() -> [DerivativeCheck.Line] {
    var names: Set<String> = []
    var lines: [DerivativeCheck.Line] = []
    for layer in architecture.layers {
      guard case .custom(let custom) = layer.activation, names.insert(custom.name).inserted else { continue }
      lines += activationLines(custom)
    }
    if let custom = architecture.likelihood.customError { lines += errorLines(custom) }
    return lines
  }

  /// The relative rounding of a function of the user's own.
  private static var functionRounding: Double { 64 * Double.ulpOfOne }

  /// h′ and h″ at some points, none of them a likely kink.
  private func activationLines(_ custom: CustomActivation) -> [DerivativeCheck.Line] {
    let points: [Double] = [-2.125, -1.0625, -0.4375, -0.0625, 0.3125, 0.9375, 2.0625]
    func claimed<S: RealScalar>(_ points: [S]) -> [ActivationDerivatives<S>] {
      points.map { custom.function.derivatives(at: $0) }
    }
    let found = claimed(points.map { Scalar($0) })
    func differences(_ f: @escaping (ActivationDerivatives<Double>) -> Double) -> [Extrapolated] {
      let center = claimed(points).map(f)
      let noise = center.map { Self.functionRounding * max($0.magnitude, 1e-300) }
      func ends(_ step: Double, _ points: [Double]) -> DifferenceEnds<Double> {
        DifferenceEnds(
          above: claimed(points.map { $0 + step }).map(f), below: claimed(points.map { $0 - step }).map(f),
          width: 2 * step)
      }
      return Extrapolated.derivatives(center: center, noise: noise, unit: Self.functionRounding) {
        ends($0, points)
      } shadow: { step in
        ends(step, points.map { $0 * (1 + Self.functionRounding) })
      }
    }
    func line(_ name: String, _ found: [Scalar], _ expected: [Extrapolated]) -> DerivativeCheck.Line {
      self.line("activation '\(custom.name)', \(name)", found, expected) { "a = \(points[$0])" }
    }
    return [
      line("h′", found.map(\.first), differences(\.value)), line("h″", found.map(\.second), differences(\.first)),
    ]
  }

  /// ∂E/∂y and ∂²E/∂y∂yᵀ at the outputs of the examples.
  private func errorLines(_ custom: CustomError) -> [DerivativeCheck.Line] {
    let (n, K) = (examples, outputs)
    let y = network.predict(x)
    let targets = t.matrix(classes: K)
    let exact = (y: Matrix<Double>(y), t: reference.t.matrix(classes: K))
    func gradient<S: RealScalar>(_ y: [S], _ t: [S]) -> [S] {
      var result = [S](repeating: 0, count: K)
      var span = result.mutableSpan
      custom.function.gradient(y.span, t.span, into: &span)
      return result
    }
    var found = (gradient: [Scalar](), curvature: [Scalar]())
    var expected = (gradient: [Extrapolated](), curvature: [Extrapolated]())
    for i in 0..<n where targets[row: i].allSatisfy({ !$0.isNaN }) {
      let (own, target) = (Array(y[row: i]), Array(targets[row: i]))
      found.gradient += gradient(own, target)
      var curvature = [Scalar](repeating: 0, count: K * K)
      var span = curvature.mutableSpan
      custom.function.curvature(own.span, target.span, into: &span)
      found.curvature += curvature
      let (point, aim) = (Array(exact.y[row: i]), Array(exact.t[row: i]))
      func values(_ y: [Double]) -> [Double] { [custom.function.value(y.span, aim.span)] + gradient(y, aim) }
      let center = values(point)
      let size = center.map { max($0.magnitude, 1e-300) }
      let noise =
        [Self.functionRounding * size[0]]
        + [Double](
          repeating: Self.functionRounding * (size.dropFirst().max() ?? 0), count: K)
      for k in 0..<K {
        func ends(_ step: Double, at point: [Double]) -> DifferenceEnds<Double> {
          let change = step * max(1, point[k].magnitude)
          var (high, low) = (point, point)
          high[k] += change
          low[k] -= change
          return DifferenceEnds(above: values(high), below: values(low), width: high[k] - low[k])
        }
        let derivatives = Extrapolated.derivatives(center: center, noise: noise, unit: Self.functionRounding) {
          ends($0, at: point)
        } shadow: { step in
          ends(step, at: point.map { $0 * (1 + Self.functionRounding) })
        }
        expected.gradient.append(derivatives[0])
        expected.curvature += derivatives.dropFirst()
      }
    }
    let name = "error '\(custom.name)'"
    return [
      line("\(name), ∂E/∂y", found.gradient, expected.gradient) { "example \($0 / K), output \($0 % K)" },
      line("\(name), ∂²E/∂y∂yᵀ", found.curvature, expected.curvature) {
        "example \($0 / K / K), outputs \($0 / K % K) and \($0 % K)"
      },
    ]
  }
}
