internal import Nabla

/// −Δu = f on the unit square with u = 0 on its edges: u = sin πx sin πy.
struct PoissonEquation: Equation {
  static let name = "poisson"
  let box = [0.0...1, 0.0...1]
  let hidden = [12, 12]
  let points = 400

  private struct Residual: DifferentialResidual {
    let derivatives: [InputDerivative] = [.laplacian]
    func residual<N: DifferentiableNumber>(_ k: Int, at p: ResidualPoint<N>) -> N {
      let pi = N(.pi)
      let f: N = 2 * pi * pi * sin(pi * p.x(0)) * sin(pi * p.x(1))
      return -p.derivative(0) - f
    }
  }

  private struct Edges: HardConstraint {
    func factor<N: DifferentiableNumber>(_ k: Int, _ x: [N]) -> N { x[0] * (1 - x[0]) * x[1] * (1 - x[1]) }
  }

  func objective(_ network: Network<Double>, at points: Matrix<Double>) -> DifferentialObjective {
    DifferentialObjective(
      network, terms: [.residual(Residual(), at: points, weight: 1 / Double(points.rows))], constraint: Edges())
  }

  func solution(_ x: [Double]) -> Double { sin(.pi * x[0]) * sin(.pi * x[1]) }
}

/// u_t = 0.4 u_xx on [0, 1] for t in [0, 1], u = 0 at the ends, u(x, 0) = sin πx: u = exp(−0.4 π² t) sin πx.
struct HeatEquation: Equation {
  static let name = "heat"
  let box = [0.0...1, 0.0...1]
  let hidden = [12, 12]
  let points = 400

  private struct Residual: DifferentialResidual {
    let derivatives: [InputDerivative] = [.first(1), .second(0, 0)]
    func residual<N: DifferentiableNumber>(_ k: Int, at p: ResidualPoint<N>) -> N {
      p.derivative(0) - 0.4 * p.derivative(1)
    }
  }

  private struct Start: HardConstraint {
    func offset<N: DifferentiableNumber>(_ k: Int, _ x: [N]) -> N { sin(N(.pi) * x[0]) }
    func factor<N: DifferentiableNumber>(_ k: Int, _ x: [N]) -> N { x[1] * x[0] * (1 - x[0]) }
  }

  func objective(_ network: Network<Double>, at points: Matrix<Double>) -> DifferentialObjective {
    DifferentialObjective(
      network, terms: [.residual(Residual(), at: points, weight: 1 / Double(points.rows))], constraint: Start())
  }

  func solution(_ x: [Double]) -> Double { exp(-0.4 * .pi * .pi * x[1]) * sin(.pi * x[0]) }
}

/// Δu + u = f on [−1, 1]² with u = 0 on its edges: u = sin πx sin 4πy, four waves high.
struct HelmholtzEquation: Equation {
  static let name = "helmholtz"
  let box = [-1.0...1, -1.0...1]
  let hidden = [16, 16]
  let activation = Activation.sin
  let firstScale = 3.0
  let points = 600

  private struct Residual: DifferentialResidual {
    let derivatives: [InputDerivative] = [.laplacian]
    func residual<N: DifferentiableNumber>(_ k: Int, at p: ResidualPoint<N>) -> N {
      let pi = N(.pi)
      let u: N = sin(pi * p.x(0)) * sin(4 * pi * p.x(1))
      return p.derivative(0) + p.y() - (1 - 17 * pi * pi) * u
    }
  }

  private struct Edges: HardConstraint {
    func factor<N: DifferentiableNumber>(_ k: Int, _ x: [N]) -> N { (1 - x[0] * x[0]) * (1 - x[1] * x[1]) }
  }

  func objective(_ network: Network<Double>, at points: Matrix<Double>) -> DifferentialObjective {
    DifferentialObjective(
      network, terms: [.residual(Residual(), at: points, weight: 1 / Double(points.rows))], constraint: Edges())
  }

  func solution(_ x: [Double]) -> Double { sin(.pi * x[0]) * sin(4 * .pi * x[1]) }
}

/// u_tt + u_xxxx = 0, a beam on supports at both ends that is let go bent: u = cos π²t sin πx, for t in [0, 0.5].
struct BeamEquation: Equation {
  static let name = "beam"
  let box = [0.0...1, 0.0...0.5]
  let hidden = [12, 12]
  let points = 400

  private struct Residual: DifferentialResidual {
    let derivatives: [InputDerivative] = [.second(1, 1), .partial([0, 0, 0, 0])]
    func residual<N: DifferentiableNumber>(_ k: Int, at p: ResidualPoint<N>) -> N {
      (p.derivative(0) + p.derivative(1)) / 100
    }
  }

  /// Bent and at rest at the start, and on its supports.
  private struct Start: HardConstraint {
    func offset<N: DifferentiableNumber>(_ k: Int, _ x: [N]) -> N { sin(N(.pi) * x[0]) }
    func factor<N: DifferentiableNumber>(_ k: Int, _ x: [N]) -> N { x[1] * x[1] * x[0] * (1 - x[0]) }
  }

  func objective(_ network: Network<Double>, at points: Matrix<Double>) -> DifferentialObjective {
    // No moments at the ends: u_xx = 0.
    let ends = Points.grid([0...1, 0...0.5], counts: [2, 40])
    return DifferentialObjective(
      network,
      terms: [
        .residual(Residual(), at: points, weight: 1 / Double(points.rows)),
        .measurements(
          of: [.second(0, 0)], at: ends, equal: Matrix(rows: ends.rows, columns: 1), weight: 1 / Double(ends.rows)),
      ], constraint: Start())
  }

  func solution(_ x: [Double]) -> Double { cos(.pi * .pi * x[1]) * sin(.pi * x[0]) }
}
