import Nabla
import Testing

struct TargetsTests {
  @Test func classesBecomeOneHotRows() {
    let targets = Targets<Double>.classes([2, 0, 1])
    #expect(targets.count == 3)
    #expect(targets.matrix(classes: 3) == Matrix([[0, 0, 1], [1, 0, 0], [0, 1, 0]]))
    #expect(targets.matrix(classes: 4).columns == 4)
    #expect(Targets<Float>.classes([]).matrix(classes: 3) == Matrix(rows: 0, columns: 3))
  }

  @Test func valuesStayAsTheyAre() {
    let matrix = Matrix<Float>([[1, 2], [3, 4], [5, 6]])
    #expect(Targets.values(matrix).count == 3)
    #expect(Targets.values(matrix).matrix(classes: 2) == matrix)
  }

  @Test func rowsAreTakenInOrder() {
    #expect(Targets<Double>.classes([5, 6, 7]).rows(at: [2, 0, 2]) == .classes([7, 5, 7]))
    let values = Targets.values(Matrix<Double>([[1], [2], [3]]))
    #expect(values.rows(at: [1, 1]) == .values(Matrix([[2], [2]])))
  }

  @Test func convertsPrecision() {
    let matrix = Matrix<Double>([[0.1, 0.5]])
    #expect(matrix.targets(of: Float.self) == .values(Matrix<Float>([[0.1, 0.5]])))
    #expect(matrix.targets(of: Double.self) == .values(matrix))
    #expect([1, 2].targets(of: Float.self) == .classes([1, 2]))
    #expect(Targets<Double>.classes([3]).targets(of: Float.self) == .classes([3]))
  }

  @Test func equalPrecisionSharesTheStorage() {
    func address(_ matrix: Matrix<Double>) -> UnsafePointer<Double>? {
      matrix.elements.withUnsafeBufferPointer(\.baseAddress)
    }
    let matrix = Matrix<Double>([[1, 2], [3, 4]])
    guard case .values(let same) = matrix.targets(of: Double.self) else {
      Issue.record("a matrix became classes")
      return
    }
    #expect(address(same) == address(matrix))
  }

  @Test func wrongShapesTrap() async {
    await #expect(processExitsWith: .failure) { _ = Targets<Double>.classes([0, 3]).matrix(classes: 3) }
    await #expect(processExitsWith: .failure) { _ = Targets<Double>.classes([-1]).matrix(classes: 3) }
    await #expect(processExitsWith: .failure) {
      _ = Targets.values(Matrix<Double>(rows: 2, columns: 2)).matrix(classes: 3)
    }
    await #expect(processExitsWith: .failure) { _ = Targets<Double>.classes([0, 3]).rows(at: [2]) }
  }
}
