import CVectorKernels
import Testing

/// The products of thin matrices, at every instruction-set level of this CPU, on whole numbers, whose sums are exact in any
/// order.
@Suite struct ThinProductTests {
  private static let sizes = [0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 65]

  /// Row-major whole numbers from −4 to 4.
  private static func numbers(_ count: Int, _ generator: inout Numbers) -> [Double] {
    (0..<count).map { _ in generator.whole(upTo: 4) }
  }

  /// C, or C + AB, by the definition; `c` is rows × columns without gaps.
  private static func product(
    _ m: Int, _ n: Int, _ k: Int, _ a: [Double], _ b: [Double], _ accumulate: Bool, _ c: [Double]
  ) -> [Double] {
    (0..<m * n).map { place in
      let (i, j) = (place / n, place % n)
      return (0..<k).reduce(accumulate ? c[place] : 0) { $0 + a[i * k + $1] * b[$1 * n + j] }
    }
  }

  private static func transposed(_ x: [Double], rows: Int, columns: Int) -> [Double] {
    (0..<rows * columns).map { x[$0 % rows * columns + $0 / rows] }
  }

  @Test("C = AB and C = ABᵀ are exact for every shape, and write nothing else", arguments: KernelLevel.all)
  func productsAreExact(level: KernelLevel) {
    let kernels = level.table
    var generator = Numbers()
    let guarded = -77.0
    for m in Self.sizes {
      for n in Self.sizes {
        for k in [0, 1, 3, 8, 13, 16, 40, 130] {
          let a = Self.numbers(m * k, &generator)
          let b = Self.numbers(k * n, &generator)
          let aTransposed = Self.transposed(a, rows: m, columns: k)
          let bTransposed = Self.transposed(b, rows: k, columns: n)
          for accumulate in [false, true] {
            // Where C is not added to, it is not read.
            let old = accumulate ? Self.numbers(m * n, &generator) : Array(repeating: .nan, count: m * n)
            let expected = Self.product(m, n, k, a, b, accumulate, old)
            func check(_ name: String, _ run: (inout [Double], inout [Float]) -> Void) {
              var c = old + [guarded]
              var single = c.map { Float($0) }
              run(&c, &single)
              #expect(c == expected + [guarded], "\(name), double, \(m) × \(n), depth \(k), accumulate \(accumulate)")
              let isExact = single == c.map { Float($0) }
              #expect(isExact, "\(name), single, \(m) × \(n), depth \(k), accumulate \(accumulate)")
            }
            let (aF, bF) = (a.map { Float($0) }, b.map { Float($0) })
            let (atF, btF) = (aTransposed.map { Float($0) }, bTransposed.map { Float($0) })
            check("AB") { c, single in
              kernels.product_f64(m, n, k, a, k, 1, b, n, accumulate, &c, n)
              kernels.product_f32(m, n, k, aF, k, 1, bF, n, accumulate, &single, n)
            }
            check("AᵀᵀB") { c, single in
              kernels.product_f64(m, n, k, aTransposed, 1, m, b, n, accumulate, &c, n)
              kernels.product_f32(m, n, k, atF, 1, m, bF, n, accumulate, &single, n)
            }
            check("ABᵀ") { c, single in
              kernels.dot_product_f64(m, n, k, a, k, bTransposed, k, accumulate, &c, n)
              kernels.dot_product_f32(m, n, k, aF, k, btF, k, accumulate, &single, n)
            }
          }
        }
      }
    }
  }

  @Test(
    "Long sums have the same bits whether A lies by rows or by columns, which are cut elsewhere",
    arguments: KernelLevel.all)
  func cutsOfLongSumsChangeNoBit(level: KernelLevel) {
    let kernels = level.table
    var generator = Numbers()
    for k in [128, 129, 512, 513, 640, 1025] {
      for (m, n) in [(1, 16), (5, 9), (8, 33), (13, 7), (16, 71), (67, 69)] {
        let a: [Double] = generator.array(m * k, -0.5, 0.5)
        let b: [Double] = generator.array(k * n, -0.5, 0.5)
        let aTransposed = Self.transposed(a, rows: m, columns: k)
        for accumulate in [false, true] {
          var rows = Array(repeating: 0.25, count: m * n)
          var columns = rows
          kernels.product_f64(m, n, k, a, k, 1, b, n, accumulate, &rows, n)
          kernels.product_f64(m, n, k, aTransposed, 1, m, b, n, accumulate, &columns, n)
          #expect(rows == columns, "double, \(m) × \(n), depth \(k), accumulate \(accumulate)")
          let bF = b.map { Float($0) }
          var (rowsF, columnsF) = (rows.map { _ in Float(0.25) }, rows.map { _ in Float(0.25) })
          kernels.product_f32(m, n, k, a.map { Float($0) }, k, 1, bF, n, accumulate, &rowsF, n)
          kernels.product_f32(m, n, k, aTransposed.map { Float($0) }, 1, m, bF, n, accumulate, &columnsF, n)
          #expect(rowsF == columnsF, "single, \(m) × \(n), depth \(k), accumulate \(accumulate)")
        }
      }
    }
  }

  @Test("Rows of B that are a multiple of 4096 bytes apart change no bit", arguments: KernelLevel.all)
  func copiesOfPanelsChangeNoBit(level: KernelLevel) {
    let kernels = level.table
    var generator = Numbers()
    for (m, n, k) in [(63, 70, 64), (64, 5, 64), (64, 64, 63), (70, 33, 300), (66, 131, 513), (65, 100, 256)] {
      let a: [Double] = generator.array(m * k, -0.5, 0.5)
      let b: [Double] = generator.array(k * n, -0.5, 0.5)
      let aTransposed = Self.transposed(a, rows: m, columns: k)
      let (aF, bF, atF) = (a.map { Float($0) }, b.map { Float($0) }, aTransposed.map { Float($0) })
      let (far, farF) = (
        Self.spread(b, rows: k, gap: 512 - n), Self.spread(b, rows: k, gap: 1024 - n).map { Float($0) }
      )
      for accumulate in [false, true] {
        let label = "\(m) × \(n), depth \(k), accumulate \(accumulate)"
        let old = Array(repeating: 0.25, count: m * n) + [-77]
        var (close, rows, columns) = (old, old, old)
        kernels.product_f64(m, n, k, a, k, 1, b, n, accumulate, &close, n)
        kernels.product_f64(m, n, k, a, k, 1, far, 512, accumulate, &rows, n)
        kernels.product_f64(m, n, k, aTransposed, 1, m, far, 512, accumulate, &columns, n)
        #expect(rows == close && columns == close, "double, \(label)")
        let oldF = old.map { Float($0) }
        var (closeF, rowsF, columnsF) = (oldF, oldF, oldF)
        kernels.product_f32(m, n, k, aF, k, 1, bF, n, accumulate, &closeF, n)
        kernels.product_f32(m, n, k, aF, k, 1, farF, 1024, accumulate, &rowsF, n)
        kernels.product_f32(m, n, k, atF, 1, m, farF, 1024, accumulate, &columnsF, n)
        #expect(rowsF == closeF && columnsF == closeF, "single, \(label)")
      }
    }
  }

  @Test("C = ABᵀ has the bits of C = AB where a matrix is transposed in pieces", arguments: KernelLevel.all)
  func transposesChangeNoBit(level: KernelLevel) {
    let kernels = level.table
    var generator = Numbers()
    // Few terms in few rows, few terms, and many rows with any number of terms.
    for (m, n, k) in [(8, 200, 24), (12, 37, 32), (31, 65, 32), (32, 70, 40), (33, 67, 300), (40, 131, 1100)] {
      let a: [Double] = generator.array(m * k, -0.5, 0.5)
      let b: [Double] = generator.array(n * k, -0.5, 0.5)
      let bTransposed = Self.transposed(b, rows: n, columns: k)
      var (ab, abt) = (Array(repeating: 0.0, count: m * n), Array(repeating: 0.0, count: m * n))
      kernels.product_f64(m, n, k, a, k, 1, bTransposed, n, false, &ab, n)
      kernels.dot_product_f64(m, n, k, a, k, b, k, false, &abt, n)
      #expect(ab == abt, "double, \(m) × \(n), depth \(k)")
      let (aF, bF, btF) = (a.map { Float($0) }, b.map { Float($0) }, bTransposed.map { Float($0) })
      var (abF, abtF) = (Array(repeating: Float(0), count: m * n), Array(repeating: Float(0), count: m * n))
      kernels.product_f32(m, n, k, aF, k, 1, btF, n, false, &abF, n)
      kernels.dot_product_f32(m, n, k, aF, k, bF, k, false, &abtF, n)
      #expect(abF == abtF, "single, \(m) × \(n), depth \(k)")
    }
  }

  @Test("Products read and write rows with gaps between them, and nothing in the gaps", arguments: KernelLevel.all)
  func gapsAreLeftAlone(level: KernelLevel) {
    let kernels = level.table
    var generator = Numbers()
    let sizes = [
      (2, 5, 3), (8, 50, 24), (11, 30, 64), (16, 21, 33), (35, 40, 70), (34, 9, 600), (9, 18, 100), (131, 1, 150),
    ]
    for (m, n, k) in sizes {
      let (a, b) = (Self.numbers(m * k, &generator), Self.numbers(k * n, &generator))
      let old = Self.numbers(m * n, &generator)
      let expected = Self.spread(Self.product(m, n, k, a, b, true, old), rows: m, gap: 5)
      let (wideA, wideB) = (Self.spread(a, rows: m, gap: 3), Self.spread(b, rows: k, gap: 2))
      let wideTransposed = Self.spread(Self.transposed(b, rows: k, columns: n), rows: n, gap: 4)
      let c = Self.spread(old, rows: m, gap: 5)
      let label = "\(m) × \(n), depth \(k)"
      var (ab, abt) = (c, c)
      kernels.product_f64(m, n, k, wideA, k + 3, 1, wideB, n + 2, true, &ab, n + 5)
      kernels.dot_product_f64(m, n, k, wideA, k + 3, wideTransposed, k + 4, true, &abt, n + 5)
      #expect(ab == expected, "AB, double, \(label)")
      #expect(abt == expected, "ABᵀ, double, \(label)")
      func single(_ x: [Double]) -> [Float] { x.map { Float($0) } }
      var (abF, abtF) = (single(c), single(c))
      kernels.product_f32(m, n, k, single(wideA), k + 3, 1, single(wideB), n + 2, true, &abF, n + 5)
      kernels.dot_product_f32(m, n, k, single(wideA), k + 3, single(wideTransposed), k + 4, true, &abtF, n + 5)
      #expect(abF == single(expected), "AB, single, \(label)")
      #expect(abtF == single(expected), "ABᵀ, single, \(label)")
    }
  }

  /// The same rows with `gap` guards behind each.
  private static func spread(_ x: [Double], rows: Int, gap: Int) -> [Double] {
    let columns = x.count / rows
    return (0..<rows).flatMap { x[$0 * columns..<($0 + 1) * columns] + Array(repeating: -77, count: gap) }
  }

  @Test("An element does not depend on how the result is cut", arguments: KernelLevel.all)
  func elementsDoNotDependOnTheCut(level: KernelLevel) {
    let kernels = level.table
    var generator = Numbers()
    let (m, n, k) = (13, 21, 77)
    let a: [Double] = generator.array(m * k, -0.5, 0.5)
    let b: [Double] = generator.array(k * n, -0.5, 0.5)
    let bTransposed = Self.transposed(b, rows: k, columns: n)
    var whole = Array(repeating: 0.0, count: m * n)
    var dots = whole
    kernels.product_f64(m, n, k, a, k, 1, b, n, false, &whole, n)
    kernels.dot_product_f64(m, n, k, a, k, bTransposed, k, false, &dots, n)
    for i in 0..<m {
      var row = Array(repeating: 0.0, count: n)
      kernels.product_f64(1, n, k, Array(a[(i * k)...]), k, 1, b, n, false, &row, n)
      #expect(row == Array(whole[i * n..<(i + 1) * n]))
      kernels.dot_product_f64(1, n, k, Array(a[(i * k)...]), k, bTransposed, k, false, &row, n)
      #expect(row == Array(dots[i * n..<(i + 1) * n]))
    }
  }
}
