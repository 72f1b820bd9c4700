import Nabla
import Testing

/// Points that fill a box.
@Suite struct PointsTests {
  private static let box = [-1.0...1, 0...4, 2...3]

  private func expectInside(_ points: Matrix<Double>) {
    for n in 0..<points.rows {
      for (i, range) in Self.box.enumerated() { #expect(range.contains(points[n, i])) }
    }
  }

  @Test func aGridHasAllPoints() {
    let grid = Points.grid([0...1, 10...12], counts: [2, 3])
    #expect(grid == Matrix([[0, 10], [0, 11], [0, 12], [1, 10], [1, 11], [1, 12]]))
    #expect(Points.grid([0...1], counts: [1]).elements == [0.5])
  }

  /// Every part of a range holds one point: the law of Latin hypercubes, and of the first 2ᵐ points of Sobol's sequence.
  @Test func everyPartHoldsOnePoint() {
    let unit = Array(repeating: 0.0...1, count: Points.mostSobolCoordinates)
    for points in [Points.latinHypercube(64, in: unit, seed: 3), Points.sobol(64, in: unit, skipping: 0)] {
      for i in unit.indices {
        #expect((0..<64).map { Int(points[$0, i] * 64) }.sorted() == Array(0..<64), "coordinate \(i)")
      }
    }
    // Each of the 8 × 8 squares of neighbouring coordinates, for the first two dimensions.
    let sobol = Points.sobol(64, in: unit, skipping: 0)
    #expect(Set((0..<64).map { Int(sobol[$0, 0] * 8) * 8 + Int(sobol[$0, 1] * 8) }).count == 64)
    expectInside(Points.sobol(100, in: Self.box))
    expectInside(Points.latinHypercube(100, in: Self.box, seed: 1))
    expectInside(Points.uniform(100, in: Self.box, seed: 1))
  }

  /// Of SciPy 1.17: `qmc.Sobol(12, scramble=False).random(11)[[5, 10]]`.
  @Test func sobolEqualsSciPy() {
    let points = Points.sobol(11, in: Array(repeating: 0...1, count: 12), skipping: 0)
    #expect(
      Array(points[row: 5]) == [0.875, 0.875, 0.125, 0.375, 0.875, 0.625, 0.875, 0.375, 0.375, 0.125, 0.375, 0.875])
    #expect(
      Array(points[row: 10]) == [
        0.9375, 0.0625, 0.6875, 0.1875, 0.3125, 0.5625, 0.1875, 0.1875, 0.1875, 0.5625, 0.4375, 0.8125,
      ])
  }

  @Test func boundariesLieOnFaces() {
    let faces = Points.boundary(of: Self.box, perFace: 10)
    #expect(faces.rows == 60)
    expectInside(faces)
    for n in 0..<60 {
      #expect(
        Self.box.indices.contains { faces[n, $0] == Self.box[$0].lowerBound || faces[n, $0] == Self.box[$0].upperBound }
      )
    }
    #expect(Points.boundary(of: [2...5], perFace: 10).elements == [2, 5])
  }

  @Test func theLargestAreFound() {
    let candidates = Matrix(column: [1.0, 2, 3, 4])
    #expect(Points.largest(2, of: candidates, by: [1, -7, 3, .nan]).elements == [4, 2])
    #expect(Points.joined(candidates, Matrix(column: [9])).elements == [1, 2, 3, 4, 9])
  }
}
