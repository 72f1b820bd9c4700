extension Network {
  /// The outputs y of the network: means, probabilities, or class probabilities, by the output layer's function.
  ///
  /// - Parameters:
  ///   - x: The inputs, n × d.
  ///   - workspace: Memory to use; a new one by default.
  /// - Returns: y, n × K.
  /// - Precondition: `x` has d columns.
  /// - Complexity: about 2 n |w| flops.
  public func predict(_ x: Matrix<Scalar>, using workspace: Workspace<Scalar>? = nil) -> Matrix<Scalar> {
    var y = Matrix<Scalar>(rows: x.rows, columns: architecture.outputs)
    predict(x, into: &y, using: workspace ?? Workspace())
    return y
  }

  /// The outputs y, into the caller's matrix: allocates nothing once the workspace is warm.
  ///
  /// - Precondition: `y` is n × K.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public func predict(_ x: Matrix<Scalar>, into y: inout Matrix<Scalar>, using workspace: Workspace<Scalar>) {
    precondition(
      y.rows == x.rows && y.columns == architecture.outputs,
      "y is \(y.rows) × \(y.columns), but \(x.rows) examples with \(architecture.outputs) outputs are expected")
    guard x.rows != 1 || x.columns != architecture.inputs else {
      return workspace.withExampleMemory(architecture.plan.exampleCount) { memory in
        y.withUnsafeMutableElements { y in
          x.elements.withUnsafeBufferPointer { predictExample($0, into: y, memory) }
        }
      }
    }
    y.withUnsafeMutableElements { y in
      guard let base = y.baseAddress else { return }
      withExamples(x, nil, weights: nil) { examples in
        let result = MatrixView(base, rows: examples.count, columns: architecture.outputs)
        run(PredictionOperator(outputs: result), on: examples, workspace)
      }
    }
  }

  /// The outputs of one example `x` of d numbers: K numbers.
  ///
  /// - Precondition: `x.count` is d.
  /// - Complexity: about 2 |w| flops. Any number of tasks may predict with one network at once.
  public func predict(_ x: [Scalar]) -> [Scalar] {
    var y: [Scalar] = Array(repeating: 0, count: architecture.outputs)
    predict(x, into: &y)
    return y
  }

  /// The outputs of one example, into the caller's array.
  ///
  /// The layers' memory comes from the stack where it fits into a kilobyte, and else from the heap.
  ///
  /// - Precondition: `x.count` is d, and `y.count` is K.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public func predict(_ x: [Scalar], into y: inout [Scalar]) {
    precondition(
      x.count == architecture.inputs, "x has \(x.count) numbers, but the network has \(architecture.inputs) inputs")
    precondition(
      y.count == architecture.outputs, "room for \(y.count) outputs, but the network has \(architecture.outputs)")
    withUnsafeTemporaryAllocation(of: Scalar.self, capacity: architecture.plan.exampleCount) { memory in
      y.withUnsafeMutableBufferPointer { y in
        x.withUnsafeBufferPointer { predictExample($0, into: y, memory) }
      }
    }
  }

  /// The most probable class of every row of `x`, for a categorical network; the first one where several are equal.
  ///
  /// - Precondition: the likelihood is categorical.
  public func classify(_ x: Matrix<Scalar>, using workspace: Workspace<Scalar>? = nil) -> [Int] {
    precondition(
      architecture.likelihood.takesClasses, "a '\(architecture.likelihood.name)' network has no classes")
    let y = predict(x, using: workspace)
    return (0..<y.rows).map { i in
      let row = y[row: i]
      return row.indices.reduce(row.startIndex) { row[$1] > row[$0] ? $1 : $0 } - row.startIndex
    }
  }
}

/// The outputs of a tile.
struct PredictionOperator<Scalar: RealScalar>: TileOperator {
  /// n × K.
  let outputs: MatrixView<Scalar>

  var flopsPerParameter: Int { 2 }
  var canShareTiles: Bool { true }

  func needs(_ architecture: Architecture) -> WorkspaceNeeds<Scalar> { WorkspaceNeeds(order: .value) }

  func apply(to tile: Tile<Scalar>) -> Double {
    tile.backend.transpose(tile.outputs(), into: outputs.rows(tile.range))
    return 0
  }
}
