extension Network {
  /// Derivatives of the outputs in the inputs, of up to the fourth order, for every example.
  ///
  /// ```swift
  /// let streams = network.derivatives(of: [.value, .first(0), .laplacian], at: x)
  /// streams[n, 2, k]                                // Δy_k of example n
  /// ```
  ///
  /// - Parameters:
  ///   - derivatives: Which ones: any of those that `InputDerivative` names, mixed ones and Laplacians included.
  ///   - x: The inputs, n × d.
  ///   - workspace: Memory to use; a new one by default.
  /// - Returns: n × (the number of derivatives) × K.
  /// - Precondition: `x` has d columns, inputs and directions that are named are those of the network, and every activation
  ///   function knows its derivatives so far (`ActivationFunction.highestOrder`).
  /// - Complexity: about 2 S n |w| flops for S streams: what is asked for, the value, and the lower derivatives that follow on
  ///   the way. A Laplacian in d inputs is one stream beside the d first derivatives.
  public func derivatives(
    of derivatives: [InputDerivative], at x: Matrix<Scalar>, using workspace: Workspace<Scalar>? = nil
  ) -> BatchedMatrix<Scalar> {
    var result = BatchedMatrix<Scalar>(count: x.rows, rows: derivatives.count, columns: architecture.outputs)
    self.derivatives(
      StreamPlan(derivatives, of: architecture), at: x, into: &result, using: workspace ?? Workspace())
    return result
  }

  /// The derivatives of a plan, into the caller's n × (the number of derivatives) × K numbers: allocates nothing once the
  /// workspace is warm, but for basis functions and the softmax.
  public func derivatives(
    _ plan: StreamPlan, at x: Matrix<Scalar>, into result: inout BatchedMatrix<Scalar>,
    using workspace: Workspace<Scalar>
  ) {
    precondition(plan.architecture == architecture, "the derivatives were planned for another architecture")
    checkRoom(result, x.rows, plan.set.derivatives.count, architecture.outputs)
    result.withUnsafeMutableElements { result in
      guard let base = result.baseAddress else { return }
      withExamples(x, nil, weights: nil) { examples in
        _ = run(
          InputDerivativesOperator(result: base, plan: plan, places: plan.set.places), on: examples, workspace)
      }
    }
  }

  /// All streams of a set: n × S × K.
  func streams(_ set: StreamSet, at x: Matrix<Scalar>) -> BatchedMatrix<Scalar> {
    var result = BatchedMatrix<Scalar>(count: x.rows, rows: set.count, columns: architecture.outputs)
    result.withUnsafeMutableElements { result in
      guard let base = result.baseAddress else { return }
      withExamples(x, nil, weights: nil) { examples in
        _ = run(
          InputDerivativesOperator(
            result: base, plan: StreamPlan(set, of: architecture, beyond: 0), places: Array(0..<set.count)),
          on: examples, Workspace())
      }
    }
    return result
  }
}

/// Derivatives in the inputs, prepared for an architecture: which streams there are, and the programs that carry them through
/// its layers.
public final class StreamPlan: Sendable {
  let architecture: Architecture
  let set: StreamSet
  let programs: StreamPrograms

  /// The plan of these derivatives.
  ///
  /// - Precondition: inputs and directions that are named are those of the network, and every activation function knows its
  ///   derivatives so far.
  public convenience init(_ derivatives: [InputDerivative], of architecture: Architecture) {
    self.init(StreamSet(derivatives, inputs: architecture.inputs), of: architecture, beyond: 0)
  }

  /// - Parameter beyond: How many derivatives of the activations more than those of the forward pass are needed.
  init(_ set: StreamSet, of architecture: Architecture, beyond: Int) {
    self.architecture = architecture
    self.set = set
    let most = StreamProgram.Operands.mostStreams
    precondition(
      set.count <= most, "\(set.count) streams, but \(most) are the most; ask for some derivatives at a time")
    programs = StreamPrograms(set)
    for layer in architecture.layers {
      precondition(
        layer.activation.highestOrder >= set.order + beyond,
        "layer '\(layer.name)': derivatives of '\(layer.activation.name)' to order \(set.order + beyond) are needed, and "
          + "\(layer.activation.highestOrder) are known; an ActivationExpression has all")
    }
  }

  /// The number of streams S.
  public var streams: Int { self.set.count }

  /// A forward pass.
  func pass<Scalar: RealScalar>(
    _ tile: Tile<Scalar>, along v: UnsafeMutablePointer<Scalar>? = nil
  ) -> StreamPass<Scalar> {
    let pass = StreamPass(
      architecture: architecture, w: tile.pass.w, v: v, set: set, programs: programs, memory: tile.streams!,
      backend: tile.backend, samples: tile.memory.sampleRows!, columns: tile.columns)
    pass.loadInputs(tile)
    pass.forward()
    return pass
  }
}

/// The derivatives of a tile.
private struct InputDerivativesOperator<Scalar: RealScalar>: TileOperator {
  /// n × D × K.
  let result: UnsafeMutablePointer<Scalar>
  let plan: StreamPlan
  /// The streams that are wanted.
  let places: [Int]

  var flopsPerParameter: Int { 2 * plan.set.count }

  func needs(_ architecture: Architecture) -> WorkspaceNeeds<Scalar> {
    WorkspaceNeeds(
      order: .value,
      streams: StreamNeeds(
        streams: plan.set.count, order: plan.set.order, extent: .forward, temporaries: plan.programs.temporaries))
  }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func apply(to tile: Tile<Scalar>) -> Double {
    let pass = plan.pass(tile)
    let outputs = plan.architecture.outputs
    let stride = places.count * outputs
    for (j, place) in places.enumerated() {
      tile.backend.transpose(
        pass.outputs.columns(pass.block(place)),
        into: MatrixView(
          result + tile.range.lowerBound * stride + j * outputs, rows: tile.columns, columns: outputs, stride: stride))
    }
    return 0
  }
}
