/// The grid of derivative operators by central differences (f(w + ε) − f(w − ε)) / 2ε: independent of the passes that the
/// network's own operators run, for checking them.
///
/// First derivatives are differences of the error or of the outputs; second derivatives are differences of the network's
/// first ones, which keeps two thirds of the digits instead of half of them. The step is (3u)^{1/3} max(1, |w|), with u half
/// a unit in the last place of the scalar, unless one is given: it balances the truncation O(ε²) with the rounding O(u/ε).
///
/// Every operator has the name, the arguments and the shape of the network's own.
///
/// - Complexity: two evaluations a parameter or input, or two for a product with one direction.
public struct FiniteDifferences<Scalar: RealScalar>: Sendable {
  /// The network.
  public let network: Network<Scalar>
  /// ε relative to max(1, |w|), or to max(1, |w|) / |v| along a direction.
  public let step: Scalar

  /// The operators of `network`, with the best power of the precision as step unless one is given.
  ///
  /// - Precondition: a given step is positive.
  public init(_ network: Network<Scalar>, step: Scalar? = nil) {
    precondition(step.map { $0 > 0 && $0.isFinite } ?? true, "a step of \(step ?? 0)")
    self.network = network
    self.step = step ?? DifferenceScheme.central.relativeStep(Scalar.self)
  }

  var architecture: Architecture { network.architecture }

  // MARK: - Quotients

  /// f at w ± εe_p.
  func ends(parameter p: Int, _ f: (Network<Scalar>) -> [Scalar]) -> DifferenceEnds<Scalar> {
    let w = network.parameters[p]
    let change = step * max(1, w.magnitude)
    var (high, low) = (network, network)
    high.parameters[p] = w + change
    low.parameters[p] = w - change
    let width = high.parameters[p] - low.parameters[p]
    return DifferenceEnds(above: f(high), below: f(low), width: width)
  }

  /// f at w ± εv.
  func ends(_ v: [Scalar], _ f: (Network<Scalar>) -> [Scalar]) -> DifferenceEnds<Scalar> {
    precondition(
      v.count == architecture.parameterCount,
      "a direction of \(v.count) numbers for \(architecture.parameterCount) parameters")
    let change = relative(to: network.parameters, v)
    var (high, low) = (network, network)
    high.parameters = zip(network.parameters, v).map { $0 + change * $1 }
    low.parameters = zip(network.parameters, v).map { $0 - change * $1 }
    return DifferenceEnds(above: f(high), below: f(low), width: 2 * change)
  }

  /// f at x ± εu.
  func ends(
    _ u: Matrix<Scalar>, at x: Matrix<Scalar>, _ f: (Matrix<Scalar>) -> [Scalar]
  ) -> DifferenceEnds<Scalar> {
    precondition(
      u.rows == x.rows && u.columns == x.columns,
      "a direction of \(u.rows) × \(u.columns) numbers for inputs of \(x.rows) × \(x.columns)")
    let change = relative(to: x.elements, u.elements)
    func moved(_ sign: Scalar) -> Matrix<Scalar> {
      Matrix(rows: x.rows, columns: x.columns, elements: zip(x.elements, u.elements).map { $0 + sign * change * $1 })
    }
    return DifferenceEnds(above: f(moved(1)), below: f(moved(-1)), width: 2 * change)
  }

  /// The same along input i of every example at once.
  func ends(
    input i: Int, at x: Matrix<Scalar>, _ f: (Matrix<Scalar>) -> [Scalar]
  ) -> DifferenceEnds<Scalar> {
    var u = Matrix<Scalar>(rows: x.rows, columns: x.columns)
    for n in 0..<x.rows { u[n, i] = 1 }
    return ends(u, at: x, f)
  }

  /// (f(w + εe_p) − f(w − εe_p)) / 2ε, or zeros for a masked weight.
  func along(parameter p: Int, _ f: (Network<Scalar>) -> [Scalar]) -> [Scalar] { ends(parameter: p, f).slopes }

  /// (f(w + εv) − f(w − εv)) / 2ε.
  func along(_ v: [Scalar], _ f: (Network<Scalar>) -> [Scalar]) -> [Scalar] { ends(v, f).slopes }

  /// (f(x + εu) − f(x − εu)) / 2ε.
  func along(_ u: Matrix<Scalar>, at x: Matrix<Scalar>, _ f: (Matrix<Scalar>) -> [Scalar]) -> [Scalar] {
    ends(u, at: x, f).slopes
  }

  /// The same along input i of every example at once.
  func along(input i: Int, at x: Matrix<Scalar>, _ f: (Matrix<Scalar>) -> [Scalar]) -> [Scalar] {
    ends(input: i, at: x, f).slopes
  }

  private func relative(to point: [Scalar], _ direction: [Scalar]) -> Scalar {
    let size = direction.reduce(0) { max($0, $1.magnitude) }
    return step * point.reduce(1) { max($0, $1.magnitude) } / (size > 0 ? size : 1)
  }

  /// The error of every example, its weight included.
  func errors(_ network: Network<Scalar>, _ x: Matrix<Scalar>, _ t: Targets<Scalar>, _ weights: [Scalar]?) -> [Scalar] {
    let workspace = Workspace<Scalar>()
    return (0..<x.rows).map { n in
      Scalar(network.loss(x.rows(at: [n]), t.rows(at: [n]), weights: weights.map { [$0[n]] }, using: workspace))
    }
  }
}
