extension BaseFunctions {
  /// Names of the functions in a report, from the names of the inputs: `x`, `x^2`, `sin(2x)`, ….
  package func names(inputs: [String]) -> [String] {
    func each(_ count: Int, _ name: (_ input: String, _ k: Int) -> String) -> [String] {
      inputs.flatMap { input in (0..<count).map { name(input, $0) } }
    }
    switch kind {
    case .polynomial(let degree): return each(degree) { $1 == 0 ? $0 : "\($0)^\($1 + 1)" }
    case .recurrence(let recurrence): return each(recurrence.degree) { "P\($1 + 1)(\($0))" }
    case .gaussian(let centres, _):
      return (0..<centres.rows).map { j in
        "gaussian(" + centres[row: j].map { FitSummary.number($0, digits: 4) }.joined(separator: ", ") + ")"
      }
    case .sigmoid(let centres, _): return each(centres.count) { "sigmoid(\($0) - \(short(centres[$1])))" }
    case .fourier(let harmonics, let period):
      return each(2 * harmonics) { "\($1 % 2 == 0 ? "sin" : "cos")(\($1 / 2 + 1) · 2π\($0)/\(short(period)))" }
    case .bSpline(let degree, let breakpoints): return each(breakpoints.count + degree - 2) { "B\($1 + 1)(\($0))" }
    case .indicator(let edges): return each(edges.count) { "\($0) from \(short(edges[$1]))" }
    case .interactions(let order):
      return Self.subsets(of: inputs.count, upTo: order).map { $0.map { inputs[$0] }.joined(separator: "·") }
    case .joined(let parts): return parts.flatMap { $0.names(inputs: inputs) }
    case .product(let first, let second):
      let other = second.names(inputs: inputs)
      return first.names(inputs: inputs).flatMap { a in other.map { "\(a)·\($0)" } }
    case .custom(let custom):
      return (0..<custom.functions.count(inputs: inputs.count)).map { "\(custom.functions.name)[\($0 + 1)]" }
    }
  }

  private func short(_ value: Double) -> String { FitSummary.number(value, digits: 4) }
}
