internal import Nabla

/// Which basis functions a regression has, as its options say.
struct BasisFunctionChoice {
  private enum Kind: Equatable {
    case polynomial(Int)
    case orthogonal(Int)
    case gaussian(Int)
    case sigmoid(Int)
    case spline(Int)
    case indicator(Int)
    case interactions(Int)
    case fourier(Int, period: Double)
  }

  private let kind: Kind?
  /// More than anybody fits; their matrix would not find room, or their number overflow.
  private static let largest = 10_000
  private static let largestCount = 1e5

  /// The options that `init` reads.
  static let options = [
    Option(name: "polynomial", values: ["DEGREE"], help: "Powers of every input."),
    Option(
      name: "orthogonal", values: ["DEGREE"], help: "Polynomials of every input that are orthonormal over the data."),
    Option(name: "gaussian", values: ["N"], help: "N Gaussians at the centres of clusters of the inputs."),
    Option(name: "sigmoid", values: ["N"], help: "N sigmoids at quantiles, of one input."),
    Option(name: "spline", values: ["N"], help: "Cubic B-splines with N intervals between quantiles, of one input."),
    Option(name: "indicator", values: ["N"], help: "Steps between N bins of quantiles, of one input."),
    Option(
      name: "interactions", values: ["ORDER"], help: "The inputs and their products of up to ORDER different ones."),
    Option(name: "fourier", values: ["N", "PERIOD"], help: "N sines and cosines of every input, with a period."),
  ]

  init(_ arguments: Arguments) throws(UsageError) {
    let given = try arguments.exclusive(Self.options.map(\.name))
    guard let given, given != "fourier" else {
      guard let values = arguments.options["fourier"] else {
        kind = nil
        return
      }
      guard let count = Int(values[0]), (1...Self.largest).contains(count), let period = Double(values[1]), period > 0,
        period.isFinite
      else {
        throw UsageError(
          "'--fourier' takes a whole number from 1 to \(Self.largest) and a positive period, not '\(values[0])' and '\(values[1])'"
        )
      }
      kind = .fourier(count, period: period)
      return
    }
    let count = try arguments.count(given, upTo: Self.largest) ?? 1
    kind =
      switch given {
      case "polynomial": .polynomial(count)
      case "orthogonal": .orthogonal(count)
      case "gaussian": .gaussian(count)
      case "sigmoid": .sigmoid(count)
      case "spline": .spline(count)
      case "indicator": .indicator(count)
      default: .interactions(count)
      }
  }

  /// The functions for these inputs, placed by them where they are to be.
  func functions(for x: Matrix<Double>, names: [String]) throws(CommandError) -> BasisFunctions? {
    let count = estimatedCount(inputs: Double(x.columns))
    guard count <= Self.largestCount else {
      throw CommandError("more than \(Int(Self.largestCount)) basis functions of \(x.columns) inputs are too many")
    }
    func only(_ name: String) throws(CommandError) -> [Double] {
      guard x.columns == 1 else {
        throw CommandError("'--\(name)' is for one input, but there are \(x.columns); choose one by '--inputs'")
      }
      guard let first = x.elements.first, x.elements.contains(where: { $0 != first }) else {
        throw CommandError("the input '\(names[0])' is constant, so that '--\(name)' has nothing to place functions by")
      }
      return x.elements
    }
    func varying(_ name: String) throws(CommandError) -> [Double] {
      let numbers = try only(name)
      guard numbers.contains(where: { $0 != numbers[0] }) else {
        throw CommandError(
          "the input '\(names[0])' has one value only, \(numbers[0]); '--\(name)' needs at least two different ones")
      }
      return numbers
    }
    switch kind {
    case nil: return nil
    case .polynomial(let degree): return .polynomial(degree: degree)
    case .orthogonal(let degree):
      for j in 0..<x.columns {
        let values = Set((0..<x.rows).map { x[$0, j] }).count
        guard values > degree else {
          throw CommandError(
            "the input '\(names[j])' has \(values) different values, too few for orthogonal degree \(degree)")
        }
      }
      return .orthonormalPolynomial(degree: degree, on: x)
    case .gaussian(let count):
      let different = Set((0..<x.rows).map { Array(x[row: $0]) }).count
      guard different >= count else {
        throw CommandError("there are \(different) different examples, too few for \(count) Gaussians")
      }
      return .gaussian(count: count, placedOn: x)
    case .sigmoid(let count): return .sigmoid(count: count, placedOn: try varying("sigmoid"))
    case .spline(let count): return .bSpline(intervals: count, placedOn: try varying("spline"))
    case .indicator(let count): return .indicator(bins: count, placedOn: try varying("indicator"))
    case .interactions(let order): return .interactions(order: order)
    case .fourier(let harmonics, let period): return .fourier(harmonics: harmonics, period: period)
    }
  }

  /// About how many functions there are, as a number that does not overflow.
  private func estimatedCount(inputs: Double) -> Double {
    switch kind {
    case nil: 0
    case .polynomial(let degree), .orthogonal(let degree):
      BasisFunctions.polynomial(degree: degree).estimatedCount(inputs: inputs)
    case .gaussian(let count), .sigmoid(let count), .spline(let count), .indicator(let count): Double(count)
    case .fourier(let harmonics, let period):
      BasisFunctions.fourier(harmonics: harmonics, period: period).estimatedCount(inputs: inputs)
    case .interactions(let order): BasisFunctions.interactions(order: order).estimatedCount(inputs: inputs)
    }
  }
}
