import Nabla
import Testing

/// Matrices: rows one after the other, and traps at their edges.
@Suite struct MatrixTests {
  static let matrix: Matrix<Double> = Matrix([[1, 2, 3], [4, 5, 6]])

  @Test func elementsLieRowByRow() {
    var m = Self.matrix
    #expect(m.rows == 2 && m.columns == 3 && m.elements == [1, 2, 3, 4, 5, 6])
    #expect(m[1, 0] == 4 && Array(m[row: 1]) == [4, 5, 6])
    m[0, 2] = 9
    #expect(m.elements == [1, 2, 9, 4, 5, 6] && Self.matrix[0, 2] == 3)
    #expect(m == Matrix(rows: 2, columns: 3, elements: [1, 2, 9, 4, 5, 6]))
    #expect(m != Matrix(rows: 3, columns: 2, elements: m.elements))
    m.withUnsafeMutableElements { $0[0] = 7 }
    #expect(m[0, 0] == 7)
  }

  @Test func rowsAndColumnsChangePlaces() {
    let transposed = Self.matrix.transposed
    #expect(transposed == Matrix([[1, 4], [2, 5], [3, 6]]) && transposed.transposed == Self.matrix)
    #expect(Self.matrix.rows(at: [1, 0, 1]) == Matrix([[4, 5, 6], [1, 2, 3], [4, 5, 6]]))
    #expect(Self.matrix.rows(at: []).rows == 0 && Self.matrix.rows(at: []).columns == 3)
    #expect(Matrix(column: [1.0, 2]).columns == 1)
  }

  @Test func emptyMatricesKeepTheirShape() {
    let tall = Matrix<Float>(rows: 3, columns: 0)
    #expect(tall.elements.isEmpty && tall.transposed.columns == 3 && tall.transposed.rows == 0)
    #expect(Matrix<Float>([]).rows == 0)
    #expect(Matrix<Float>(rows: 0, columns: 4).description == "[]")
  }

  @Test func precisionsRoundToNearest() {
    let single = Matrix<Float>(Matrix([[0.1, 1e300, -1e-60]]))
    #expect(single.elements == [0.1, .infinity, 0])
    #expect(Matrix<Double>(single)[0, 0] == Double(0.1 as Float))
  }

  @Test func smallMatricesAreWrittenOut() {
    #expect(Self.matrix.description == "[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]")
    #expect(Matrix<Double>(rows: 20, columns: 20).description == "20 × 20 matrix")
  }

  @Test func aBatchOfMatrices() {
    var batch = BatchedMatrix<Double>(count: 2, rows: 2, columns: 3)
    batch.withUnsafeMutableElements { for i in $0.indices { $0[i] = Double(i) } }
    #expect(batch[1, 0, 2] == 8 && batch[1] == Matrix([[6, 7, 8], [9, 10, 11]]))
    #expect(BatchedMatrix<Double>(count: 0, rows: 2, columns: 3).elements.isEmpty)
  }

  static let wrongCalls: [(String, @Sendable () -> Void)] = [
    ("negative rows", { _ = Matrix<Double>(rows: -1, columns: 2) }),
    ("negative columns", { _ = Matrix<Double>(rows: 1, columns: -2, elements: []) }),
    ("number of elements", { _ = Matrix<Double>(rows: 2, columns: 2, elements: [1, 2, 3]) }),
    ("ragged rows", { _ = Matrix<Double>([[1, 2], [3]]) }), ("row", { _ = MatrixTests.matrix[2, 0] }),
    ("column", { _ = MatrixTests.matrix[0, 3] }), ("negative row", { _ = MatrixTests.matrix[-1, 0] }),
    (
      "assignment",
      {
        var m = MatrixTests.matrix
        m[0, -1] = 1
      }
    ), ("row slice", { _ = MatrixTests.matrix[row: 2] }), ("rows", { _ = MatrixTests.matrix.rows(at: [0, 2]) }),
    ("batch", { _ = BatchedMatrix<Double>(count: -1, rows: 1, columns: 1) }),
    ("element of a batch", { _ = BatchedMatrix<Double>(count: 1, rows: 1, columns: 1)[0, 1, 0] }),
    ("matrix of a batch", { _ = BatchedMatrix<Double>(count: 1, rows: 1, columns: 1)[1] }),
  ]

  @Test(arguments: wrongCalls.indices)
  func traps(i: Int) async {
    await #expect(processExitsWith: .failure, "\(Self.wrongCalls[i].0)") { [i] in MatrixTests.wrongCalls[i].1() }
  }
}
