/// The features that a network's output layer is linear in: what its sources put out for every example, and a constant
/// column for the biases.
///
/// Columns run over the output layer's blocks in order, the constant column last. A network without hidden layers has its
/// inputs, or basis functions of them; one whose hidden layers are held has what those put out.
struct LinearDesign: Sendable {
  private enum Source {
    /// The inputs, through basis functions where there are any.
    case inputs(Matrix<Double>, BasisFunctions?)
    /// Features that were computed before.
    case values(Matrix<Double>)
    /// Inputs that are read when they are needed, through basis functions where there are any.
    case streamed(StreamedRows, BasisFunctions?)
  }

  let count: Int
  /// The number of features, without the constant column.
  let features: Int
  let hasBias: Bool
  private let source: Source
  private let layer: Layer
  /// The number of inputs without offsets.
  private let covariates: Int

  /// - Precondition: `x` fits the network.
  /// - Throws: `SolverError.notLinear`, `noSolver`, `unknownLayer`.
  init<Scalar: RealScalar>(
    _ x: Matrix<Scalar>, _ network: Network<Scalar>, holding held: Set<String>
  ) throws(SolverError) {
    try self.init(network, holding: held, count: x.rows) { architecture in
      architecture.layers.count == 1
        ? .inputs(x.prefix(columns: architecture.covariates).inDouble, architecture.basisFunctions)
        : .values(network.outputs(ofSourcesOf: architecture.outputLayer, x).inDouble)
    }
  }

  /// The design of inputs that are read when they are needed.
  ///
  /// - Precondition: `rows` fit the network.
  /// - Throws: the same, of a network with hidden layers always.
  init<Scalar: RealScalar>(_ rows: StreamedRows, _ network: Network<Scalar>) throws(SolverError) {
    try self.init(network, holding: [], count: rows.count) { .streamed(rows, $0.basisFunctions) }
  }

  private init<Scalar: RealScalar>(
    _ network: Network<Scalar>, holding held: Set<String>, count: Int, source: (Architecture) -> Source
  ) throws(SolverError) {
    let architecture = network.architecture
    layer = architecture.outputLayer
    for name in held.sorted() where !architecture.layers.dropLast().contains(where: { $0.name == name }) {
      throw .unknownLayer(name)
    }
    for hidden in architecture.layers.dropLast() where !held.contains(hidden.name) {
      throw .notLinear(layer: hidden.name, reason: "is hidden and has parameters to fit")
    }
    guard architecture.isCanonical else {
      throw .notLinear(
        layer: layer.name,
        reason:
          "has the function '\(layer.activation.name)', not that of a '\(architecture.likelihood.name)' likelihood")
    }
    guard architecture.likelihood.kind.estimator != nil else {
      throw .noSolver(likelihood: architecture.likelihood.name)
    }
    hasBias = layer.biasOffset != nil
    features = layer.fanIn
    covariates = architecture.covariates
    self.count = count
    self.source = source(architecture)
  }

  /// Whether rows are read when they are needed.
  var isStreamed: Bool { if case .streamed = source { true } else { false } }

  /// The number of columns, the constant one included.
  var columns: Int { features + (hasBias ? 1 : 0) }

  /// The place in the parameter vector of the weight from column `c` to output k.
  func parameter(_ c: Int, output k: Int) -> Int {
    if c == features { return layer.biasOffset! + k }
    var first = 0
    for block in layer.blocks {
      if c < first + block.columns { return block.offset + k * block.columns + c - first }
      first += block.columns
    }
    preconditionFailure("column \(c) of \(columns)")
  }

  /// The columns that a mask leaves to output k.
  func connectedColumns(output k: Int) -> [Int] {
    (0..<columns).filter { c in c == features || layer.mask.map { $0.connected[k * features + c] } ?? true }
  }

  /// Writes the features of rows `range` column by column: column `wanted[j]` to `result + j * range.count`.
  func write(
    _ range: Range<Int>, columns wanted: [Int], into result: UnsafeMutablePointer<Double>
  ) {
    let n = range.count
    if case .inputs(let matrix, nil) = source {
      // The inputs themselves, turned round without a detour.
      return matrix.elements.withUnsafeBufferPointer { x in
        guard let x = x.baseAddress else { return }
        turn(x + range.lowerBound * matrix.columns, matrix.columns, n, columns: wanted, into: result)
      }
    }
    if case .streamed(let rows, let base) = source {
      return rows.withRows(range) { x in
        guard let base else { return turn(x, rows.columns, n, columns: wanted, into: result) }
        write(x, rows.columns, n, base, columns: wanted, into: result)
      }
    }
    var phi = Array(repeating: 0.0, count: columns)
    if hasBias { phi[features] = 1 }
    for (row, i) in range.enumerated() {
      writeRow(i, into: &phi)
      for (j, c) in wanted.enumerated() { result[j * n + row] = phi[c] }
    }
  }

  /// Writes n rows of d inputs column by column: in strips of rows, so that what is read and written is whole lines of a cache.
  private func turn(
    _ x: UnsafePointer<Double>, _ d: Int, _ n: Int, columns wanted: [Int], into result: UnsafeMutablePointer<Double>
  ) {
    wanted.withUnsafeBufferPointer { wanted in
      let strip = 8
      for first in stride(from: 0, to: n, by: strip) {
        let count = min(strip, n - first)
        for j in 0..<wanted.count {
          let column = result + j * n + first
          guard wanted[j] != features else {
            column.update(repeating: 1, count: count)
            continue
          }
          let input = x + first * d + wanted[j]
          if count == strip {
            (column[0], column[1], column[2], column[3]) = (input[0], input[d], input[2 * d], input[3 * d])
            (column[4], column[5], column[6], column[7]) = (input[4 * d], input[5 * d], input[6 * d], input[7 * d])
          } else {
            for row in 0..<count { column[row] = input[row * d] }
          }
        }
      }
    }
  }

  /// The same of basis functions of inputs that were read.
  private func write(
    _ x: UnsafePointer<Double>, _ d: Int, _ n: Int, _ base: BasisFunctions, columns wanted: [Int],
    into result: UnsafeMutablePointer<Double>
  ) {
    for row in 0..<n {
      let values: [Double] = base(Array(UnsafeBufferPointer(start: x + row * d, count: covariates)))
      for (j, c) in wanted.enumerated() { result[j * n + row] = c == features ? 1 : values[c] }
    }
  }

  /// Calls `body` with the features of rows `range`, one row behind the other: those of columns `wanted`, none of them the constant.
  func withRows(_ range: Range<Int>, columns wanted: [Int], _ body: (UnsafePointer<Double>) -> Void) {
    let (n, p) = (range.count, wanted.count)
    if p > 0, wanted == Array(0..<features) {
      // As they lie in memory, or come from a file.
      if case .inputs(let matrix, nil) = source, matrix.columns == p {
        return matrix.elements.withUnsafeBufferPointer { x in
          if let x = x.baseAddress { body(x + range.lowerBound * p) }
        }
      }
      if case .streamed(let rows, nil) = source, rows.columns == p { return rows.withRows(range, body) }
    }
    withUnsafeTemporaryAllocation(of: Double.self, capacity: max(2 * n * p, 1)) { memory in
      guard let columns = memory.baseAddress else { return }
      write(range, columns: wanted, into: columns)
      let rows = columns + n * p
      for row in 0..<n { for j in 0..<p { rows[row * p + j] = columns[j * n + row] } }
      body(rows)
    }
  }

  /// The features of one example, the constant last.
  func row(_ i: Int) -> [Double] {
    var phi = Array(repeating: 1.0, count: columns)
    writeRow(i, into: &phi)
    return phi
  }

  private func writeRow(_ i: Int, into phi: inout [Double]) {
    switch source {
    case .values(let matrix):
      for (j, value) in matrix[row: i].enumerated() { phi[j] = value }
    case .inputs(let matrix, nil):
      for (j, value) in matrix[row: i].enumerated() { phi[j] = value }
    case .inputs(let matrix, let base?):
      let values: [Double] = base(Array(matrix[row: i]))
      for (j, value) in values.enumerated() { phi[j] = value }
    case .streamed(let rows, let base):
      let inputs = rows.row(i)
      for (j, value) in (base.map { $0(inputs) } ?? inputs).enumerated() { phi[j] = value }
    }
  }

  /// The features of one example in twice the digits: powers and products of inputs are free of rounding.
  func extendedRow(_ i: Int) -> [DoubleDouble] {
    let inputs: [Double]
    let base: BasisFunctions
    switch source {
    case .inputs(let matrix, let functions?): (inputs, base) = (Array(matrix[row: i]), functions)
    case .streamed(let rows, let functions?): (inputs, base) = (rows.row(i), functions)
    case .inputs(_, nil), .streamed(_, nil), .values: return row(i).map { DoubleDouble($0) }
    }
    let values = base(inputs.map { DoubleDouble($0) })
    return hasBias ? values + [1] : values
  }

  /// The names of the columns.
  func names(inputs: [String]?, _ architecture: Architecture) -> [String] {
    let inputNames =
      inputs.map { Array($0.prefix(covariates)) } ?? (covariates == 1 ? ["x"] : (1...covariates).map { "x\($0)" })
    var result: [String] = []
    for block in layer.blocks {
      if let from = block.source {
        let name = architecture.layers[from].name
        result += (1...block.columns).map { "\(name)[\($0)]" }
      } else if let base = architecture.basisFunctions {
        result += base.names(inputs: inputNames)
      } else {
        result += inputNames
      }
    }
    return hasBias ? result + ["bias"] : result
  }

  /// Throws for the first feature of finite inputs that is not finite.
  func check() throws(SolverError) {
    switch source {
    case .inputs(_, nil), .streamed(_, nil): return
    case .inputs, .streamed, .values: break
    }
    for i in 0..<count {
      for (j, value) in row(i).enumerated() where !value.isFinite {
        throw .unusableNumber(part: "features", row: i, column: j, value: "\(value)")
      }
    }
  }
}

extension Matrix {
  /// The same numbers in `Double`; without a copy where they are already.
  var inDouble: Matrix<Double> { self as? Matrix<Double> ?? Matrix<Double>(self) }
}

extension Network {
  /// What the sources of a layer put out, side by side: n × fan-in.
  fileprivate func outputs(ofSourcesOf layer: Layer, _ x: Matrix<Scalar>) -> Matrix<Scalar> {
    var result = Matrix<Scalar>(rows: x.rows, columns: layer.fanIn)
    result.withUnsafeMutableElements { elements in
      guard let base = elements.baseAddress else { return }
      withExamples(x, nil, weights: nil) { examples in
        let view = MatrixView(base, rows: examples.count, columns: layer.fanIn)
        run(SourcesOperator(layer: layer, result: view), on: examples, Workspace())
      }
    }
    return result
  }
}

/// What the sources of a layer put out for a tile.
private struct SourcesOperator<Scalar: RealScalar>: TileOperator {
  let layer: Layer
  /// n × fan-in.
  let result: MatrixView<Scalar>

  var flopsPerParameter: Int { 2 }

  func needs(_ architecture: Architecture) -> WorkspaceNeeds<Scalar> { WorkspaceNeeds(order: .value) }

  func apply(to tile: Tile<Scalar>) -> Double {
    tile.pass.forward(tile.input)
    var first = 0
    for block in layer.blocks {
      let z = tile.pass.source(block, tile.input)
      for i in 0..<block.columns {
        for n in 0..<tile.columns { result[tile.range.lowerBound + n, first + i] = z[i, n] }
      }
      first += block.columns
    }
    return 0
  }
}
