import Foundation
import Testing

@testable import Nabla

/// Basis functions against closed forms and laws.
@Suite struct BasisFunctionSetTests {
  static let points = [-2.0, -0.7, 0, 0.3, 1, 1.9]
  static let all: [BasisFunctions] = [
    .polynomial(degree: 4),
    .polynomial(degree: 5, family: .legendre, on: -2...2),
    .polynomial(degree: 5, family: .chebyshev, on: -2...2),
    .orthonormalPolynomial(degree: 3, on: Matrix(column: points)),
    .gaussian(centers: Matrix(column: [-1.0, 0, 1]), width: 0.7),
    .sigmoid(centers: [-1, 1], width: 0.5),
    .fourier(harmonics: 2, period: 3),
    .bSpline(degree: 3, breakpoints: [-2, -1, 0.5, 2]),
    .indicator(edges: [-1, 0, 1]),
    .piecewiseLinear(knots: [[-2, -1, 0, 1]]),
    .joined([.polynomial(degree: 2), .indicator(edges: [0])]),
    .product(.polynomial(degree: 2), .fourier(harmonics: 1, period: 2)),
    .interactions(order: 1),
  ]

  @Test func orthogonalFamiliesFollowTheirDefinitions() {
    let legendre = BasisFunctions.polynomial(degree: 4, family: .legendre, on: 1...5)
    let chebyshev = BasisFunctions.polynomial(degree: 6, family: .chebyshev, on: 1...5)
    for x in [1.0, 1.5, 3, 4.9, 5] {
      let u = (x - 3) / 2
      let p = legendre([x])
      let expected = [u, (3 * u * u - 1) / 2, (5 * u * u * u - 3 * u) / 2, (35 * pow(u, 4) - 30 * u * u + 3) / 8]
      for (a, b) in zip(p, expected) { #expect(abs(a - b) <= 1e-14) }
      for (k, t) in chebyshev([x]).enumerated() { #expect(abs(t - cos(Double(k + 1) * acos(u))) <= 1e-14) }
    }
  }

  @Test func dataOrthonormalPolynomialsAreOrthonormal() throws {
    let numbers = (0..<30).map { Double($0) }
    let x = Matrix(numbers.map { (i: Double) -> [Double] in [i * i / 50, 1000 + i] })
    let functions = BasisFunctions.orthonormalPolynomial(degree: 6, on: x)
    let phi = functions(x)
    for first in [0, 6] {
      for j in first..<first + 6 {
        let sum: Double = (0..<30).reduce(0) { $0 + phi[$1, j] }
        #expect(abs(sum) <= 1e-10)
        for k in first..<first + 6 {
          let product: Double = (0..<30).reduce(0) { $0 + phi[$1, j] * phi[$1, k] }
          let expected: Double = j == k ? 30 : 0
          #expect(abs(product - expected) <= 1e-9)
        }
      }
    }
    let network = Network<Double>(inputs: 1, likelihood: .gaussian) {
      BasisFunctions.orthonormalPolynomial(degree: 8, on: Matrix(column: (0..<30).map { x[$0, 1] }))
    }
    let fit = try network.solve(Matrix(column: (0..<30).map { x[$0, 1] }), Matrix(column: (0..<30).map { x[$0, 0] }))
    #expect(fit.summary.conditionNumber! <= 1 + 1e-9)
  }

  @Test func splinesSumToOneAndReproducePolynomials() throws {
    for degree in 0...4 {
      let breakpoints = [-2.0, -1.5, 0, 0.25, 2]
      let functions = BasisFunctions.bSpline(degree: degree, breakpoints: breakpoints)
      #expect(functions.count(inputs: 1) == 4 + degree - 1)
      for x in [-2.0, -1.99, -1.5, -1, 0, 0.1, 0.25, 1.7, 2] {
        let sum = functions([x]).reduce(0, +)
        #expect(sum >= -1e-14 && sum <= 1 + 1e-14, "degree \(degree) at \(x)")
        #expect(functions([x]).allSatisfy { $0 >= -1e-14 })
      }
      let x = (0...40).map { -2 + Double($0) / 10 }
      let network = Network<Double>(inputs: 1, likelihood: .gaussian) { functions }
      let fit = try network.solve(Matrix(column: x), Matrix(column: x.map { pow($0, Double(degree)) }))
      #expect(fit.noiseVariance! <= 1e-24, "degree \(degree)")
    }
  }

  @Test func splinesOfDegreeOneAreTents() {
    let functions = BasisFunctions.bSpline(degree: 1, breakpoints: [0, 1, 3])
    for (x, expected) in [(0.5, [0.5, 0]), (1.0, [1, 0]), (2.0, [0.5, 0.5]), (3.0, [0, 1])] {
      #expect(functions([x]) == expected)
    }
  }

  @Test func indicatorsAreSteps() {
    let functions = BasisFunctions.indicator(edges: [0, 1])
    #expect(functions([-0.1]) == [0, 0])
    #expect(functions([0.0]) == [1, 0])
    #expect(functions([1.0]) == [0, 1])
    #expect(functions([9.0]) == [0, 1])
  }

  /// x = b₀ + Σ (b_t − b_{t−1}) e_t(x) for every x, and at a knot only the piece above it moves.
  @Test func piecesAddUpToTheInput() {
    let knots = [-1.0, 0, 0.5, 4]
    let functions = BasisFunctions.piecewiseLinear(knots: [knots])
    #expect(functions([0.125]) == [1, 0.25, 0])
    let slopes: [Double] = [0, 0, 1 / 3.5]
    #expect(functions([HyperDual(0.5, first: 1, other: 0)]).map(\.first) == slopes)
    for x in [-7.0, -1, -0.3, 0, 0.2, 0.5, 3, 4, 9] {
      let pieces = functions([x])
      let sum: Double = zip(pieces.indices, pieces).reduce(knots[0]) { $0 + (knots[$1.0 + 1] - knots[$1.0]) * $1.1 }
      #expect(abs(sum - x) <= 4e-15, "\(x)")
      #expect(pieces[1] >= 0 && pieces[1] <= 1)
    }
  }

  @Test func interactionsAreProductsOfDifferentInputs() {
    let functions = BasisFunctions.interactions(order: 3)
    #expect(functions([2.0, 3, 5]) == [2, 3, 5, 6, 10, 15, 30])
    #expect(functions.count(inputs: 3) == 7)
    #expect(BasisFunctions.interactions(order: 2).count(inputs: 100) == 5050)
    #expect(functions.names(inputs: ["a", "b", "c"]) == ["a", "b", "c", "a·b", "a·c", "b·c", "a·b·c"])
  }

  @Test func productsPairAllFunctions() {
    let functions = BasisFunctions.product(.polynomial(degree: 2), .indicator(edges: [0]))
    #expect(functions([3.0]) == [3, 9])
    #expect(functions([-3.0]) == [0, 0])
    #expect(BasisFunctions.joined([.polynomial(degree: 2), functions])([3.0]) == [3, 9, 3, 9])
  }

  @Test(arguments: all) func derivativesFollow(functions: BasisFunctions) {
    for x in Self.points where ![-2, -1, 0, 1].contains(x) {
      let dual = functions([HyperDual(x, first: 1, other: 1)])
      let h = 1e-4
      let (above, at, below) = (functions([x + h]), functions([x]), functions([x - h]))
      for (m, value) in dual.enumerated() {
        #expect(abs(value.value - at[m]) <= 1e-14 * max(1, abs(at[m])))
        let scale = max(1, abs(value.mixed), abs(value.first))
        #expect(abs(value.first - (above[m] - below[m]) / (2 * h)) <= 1e-5 * scale)
        #expect(abs(value.mixed - (above[m] - 2 * at[m] + below[m]) / (h * h)) <= 1e-4 * scale)
      }
    }
  }

  @Test(arguments: all) func namesAndCountsFit(functions: BasisFunctions) {
    let count = functions.count(inputs: 1)
    #expect(functions.names(inputs: ["x"]).count == count)
    #expect(Set(functions.names(inputs: ["x"])).count == count)
    #expect(functions.estimatedCount(inputs: 1) == Double(count))
    #expect(functions([0.5]).count == count)
  }

  @Test(arguments: all) func modelFilesKeepThem(functions: BasisFunctions) throws {
    let network = Network<Double>(inputs: 1, likelihood: .gaussian) { functions }
    let data = try JSONEncoder().encode(network.architecture)
    #expect(try JSONDecoder().decode(Architecture.self, from: data) == network.architecture)
  }

  @Test func wrongOnesAreNamed() {
    let wrong: [BasisFunctions] = [
      .bSpline(degree: -1, breakpoints: [0, 1]), .bSpline(breakpoints: [0]), .bSpline(breakpoints: [1, 0]),
      .indicator(edges: [1, 1]), .indicator(edges: []), .interactions(order: 0), .joined([]),
      .piecewiseLinear(knots: []), .piecewiseLinear(knots: [[1]]), .piecewiseLinear(knots: [[1, 1]]),
      .piecewiseLinear(knots: [[], []]), .piecewiseLinear(knots: [[-1.5e308, 1.5e308]]),
      .joined([.polynomial(degree: 0)]), .product(.polynomial(degree: 1), .polynomial(degree: 0)),
    ]
    for functions in wrong {
      #expect(throws: ArchitectureError.self, "\(functions)") {
        try Architecture(inputs: 1, likelihood: .gaussian, specifications: [.basisFunctions(functions)])
      }
    }
  }

  // MARK: - Placement

  @Test func clustersFindTheirCenters() {
    var generator = SeededGenerator(seed: 5)
    let means = [[-10.0, 0], [0, 8], [5, -5]]
    let x = Matrix((0..<300).map { i in means[i % 3].map { $0 + 0.1 * generator.normal() } })
    let centers = BasisFunctions.clusterCenters(3, x, seed: 1)
    for (k, mean) in means.enumerated() {
      for j in 0..<2 { #expect(abs(centers[k, j] - mean[j]) <= 0.1) }
    }
    #expect(BasisFunctions.clusterCenters(3, x, seed: 1) == centers)
    #expect(BasisFunctions.gaussian(count: 3, placedOn: x).count(inputs: 2) == 3)
  }

  @Test func quantilesPlaceSplinesAndSteps() {
    let x = (0...100).map { Double($0) }
    #expect(BasisFunctions.quantiles([0, 0.25, 0.5, 1], of: x) == [0, 25, 50, 100])
    #expect(BasisFunctions.bSpline(intervals: 4, placedOn: x) == .bSpline(breakpoints: [0, 25, 50, 75, 100]))
    #expect(BasisFunctions.indicator(bins: 2, placedOn: x) == .indicator(edges: [50]))
    #expect(BasisFunctions.sigmoid(count: 3, placedOn: x) == .sigmoid(centers: [25, 50, 75], width: 12.5))
    let columns = Matrix(x.map { [$0, $0 < 80 ? 1 : $0, $0 < 50 ? 0 : 1] })
    let pieces = BasisFunctions.piecewiseLinear(pieces: 4, placedOn: columns)
    #expect(pieces == .piecewiseLinear(knots: [[0, 25, 50, 75, 100], [1, 100], []]))
    #expect(BasisFunctions.bSpline(intervals: 3, placedOn: [1.0, 1, 1, 1, 5]) == .bSpline(breakpoints: [1, 5]))
  }
}
