/// The examples of one call, borrowed from the caller: inputs, targets and weights, in the caller's layout.
///
/// Made by `Network.withExamples`, which checks every shape; valid inside its closure only.
struct Examples<Scalar: RealScalar> {
  enum Targets {
    case none
    /// n × K, or a column for each target where it has several outputs.
    case values(MatrixView<Scalar>)
    /// n class indices.
    case classes(UnsafePointer<Int>)
  }

  /// n × d; not to be read where the inputs are sparse.
  let inputs: MatrixView<Scalar>
  /// The inputs where only what is not 0 is there.
  let sparse: SparseInputs<Scalar>?
  let targets: Targets
  /// Whether targets that are NaN were not observed.
  let mayLackTargets: Bool
  /// n weights, or nil where all are 1.
  let weights: UnsafePointer<Scalar>?
  /// The rows to take, in this order; nil for all rows as they stand.
  let order: UnsafeBufferPointer<Int>?
  /// The row that stands for examples of weight 0: the first of another weight, or nil where there is none.
  let standIn: Int?

  init(
    inputs: MatrixView<Scalar>, targets: Targets, weights: UnsafePointer<Scalar>?, order: UnsafeBufferPointer<Int>?,
    mayLackTargets: Bool = false, sparse: SparseInputs<Scalar>? = nil
  ) {
    self.inputs = inputs
    self.sparse = sparse
    self.targets = targets
    self.mayLackTargets = mayLackTargets
    self.weights = weights
    self.order = order
    if let weights, let order {
      standIn = order.first { weights[$0] != 0 }
    } else if let weights {
      standIn = (0..<inputs.rows).first { weights[$0] != 0 }
    } else {
      standIn = nil
    }
  }

  /// The number of examples.
  var count: Int { order?.count ?? inputs.rows }

  /// The row of the data that is example `i`.
  func row(_ i: Int) -> Int { order.map { $0[i] } ?? i }

  /// The row whose numbers a pass takes for example `i`, or nil for zeros.
  ///
  /// An example of weight 0 is not there: its own numbers may be anything, and 0 · NaN is NaN. So a pass takes those of
  /// another example, whose value and derivatives the weight turns to 0.
  func presentRow(_ i: Int) -> Int? {
    let row = row(i)
    return weights.map { $0[row] == 0 } ?? false ? standIn : row
  }

  /// Whether some examples of a range have the weight 0.
  func lacksSome(_ range: Range<Int>) -> Bool {
    guard let weights else { return false }
    return range.contains { weights[row($0)] == 0 }
  }
}

extension Network {
  /// Checks the shapes of a batch against the network and lends it to `body`.
  func withExamples<Result>(
    _ x: Matrix<Scalar>, _ t: Targets<Scalar>?, weights: [Scalar]?, _ body: (Examples<Scalar>) -> Result
  ) -> Result {
    checkShapes(x, t, weights: weights)
    return withExamplesUnchecked(x, t, weights: weights, body)
  }

  /// Lends a batch whose shapes were checked before, or those of its rows that are in `order`.
  func withExamplesUnchecked<Result>(
    _ x: Matrix<Scalar>, _ t: Targets<Scalar>?, weights: [Scalar]?, order: UnsafeBufferPointer<Int>? = nil,
    _ body: (Examples<Scalar>) -> Result
  ) -> Result {
    x.elements.withUnsafeBufferPointer { x in
      let columns = architecture.inputs
      let inputs = MatrixView(
        reading: x.baseAddress ?? Self.nowhere, rows: x.count / columns, columns: columns, stride: columns)
      return withTargets(of: inputs, nil, t, weights: weights, order: order, body)
    }
  }

  /// Lends a batch of sparse inputs whose shapes were checked before, or those of its rows that are in `order`.
  func withExamplesUnchecked<Result>(
    _ x: SparseMatrix<Scalar>, _ t: Targets<Scalar>?, weights: [Scalar]?, order: UnsafeBufferPointer<Int>? = nil,
    _ body: (Examples<Scalar>) -> Result
  ) -> Result {
    x.starts.withUnsafeBufferPointer { starts in
      x.indices.withUnsafeBufferPointer { indices in
        x.values.withUnsafeBufferPointer { values in
          let sparse = SparseInputs<Scalar>(
            starts: starts.baseAddress!, indices: indices.baseAddress ?? UnsafePointer(bitPattern: 4)!,
            values: values.baseAddress ?? Self.nowhere)
          // Only its shape is looked at.
          let inputs = MatrixView(reading: Self.nowhere, rows: x.rows, columns: x.columns)
          return withTargets(of: inputs, sparse, t, weights: weights, order: order, body)
        }
      }
    }
  }

  private func withTargets<Result>(
    of inputs: MatrixView<Scalar>, _ sparse: SparseInputs<Scalar>?, _ t: Targets<Scalar>?, weights: [Scalar]?,
    order: UnsafeBufferPointer<Int>?, _ body: (Examples<Scalar>) -> Result
  ) -> Result {
    withOptionalBuffer(weights) { weights in
      func examples(_ targets: Examples<Scalar>.Targets) -> Examples<Scalar> {
        Examples(
          inputs: inputs, targets: targets, weights: weights, order: order, mayLackTargets: !(t?.isComplete ?? true),
          sparse: sparse)
      }
      switch t {
      case nil:
        return body(examples(.none))
      case .values(let matrix), .incomplete(let matrix):
        return matrix.elements.withUnsafeBufferPointer { elements in
          let targets = MatrixView(
            reading: elements.baseAddress ?? Self.nowhere, rows: inputs.rows, columns: architecture.likelihood.targets)
          return body(examples(.values(targets)))
        }
      case .classes(let classes):
        return classes.withUnsafeBufferPointer { classes in
          body(examples(classes.baseAddress.map { .classes($0) } ?? .none))
        }
      }
    }
  }

  /// Traps where a batch does not fit the network, naming both shapes.
  func checkShapes(_ x: Matrix<Scalar>, _ t: Targets<Scalar>?, weights: [Scalar]?) {
    checkShapes(x.rows, x.columns, t, weights: weights)
  }

  /// The same for inputs that are not in memory.
  func checkShapes(_ n: Int, _ d: Int, _ t: Targets<Scalar>?, weights: [Scalar]?) {
    precondition(d == architecture.inputs, "x is \(n) × \(d), but the network has \(architecture.inputs) inputs")
    if let weights {
      precondition(weights.count == n, "\(weights.count) example weights for \(n) examples")
    }
    switch t {
    case nil: break
    case .values(let t), .incomplete(let t):
      let (targets, outputs) = (architecture.likelihood.targets, architecture.outputs)
      precondition(
        t.rows == n && t.columns == targets,
        "t is \(t.rows) × \(t.columns), but \(n) examples with \(targets) "
          + "\(targets == outputs ? "outputs" : "targets") are expected")
    case .classes(let classes):
      precondition(classes.count == n, "\(classes.count) classes for \(n) examples")
      precondition(
        architecture.likelihood.takesClasses,
        "class indices are targets of a categorical likelihood, not of '\(architecture.likelihood.name)'")
      let outputs = architecture.outputs
      for (i, c) in classes.enumerated() {
        precondition(c >= 0 && c < outputs, "example \(i) has the class \(c), but there are \(outputs) classes")
      }
    }
  }

  /// An address for empty buffers, which is never read.
  private static var nowhere: UnsafePointer<Scalar> { UnsafePointer(bitPattern: MemoryLayout<Scalar>.alignment)! }
}

/// Calls `body` with the address of an optional array's elements.
func withOptionalBuffer<Element, Result>(
  _ array: [Element]?, _ body: (UnsafePointer<Element>?) -> Result
) -> Result {
  guard let array else { return body(nil) }
  return array.withUnsafeBufferPointer { body($0.baseAddress) }
}
