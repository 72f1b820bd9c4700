import Foundation
import Nabla

/// A least-squares test function with its published start and minima.
///
/// Source: J. J. Moré, B. S. Garbow and K. E. Hillstrom, "Testing unconstrained optimization software", ACM Transactions on
/// Mathematical Software 7, 1981; its numbers are in the names. The published f is Σ rᵢ², twice the objective here.
struct TestFunction: ResidualExpression {
  let name: String
  let start: [Double]
  /// The published values of f at minima, as far as they are given; the last digit may be rounded.
  let minima: [Double]
  let residualCount: Int
  let formula: any ResidualFormula

  var dimension: Int { start.count }

  func callAsFunction<N: DifferentiableNumber>(_ x: [N]) -> [N] { formula.residuals(x) }

  init(_ name: String, start: [Double], minima: [Double], _ formula: any ResidualFormula) {
    self.name = name
    self.start = start
    self.minima = minima
    self.formula = formula
    residualCount = formula.residuals(start).count
  }
}

/// The residuals of a test function.
protocol ResidualFormula: Sendable {
  func residuals<N: DifferentiableNumber>(_ x: [N]) -> [N]
}

extension TestFunction {
  /// Every function but Rosenbrock's in many dimensions, which has closed derivatives of its own.
  static let all: [TestFunction] = [
    TestFunction("1 Rosenbrock", start: [-1.2, 1], minima: [0], Rosenbrock()),
    TestFunction("2 Freudenstein and Roth", start: [0.5, -2], minima: [0, 48.9842], FreudensteinRoth()),
    TestFunction("3 Powell badly scaled", start: [0, 1], minima: [0], PowellBadlyScaled()),
    TestFunction("4 Brown badly scaled", start: [1, 1], minima: [0], BrownBadlyScaled()),
    TestFunction("5 Beale", start: [1, 1], minima: [0], Beale()),
    TestFunction("6 Jennrich and Sampson", start: [0.3, 0.4], minima: [124.362], JennrichSampson()),
    TestFunction("7 helical valley", start: [-1, 0, 0], minima: [0], HelicalValley()),
    TestFunction("8 Bard", start: [1, 1, 1], minima: [8.21487e-3, 17.4286], Bard()),
    TestFunction("9 Gaussian", start: [0.4, 1, 0], minima: [1.12793e-8], GaussianPeak()),
    TestFunction("12 box three-dimensional", start: [0, 10, 20], minima: [0, 0.0755887], Box3D()),
    TestFunction("13 Powell singular", start: [3, -1, 0, 1], minima: [0], PowellSingular()),
    TestFunction("14 Wood", start: [-3, -1, -3, -1], minima: [0], Wood()),
    TestFunction(
      "15 Kowalik and Osborne", start: [0.25, 0.39, 0.415, 0.39], minima: [3.07505e-4, 1.02734e-3], Kowalik()),
    TestFunction("16 Brown and Dennis", start: [25, 5, -5, -1], minima: [85822.2], BrownDennis()),
    TestFunction("18 Biggs EXP6", start: [1, 2, 1, 1, 1, 1], minima: [0, 5.65565e-3, 0.30636677262], BiggsEXP6()),
    TestFunction("20 Watson 6", start: Array(repeating: 0, count: 6), minima: [2.28767e-3], Watson()),
    TestFunction("25 variably dimensioned", start: (1...10).map { 1 - Double($0) / 10 }, minima: [0], Variably()),
    TestFunction("30 Broyden tridiagonal", start: Array(repeating: -1, count: 10), minima: [0], BroydenTridiagonal()),
    TestFunction("Himmelblau", start: [0, 0], minima: [0], Himmelblau()),
  ]

  private struct Rosenbrock: ResidualFormula {
    func residuals<N: DifferentiableNumber>(_ x: [N]) -> [N] { [10 * (x[1] - x[0] * x[0]), 1 - x[0]] }
  }

  private struct FreudensteinRoth: ResidualFormula {
    func residuals<N: DifferentiableNumber>(_ x: [N]) -> [N] {
      [-13 + x[0] + ((5 - x[1]) * x[1] - 2) * x[1], -29 + x[0] + ((x[1] + 1) * x[1] - 14) * x[1]]
    }
  }

  private struct PowellBadlyScaled: ResidualFormula {
    func residuals<N: DifferentiableNumber>(_ x: [N]) -> [N] {
      [10000 * x[0] * x[1] - 1, exp(-x[0]) + exp(-x[1]) - 1.0001]
    }
  }

  private struct BrownBadlyScaled: ResidualFormula {
    func residuals<N: DifferentiableNumber>(_ x: [N]) -> [N] { [x[0] - 1e6, x[1] - 2e-6, x[0] * x[1] - 2] }
  }

  private struct Beale: ResidualFormula {
    func residuals<N: DifferentiableNumber>(_ x: [N]) -> [N] {
      let powers = [x[1], x[1] * x[1], x[1] * x[1] * x[1]]
      return zip([1.5, 2.25, 2.625], powers).map { y, power in N(y) - x[0] * (1 - power) }
    }
  }

  private struct JennrichSampson: ResidualFormula {
    func residuals<N: DifferentiableNumber>(_ x: [N]) -> [N] {
      (1...10).map { number in
        let i = N(Double(number))
        let sum: N = exp(i * x[0]) + exp(i * x[1])
        return 2 + 2 * i - sum
      }
    }
  }

  private struct HelicalValley: ResidualFormula {
    func residuals<N: DifferentiableNumber>(_ x: [N]) -> [N] {
      let angle = atan(x[1] / x[0]) / N(2 * Double.pi) + (x[0].baseValue < 0 ? 0.5 : 0)
      return [10 * (x[2] - 10 * angle), 10 * (sqrt(x[0] * x[0] + x[1] * x[1]) - 1), x[2]]
    }
  }

  private struct Bard: ResidualFormula {
    func residuals<N: DifferentiableNumber>(_ x: [N]) -> [N] {
      let y = [0.14, 0.18, 0.22, 0.25, 0.29, 0.32, 0.35, 0.39, 0.37, 0.58, 0.73, 0.96, 1.34, 2.10, 4.39]
      return y.enumerated().map { i, y in
        let (u, v) = (Double(i + 1), Double(15 - i))
        let below: N = N(v) * x[1] + N(min(u, v)) * x[2]
        return N(y) - x[0] - N(u) / below
      }
    }
  }

  private struct GaussianPeak: ResidualFormula {
    func residuals<N: DifferentiableNumber>(_ x: [N]) -> [N] {
      let half = [0.0009, 0.0044, 0.0175, 0.0540, 0.1295, 0.2420, 0.3521]
      return (half + [0.3989] + half.reversed()).enumerated().map { i, y in
        let t = N((8 - Double(i + 1)) / 2) - x[2]
        let peak: N = exp(-x[1] * t * t / 2)
        return x[0] * peak - N(y)
      }
    }
  }

  private struct Box3D: ResidualFormula {
    func residuals<N: DifferentiableNumber>(_ x: [N]) -> [N] {
      (1...10).map { i in
        let t = 0.1 * Double(i)
        let last = N(Foundation.exp(-t) - Foundation.exp(-10 * t))
        let first: N = exp(-N(t) * x[0]) - exp(-N(t) * x[1])
        return first - x[2] * last
      }
    }
  }

  private struct PowellSingular: ResidualFormula {
    func residuals<N: DifferentiableNumber>(_ x: [N]) -> [N] {
      let (p, q) = (x[1] - 2 * x[2], x[0] - x[3])
      return [x[0] + 10 * x[1], N(5.0.squareRoot()) * (x[2] - x[3]), p * p, N(10.0.squareRoot()) * q * q]
    }
  }

  private struct Wood: ResidualFormula {
    func residuals<N: DifferentiableNumber>(_ x: [N]) -> [N] {
      let (ten, ninety) = (N(10.0.squareRoot()), N(90.0.squareRoot()))
      let curves: [N] = [10 * (x[1] - x[0] * x[0]), ninety * (x[3] - x[2] * x[2])]
      return curves + [1 - x[0], 1 - x[2], ten * (x[1] + x[3] - 2), (x[1] - x[3]) / ten]
    }
  }

  private struct Kowalik: ResidualFormula {
    func residuals<N: DifferentiableNumber>(_ x: [N]) -> [N] {
      let y = [0.1957, 0.1947, 0.1735, 0.1600, 0.0844, 0.0627, 0.0456, 0.0342, 0.0323, 0.0235, 0.0246]
      let u = [4, 2, 1, 0.5, 0.25, 0.167, 0.125, 0.1, 0.0833, 0.0714, 0.0625]
      return zip(y, u).map { y, u in
        let above: N = N(u * u) + N(u) * x[1]
        let below: N = N(u * u) + N(u) * x[2] + x[3]
        return N(y) - x[0] * above / below
      }
    }
  }

  private struct BrownDennis: ResidualFormula {
    func residuals<N: DifferentiableNumber>(_ x: [N]) -> [N] {
      (1...20).map { i in
        let t = Double(i) / 5
        let p = x[0] + N(t) * x[1] - N(Foundation.exp(t))
        let q = x[2] + x[3] * N(Foundation.sin(t)) - N(Foundation.cos(t))
        return p * p + q * q
      }
    }
  }

  private struct BiggsEXP6: ResidualFormula {
    func residuals<N: DifferentiableNumber>(_ x: [N]) -> [N] {
      (1...13).map { i in
        let t = 0.1 * Double(i)
        let y = Foundation.exp(-t) - 5 * Foundation.exp(-10 * t) + 3 * Foundation.exp(-4 * t)
        let first: N = x[2] * exp(-N(t) * x[0]) - x[3] * exp(-N(t) * x[1])
        return first + x[5] * exp(-N(t) * x[4]) - N(y)
      }
    }
  }

  private struct Watson: ResidualFormula {
    func residuals<N: DifferentiableNumber>(_ x: [N]) -> [N] {
      var result: [N] = (1...29).map { i in
        let t = Double(i) / 29
        var (slope, sum): (N, N) = (0, 0)
        for j in x.indices {
          if j > 0 { slope = slope + N(Double(j) * pow(t, Double(j - 1))) * x[j] }
          sum = sum + N(pow(t, Double(j))) * x[j]
        }
        return slope - sum * sum - 1
      }
      result += [x[0], x[1] - x[0] * x[0] - 1]
      return result
    }
  }

  private struct Variably: ResidualFormula {
    func residuals<N: DifferentiableNumber>(_ x: [N]) -> [N] {
      let sum = x.indices.reduce(N(0)) { $0 + N(Double($1 + 1)) * (x[$1] - 1) }
      return x.map { $0 - 1 } + [sum, sum * sum]
    }
  }

  private struct BroydenTridiagonal: ResidualFormula {
    func residuals<N: DifferentiableNumber>(_ x: [N]) -> [N] {
      x.indices.map { i in
        let before: N = i > 0 ? x[i - 1] : 0
        let after: N = i + 1 < x.count ? x[i + 1] : 0
        return (3 - 2 * x[i]) * x[i] - before - 2 * after + 1
      }
    }
  }

  private struct Himmelblau: ResidualFormula {
    func residuals<N: DifferentiableNumber>(_ x: [N]) -> [N] {
      [x[0] * x[0] + x[1] - 11, x[0] + x[1] * x[1] - 7]
    }
  }
}

/// Rosenbrock's function in n dimensions, with its derivatives by hand: Σ 100 (x_{i+1} − x_i²)² + (1 − x_i)².
struct RosenbrockValley: DenseHessianObjective {
  enum Form: Sendable {
    /// Pairs (x₁, x₂), (x₃, x₄), … (number 21 of Moré, Garbow and Hillstrom).
    case extended
    /// All neighbours.
    case chained
  }

  let dimension: Int
  let form: Form

  var start: [Double] { (0..<dimension).map { $0 % 2 == 0 ? -1.2 : 1 } }

  private var indices: StrideTo<Int> { stride(from: 0, to: dimension - 1, by: form == .extended ? 2 : 1) }

  func valueWithGradient(at x: [Double], into gradient: inout [Double]) -> Double {
    gradient = Array(repeating: 0, count: dimension)
    var sum = 0.0
    for i in indices {
      let p = x[i + 1] - x[i] * x[i]
      let q = 1 - x[i]
      sum += 100 * p * p + q * q
      gradient[i] += -400 * p * x[i] - 2 * q
      gradient[i + 1] += 200 * p
    }
    return sum
  }

  func hessianVectorProduct(at x: [Double], along v: [Double], into product: inout [Double]) {
    product = Array(repeating: 0, count: dimension)
    for i in indices {
      let mixed = -400 * x[i]
      product[i] += (1200 * x[i] * x[i] - 400 * x[i + 1] + 2) * v[i] + mixed * v[i + 1]
      product[i + 1] += mixed * v[i] + 200 * v[i + 1]
    }
  }

  func hessian(at x: [Double], into hessian: inout Matrix<Double>) {
    hessian = Matrix(rows: dimension, columns: dimension)
    for i in indices {
      hessian[i, i] += 1200 * x[i] * x[i] - 400 * x[i + 1] + 2
      hessian[i + 1, i + 1] += 200
      hessian[i, i + 1] -= 400 * x[i]
      hessian[i + 1, i] -= 400 * x[i]
    }
  }
}
