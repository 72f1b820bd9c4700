import Testing

@testable import Nabla

@Suite struct PanelQRTests {
  /// RᵀR = AᵀA, the same on any number of threads, for a shape that is cut into panels and blocks.
  @Test(arguments: [(700, 600), (520, 900)]) func triangleOfPanels(m: Int, n: Int) {
    var generator = SeededGenerator(seed: 5)
    let a = ColumnMatrix(rows: m, columns: n, elements: (0..<m * n).map { _ in generator.uniform() - 0.5 })
    let triangles = [1, 3].map { QRFactorization(a, threads: $0).r }
    #expect(triangles[0] == triangles[1])
    let (found, expected) = (triangles[0].gram(), a.gram())
    for (x, y) in zip(found.elements, expected.elements) where !((x - y).magnitude <= 1e-11) {
      Issue.record("\(x), not \(y)")
      return
    }
    let q = QRFactorization(a, threads: 2)
    let back = q.q(times: q.r.withRows(m))
    for (x, y) in zip(back.elements, a.elements) where !((x - y).magnitude <= 1e-12) {
      Issue.record("\(x), not \(y)")
      return
    }
  }
}
