internal import Nabla

/// What brings a trained network to a minimum of its error, as the options say.
struct PolishChoice {
  /// An exact minimiser.
  enum Method: String, CaseIterable {
    case conjugateGradient = "cg"
    case scaledConjugateGradient = "scg"
    case lBFGS = "lbfgs"
    case newtonCG = "newton-cg"
    case newton
    case levenbergMarquardt = "lm"
  }

  var method: Method?
  var l2: Double
  var tolerance: Double
  var iterations: Int
  var wantsReport: Bool

  /// The options that `init` reads.
  static let options = [
    Option(
      name: "polish", values: ["NAME"],
      help:
        "Go on from there to a minimum of the mean error, in double precision: cg, scg, lbfgs, newton-cg, newton, or lm "
        + "(Levenberg-Marquardt, for numbers as targets). It is that of the examples as they are trained on: scaled, "
        + "weighed, with smoothed labels and without those of validation. For one that 'nabla certify' finds again, "
        + "leave these out; numbers as targets need '--no-scale'."),
    Option(
      name: "polish-l2", values: ["STRENGTH"],
      help: "The penalty on squares of weights in this minimum (default: that of --l2, or 0)."),
    Option(name: "polish-tolerance", values: ["NORM"], help: "Stop at this norm of the gradient (default: 1e-8)."),
    Option(name: "polish-iterations", values: ["N"], help: "Stop after this many iterations (default: 1000)."),
    Option(
      name: "report",
      help:
        "With numbers as targets: print the parameters at the minimum with standard errors and confidence intervals, "
        + "for scaled data if it is scaled; '--no-scale' gives them in the data's own units."),
  ]

  init(_ arguments: Arguments) throws(UsageError) {
    method = try arguments.choice("polish", Method.allCases.map { ($0.rawValue, $0) })
    let trained = try RegularizationChoice.amount(arguments, "l2") ?? 0
    l2 = try RegularizationChoice.amount(arguments, "polish-l2") ?? trained
    tolerance = try arguments.positive("polish-tolerance") ?? 1e-8
    iterations = try arguments.count("polish-iterations") ?? 1000
    wantsReport = arguments.contains("report")
    if method == nil, let option = Self.options.dropFirst().first(where: { arguments.contains($0.name) }) {
      throw UsageError("'--\(option.name)' needs '--polish'")
    }
    if method != nil, try RegularizationChoice.amount(arguments, "l1") ?? 0 > 0 {
      throw UsageError("'--polish' and '--l1' exclude each other: an error with |w| in it is not smooth at its minimum")
    }
  }

  /// Refuses a likelihood that the method or the report is not for.
  func check(_ likelihood: Likelihood) throws(CommandError) {
    guard method != nil, !likelihood.isLeastSquares, method == .levenbergMarquardt || wantsReport else { return }
    throw CommandError("'\(wantsReport ? "--report" : "--polish lm")' is for numbers as targets, not for classes")
  }

  /// The network at a minimum of its error, or as it is where no method is chosen; where a signal asks the program to end,
  /// the last one on the way.
  ///
  /// - Parameter scaled: What of the data is scaled, which a report is to say.
  func polished<S: RealScalar>(
    _ network: Network<S>, on data: Dataset<S>, scaled: String?, isQuiet: Bool
  ) throws -> Network<S> {
    guard let method else { return network }
    let objective = NetworkObjective(Network<Double>(network), on: Dataset<Double>(data), l2: l2)
    func run(_ minimizer: some Minimizer) throws -> Network<S> {
      var minimization = Minimization(
        of: objective, from: objective.start, by: minimizer,
        limits: MinimizationLimits(gradientNorm: tolerance, iterations: iterations))
      /// Whether a signal asks any process to end.
      func isInterrupted() -> Bool {
        Interruption.share()
        return Interruption.isRequested
      }
      while !isInterrupted(), let iterate = try minimization.next() {
        if !isQuiet, iterate.number == 1 || iterate.number % max(iterations / 20, 1) == 0 {
          Console.print("\(iterate)")
        }
      }
      let result = minimization.result
      guard !Interruption.isRequested else { return Network<S>(objective.network(at: result.x)) }
      if wantsReport {
        if let scaled {
          Console.print("all numbers are those of scaled \(scaled); '--no-scale' gives them in the data's own units")
        }
        Console.print("\(objective.fit(at: result))")
      } else if !isQuiet {
        Console.print("\(result)")
      }
      return Network<S>(objective.network(at: result.x))
    }
    return switch method {
    case .conjugateGradient: try run(.conjugateGradient)
    case .scaledConjugateGradient: try run(.scaledConjugateGradient)
    case .lBFGS: try run(.lBFGS)
    case .newtonCG: try run(.newtonCG)
    case .newton: try run(.trustRegionNewton)
    case .levenbergMarquardt: try run(.levenbergMarquardt)
    }
  }
}
