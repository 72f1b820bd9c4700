/// What minimises the error of a model that is linear in its parameters.
enum LinearEstimator: Sendable, Hashable {
  /// Least squares: E is half the sum of squares of the residuals y − t.
  case leastSquares
  /// Newton's method on a logistic regression for each output.
  case logistic
  /// Newton's method on one softmax regression over all outputs.
  case softmax
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
  /// The names of all likelihoods, in files and on the command line.
  package static let names = Family.builtIn.map { $0.kind.name }

  /// The likelihood of this name, or nil for a name that is none of `names`.
  package init?(name: String, outputs: Int) {
    guard let family = Family.builtIn.first(where: { $0.kind.name == name }) else { return nil }
    self.init(family, outputs: outputs)
  }

  /// The same likelihood of another number of outputs.
  package func with(outputs: Int) -> Likelihood {
    Likelihood(family, kind, outputs: outputs, activation: canonicalActivation)
  }

  /// The smallest number of outputs.
  package var fewestOutputs: Int { kind.fewestOutputs }

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
    kind.randomTargets(examples: examples, outputs: outputs, using: &generator)
  }

  /// Whether E is half the sum of squares of y − t.
  package var isLeastSquares: Bool { kind.estimator == .leastSquares }

  /// Whether there is a variance σ² of targets around the outputs; targets may then be scaled.
  package var hasVariance: Bool { kind.hasVariance }

  /// Whether outputs are probabilities.
  package var hasProbabilities: Bool { kind.hasProbabilities }

  /// Whether E is a number of nats.
  package var isInNats: Bool { kind.isInNats }

  /// By what a model is judged, which may have names for its outputs as classes.
  package func scores(hasClassNames: Bool) -> LikelihoodScores {
    kind.scores(outputs: outputs, hasClassNames: hasClassNames)
  }
}
