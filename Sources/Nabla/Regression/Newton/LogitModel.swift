/// One logistic or softmax regression of a network: which columns, classes and parameters it has, and its coordinates.
struct LogitModel<Scalar: RealScalar> {
  /// The design's columns in use.
  let columns: [Int]
  /// The outputs that it fits.
  let outputs: [Int]
  let basis: LogitBasis
  /// For every class the weighted sum of its targets: outputs in order, or first the reference of a logistic regression.
  let targetSums: [Double]
  private let problemOf: LinearProblem<Scalar>
  private let tiles: DesignTiles
  private let targets: [Double]
  /// What is added to the predictors, those of an example side by side.
  private let offset: [Double]?
  private let classCount: Int
  /// The class of every predictor.
  private let classes: [Int]
  private let form: SoftmaxForm
  /// Which parameters of all predictors are not masked, in w coordinates.
  private let isFree: [Bool]
  /// Whether every class has all columns.
  private let isUniform: Bool
  /// Of every column whether all classes have it, so that only differences of their weights matter.
  private let isShared: [Bool]

  /// The logistic regression of output k.
  init(output k: Int, of problem: LinearProblem<Scalar>, hasRidge: Bool) throws(SolverError) {
    let given = problem.targets
    var targets: [Double] = []
    targets.reserveCapacity(2 * given.rows)
    for i in 0..<given.rows {
      targets.append(1 - given[i, k])
      targets.append(given[i, k])
    }
    try self.init(
      problem, columns: problem.design.connectedColumns(output: k), outputs: [k], classCount: 2, classes: [1],
      targets: targets, offset: problem.offsets?.of(output: k), form: .reference(class: 0), connected: nil, shared: nil,
      hasRidge: hasRidge)
  }

  /// The softmax regression over all outputs.
  init(softmaxOf problem: LinearProblem<Scalar>, _ form: SoftmaxForm, hasRidge: Bool) throws(SolverError) {
    let K = problem.outputs
    let connected = (0..<K).map { Set(problem.design.connectedColumns(output: $0)) }
    let isUniform = connected.allSatisfy { $0 == connected[0] }
    let reference: Int
    if case .reference(let k) = form { reference = k } else { reference = 0 }
    // Columns that all classes have are coded against the reference, whose own weights on them are 0.
    let shared = connected.dropFirst().reduce(connected[0]) { $0.intersection($1) }
    let hasOwn = !connected[reference].subtracting(shared).isEmpty
    let classes = (0..<K).filter { $0 != reference || hasOwn }
    let columns = isUniform ? connected[0].sorted() : Array(0..<problem.design.columns)
    try self.init(
      problem, columns: columns, outputs: Array(0..<K), classCount: K, classes: classes,
      targets: problem.targets.elements,
      offset: problem.offsets?.of(classes: classes, against: hasOwn ? nil : reference), form: form,
      connected: isUniform
        ? nil
        : classes.map { k in
          columns.map { connected[k].contains($0) && (k != reference || !shared.contains($0)) }
        },
      shared: shared, hasRidge: hasRidge)
  }

  private init(
    _ problem: LinearProblem<Scalar>, columns: [Int], outputs: [Int], classCount: Int, classes: [Int],
    targets: [Double], offset: [Double]?, form: SoftmaxForm, connected: [[Bool]]?, shared: Set<Int>?, hasRidge: Bool
  ) throws(SolverError) {
    problemOf = problem
    self.columns = columns
    self.outputs = outputs
    self.classCount = classCount
    self.classes = classes
    self.targets = targets
    self.offset = offset
    self.form = form
    let threads = problem.network.execution.threads
    let design = problem.design
    var tiles = DesignTiles(design, columns: columns, threads: threads)
    tiles.group = problem.network.execution.group
    let weights = problem.weights
    let basis = try LogitBasis(
      tiles, weights: weights, hasRidge: hasRidge, problem.tallColumns(columns))
    self.basis = basis
    isUniform = connected == nil
    isShared = columns.map { shared?.contains($0) ?? true }
    // A basis mixes columns, which a mask of single classes forbids.
    let usesBasis = isUniform && basis.matrix != nil
    self.tiles = usesBasis ? tiles.times(basis.matrix!, using: problem.routines, threads: threads) : tiles
    isFree = connected?.flatMap { $0 } ?? Array(repeating: true, count: self.tiles.columns * classes.count)
    var targetSums = Array(repeating: 0.0, count: classCount)
    for i in 0..<design.count {
      let weight = weights?[i] ?? 1
      for k in 0..<classCount { targetSums[k] += weight * targets[i * classCount + k] }
    }
    self.targetSums = targetSums
  }

  /// The likeliest class of every example.
  var exampleClasses: [Int] {
    (0..<tiles.rows).map { i in
      let row = targets[i * classCount..<(i + 1) * classCount]
      return row.indices.max { row[$0] < row[$1] }! - row.startIndex
    }
  }

  /// The first class that has no part in examples of these weights, or nil.
  func missingClass(weights: [Double]) -> Int? {
    (0..<classCount).first { k in
      weights.indices.allSatisfy { weights[$0] <= 0 || targets[$0 * classCount + k] <= 0 }
    }
  }

  private var basisMatrix: ColumnMatrix? { isUniform ? basis.matrix : nil }

  func problem(_ lambda: Double, _ scales: [Double]) -> LogitProblem {
    LogitProblem(
      design: tiles, classes: classes, targets: targets, classCount: classCount, offset: offset,
      penalty: lambda > 0 ? penalty(lambda, scales) : nil, routines: problemOf.routines,
      threads: problemOf.network.execution.threads)
  }

  func solver(
    _ lambda: Double, _ scales: [Double], _ weights: [Double]?, isReported: Bool = false
  ) -> NewtonSolver<LogitProblem> {
    NewtonSolver(
      problem: problem(lambda, scales), weights: weights, isFree: isFree, watchesSeparation: lambda == 0,
      isReported: isReported)
  }

  /// Σ w E of biases and the offsets alone, or of the offsets where there are no biases.
  func nullLoss(_ weights: [Double]?, hasBias: Bool) throws(NewtonFailure) -> Double {
    let ones = DesignTiles(rows: tiles.rows, columns: 1, threads: 1) { range, result in
      result.update(repeating: 1, count: range.count)
    }
    let problem = LogitProblem(
      design: ones, classes: classes, targets: targets, classCount: classCount, offset: offset, penalty: nil,
      routines: problemOf.routines, threads: problemOf.network.execution.threads)
    let zeros = Array(repeating: 0.0, count: classes.count)
    guard hasBias else { return problem.evaluate(zeros, weights: weights, wantsHessian: false).loss }
    // Where no class is the reference, biases of all but one are enough.
    let isFree = classes.indices.map { $0 > 0 || classes.count < classCount }
    return try NewtonSolver(problem: problem, weights: weights, isFree: isFree, watchesSeparation: false).solve()
      .evaluation.loss
  }

  /// λ over the weights times the `scales` of the design's columns, 0 for the biases, in the coordinates γ; over all classes
  /// in the symmetric form, where the weights of the reference are what the others' mean leaves.
  private func penalty(_ lambda: Double, _ scales: [Double]) -> ColumnMatrix {
    let p = columns.count
    let r = basisMatrix?.columns ?? p
    let isSymmetric = form == .symmetric && outputs.count > 1
    var result = ColumnMatrix(rows: r * classes.count, columns: r * classes.count)
    for m in classes.indices {
      for l in classes.indices {
        let own = m == l ? lambda : 0
        var block = ColumnMatrix(
          diagonal: columns.indices.map { (c: Int) -> Double in
            let scale = scales[columns[c]]
            return (own - (isSymmetric && isShared[c] ? lambda / Double(classCount) : 0)) * scale * scale
          })
        if let basis = basisMatrix { block = basis.times(block.times(basis), transposed: true) }
        for j in 0..<r {
          for i in 0..<r { result[m * r + i, l * r + j] = block[i, j] }
        }
      }
    }
    return result
  }

  /// The parameters of the reference class that are 0 by convention.
  var fixedParameters: [Int] {
    guard outputs.count > 1, case .reference(let k) = form else { return [] }
    let fitted = Set(fitted(Array(repeating: 0, count: tiles.columns * classes.count), nil).parameters)
    return columns.map { problemOf.design.parameter($0, output: k) }.filter { !fitted.contains($0) }
  }

  /// The network's parameters from γ, with their covariance, in the form that is wanted.
  func fitted(
    _ gamma: [Double], _ covariance: ColumnMatrix?
  ) -> (parameters: [Int], values: [Double], covariance: ColumnMatrix) {
    let p = columns.count
    // w = T γ, with T built predictor by predictor.
    let basis = basisMatrix ?? ColumnMatrix(diagonal: Array(repeating: 1, count: p))
    let r = basis.columns
    let isSymmetric = form == .symmetric && outputs.count > 1
    let rows = isSymmetric ? Array(0..<classCount) : classes
    var places: [Int] = []
    var map = ColumnMatrix(rows: rows.count * p, columns: r * classes.count)
    var kept: [Int] = []
    for (row, k) in rows.enumerated() {
      for (c, column) in columns.enumerated() {
        let output = outputs.count > 1 ? k : outputs[0]
        let own = classes.firstIndex(of: k)
        guard own.map({ isUniform || isFree[$0 * p + c] }) ?? false || (isSymmetric && isShared[c]) else { continue }
        places.append(problemOf.design.parameter(column, output: output))
        kept.append(row * p + c)
        for m in classes.indices {
          let factor = (m == own ? 1.0 : 0) - (isSymmetric && isShared[c] ? 1 / Double(classCount) : 0)
          guard factor != 0 else { continue }
          for j in 0..<r { map[row * p + c, m * r + j] = factor * basis[c, j] }
        }
      }
    }
    var selected = ColumnMatrix(rows: kept.count, columns: map.columns)
    for (i, row) in kept.enumerated() {
      for j in 0..<map.columns { selected[i, j] = map[row, j] }
    }
    let values = selected.times(gamma, using: problemOf.routines)
    let result =
      covariance.map { selected.times($0.times(selected, transposedOther: true)) } ?? ColumnMatrix(rows: 0, columns: 0)
    return (places, values, result)
  }
}
