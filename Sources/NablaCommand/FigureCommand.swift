import Foundation
internal import Nabla
internal import NablaFigures

/// `nabla figure`: draws figures of the theory.
struct FigureCommand: Command {
  static let description = CommandDescription(
    name: "figure",
    summary:
      "Draw a figure of the theory by gnuplot: 'approximation' shows how networks of three hidden tanh units fit "
      + "x², sin x, |x| and a step, with the outputs of their units; 'densities' a spread of its own, quantiles and a mixture; "
      + "'bands' how sure networks of several sizes are, mixed by their evidence.",
    operands: [
      .init(name: "NAME", help: "approximation, densities or bands."),
      .init(name: "FILE", help: "Where it goes, .svg, .png or .pdf (default: NAME.svg).", isRequired: false),
    ],
    examples: [
      ("nabla figure approximation approximation.png", "Four functions, fitted to 50 points each."),
      ("nabla figure densities densities.svg", "Motorcycle data, Engel's data and the inverse of x = y + 0.3 sin 2πy."),
    ])

  private enum Name: String, CaseIterable {
    case approximation, densities, bands
  }

  private let name: Name
  private let path: String

  init(_ arguments: Arguments) throws(UsageError) {
    let name = arguments.operands[0]
    guard let known = Name(rawValue: name) else {
      throw UsageError(
        "there is no figure '\(name)'; there is "
          + Name.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", "))
    }
    self.name = known
    path = arguments.operands.count > 1 ? arguments.operands[1] : "\(name).svg"
    guard Figure.endings.contains((path as NSString).pathExtension.lowercased()) else {
      throw UsageError("a figure is written to a file that ends in .svg, .png or .pdf, not '\(path)'")
    }
  }

  func run() throws {
    try Files.check(path)
    switch name {
    case .approximation:
      let fits = try FunctionFit.all()
      for fit in fits { Console.print("\(fit.name): RMSE " + String(sixDigits: fit.error)) }
      try Figure.approximation(fits).draw(to: path)
    case .densities:
      let fits = try DensityFit.all()
      for fit in fits { Console.print("\(fit.name): mean error " + String(sixDigits: fit.error)) }
      try Figure.densities(fits).draw(to: path)
    case .bands:
      let fits = try BandFit.all()
      for fit in fits { Console.print("\(fit.name.visible):\n\(fit.table)") }
      try Figure.bands(fits).draw(to: path)
    }
    Console.print("drawn in \(path.visible)")
  }
}
