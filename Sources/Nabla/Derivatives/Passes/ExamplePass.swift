/// The forward pass of one example: vectors instead of tiles, and nothing around them.
struct ExamplePass<Scalar: RealScalar>: Pass {
  let architecture: Architecture
  /// All parameters, read only.
  let w: UnsafeMutablePointer<Scalar>
  /// d numbers.
  let x: UnsafeBufferPointer<Scalar>
  /// K numbers, which become y = h(a).
  let y: UnsafeMutableBufferPointer<Scalar>
  /// `PassPlan.exampleCount` numbers.
  let memory: UnsafeMutableBufferPointer<Scalar>

  /// Products with one vector are the thin kernels', which call no BLAS.
  var callsBLAS: Bool { false }

  func run(on backend: ChosenBackend) {
    let plan = architecture.plan
    let input = loadInput(plan)
    for k in plan.steps.indices {
      let step = plan.steps[k]
      let isOutput = k == plan.steps.count - 1
      let z = vector(isOutput ? y.baseAddress! : memory.baseAddress! + plan.exampleOffsets[k], step.units)
      for b in step.blocks {
        let block = plan.blocks[b]
        let source = block.source.map { vector(memory.baseAddress! + plan.exampleOffsets[$0], block.columns) } ?? input
        plan.multiply(block, of: w, source, into: z, accumulate: b > step.blocks.lowerBound, on: backend)
      }
      if isOutput, !plan.offsetOfOutput.isEmpty {
        plan.addOffsets(
          of: MatrixView(reading: x.baseAddress!, rows: 1, columns: x.count), to: z, outputs: 0..<step.units)
      }
      let isApart = isOutput && !plan.hasPlainOutputs
      backend.activate(
        isApart ? .identity : plan.activations[k], z, bias: step.biasOffset.map { UnsafePointer(w + $0) }, first: nil,
        second: nil)
      guard isApart else { continue }
      for part in plan.outputParts {
        let own = z.rows(part.outputs)
        if part.isSoftmax {
          backend.softmax(own)
        } else {
          backend.activate(part.activation, own, bias: nil, first: nil, second: nil)
        }
      }
    }
  }

  private func loadInput(_ plan: PassPlan) -> MatrixView<Scalar> {
    guard let base = architecture.basisFunctions else {
      return MatrixView(reading: x.baseAddress!, rows: plan.covariates, columns: 1)
    }
    let features = memory.extracting(0..<plan.features)
    base.evaluate(UnsafeBufferPointer(rebasing: x[..<plan.covariates]), into: features)
    return vector(features.baseAddress!, plan.features)
  }

  private func vector(_ base: UnsafeMutablePointer<Scalar>, _ count: Int) -> MatrixView<Scalar> {
    MatrixView(base, rows: count, columns: 1)
  }
}

extension Network {
  /// Predicts one example with memory for `PassPlan.exampleCount` numbers.
  func predictExample(
    _ x: UnsafeBufferPointer<Scalar>, into y: UnsafeMutableBufferPointer<Scalar>,
    _ memory: UnsafeMutableBufferPointer<Scalar>
  ) {
    withParameterPointer { w in
      execution.run(ExamplePass(architecture: architecture, w: w, x: x, y: y, memory: memory))
    }
  }
}
