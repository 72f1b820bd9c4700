import Nabla

/// What wrong calls are made of: a network and a batch that fit each other, of which a test changes one thing.
enum TrapScene {
  /// 26 parameters.
  static let network = Network<Double>(inputs: 3, likelihood: .categorical(classes: 2)) { Dense(4, .tanh) }
  static let regression = Network<Double>(inputs: 3, likelihood: .gaussian(outputs: 2))
  static var workspace: Workspace<Double> { Workspace() }
  static let x = matrix(5, 3)
  static let t = matrix(5, 2)

  static func matrix(_ rows: Int, _ columns: Int) -> Matrix<Double> { Matrix(rows: rows, columns: columns) }
  static func vector(_ count: Int) -> [Double] { Array(repeating: 0, count: count) }
}
