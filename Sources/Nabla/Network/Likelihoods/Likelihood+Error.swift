extension Likelihood {
  /// E(y, t) of one example from its outputs, for pairs that are not canonical.
  ///
  /// Terms with a factor of zero are left out, so that 0 ln 0 = 0.
  func error<S: RealScalar>(_ y: Span<S>, _ t: Span<S>) -> S {
    typealias F = S._Primitives
    var sum: S = 0
    switch family {
    case .gaussian:
      for k in y.indices { sum += (y[k] - t[k]) * (y[k] - t[k]) / 2 }
    case .bernoulli:
      for k in y.indices {
        if t[k] != 0 { sum -= t[k] * F.log(y[k]) }
        if t[k] != 1 { sum -= (1 - t[k]) * F.log1p(-y[k]) }
      }
    case .categorical:
      for k in y.indices where t[k] != 0 { sum -= t[k] * F.log(y[k]) }
    case .custom(let custom):
      return custom.function.value(y, t)
    }
    return sum
  }

  /// Writes ∂E/∂y of one example.
  func errorGradient<S: RealScalar>(_ y: Span<S>, _ t: Span<S>, into gradient: inout MutableSpan<S>) {
    switch family {
    case .gaussian:
      for k in y.indices { gradient[k] = y[k] - t[k] }
    case .bernoulli:
      for k in y.indices {
        gradient[k] = (t[k] == 1 ? 0 : (1 - t[k]) / (1 - y[k])) - (t[k] == 0 ? 0 : t[k] / y[k])
      }
    case .categorical:
      for k in y.indices { gradient[k] = t[k] == 0 ? 0 : -t[k] / y[k] }
    case .custom(let custom):
      custom.function.gradient(y, t, into: &gradient)
    }
  }
}
