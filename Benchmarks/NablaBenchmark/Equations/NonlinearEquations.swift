internal import Nabla

/// u_t + u u_x = (0.01/π) u_xx on [−1, 1] for t in [0, 1], u(x, 0) = −sin πx: a shock at 0.
struct BurgersEquation: Equation {
  static let name = "burgers"
  let box = [-1.0...1, 0.0...1]
  let hidden = [16, 16, 16]
  let points = 1000
  let added = 300
  let rounds = 4
  let iterations = 60

  private static let viscosity: Double = 0.01 / .pi

  private struct Residual: DifferentialResidual {
    let derivatives: [InputDerivative] = [.first(1), .first(0), .second(0, 0)]
    func residual<N: DifferentiableNumber>(_ k: Int, at p: ResidualPoint<N>) -> N {
      p.derivative(0) + p.y() * p.derivative(1) - N(viscosity) * p.derivative(2)
    }
  }

  private struct Start: HardConstraint {
    func offset<N: DifferentiableNumber>(_ k: Int, _ x: [N]) -> N { -sin(N(.pi) * x[0]) }
    func factor<N: DifferentiableNumber>(_ k: Int, _ x: [N]) -> N { x[1] * (1 - x[0] * x[0]) }
  }

  func objective(_ network: Network<Double>, at points: Matrix<Double>) -> DifferentialObjective {
    DifferentialObjective(
      network, terms: [.residual(Residual(), at: points, weight: 1 / Double(points.rows))], constraint: Start())
  }

  /// By Cole and Hopf's transformation: u is the mean of −sin π(x − η) over the density f(x − η) exp(−η²/4νt) with
  /// f(y) = exp(−cos(πy) / 2πν), by the trapezoidal rule.
  func solution(_ x: [Double]) -> Double {
    guard x[1] > 0 else { return -sin(.pi * x[0]) }
    let spread: Double = (4 * Self.viscosity * x[1]).squareRoot()
    var (sum, total) = (0.0, 0.0)
    for i in -4000...4000 {
      let z: Double = Double(i) * 0.01
      let y: Double = x[0] - spread * z
      // At most e⁰.
      let exponent: Double = -(cos(.pi * y) + 1) / (2 * .pi * Self.viscosity) - z * z
      let weight = exp(exponent)
      sum -= weight * sin(.pi * y)
      total += weight
    }
    return sum / total
  }
}

/// u_t + 6 u u_x + u_xxx = 0 on [−6, 6] for t in [−1/2, 1/2]: two solitons that pass through each other.
struct KortewegDeVriesEquation: Equation {
  static let name = "korteweg-de-vries"
  let box = [-6.0...6, -0.5...0.5]
  let hidden = [16, 16]
  let points = 900

  private struct Residual: DifferentialResidual {
    let derivatives: [InputDerivative] = [.first(1), .first(0), .partial([0, 0, 0])]
    func residual<N: DifferentiableNumber>(_ k: Int, at p: ResidualPoint<N>) -> N {
      p.derivative(0) + 6 * p.y() * p.derivative(1) + p.derivative(2)
    }
  }

  func objective(_ network: Network<Double>, at points: Matrix<Double>) -> DifferentialObjective {
    // Given are u at the start and at both ends, and u_x at the right one.
    let start = Points.grid([box[0], -0.5 ... -0.5], counts: [120, 1])
    let ends = Points.grid(box, counts: [2, 40])
    let right = Points.grid([6...6, box[1]], counts: [1, 40])
    func values(_ x: Matrix<Double>, _ f: ([Double]) -> Double) -> Matrix<Double> {
      Matrix(column: (0..<x.rows).map { f(Array(x[row: $0])) })
    }
    return DifferentialObjective(
      network,
      terms: [
        .residual(Residual(), at: points, weight: 1 / Double(points.rows)),
        .measurements(at: start, equal: values(start) { state($0).u }, weight: 100 / Double(start.rows)),
        .measurements(at: ends, equal: values(ends) { state($0).u }, weight: 100 / Double(ends.rows)),
        .measurements(
          of: [.first(0)], at: right, equal: values(right) { state($0).slope }, weight: 10 / Double(right.rows)),
      ])
  }

  func solution(_ x: [Double]) -> Double { state(x).u }

  /// u = 2 ∂²/∂x² log F with F = 1 + e^a + e^b + A e^(a+b), a = kx − k³t, b likewise with l, and A = ((k − l) / (k + l))²;
  /// and u_x.
  private func state(_ x: [Double]) -> (u: Double, slope: Double) {
    let (k, l) = (1.0, 1.6)
    let share: Double = ((k - l) / (k + l)) * ((k - l) / (k + l))
    let p: Double = exp(k * x[0] - k * k * k * x[1])
    let q: Double = exp(l * x[0] - l * l * l * x[1])
    let parts = [(0, 1), (k, p), (l, q), (k + l, share * p * q)]
    // The derivatives of F over F.
    func moment(_ order: Int) -> Double { parts.reduce(0) { $0 + pow($1.0, order) * $1.1 } }
    let f = moment(0)
    let (m1, m2, m3): (Double, Double, Double) = (moment(1) / f, moment(2) / f, moment(3) / f)
    return (2 * (m2 - m1 * m1), 2 * (m3 - 3 * m1 * m2 + 2 * m1 * m1 * m1))
  }
}
