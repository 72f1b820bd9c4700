/// The examples of one call, borrowed from the caller: inputs, targets and weights, in the caller's layout.
///
/// Made by `Network.withExamples`, which checks every shape; valid inside its closure only.
struct Examples<Scalar: RealScalar> {
  enum Targets {
    case none
    /// n × K.
    case values(MatrixView<Scalar>)
    /// n class indices.
    case classes(UnsafePointer<Int>)
  }

  /// n × d.
  let inputs: MatrixView<Scalar>
  let targets: Targets
  /// n weights, or nil where all are 1.
  let weights: UnsafePointer<Scalar>?
  /// The rows to take, in this order; nil for all rows as they stand.
  let order: UnsafeBufferPointer<Int>?

  /// The number of examples.
  var count: Int { order?.count ?? inputs.rows }

  /// The same data, of which only the rows `order` count.
  func rows(_ order: UnsafeBufferPointer<Int>) -> Examples {
    Examples(inputs: inputs, targets: targets, weights: weights, order: order)
  }

  /// The row of the data that is example `i`.
  func row(_ i: Int) -> Int { order.map { $0[i] } ?? i }
}

extension Network {
  /// Checks the shapes of a batch against the network and lends it to `body`.
  func withExamples<Result>(
    _ x: Matrix<Scalar>, _ t: Targets<Scalar>?, weights: [Scalar]?, _ body: (Examples<Scalar>) -> Result
  ) -> Result {
    checkShapes(x, t, weights: weights)
    return withExamplesUnchecked(x, t, weights: weights, body)
  }

  /// Lends a batch whose shapes were checked before.
  func withExamplesUnchecked<Result>(
    _ x: Matrix<Scalar>, _ t: Targets<Scalar>?, weights: [Scalar]?, _ body: (Examples<Scalar>) -> Result
  ) -> Result {
    x.elements.withUnsafeBufferPointer { x in
      withOptionalBuffer(weights) { weights in
        let columns = architecture.inputs
        let inputs = MatrixView(
          reading: x.baseAddress ?? Self.nowhere, rows: x.count / columns, columns: columns, stride: columns)
        switch t {
        case nil:
          return body(Examples(inputs: inputs, targets: .none, weights: weights, order: nil))
        case .values(let t):
          return t.elements.withUnsafeBufferPointer { t in
            let targets = MatrixView(
              reading: t.baseAddress ?? Self.nowhere, rows: inputs.rows, columns: architecture.outputs)
            return body(Examples(inputs: inputs, targets: .values(targets), weights: weights, order: nil))
          }
        case .classes(let classes):
          return classes.withUnsafeBufferPointer { classes in
            guard let base = classes.baseAddress else {
              return body(Examples(inputs: inputs, targets: .none, weights: weights, order: nil))
            }
            return body(Examples(inputs: inputs, targets: .classes(base), weights: weights, order: nil))
          }
        }
      }
    }
  }

  /// Traps where a batch does not fit the network, naming both shapes.
  func checkShapes(_ x: Matrix<Scalar>, _ t: Targets<Scalar>?, weights: [Scalar]?) {
    precondition(
      x.columns == architecture.inputs,
      "x is \(x.rows) × \(x.columns), but the network has \(architecture.inputs) inputs")
    if let weights {
      precondition(weights.count == x.rows, "\(weights.count) example weights for \(x.rows) examples")
    }
    switch t {
    case nil: break
    case .values(let t):
      precondition(
        t.rows == x.rows && t.columns == architecture.outputs,
        "t is \(t.rows) × \(t.columns), but \(x.rows) examples with \(architecture.outputs) outputs are expected")
    case .classes(let classes):
      precondition(classes.count == x.rows, "\(classes.count) classes for \(x.rows) examples")
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

extension Likelihood {
  /// Whether targets may be class indices.
  var takesClasses: Bool { family == .categorical }
}

/// Calls `body` with the address of an optional array's elements.
func withOptionalBuffer<Element, Result>(
  _ array: [Element]?, _ body: (UnsafePointer<Element>?) -> Result
) -> Result {
  guard let array else { return body(nil) }
  return array.withUnsafeBufferPointer { body($0.baseAddress) }
}
