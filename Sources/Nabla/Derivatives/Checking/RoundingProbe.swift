/// What rounding does to functions of a network, measured: how far they go where every parameter and input changes by c u of
/// itself, with c the number of operations on the longest way through the network and u the unit roundoff.
///
/// Computed values are those of a network with slightly other parameters and inputs, but for their last rounding: a relative
/// change of c u is a generous one. So also what is left of larger terms, such as a gradient at a minimum, has its bound: that
/// of y − t is some u |y|, however small y − t is.
struct RoundingProbe<Scalar: RealScalar> {
  private let changed: [(network: Network<Scalar>, x: Matrix<Scalar>)]
  private let network: Network<Scalar>
  private let x: Matrix<Scalar>

  /// The same changes at every call.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  init(_ network: Network<Scalar>, _ x: Matrix<Scalar>, samples: Int) {
    self.network = network
    self.x = x
    let size = Scalar(Double(network.architecture.longestSum)) * Scalar.ulpOfOne / 2
    var generator = SeededGenerator(seed: 2)
    func moved(_ all: [Scalar]) -> [Scalar] {
      all.map { $0 + (generator.uniform() < 0.5 ? -size : size) * $0 }
    }
    // Basis functions may jump where an input is; their values take the place of inputs, and differ by the weights after them.
    let isSmooth = network.architecture.basisFunctions == nil
    changed = (0..<samples).map { _ in
      var other = network
      other.parameters = moved(network.parameters)
      return (other, isSmooth ? Matrix(rows: x.rows, columns: x.columns, elements: moved(x.elements)) : x)
    }
  }

  /// The first changed network, with its inputs.
  var first: (network: Network<Scalar>, x: Matrix<Scalar>) { changed[0] }

  /// The largest change of each of the numbers that `f` gives.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func spread(_ f: (Network<Scalar>, Matrix<Scalar>) -> [Double]) -> [Double] {
    let center = f(network, x)
    return changed.reduce(Array(repeating: 0, count: center.count)) { spread, other in
      zip(spread, zip(center, f(other.network, other.x))).map { Self.larger($0, ($1.0 - $1.1).magnitude) }
    }
  }

  /// The largest of the spreads.
  func largest(_ f: (Network<Scalar>, Matrix<Scalar>) -> [Double]) -> Double { spread(f).reduce(0, Self.larger) }

  /// A change that is no number says nothing.
  private static func larger(_ a: Double, _ b: Double) -> Double { b > a && b.isFinite ? b : a }
}
