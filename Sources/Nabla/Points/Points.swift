/// Points of a box for the residuals of `DifferentialTerm`, one a row: grids, samples that fill it evenly, its boundary.
///
/// ```swift
/// let square = [0.0...1, 0...1]
/// let inside = Points.sobol(400, in: square)
/// let edges = Points.boundary(of: square, perFace: 50)
/// ```
public enum Points {
  /// All points of a grid, ends included, the last coordinate fastest.
  ///
  /// - Parameters:
  ///   - box: The range of each coordinate.
  ///   - counts: The points along each; a single one lies in the middle.
  /// - Precondition: there are as many counts as ranges, each at least 1.
  public static func grid(_ box: [ClosedRange<Double>], counts: [Int]) -> Matrix<Double> {
    precondition(counts.count == box.count, "\(counts.count) counts for \(box.count) coordinates")
    precondition(counts.allSatisfy { $0 > 0 }, "a grid of \(counts) points")
    let total = counts.reduce(1, *)
    var points = Matrix<Double>(rows: total, columns: box.count)
    for n in 0..<total {
      var rest = n
      for i in box.indices.reversed() {
        let (count, place) = (counts[i], rest % counts[i])
        rest /= count
        points[n, i] = at(count == 1 ? 0.5 : Double(place) / Double(count - 1), of: box[i])
      }
    }
    return points
  }

  /// Independent uniform points.
  public static func uniform(_ count: Int, in box: [ClosedRange<Double>], seed: UInt64) -> Matrix<Double> {
    var generator = SeededGenerator(seed: seed)
    return Matrix(
      rows: count, columns: box.count,
      elements: (0..<count).flatMap { _ in box.map { at(generator.uniform(), of: $0) } })
  }

  /// A Latin hypercube: of `count` equal parts of each coordinate's range every one holds one point, at a random place.
  ///
  /// Source: M. D. McKay, R. J. Beckman and W. J. Conover, Technometrics 21, 1979.
  public static func latinHypercube(_ count: Int, in box: [ClosedRange<Double>], seed: UInt64) -> Matrix<Double> {
    var generator = SeededGenerator(seed: seed)
    var points = Matrix<Double>(rows: count, columns: box.count)
    for (i, range) in box.enumerated() {
      for (n, part) in generator.permutation(of: count).enumerated() {
        points[n, i] = at((Double(part) + generator.uniform()) / Double(count), of: range)
      }
    }
    return points
  }

  /// Points on the faces of a box: on each of the two of every coordinate `perFace` points of Sobol's sequence; in one
  /// dimension the two ends.
  public static func boundary(of box: [ClosedRange<Double>], perFace: Int) -> Matrix<Double> {
    guard box.count > 1 else { return Matrix(column: box.flatMap { [$0.lowerBound, $0.upperBound] }) }
    var rows: [Double] = []
    for (i, range) in box.enumerated() {
      var others = box
      others.remove(at: i)
      let face = sobol(perFace, in: others)
      for end in [range.lowerBound, range.upperBound] {
        for n in 0..<perFace {
          var point = Array(face[row: n])
          point.insert(end, at: i)
          rows += point
        }
      }
    }
    return Matrix(rows: rows.count / box.count, columns: box.count, elements: rows)
  }

  /// The rows of both, those of `more` behind.
  public static func joined(_ points: Matrix<Double>, _ more: Matrix<Double>) -> Matrix<Double> {
    precondition(points.columns == more.columns, "points of \(points.columns) and of \(more.columns) coordinates")
    return Matrix(
      rows: points.rows + more.rows, columns: points.columns, elements: points.elements + more.elements)
  }

  /// The `count` candidates whose values are largest, such as the places where residuals are; NaN counts as largest.
  ///
  /// - Precondition: there is a value for each candidate.
  public static func largest(_ count: Int, of candidates: Matrix<Double>, by values: [Double]) -> Matrix<Double> {
    precondition(values.count == candidates.rows, "\(values.count) values for \(candidates.rows) points")
    let sizes = values.map { $0.isNaN ? .infinity : $0.magnitude }
    // Equal ones in their order.
    let order = sizes.indices.sorted { sizes[$0] != sizes[$1] ? sizes[$0] > sizes[$1] : $0 < $1 }
    let rows = order.prefix(count)
    return Matrix(
      rows: rows.count, columns: candidates.columns, elements: rows.flatMap { Array(candidates[row: $0]) })
  }

  static func at(_ part: Double, of range: ClosedRange<Double>) -> Double {
    range.lowerBound + part * (range.upperBound - range.lowerBound)
  }
}
