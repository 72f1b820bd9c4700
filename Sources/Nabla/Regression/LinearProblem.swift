/// A fit of the output layer: its design, targets and weights in `Double`, checked.
struct LinearProblem<Scalar: RealScalar>: Sendable {
  let network: Network<Scalar>
  let design: LinearDesign
  /// n × K, one-hot for classes.
  let targets: Matrix<Double>
  /// What is added to pre-activations, or nil for none that change anything; of least squares they are taken off the targets.
  let offsets: PredictorOffsets?
  /// Whether there are offsets that the network has no inputs for.
  let hasOwnOffset: Bool
  /// n weights, or nil where all are 1.
  let weights: [Double]?
  /// The names of the design's columns.
  let names: [String]
  let confidenceLevel: Double
  /// Hidden layers that stay as they are.
  let held: Set<String>

  /// - Precondition: the shapes fit.
  init(
    network: Network<Scalar>, _ x: Matrix<Scalar>, _ t: Targets<Scalar>, weights: [Scalar]?, offset: [Scalar]? = nil,
    holding held: Set<String>, names: [String]?, confidenceLevel: Double
  ) throws(SolverError) {
    let weights = try Self.weights(weights, of: t, network.architecture.likelihood.kind)
    let (x, t) = Self.withoutAbsent(x, t, weights)
    let given = try Self.checked(offset, weights, examples: t.count)
    let (known, offsets) = Self.withOffsets(network.architecture, x, t, given)
    try self.init(
      network: network, LinearDesign(x, network, holding: held), known, weights: weights, offsets: offsets,
      hasOwnOffset: given != nil, holding: held, names: names, confidenceLevel: confidenceLevel
    ) { () throws(SolverError) in
      // Before what hidden layers make of them.
      guard let index = x.firstNotFinite(threads: network.execution.threads) else { return }
      throw .unusableNumber(
        part: "inputs", row: index / x.columns, column: index % x.columns, value: "\(x.elements[index])")
    }
  }

  /// The fit of a design whose inputs are read when they are needed, and are known to be finite.
  ///
  /// - Precondition: the shapes fit, and the network has no offsets.
  init(
    network: Network<Scalar>, _ rows: StreamedRows, _ t: Targets<Scalar>, weights: [Scalar]?, offset: [Scalar]?,
    names: [String]?, confidenceLevel: Double
  ) throws(SolverError) {
    let given = try Self.checked(offset, weights, examples: t.count)
    let (known, offsets) = Self.withOffsets(network.architecture, nil, t, given)
    try self.init(
      network: network, LinearDesign(rows, network), known, weights: weights, offsets: offsets,
      hasOwnOffset: given != nil, holding: [], names: names, confidenceLevel: confidenceLevel
    ) { () throws(SolverError) in }
  }

  private init(
    network: Network<Scalar>, _ design: LinearDesign, _ t: Targets<Scalar>, weights: [Scalar]?,
    offsets: PredictorOffsets?, hasOwnOffset: Bool, holding held: Set<String>, names: [String]?,
    confidenceLevel: Double,
    checkingInputs: () throws(SolverError) -> Void
  ) throws(SolverError) {
    self.network = network
    self.held = held
    self.design = design
    switch t {
    case .values(let values), .incomplete(let values): targets = values.inDouble
    case .classes(let classes): targets = Targets<Double>.classes(classes).matrix(classes: network.architecture.outputs)
    }
    self.weights = weights.map { ($0 as? [Double]) ?? $0.map { Double($0) } }
    self.offsets = offsets
    self.hasOwnOffset = hasOwnOffset
    self.names = design.names(inputs: names, network.architecture)
    self.confidenceLevel = confidenceLevel
    try checkingInputs()
    try design.check()
    try checkTargets()
    for (i, weight) in (self.weights ?? []).enumerated() where !(weight >= 0 && weight.isFinite) {
      throw .unusableNumber(part: "weights", row: i, column: 0, value: "\(weight)")
    }
    guard examples > 0 else { throw .noExamples }
  }

  /// The weights, 0 for examples whose one target, or some of whose joint targets, were not observed.
  private static func weights(
    _ weights: [Scalar]?, of t: Targets<Scalar>, _ kind: any LikelihoodKind
  ) throws(SolverError) -> [Scalar]? {
    guard case .incomplete(let values) = t else { return weights }
    guard let missing = values.elements.firstIndex(where: \.isNaN) else { return weights }
    guard values.columns == 1 || kind.hasJointTargets else {
      throw .unusableTarget(
        row: missing / values.columns, column: missing % values.columns,
        expected: "a number, as targets may be missing only where there is one: solve the outputs one by one",
        found: "nan")
    }
    return (0..<values.rows).map { values[row: $0].contains(where: \.isNaN) ? 0 : weights?[$0] ?? 1 }
  }

  /// The offset that is given, 0 for examples that do not count.
  private static func checked(
    _ offset: [Scalar]?, _ weights: [Scalar]?, examples n: Int
  ) throws(SolverError) -> [Scalar]? {
    guard var offset else { return nil }
    let columns = max(offset.count / max(n, 1), 1)
    for place in offset.indices where !offset[place].isFinite {
      let (row, column) = (place / columns, place % columns)
      guard weights?[row] == 0 else {
        throw .unusableNumber(part: "offset", row: row, column: column, value: "\(offset[place])")
      }
      offset[place] = 0
    }
    return offset
  }

  /// What offsets come to, those among the inputs and those beside them: of least squares the targets are t − o, and other
  /// models have them in their pre-activations.
  ///
  /// - Parameters:
  ///   - x: nil where no offsets are among the inputs.
  ///   - given: One for each example, or one for each of its outputs.
  private static func withOffsets(
    _ architecture: Architecture, _ x: Matrix<Scalar>?, _ t: Targets<Scalar>, _ given: [Scalar]?
  ) -> (Targets<Scalar>, PredictorOffsets?) {
    let (likelihood, first) = (architecture.likelihood, architecture.covariates)
    let inputs = architecture.offsets > 0 ? x : nil
    guard given != nil || inputs != nil else { return (t, nil) }
    let givenColumns = given.map { max($0.count / max(t.count, 1), 1) } ?? 1
    func offset(_ i: Int, _ k: Int) -> Scalar {
      (inputs?[i, first + k] ?? 0) + (given?[givenColumns == 1 ? i : i * givenColumns + k] ?? 0)
    }
    guard likelihood.kind.estimator == .leastSquares else {
      let columns = max(inputs == nil ? 1 : architecture.offsets, givenColumns)
      // All classes have a single offset in common: it is none.
      guard columns > 1 || likelihood.kind.estimator != .softmax else { return (t, nil) }
      let values = (0..<t.count).flatMap { i in (0..<columns).map { Double(offset(i, $0)) } }
      return (t, PredictorOffsets(values: values, columns: columns))
    }
    var rest = t.matrix(classes: likelihood.targets)
    for i in 0..<rest.rows {
      for k in 0..<rest.columns { rest[i, k] -= offset(i, k) }
    }
    return (.values(rest), nil)
  }

  /// An example of weight 0 is not there, whatever its numbers are: those of one that counts take their place.
  private static func withoutAbsent(
    _ x: Matrix<Scalar>, _ t: Targets<Scalar>, _ weights: [Scalar]?
  ) -> (Matrix<Scalar>, Targets<Scalar>) {
    guard let weights, weights.contains(0), let present = weights.firstIndex(where: { $0 > 0 }) else { return (x, t) }
    let rows = weights.indices.map { weights[$0] == 0 ? present : $0 }
    return (x.rows(at: rows), t.rows(at: rows))
  }

  private func checkTargets() throws(SolverError) {
    let targets = self.targets
    let K = targets.columns
    for (index, value) in targets.elements.enumerated() where !value.isFinite {
      throw .unusableNumber(part: "targets", row: index / K, column: index % K, value: "\(value)")
    }
    let likelihood = network.architecture.likelihood.kind
    for (index, value) in targets.elements.enumerated() {
      guard let expected = likelihood.expectation(insteadOf: value) else { continue }
      throw .unusableTarget(row: index / K, column: index % K, expected: expected, found: "\(value)")
    }
    for i in 0..<targets.rows {
      guard let problem = likelihood.expectation(insteadOf: targets[row: i]) else { continue }
      throw .unusableTarget(row: i, column: 0, expected: problem.expected, found: problem.found)
    }
  }

  /// What solves it; a design is made of no network without one.
  var estimator: LinearEstimator { network.architecture.likelihood.kind.estimator ?? .leastSquares }
  /// The number of examples with a positive weight.
  var examples: Int { weights.map { $0.count { $0 > 0 } } ?? design.count }
  var outputs: Int { targets.columns }
  var totalWeight: Double { weights?.reduce(0, +) ?? Double(design.count) }
  func weight(_ i: Int) -> Double { weights?[i] ?? 1 }
  var routines: any LinearAlgebraRoutines.Type { network.execution.backend.linearAlgebra }

  /// The names of the outputs in a report, or nil for a single one.
  func outputName(_ k: Int) -> String? {
    guard outputs > 1 else { return nil }
    return estimator == .softmax ? "class \(k)" : "output \(k)"
  }

  /// Outputs that have the same columns, in order.
  var groups: [(columns: [Int], outputs: [Int])] {
    var result: [(columns: [Int], outputs: [Int])] = []
    for k in 0..<outputs {
      let columns = design.connectedColumns(output: k)
      if let group = result.firstIndex(where: { $0.columns == columns }) {
        result[group].outputs.append(k)
      } else {
        result.append((columns, [k]))
      }
    }
    return result
  }

  /// Some columns of the design and then some targets, every row times the root of its weight; of some rows, all by default.
  func tallColumns(_ columns: [Int], _ outputs: [Int] = [], rows: [Int]? = nil) -> TallColumns {
    let isCounted = { (i: Int) in weight(rows?[i] ?? i) > 0 }
    let count = rows?.count ?? design.count
    return TallColumns(
      rows: count, examples: weights == nil ? count : (0..<count).count(where: isCounted),
      count: columns.count + outputs.count, routines: routines, threads: network.execution.threads,
      group: network.execution.group
    ) { range, chosen, memory in
      write(
        range, of: rows, columns: chosen.filter { $0 < columns.count }.map { columns[$0] },
        outputs: chosen.filter { $0 >= columns.count }.map { outputs[$0 - columns.count] }, into: memory)
    }
  }

  /// Writes columns of the design and then targets of a range of rows, or of a range of chosen rows, column by column, every
  /// row times the root of its weight.
  func write(
    _ range: Range<Int>, of rows: [Int]?, columns: [Int], outputs: [Int], into memory: UnsafeMutablePointer<Double>
  ) {
    let (n, p) = (range.count, columns.count)
    if let rows {
      for (place, i) in range.enumerated() {
        let phi = design.row(rows[i])
        for (j, c) in columns.enumerated() { memory[j * n + place] = phi[c] }
      }
    } else {
      design.write(range, columns: columns, into: memory)
    }
    let (targets, weights) = (self.targets, self.weights)
    guard weights != nil || !outputs.isEmpty else { return }
    for (place, i) in range.enumerated() {
      let example = rows?[i] ?? i
      for (j, k) in outputs.enumerated() { memory[(p + j) * n + place] = targets[example, k] }
      guard let weights else { continue }
      let root = weights[example].squareRoot()
      for j in 0..<p + outputs.count { memory[j * n + place] *= root }
    }
  }

  /// The parts of a cross-validation: which examples of positive weight are left out in each.
  ///
  /// - Parameter classes: The class of every example; those of each class are dealt out evenly.
  func folds(_ count: Int, seed: UInt64, classes: [Int]? = nil) throws(SolverError) -> [[Int]] {
    var generator = SeededGenerator(seed: seed)
    var order = (0..<design.count).filter { weight($0) > 0 }.shuffled(using: &generator)
    guard order.count >= 2 else {
      throw .notCrossValidated(reason: "there is one example with a positive weight, and at least 2 are needed")
    }
    if let classes {
      let groups = Dictionary(grouping: order) { classes[$0] }
      order = groups.keys.sorted().flatMap { groups[$0] ?? [] }
    }
    let count = min(count, order.count)
    return (0..<count).map { fold in stride(from: fold, to: order.count, by: count).map { order[$0] } }
  }
}

extension Matrix {
  /// The index of the first element that is infinite or not a number, or nil where all are finite, by several threads.
  fileprivate func firstNotFinite(threads: Int) -> Int? {
    let size = 1 << 18
    let isFinite = ResultList<Bool>(count: (elements.count + size - 1) / size, repeating: true)
    elements.withUnsafeBufferPointer { elements in
      nonisolated(unsafe) let elements = elements
      Parallel.forEach((elements.count + size - 1) / size, threads: threads) { block, _ in
        guard let base = elements.baseAddress else { return }
        let first = block * size
        isFinite[block] =
          Scalar._Primitives.sumOfSquares(min(size, elements.count - first), base + first).isFinite
      }
    }
    return isFinite.all.allSatisfy { $0 } ? nil : elements.firstIndex { !$0.isFinite }
  }
}
