internal import Foundation

extension FitSummary: CustomStringConvertible {
  /// The report as text: the model, a table of coefficients, and the figures of the fit.
  public var description: String {
    (heading + [""] + table + [""] + jointLines + figures + notes.map { "Note: \($0)" }).joined(separator: "\n")
  }

  private var heading: [String] {
    var line = "\(examples) example\(examples == 1 ? "" : "s"), \(coefficients.count) parameters"
    line += ", \(Self.number(residualDegreesOfFreedom, digits: 6)) residual degrees of freedom"
    return ["\(likelihood.prefix(1).uppercased())\(likelihood.dropFirst()) likelihood, \(method)"] + outcome + [line]
  }

  /// What is modelled, where it has a name.
  private var outcome: [String] {
    guard let modeled else { return [] }
    return ["Models the probability of " + modeled.joined(separator: ", ") + (against.map { ", against \($0)" } ?? "")]
  }

  private var table: [String] {
    let letter: String
    switch distribution {
    case .normal: letter = "z"
    case .studentT, nil: letter = "t"
    }
    let level = Self.number(confidenceLevel * 100, digits: 4)
    let hasRobust = coefficients.contains { $0.robustStandardError != nil }
    var rows: [[String]] = [["", "estimate", "standard error", letter, "P(>|\(letter)|)", "\(level) % from", "to"]]
    if hasRobust { rows[0].insert("robust", at: 3) }
    var lastOutput: String?
    for c in coefficients {
      if let output = c.output, output != lastOutput {
        rows.append(["\(output.visible):"] + Array(repeating: "", count: rows[0].count - 1))
        lastOutput = output
      }
      func text(_ value: Double?, _ digits: Int) -> String { value.map { Self.number($0, digits: digits) } ?? "-" }
      var row: [String] = [
        (c.output == nil ? "" : "  ") + c.name.visible, Self.number(c.estimate, digits: 9), text(c.standardError, 7),
        text(c.statistic, 5), text(c.pValue, 4), text(c.confidenceInterval?.lower, 6),
        text(c.confidenceInterval?.upper, 6),
      ]
      if hasRobust { row.insert(text(c.robustStandardError, 7), at: 3) }
      rows.append(row)
    }
    return alignedLines(rows, leftColumns: [0])
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
    for dispersion in dispersions ?? [] { lines.append(Self.line(dispersion)) }
    if let deviance {
      lines.append(
        "Deviance \(Self.number(deviance, digits: 8))"
          + (nullDeviance.map { ", \(Self.number($0, digits: 8)) with biases alone" } ?? ""))
    }
    if let test = likelihoodRatioTest {
      let freedom = test.residualDegreesOfFreedom.map { ", \(Self.number($0, digits: 6))" } ?? ""
      lines.append(
        "Against biases alone: \(test.residualDegreesOfFreedom == nil ? "χ²" : "F")("
          + "\(Self.number(test.degreesOfFreedom, digits: 6))\(freedom)) = \(Self.number(test.statistic, digits: 6)), "
          + "P = \(Self.number(test.pValue, digits: 4))")
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

  private static func line(_ dispersion: Dispersion) -> String {
    var line = dispersion.output.map { "\($0.visible): " } ?? ""
    line += "Pearson chi-square \(number(dispersion.pearsonChiSquare, digits: 8))"
    if let pearson = dispersion.pearsonDispersion { line += ", by degrees of freedom \(number(pearson, digits: 7))" }
    line += "; dispersion \(number(dispersion.used, digits: 7)) \(dispersion.isEstimated ? "estimated" : "given")"
    guard let parameter = dispersion.parameter else { return line }
    line += ", parameter \(number(parameter, digits: 9))"
    return line + (dispersion.parameterStandardError.map { " (standard error \(number($0, digits: 6)))" } ?? "")
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
