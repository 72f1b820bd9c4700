extension BaseFunctions {
  /// What is wrong with these functions on `inputs` inputs, or `nil`.
  func problem(inputs: Int) -> String? {
    switch kind {
    case .polynomial(let degree) where degree < 1: return "a polynomial of degree \(degree) has no base functions"
    case .recurrence(let recurrence):
      if let problem = recurrence.problem(inputs: inputs) { return problem }
    case .gaussian(let centres, _) where centres.rows == 0: return "there are no base functions"
    case .gaussian(let centres, _) where centres.columns != inputs:
      return "the centres of the Gaussians have \(centres.columns) coordinates, but there are \(inputs) inputs"
    case .gaussian(_, let width) where !(width > 0), .sigmoid(_, let width) where !(width > 0):
      return "a width of \(width) is not positive"
    case .gaussian(_, let width) where !width.isFinite, .sigmoid(_, let width) where !width.isFinite:
      return "a width of \(width) is not finite"
    case .gaussian(let centres, _) where !centres.elements.allSatisfy(\.isFinite): return "a centre is not finite"
    case .sigmoid(let centres, _) where !centres.allSatisfy(\.isFinite): return "a centre is not finite"
    case .fourier(_, let period) where !(period > 0): return "a period of \(period) is not positive"
    case .fourier(_, let period) where !period.isFinite: return "a period of \(period) is not finite"
    case .fourier(let harmonics, _) where harmonics < 0: return "\(harmonics) harmonics are no base functions"
    case .bSpline(let degree, _) where degree < 0: return "a spline cannot have the degree \(degree)"
    case .bSpline(_, let points) where points.count < 2:
      return "a spline needs at least 2 different breakpoints" + (points.first.map { ", but all are \($0)" } ?? "")
    case .bSpline(_, let points) where !Self.increase(points): return "the breakpoints of a spline must increase"
    case .indicator(let edges) where !Self.increase(edges): return "the edges of indicators must increase"
    case .interactions(let order) where order < 1: return "products of \(order) inputs are no base functions"
    case .joined(let parts):
      for part in parts {
        if let problem = part.problem(inputs: inputs) { return problem }
      }
    case .product(let first, let second):
      if let problem = first.problem(inputs: inputs) ?? second.problem(inputs: inputs) { return problem }
    case .polynomial, .gaussian, .sigmoid, .fourier, .bSpline, .indicator, .interactions, .custom: break
    }
    // Before anything is counted in whole numbers, which could overflow: a file may claim any size.
    let estimate = estimatedCount(inputs: Double(inputs))
    guard estimate < Self.most else { return "\(estimate) base functions are too many" }
    return count(inputs: inputs) > 0 ? nil : "there are no base functions"
  }

  /// Beyond this, sizes are mistakes, and products of them overflow.
  private static let most = 0x1p48

  /// Whether finite numbers increase strictly.
  private static func increase(_ numbers: [Double]) -> Bool {
    numbers.allSatisfy(\.isFinite) && zip(numbers, numbers.dropFirst()).allSatisfy { $0 < $1 }
  }

  /// About how many functions there are, for descriptions that may claim anything: no overflow, no work.
  package func estimatedCount(inputs: Double) -> Double {
    switch kind {
    case .polynomial(let degree): return inputs * Double(degree)
    case .recurrence(let recurrence): return inputs * Double(recurrence.degree)
    case .gaussian(let centres, _): return Double(centres.rows)
    case .sigmoid(let centres, _): return inputs * Double(centres.count)
    case .fourier(let harmonics, _): return 2 * inputs * Double(harmonics)
    case .bSpline(let degree, let breakpoints): return inputs * (Double(breakpoints.count) + Double(degree) - 2)
    case .indicator(let edges): return inputs * Double(edges.count)
    case .interactions(let order):
      var (term, sum) = (1.0, 0.0)
      for k in 0..<max(0, min(order, 1000)) where term > 0 && term.isFinite {
        term *= (inputs - Double(k)) / Double(k + 1)
        sum += max(term, 0)
      }
      return sum
    case .joined(let parts): return parts.reduce(0) { $0 + $1.estimatedCount(inputs: inputs) }
    case .product(let first, let second):
      return first.estimatedCount(inputs: inputs) * second.estimatedCount(inputs: inputs)
    case .custom(let custom):
      return inputs > 0 && inputs <= 0x1p30 ? Double(custom.functions.count(inputs: Int(inputs))) : 0
    }
  }
}
