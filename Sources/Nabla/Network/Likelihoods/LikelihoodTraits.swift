/// What minimises the error of a model that is linear in its parameters.
enum LinearEstimator: Sendable, Hashable {
  /// Least squares: E is half the sum of squares of the residuals y − t.
  case leastSquares
  /// Newton's method on a logistic regression for each output.
  case logistic
  /// Newton's method on one softmax regression over all outputs.
  case softmax
  /// Newton's method on a generalized linear model for each output; the likelihood is a `GeneralizedLinearKind`.
  case generalized
}

/// Which second derivative of the error in the outputs y.
enum OutputCurvatureKind: Sendable, Hashable {
  /// Of the error as it is; with the second derivative of the output function, ∂²E/∂a∂aᵀ.
  case exact
  /// J_hᵀ F J_h with F the second derivative of E in y, in the mean over targets drawn from the model: I, 1/(y(1 − y)) or
  /// 1/y. The same as `exact` for a canonical pair with targets that sum to 1. An error of the user's own has F as it is.
  case expected
}

/// By what a model is judged on examples.
package enum LikelihoodScores: Sendable, Hashable {
  /// Accuracy and the like: the outputs together stand for one class.
  case classification
  /// Distances of outputs from targets.
  case regression
}

/// How classes, numbered from 0, become targets of a network.
package enum ClassCoding: Sendable, Hashable {
  /// Indices, an output for each class.
  case indices
  /// Numbers, 1 for the own class and 0 for others, an output for each class.
  case oneHot
  /// The number 0 or 1 of two classes, one output.
  case binary

  /// The number of outputs for so many classes; nil where there cannot be so many.
  package func outputs(classes count: Int) -> Int? {
    switch self {
    case .indices, .oneHot: count
    case .binary: count == 2 ? 1 : nil
    }
  }

  /// Targets of these classes among `count`.
  ///
  /// - Precondition: there may be so many, and they lie in 0 ..< `count`.
  package func targets<S: RealScalar>(_ classes: [Int], count: Int) -> Targets<S> {
    switch self {
    case .indices: .classes(classes)
    case .oneHot: .values(Targets<S>.classes(classes).matrix(classes: count))
    case .binary: .values(Matrix(column: classes.map { S($0) }))
    }
  }
}

extension Likelihood {
  /// The smallest number of outputs.
  package var fewestOutputs: Int { kind.fewestOutputs }

  /// How many outputs a target has.
  package var outputsPerTarget: Int { kind.outputsPerTarget }

  /// The same likelihood of another number of targets.
  package func with(targets: Int) -> Likelihood {
    precondition(heads == nil || targets == self.targets, "\(targets) targets for heads of \(self.targets)")
    return heads == nil ? with(outputs: targets * kind.outputsPerTarget) : self
  }

  /// The same likelihood of another number of outputs.
  func with(outputs: Int) -> Likelihood {
    precondition(heads == nil || outputs == self.outputs, "\(outputs) outputs for heads of \(self.outputs)")
    return Likelihood(family, kind, outputs: outputs, activation: canonicalActivation)
  }

  /// How classes become targets; nil where they cannot.
  package var classCoding: ClassCoding? { kind.classCoding }

  /// Whether targets may be class indices.
  package var takesClasses: Bool { kind.classCoding == .indices }

  /// Whether a table's numbers may be targets.
  package var takesNumbers: Bool { kind.takesNumbers }

  /// What a target has to be, in words, where `t` is not.
  package func expectation(insteadOf t: Double) -> String? { kind.expectation(insteadOf: t) }

  /// Targets as the likelihood might have drawn them.
  package func randomTargets<S: RealScalar>(examples: Int, using generator: inout SeededGenerator) -> Targets<S> {
    kind.randomTargets(examples: examples, columns: targets, using: &generator)
  }

  /// Whether E is half the sum of squares of y − t.
  package var isLeastSquares: Bool { kind.estimator == .leastSquares }

  /// Whether there is a variance σ² of targets around the outputs, which is kept apart from E.
  package var hasVariance: Bool { kind.hasVariance }

  /// Whether models that are linear in their parameters are generalized linear models, with offsets and dispersions.
  package var isGeneralizedLinear: Bool { kind.estimator == .generalized }

  /// Whether `Network.solve` may estimate how much more targets vary than the likelihood says.
  package var estimatesDispersion: Bool { kind.estimator == .generalized || kind.estimator == .logistic }

  /// Whether an offset that all outputs of an example have in common says anything to `Network.solve`: classes need one each.
  package var takesSolverOffset: Bool { kind.estimator != .softmax }

  /// Whether outputs are probabilities.
  package var hasProbabilities: Bool { kind.hasProbabilities }

  /// Whether E is a number of nats.
  package var isInNats: Bool { kind.isInNats }

  /// Which connections the output layer has where nothing else is said; nil for all.
  func defaultMask(inputs: Int) -> ConnectionMask? {
    let isConstant = parts.flatMap { part in
      (0..<part.outputs).map { part.kind.isConstant($0 % part.kind.outputsPerTarget) }
    }
    guard isConstant.contains(true) else { return nil }
    return ConnectionMask(units: outputs, inputs: inputs) { unit, _ in !isConstant[unit] }
  }

  /// The target whose offset each output has, or nil for none.
  var offsetOfOutput: [Int?] {
    zip(parts, partRanges.targets).flatMap { part, own in
      let count = part.kind.outputsPerTarget
      return (0..<part.outputs).map { part.kind.takesOffset($0 % count) ? own.lowerBound + $0 / count : nil }
    }
  }

  /// The names of all outputs for targets of these names.
  package func outputNames(of targets: [String]) -> [String] {
    guard heads != nil else { return targets.flatMap { kind.outputNames(of: $0) } }
    return zip(parts, partRanges.targets).flatMap { part, own in own.flatMap { part.kind.outputNames(of: targets[$0]) }
    }
  }

  /// How output k changes where its target becomes scale · t + mean; nil where targets are not to be scaled.
  package func outputChange(_ k: Int, mean: Double, scale: Double) -> (factor: Double, shift: Double)? {
    for (part, own) in zip(parts, partRanges.outputs) where own.contains(k) {
      return part.kind.outputChange((k - own.lowerBound) % part.kind.outputsPerTarget, mean: mean, scale: scale)
    }
    return nil
  }

  /// The likelihoods of the heads, or this one alone.
  private var parts: [Likelihood] { heads?.map(\.likelihood) ?? [self] }

  /// Where their outputs and targets lie.
  private var partRanges: HeadRanges { HeadRanges(likelihoods: parts) }

  /// Whether the likelihood is the same for this target in another unit; of heads, each says so for its own.
  package func scales(target: Int) -> Bool {
    for (k, own) in targetsOfOutputs.enumerated() where own == target {
      return outputChange(k, mean: 0, scale: 1) != nil
    }
    return false
  }

  /// Which target each output has.
  package var targetsOfOutputs: [Int] {
    zip(parts, partRanges.targets).flatMap { part, own in
      (0..<part.outputs).map { own.lowerBound + $0 / part.kind.outputsPerTarget }
    }
  }

  /// Whether the likelihood is the same for targets in another unit, so that they may be scaled.
  package var scalesTargets: Bool { outputChange(0, mean: 0, scale: 1) != nil }

  /// What stands for each target where one number is asked for, such as its mean: n × targets.
  package func answers<S: RealScalar>(_ outputs: Matrix<S>) -> Matrix<S> {
    guard targets < outputs.columns else { return outputs }
    var result = Matrix<S>(rows: outputs.rows, columns: targets)
    for (part, ranges) in zip(parts, zip(partRanges.outputs, partRanges.targets)) {
      let (own, count) = (ranges.0, part.kind.outputsPerTarget)
      for i in 0..<outputs.rows {
        for (j, k) in ranges.1.enumerated() {
          let first = own.lowerBound + j * count
          result[i, k] = S(part.kind.answer((first..<first + count).map { Double(outputs[i, $0]) }))
        }
      }
    }
    return result
  }

  /// A target for every output: n × outputs.
  func targetsOfOutputs<S: RealScalar>(_ targets: Targets<S>) -> Matrix<S> {
    let matrix = targets.matrix(classes: self.targets)
    guard self.targets < outputs else { return matrix }
    let places = targetsOfOutputs
    return Matrix(
      rows: matrix.rows, columns: outputs,
      elements: (0..<matrix.rows * outputs).map { matrix[$0 / outputs, places[$0 % outputs]] })
  }

  /// By what a model is judged, which may have names for its outputs as classes.
  package func scores(hasClassNames: Bool) -> LikelihoodScores {
    kind.scores(outputs: outputs, hasClassNames: hasClassNames)
  }
}
