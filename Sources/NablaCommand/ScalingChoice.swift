internal import Nabla

/// How inputs are scaled, as the options say.
enum ScalingChoice: String, CaseIterable {
  case unscaled = "none"
  case standard, robust, quantile

  /// The options that `init` reads.
  static let options = [
    Option(
      name: "scale",
      help: "Scale inputs, and targets that are numbers, to mean 0 and variance 1 (default for --csv)."),
    Option(name: "no-scale", help: "Take them as they are (default for images)."),
    Option(
      name: "scaling", values: ["NAME"],
      help:
        "How inputs are scaled: standard ('--scale'), none ('--no-scale'), robust: by medians and quartiles, with "
        + "what is far away bent into -3 to 3; or quantile: to the normal distribution, by 1000 quantiles; targets as with "
        + "'--scale'."),
  ]

  /// Whether scaled inputs are no straight lines of inputs, and need all of a column at once.
  var bends: Bool {
    switch self {
    case .unscaled, .standard: false
    case .robust, .quantile: true
    }
  }

  /// The choice, or nil where the options do not say it.
  static func chosen(_ arguments: Arguments) throws(UsageError) -> ScalingChoice? {
    let named = try arguments.choice("scaling", allCases.map { ($0.rawValue, $0) })
    switch try arguments.exclusive(["scale", "no-scale", "scaling"]) {
    case "scale": return .standard
    case "no-scale": return .unscaled
    default: return named
    }
  }

  /// The scaler of these inputs, where there is one.
  func scaler<S: RealScalar>(fitting x: Matrix<S>) -> Scaler<S>? {
    switch self {
    case .unscaled: nil
    case .standard: Scaler(fitting: x)
    case .robust: Scaler(robust: x)
    case .quantile: Scaler(quantiles: x)
    }
  }
}
