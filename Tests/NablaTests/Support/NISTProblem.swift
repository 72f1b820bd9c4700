import Foundation
import Nabla

/// A non-linear least-squares problem of NIST's Statistical Reference Datasets: data, starts and certified results.
struct NISTProblem: Sendable {
  let name: String
  /// Start 1 and start 2.
  let starts: [[Double]]
  let parameters: [Double]
  let standardErrors: [Double]
  let residualSumOfSquares: Double
  let residualStandardDeviation: Double
  /// The response; its logarithm for the problem that models it.
  let y: [Double]
  /// The predictors, one array each.
  let x: [[Double]]

  /// All 27.
  static let names = [
    "Misra1a", "Chwirut2", "Chwirut1", "Lanczos3", "Gauss1", "Gauss2", "DanWood", "Misra1b", "Kirby2", "Hahn1",
    "Nelson",
    "MGH17", "Lanczos1", "Lanczos2", "Gauss3", "Misra1c", "Misra1d", "Roszman1", "ENSO", "MGH09", "Thurber", "BoxBOD",
    "Rat42", "MGH10", "Eckerle4", "Rat43", "Bennett5",
  ]

  /// Reads a problem from the fixtures.
  init(_ name: String) throws {
    let url = Bundle.module.bundleURL.appending(path: "Fixtures/nist-nonlinear/\(name).dat")
    let lines = try String(contentsOf: url, encoding: .utf8).split(separator: "\n", omittingEmptySubsequences: false)
    var table: [[Double]] = []
    var rows: [[Double]] = []
    var results: [String: Double] = [:]
    for (number, line) in lines.enumerated() {
      let words = line.split(separator: " ")
      if number >= 60 {
        let numbers = words.compactMap { Double($0) }
        if numbers.count >= 2 && numbers.count == words.count { rows.append(numbers) }
      } else if words.count >= 6, words[0].hasPrefix("b"), words[1] == "=" {
        table.append(words[2...].compactMap { Double($0) })
      } else if let colon = line.firstIndex(of: ":"),
        let value = Double(line[colon...].dropFirst().trimmingCharacters(in: .whitespaces))
      {
        results[String(line[..<colon])] = value
      }
    }
    self.name = name
    starts = [table.map { $0[0] }, table.map { $0[1] }]
    parameters = table.map { $0[2] }
    standardErrors = table.map { $0[3] }
    residualSumOfSquares = results["Residual Sum of Squares"] ?? .nan
    residualStandardDeviation = results["Residual Standard Deviation"] ?? .nan
    y = rows.map { name == "Nelson" ? log($0[0]) : $0[0] }
    x = (1..<(rows.first?.count ?? 1)).map { column in rows.map { $0[column] } }
  }

  /// The fewest digits that agree between `values` and the certified `expected`: −log₁₀ of the relative error, at most 11,
  /// which is how many are certified; 0 for NaN.
  static func digits(_ values: [Double], _ expected: [Double]) -> Double {
    zip(values, expected).map { value, expected in
      let error = abs(value - expected) / abs(expected)
      guard error <= 1 else { return 0 }
      return min(11, -log10(max(error, 1e-11)))
    }.min() ?? 0
  }
}

/// The model of a problem as residuals f(x; b) − y.
struct NISTResiduals: ResidualExpression {
  let problem: NISTProblem
  var dimension: Int { problem.parameters.count }
  var residualCount: Int { problem.y.count }

  func callAsFunction<N: DifferentiableNumber>(_ b: [N]) -> [N] {
    problem.y.indices.map { i in model(b, problem.x.map { N($0[i]) }) - N(problem.y[i]) }
  }

  private func model<N: DifferentiableNumber>(_ b: [N], _ predictors: [N]) -> N {
    let x = predictors[0]
    func power(_ base: N, _ exponent: N) -> N { exp(exponent * log(base)) }
    func peak(_ height: N, _ center: N, _ width: N) -> N {
      let t = (x - center) / width
      return height * exp(-t * t)
    }
    switch problem.name {
    case "Misra1a", "BoxBOD": return b[0] * (1 - exp(-b[1] * x))
    case "Misra1b":
      let below: N = 1 + b[1] * x / 2
      return b[0] * (1 - 1 / (below * below))
    case "Misra1c": return b[0] * (1 - 1 / sqrt(1 + 2 * b[1] * x))
    case "Misra1d": return b[0] * b[1] * x / (1 + b[1] * x)
    case "Chwirut1", "Chwirut2": return exp(-b[0] * x) / (b[1] + b[2] * x)
    case "Lanczos1", "Lanczos2", "Lanczos3":
      let first: N = b[0] * exp(-b[1] * x)
      let second: N = b[2] * exp(-b[3] * x)
      return first + second + b[4] * exp(-b[5] * x)
    case "Gauss1", "Gauss2", "Gauss3":
      let decay: N = b[0] * exp(-b[1] * x)
      return decay + peak(b[2], b[3], b[4]) + peak(b[5], b[6], b[7])
    case "DanWood": return b[0] * power(x, b[1])
    case "Kirby2":
      let above: N = b[0] + x * (b[1] + x * b[2])
      let below: N = 1 + x * (b[3] + x * b[4])
      return above / below
    case "Hahn1", "Thurber":
      let above: N = b[0] + x * (b[1] + x * (b[2] + x * b[3]))
      let below: N = 1 + x * (b[4] + x * (b[5] + x * b[6]))
      return above / below
    case "Nelson": return b[0] - b[1] * x * exp(-b[2] * predictors[1])
    case "MGH17": return b[0] + b[1] * exp(-x * b[3]) + b[2] * exp(-x * b[4])
    case "Roszman1": return b[0] - b[1] * x - atan(b[2] / (x - b[3])) / N(Double.pi)
    case "ENSO":
      let phase: N = N(2 * Double.pi) * x
      let year: N = b[1] * cos(phase / 12) + b[2] * sin(phase / 12)
      let second: N = b[4] * cos(phase / b[3]) + b[5] * sin(phase / b[3])
      let third: N = b[7] * cos(phase / b[6]) + b[8] * sin(phase / b[6])
      return b[0] + year + second + third
    case "MGH09":
      let below: N = x * x + x * b[2] + b[3]
      return b[0] * (x * x + x * b[1]) / below
    case "MGH10": return b[0] * exp(b[1] / (x + b[2]))
    case "Rat42": return b[0] / (1 + exp(b[1] - b[2] * x))
    case "Rat43": return b[0] / power(1 + exp(b[1] - b[2] * x), 1 / b[3])
    case "Eckerle4":
      let t: N = (x - b[2]) / b[1]
      return b[0] / b[1] * exp(-0.5 * t * t)
    case "Bennett5": return b[0] * power(b[1] + x, -1 / b[2])
    default: preconditionFailure("no model is written for \(problem.name)")
    }
  }
}
