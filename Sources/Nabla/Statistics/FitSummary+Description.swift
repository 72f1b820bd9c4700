internal import Foundation

extension FitSummary: CustomStringConvertible {
  /// The report as text: the model, a table of coefficients, and the figures of the fit.
  public var description: String {
    (heading + [""] + table + [""] + jointLines + figures + notes.map { "Note: \($0)" }).joined(separator: "\n")
  }

  private var heading: [String] {
    var line = "\(examples) examples, \(coefficients.count) parameters"
    line += ", \(Self.number(residualDegreesOfFreedom, digits: 6)) residual degrees of freedom"
    return ["\(likelihood.prefix(1).uppercased())\(likelihood.dropFirst()) likelihood, \(method)"] + outcome + [line]
  }

  /// What is modelled, where it has a name.
  private var outcome: [String] {
    guard let modelled else { return [] }
    return ["Models the probability of " + modelled.joined(separator: ", ") + (against.map { ", against \($0)" } ?? "")]
  }

  private var table: [String] {
    let letter: String
    switch distribution {
    case .normal: letter = "z"
    default: letter = "t"
    }
    let level = Self.number(confidenceLevel * 100, digits: 4)
    var rows = [["", "estimate", "standard error", letter, "P(>|\(letter)|)", "\(level) % from", "to"]]
    var lastOutput: String?
    for c in coefficients {
      if let output = c.output, output != lastOutput {
        rows.append(["\(output.visible):", "", "", "", "", "", ""])
        lastOutput = output
      }
      rows.append([
        (c.output == nil ? "" : "  ") + c.name.visible, Self.number(c.estimate, digits: 9),
        c.standardError.map { Self.number($0, digits: 7) } ?? "-",
        c.statistic.map { Self.number($0, digits: 5) } ?? "-",
        c.pValue.map { Self.number($0, digits: 4) } ?? "-",
        c.confidenceInterval.map { Self.number($0.lower, digits: 6) } ?? "-",
        c.confidenceInterval.map { Self.number($0.upper, digits: 6) } ?? "-",
      ])
    }
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      var line = ""
      for (column, text) in row.enumerated() {
        let padding = String(repeating: " ", count: widths[column] - text.count)
        line += column == 0 ? text + padding : "  " + padding + text
      }
      while line.last == " " { line.removeLast() }
      return line
    }
  }

  /// A line for each joint test, and an empty one after them.
  private var jointLines: [String] {
    guard let jointTests else { return [] }
    return jointTests.map { test in
      let name = (test.output.map { "\($0.visible): " } ?? "") + test.name.visible
      let freedom = test.residualDegreesOfFreedom.map { ", \(Self.number($0, digits: 6))" } ?? ""
      let letter = test.residualDegreesOfFreedom == nil ? "χ²" : "F"
      return "All levels of \(name): \(letter)(\(test.degreesOfFreedom)\(freedom)) = "
        + "\(Self.number(test.statistic, digits: 6)), P = \(Self.number(test.pValue, digits: 4))"
    } + [""]
  }

  private var figures: [String] {
    var lines: [String] = []
    for n in noise {
      var line = n.output.map { "\($0.visible): " } ?? ""
      line += "variance \(Self.number(n.maximumLikelihood, digits: 7)) (maximum likelihood)"
      if let unbiased = n.unbiased {
        line += ", \(Self.number(unbiased, digits: 7)) (unbiased), "
        line += "standard deviation \(Self.number(unbiased.squareRoot(), digits: 7))"
      }
      lines.append(line)
      if let r = n.rSquared {
        lines.append(
          "R² \(Self.number(r, digits: 7))"
            + (n.adjustedRSquared.map { ", adjusted \(Self.number($0, digits: 7))" } ?? ""))
      }
    }
    if let deviance {
      lines.append(
        "Deviance \(Self.number(deviance, digits: 8))"
          + (nullDeviance.map { ", \(Self.number($0, digits: 8)) with biases alone" } ?? ""))
    }
    if let logLikelihood {
      lines.append(
        "Log-likelihood \(Self.number(logLikelihood, digits: 8)), "
          + "AIC \(Self.number(akaikeCriterion ?? .nan, digits: 7)), "
          + "BIC \(Self.number(bayesianCriterion ?? .nan, digits: 7))")
    }
    let condition = conditionNumber.map { Self.number($0, digits: 3) } ?? "infinite"
    let scaled = scaledConditionNumber.map { Self.number($0, digits: 3) } ?? "infinite"
    lines.append("Rank \(rank) of \(fullRank), condition number \(condition) (\(scaled) with columns of equal length)")
    if ridge > 0 || crossValidation != nil {
      lines.append(
        "Ridge \(Self.number(ridge, digits: 6))"
          + (isRidgeStandardized ? " on columns of standard deviation 1; the report is in the data's units" : ""))
    }
    lines += validation
    let derivative =
      relativeGradient.map { "\(Self.number($0, digits: 2)) of its terms" } ?? Self.number(gradientNorm, digits: 2)
    lines.append("\(iterations) iteration\(iterations == 1 ? "" : "s"), largest derivative \(derivative)")
    return lines
  }

  /// The curve of the cross-validation, a line for each ridge.
  private var validation: [String] {
    guard let crossValidation else { return [] }
    let measure = likelihood == "gaussian" ? "mean squared error" : "mean of -ln p"
    return ["Cross-validation in \(crossValidation.folds) parts, ridge and \(measure) of the examples left out:"]
      + crossValidation.points.map { point in
        "  \(String(format: "%-11.4g", point.strength))  \(Self.number(point.error, digits: 7))"
          + (point.strength == ridge ? "  <- chosen" : "")
      }
  }

  /// A number with so many significant digits.
  static func number(_ value: Double, digits: Int) -> String {
    String(format: "%.\(digits)g", value)
  }
}
