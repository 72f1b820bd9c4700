extension Network {
  /// Compares every derivative operator with finite differences; see `DerivativeCheck` for steps and bounds.
  ///
  /// - Parameters:
  ///   - x: The inputs, n × d. The gradient is compared on all examples, everything else on the first 8.
  ///   - t: The targets.
  ///   - weights: The weights of the examples; all 1 by default.
  ///   - parameters: The parameters to compare; by default all for the gradient. Of those, or of all, at most 64 take part in
  ///     what costs more than the gradient.
  /// - Returns: A verdict a line.
  /// - Complexity: about 4 evaluations of the error a parameter compared, and some hundred gradients of 8 examples; the Hessian
  ///   itself is compared where there are at most 2000 parameters, else its block of the output layer.
  public func check(
    _ x: Matrix<Scalar>, _ t: some TargetsConvertible, weights: [Scalar]? = nil, parameters: [Int]? = nil
  ) -> DerivativeCheck {
    let targets = t.targets(of: Scalar.self)
    let gradient = checkGradient(x, targets, weights: weights, parameters: parameters)
    guard x.rows > 0 else { return DerivativeCheck(gradient: gradient, lines: [DerivativeCheck.Line(gradient)]) }
    let part = Array(0..<min(x.rows, 8))
    let checker = DerivativeChecker(
      self, x.rows(at: part), targets.rows(at: part), weights: weights.map { all in part.map { all[$0] } },
      parameters: sample(parameters ?? Array(0..<architecture.parameterCount), atMost: 64))
    return DerivativeCheck(
      gradient: gradient, lines: [DerivativeCheck.Line(gradient)] + checker.lines() + checker.functionLines())
  }

  /// Evenly spaced elements, each once.
  private func sample(_ all: [Int], atMost limit: Int) -> [Int] {
    var seen = Set(architecture.maskedPositions)
    let free = all.filter { seen.insert($0).inserted }
    guard free.count > limit else { return free }
    return (0..<limit).map { free[$0 * free.count / limit] }
  }
}
