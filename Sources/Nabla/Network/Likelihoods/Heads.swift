/// E = Σ_h λ_h E_h: several heads, each a likelihood of its own outputs and targets with a weight.
///
/// The outputs and the targets of the first head come first. Of a categorical head the targets are a column for each class,
/// class probabilities or 1 for the class and 0 for others.
///
/// Passes and curvature go head by head (`OutputPart`), each as a network with this likelihood alone would: what depends on
/// all outputs together is here only for those who ask for E or its derivatives at y.
struct HeadsLikelihood: LikelihoodKind {
  let heads: [Likelihood.Head]

  var name: String { "heads" }
  /// Each head's name, with its weight in front where that is not 1.
  var spelling: String {
    heads.map { $0.weight == 1 ? $0.likelihood.name : "\($0.weight) \($0.likelihood.name)" }.joined(separator: " + ")
  }

  var canonicalActivation: Activation? { .heads }
  var hasCanonicalLink: Bool { heads.allSatisfy { $0.likelihood.kind.hasCanonicalLink } }
  var fewestOutputs: Int { heads.reduce(0) { $0 + $1.likelihood.outputs } }
  func targets(outputs: Int) -> Int { heads.reduce(0) { $0 + $1.likelihood.targets } }

  var classCoding: ClassCoding? { nil }
  var takesNumbers: Bool { true }
  /// Targets are checked head by head.
  func expectation(insteadOf t: Double) -> String? { nil }

  func expectation(insteadOf row: ArraySlice<Double>) -> (expected: String, found: String)? {
    for (head, range) in zip(heads, HeadRanges(heads).targets) {
      let own = row[row.startIndex + range.lowerBound..<row.startIndex + range.upperBound]
      if let problem = head.likelihood.problem(with: own) { return problem }
    }
    return nil
  }

  func randomTargets<S: RealScalar>(
    examples: Int, columns: Int, using generator: inout SeededGenerator
  ) -> Targets<S> {
    var result = Matrix<S>(rows: examples, columns: columns)
    for (head, range) in zip(heads, HeadRanges(heads).targets) {
      let drawn: Targets<S> = head.likelihood.randomTargets(examples: examples, using: &generator)
      let own = drawn.matrix(classes: range.count)
      for i in 0..<examples { for (j, k) in range.enumerated() { result[i, k] = own[i, j] } }
    }
    return .values(result)
  }

  var estimator: LinearEstimator? { nil }
  var hasVariance: Bool { false }
  var hasProbabilities: Bool { false }
  /// The unit of a Gaussian head's error is its own.
  var isInNats: Bool { false }
  func scores(outputs: Int, hasClassNames: Bool) -> LikelihoodScores { .regression }

  func measures(_ y: Matrix<Double>, _ t: Matrix<Double>) -> [LikelihoodMeasure] {
    let ranges = HeadRanges(heads)
    return heads.indices.flatMap { h in
      heads[h].likelihood.measures(y.columns(ranges.outputs[h]), t.columns(ranges.targets[h])).map {
        LikelihoodMeasure(name: "head \(h), \($0.name)", value: $0.value)
      }
    }
  }

  func value<S: RealScalar>(_ y: Span<S>, _ t: Span<S>) -> S {
    var sum: S = 0
    for (head, own) in zip(heads, HeadRanges(heads).outputs) where head.isPresent(t, own) {
      sum += S(head.weight) * head.likelihood.kind.value(y.extracting(own), t.extracting(own))
    }
    return sum
  }

  func gradient<S: RealScalar>(_ y: Span<S>, _ t: Span<S>, into gradient: inout MutableSpan<S>) {
    forEachHead(t, into: &gradient) { head, own, part in
      head.likelihood.kind.gradient(y.extracting(own), t.extracting(own), into: &part)
    }
  }

  func multiplyCurvature<S: RealScalar>(
    _ y: Span<S>, _ t: Span<S>, prepared: Span<S>, kind: OutputCurvatureKind, _ x: Span<S>,
    into result: inout MutableSpan<S>
  ) {
    forEachHead(t, into: &result) { head, own, part in
      head.likelihood.kind.multiplyCurvature(
        y.extracting(own), t.extracting(own), prepared: prepared, kind: kind, x.extracting(own), into: &part)
    }
  }

  /// Writes what `body` makes of zeros for each head, times its weight, where the head's outputs are.
  private func forEachHead<S: RealScalar>(
    _ t: Span<S>, into result: inout MutableSpan<S>,
    _ body: (_ head: Likelihood.Head, _ own: Range<Int>, _ part: inout MutableSpan<S>) -> Void
  ) {
    for (head, own) in zip(heads, HeadRanges(heads).outputs) where head.isPresent(t, own) {
      var part = [S](repeating: 0, count: own.count)
      var span = part.mutableSpan
      body(head, own, &span)
      for (j, k) in own.enumerated() { result[k] = S(head.weight) * part[j] }
    }
  }

  func canonicalTerm<S: RealScalar>(
    _ a: MatrixView<S>, _ targets: TargetTile<S>, delta: MatrixView<S>?
  ) -> Double {
    preconditionFailure("the error of heads is computed head by head")
  }
}

extension Likelihood {
  /// One head of a network: what some of its outputs, side by side, are modelled to be, and how much their error counts.
  public struct Head: Sendable, Hashable {
    /// The likelihood of the head's own outputs.
    public let likelihood: Likelihood
    /// λ, the factor of its error.
    public let weight: Double

    /// A head with this likelihood.
    ///
    /// - Precondition: the weight is positive and finite; the likelihood is built in, and none of heads itself.
    public init(_ likelihood: Likelihood, weight: Double = 1) {
      precondition(weight > 0 && weight.isFinite, "a head needs a positive weight, not \(weight)")
      precondition(likelihood.canBeHead, "a '\(likelihood.name)' likelihood cannot be a head's")
      self.likelihood = likelihood
      self.weight = weight
    }

    /// Whether nothing of an example is missing where its targets belong together.
    fileprivate func isPresent<S: RealScalar>(_ t: Span<S>, _ own: Range<Int>) -> Bool {
      !likelihood.kind.hasJointTargets || own.allSatisfy { !t[$0].isNaN }
    }
  }

  /// Several heads: E = Σ λ E_h, each error of a head's own outputs and targets. The outputs and targets of the first head come
  /// first: n × (Σ outputs) and n × (Σ targets), a column for each class of a categorical head. Each head has the output
  /// function of its likelihood.
  ///
  /// ```swift
  /// let likelihood = Likelihood.heads([
  ///   .init(.gaussian(outputs: 2)), .init(.bernoulli, weight: 0.5), .init(.categorical(classes: 4)),
  /// ])
  /// ```
  ///
  /// Targets that are missing are `Targets.incomplete`: a head leaves out what it lacks, and all of an example where its targets
  /// belong together, as those of classes; other heads keep it.
  ///
  /// - Precondition: there is a head.
  public static func heads(_ heads: [Head]) -> Likelihood {
    precondition(!heads.isEmpty, "a network needs a head")
    return Likelihood(.heads(heads), outputs: heads.reduce(0) { $0 + $1.likelihood.outputs })
  }

  /// The heads; nil of other likelihoods.
  public var heads: [Head]? { (kind as? HeadsLikelihood)?.heads }

  /// Which outputs and which targets are each head's; nil of other likelihoods.
  public var headRanges: [(outputs: Range<Int>, targets: Range<Int>)]? {
    heads.map { heads in
      let ranges = HeadRanges(heads)
      return zip(ranges.outputs, ranges.targets).map { ($0, $1) }
    }
  }

  /// Whether a head may have it: errors of the user's own have no output function of theirs.
  package var canBeHead: Bool { kind.canonicalActivation != nil && kind.canonicalActivation != .heads }

  /// What targets of one example, NaN where they are missing, would have to be where they are not.
  func problem(with t: ArraySlice<Double>) -> (expected: String, found: String)? {
    for value in t where !value.isNaN {
      if let expected = expectation(insteadOf: value) { return (expected, "\(value)") }
    }
    return t.contains(where: \.isNaN) ? nil : kind.expectation(insteadOf: t)
  }
}

/// Where the outputs and targets of heads lie, one after the other.
struct HeadRanges {
  let outputs: [Range<Int>]
  let targets: [Range<Int>]

  init(_ heads: [Likelihood.Head]) { self.init(likelihoods: heads.map(\.likelihood)) }

  init(likelihoods: [Likelihood]) {
    func side(_ count: (Likelihood) -> Int) -> [Range<Int>] {
      var next = 0
      return likelihoods.map { likelihood in
        defer { next += count(likelihood) }
        return next..<next + count(likelihood)
      }
    }
    outputs = side(\.outputs)
    targets = side(\.targets)
  }
}
