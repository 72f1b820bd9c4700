import Foundation
internal import Nabla
internal import NablaFigures

/// `nabla figure`: draws figures of the theory.
struct FigureCommand: Command {
  static let description = CommandDescription(
    name: "figure",
    summary:
      "Draw a figure of the theory by gnuplot: 'approximation' shows how networks of three hidden tanh units fit "
      + "x², sin x, |x| and a step, with the outputs of their units.",
    operands: [
      .init(name: "NAME", help: "approximation."),
      .init(name: "FILE", help: "Where it goes, .svg, .png or .pdf (default: NAME.svg).", isRequired: false),
    ],
    examples: [("nabla figure approximation approximation.png", "Four functions, fitted to 50 points each.")])

  private let path: String

  init(_ arguments: Arguments) throws(UsageError) {
    let name = arguments.operands[0]
    guard name == "approximation" else { throw UsageError("there is no figure '\(name)'; there is 'approximation'") }
    path = arguments.operands.count > 1 ? arguments.operands[1] : "\(name).svg"
    guard Figure.endings.contains((path as NSString).pathExtension.lowercased()) else {
      throw UsageError("a figure is written to a file that ends in .svg, .png or .pdf, not '\(path)'")
    }
  }

  func run() throws {
    try Files.check(path)
    let fits = try FunctionFit.all()
    for fit in fits { Console.print("\(fit.name): RMSE " + String(sixDigits: fit.error)) }
    try Figure.approximation(fits).draw(to: path)
    Console.print("drawn in \(path.visible)")
  }
}
