/// Outputs, side by side, with an output function and a likelihood of their own: those of one head, and all of a network
/// without heads.
struct OutputPart: Sendable {
  let outputs: Range<Int>
  let activation: Activation
  let kind: any LikelihoodKind
  /// The number of the head, and how much it counts; nil without heads.
  let head: (number: Int, weight: Double)?
  let isSoftmax: Bool

  private init(
    _ outputs: Range<Int>, _ activation: Activation, _ kind: any LikelihoodKind, head: (number: Int, weight: Double)?
  ) {
    self.outputs = outputs
    self.activation = activation
    self.kind = kind
    self.head = head
    isSoftmax = activation == .softmax
  }

  /// The parts of an output layer with this function.
  static func parts(of likelihood: Likelihood, _ activation: Activation) -> [OutputPart] {
    guard activation == .heads, let heads = likelihood.heads else {
      return [OutputPart(0..<likelihood.outputs, activation, likelihood.kind, head: nil)]
    }
    return zip(heads, HeadRanges(heads).outputs).enumerated().map { number, pair in
      let (head, outputs) = pair
      return OutputPart(
        outputs, head.likelihood.canonicalActivation, head.likelihood.kind, head: (number, head.weight))
    }
  }
}

extension TargetTile {
  /// The targets of a part of the outputs.
  func part(_ part: OutputPart) -> TargetTile {
    guard let head = part.head, case .values(let t) = values, let headWeights else { return self }
    return TargetTile(
      values: .values(t.rows(part.outputs)), weights: UnsafePointer(headWeights.row(head.number).baseAddress!),
      lacksTargets: lacksTargets && !part.kind.hasJointTargets)
  }
}
