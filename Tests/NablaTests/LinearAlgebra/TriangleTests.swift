#if OpenBLAS
  import Testing

  @testable import Nabla

  /// R of tall tiles by the kernel in C, beside that of the textbook's reflections.
  @Suite struct TriangleTests {
    /// Up to the signs of its rows, for tiles whose last panel, strip and vector are cut, or are not; also where squares of the numbers
    /// are beyond their range, and where columns are 0 or depend on others.
    @Test(arguments: [
      (1, 1), (2, 1), (3, 5), (7, 3), (8, 8), (33, 4), (52, 52), (61, 5), (100, 13), (945, 52), (512, 128),
    ]) func isThatOfTheTextbook(m: Int, n: Int) {
      var generator = SeededGenerator(seed: 3)
      for scale in [1, 0x1p-600, 0x1p600] {
        var a = (0..<m * n).map { _ in scale * generator.normal() }
        if n > 3 { for i in 0..<m { (a[i], a[2 * m + i]) = (0, 2 * a[m + i]) } }
        func triangle(_ routines: any LinearAlgebraRoutines.Type) -> [Double] {
          var (a, memory) = (a, Array(repeating: Double.nan, count: 4 * m + n))
          a.withUnsafeMutableBufferPointer { a in
            memory.withUnsafeMutableBufferPointer { routines.triangle(m, n, a.baseAddress!, $0.baseAddress!) }
          }
          return a
        }
        let (found, expected) = (triangle(LAPACKRoutines.self), triangle(ReferenceRoutines.self))
        // Behind a column that depends on others, rows of R are those of rounding.
        for j in 0..<(n > 3 ? 2 : n) {
          for i in 0..<min(j + 1, m) {
            let (x, y) = (found[j * m + i].magnitude, expected[j * m + i].magnitude)
            guard (x - y).magnitude <= 1e-13 * scale * Double(m).squareRoot() else {
              Issue.record("\(x) at \(i), \(j), not \(y)")
              return
            }
          }
        }
        // RᵀR = AᵀA of all columns, in units of their lengths.
        for j in 0..<n {
          for k in 0...j {
            let own = (0..<min(k + 1, m)).reduce(0) { $0 + found[j * m + $1] / scale * (found[k * m + $1] / scale) }
            let known = (0..<m).reduce(0) { $0 + a[j * m + $1] / scale * (a[k * m + $1] / scale) }
            guard (own - known).magnitude <= 1e-13 * Double(4 * m) else {
              Issue.record("\(own), not \(known)")
              return
            }
          }
        }
      }
    }
  }
#endif
