/// A line search for a step α along a direction d that satisfies the strong Wolfe conditions.
///
///     φ(α) = f(x + αd),  φ(α) ≤ φ(0) + μ α φ′(0),  |φ′(α)| ≤ η |φ′(0)|
///
/// Source: J. J. Moré and D. J. Thuente, "Line search algorithms with guaranteed sufficient decrease", ACM Transactions on
/// Mathematical Software 20, 1994. Near a minimum, where the values of φ differ by rounding only, their differences are
/// taken from the gradients (`MinimizationPoint.change`), so that the last digits can be had.
public struct StrongWolfeSearch: Sendable, Hashable {
  /// μ, in 0 < μ < η.
  public var sufficientDecrease: Double
  /// η, in μ < η < 1: about 0.1 for conjugate gradients, 0.9 for quasi-Newton directions.
  public var curvature: Double
  /// After so many evaluations the best step so far is taken.
  public var mostEvaluations: Int

  /// A search with the usual constants.
  ///
  /// - Precondition: 0 < μ < η < 1, and at least one evaluation.
  public init(sufficientDecrease: Double = 1e-4, curvature: Double = 0.9, mostEvaluations: Int = 40) {
    precondition(
      sufficientDecrease > 0 && sufficientDecrease < curvature && curvature < 1,
      "the Wolfe constants \(sufficientDecrease) and \(curvature) are not in 0 < μ < η < 1")
    precondition(mostEvaluations >= 1, "a search of \(mostEvaluations) evaluations")
    self.sufficientDecrease = sufficientDecrease
    self.curvature = curvature
    self.mostEvaluations = mostEvaluations
  }

  /// A better point along d, with its step; `nil` where d leads down nowhere that can be told apart by rounding.
  ///
  /// - Parameters:
  ///   - objective: f.
  ///   - point: x.
  ///   - direction: d; there is no search where it does not lead down.
  ///   - firstStep: The α to try first, positive.
  /// - Complexity: one gradient an evaluation, mostly one to three.
  public func callAsFunction<O: Objective>(
    _ objective: inout CountedObjective<O>, from point: MinimizationPoint, along direction: [Double],
    firstStep: Double
  ) -> (point: MinimizationPoint, step: Double)? {
    let slope = DenseVector.dot(point.gradient, direction)
    guard slope < 0, slope.isFinite, firstStep > 0 else { return nil }
    var interval = StepInterval(slope: slope, decrease: sufficientDecrease * slope)
    var best: (point: MinimizationPoint, step: Double)?
    var step = firstStep
    var longest = Double.infinity
    for _ in 0..<mostEvaluations {
      let trial = objective.point(at: DenseVector.sum(point.x, step, direction))
      guard trial.isFinite else {
        // Out of the domain: the step is too long, whatever its value would be.
        longest = step
        step = interval.low.step + (step - interval.low.step) / 10
        continue
      }
      let change = trial.change(from: point)
      let trialSlope = DenseVector.dot(trial.gradient, direction)
      if change <= step * sufficientDecrease * slope && trialSlope.magnitude <= -curvature * slope {
        return (trial, step)
      }
      if change < 0 && change < best.map({ $0.point.change(from: point) }) ?? 0 { best = (trial, step) }
      let next = interval.next(after: .init(step: step, value: change, slope: trialSlope))
      guard next != step, interval.isWide else { break }
      step = min(next, longest < .infinity ? (interval.low.step + longest) / 2 : .infinity)
    }
    return best
  }
}

/// The interval of a search that is known to hold a good step, once it is bracketed, with what is known at its ends.
private struct StepInterval {
  /// φ − φ(0) and φ′ at a step.
  struct Sample {
    var step: Double
    var value: Double
    var slope: Double
  }

  /// The end with the lower value so far.
  private(set) var low: Sample
  private var high: Sample
  private var isBracketed = false
  /// Whether no step with ψ ≤ 0 and φ′ ≥ 0 was met yet: until then ψ(α) = φ(α) − φ(0) − μφ′(0)α is searched.
  private var isFirstStage = true
  /// μφ′(0).
  private let decrease: Double
  private var width = Double.infinity
  private var widthBefore = Double.infinity

  init(slope: Double, decrease: Double) {
    low = Sample(step: 0, value: 0, slope: slope)
    high = low
    self.decrease = decrease
  }

  /// Whether there are steps between the ends.
  var isWide: Bool {
    !isBracketed || (high.step - low.step).magnitude > 1e-15 * max(high.step, low.step)
  }

  private func auxiliary(_ sample: Sample) -> Sample {
    Sample(step: sample.step, value: sample.value - decrease * sample.step, slope: sample.slope - decrease)
  }

  /// Takes a trial that is not good enough into the interval; returns the next step to try.
  mutating func next(after trial: Sample) -> Double {
    if isFirstStage && trial.value <= decrease * trial.step && trial.slope >= 0 { isFirstStage = false }
    let usesAuxiliary = isFirstStage && trial.value <= low.value && trial.value > decrease * trial.step
    let map = usesAuxiliary ? auxiliary : { $0 }
    var next = Self.trialStep(map(low), map(high), map(trial), isBracketed: isBracketed)
    let (from, reach) = (low.step, trial.step - low.step)
    update(trial, map)

    if isBracketed {
      // A bracket that does not shrink by a third in two trials is halved.
      let now = (high.step - low.step).magnitude
      if now >= 0.66 * widthBefore { next = low.step + (high.step - low.step) / 2 }
      widthBefore = width
      width = now
      let (least, most) = (min(low.step, high.step), max(low.step, high.step))
      if !(next > least && next < most) { next = low.step + (high.step - low.step) / 2 }
    } else {
      // Without a bracket the steps grow, by a bounded factor.
      next = min(max(next, trial.step + (from > 0 ? 1.1 : 0.1) * reach), trial.step + 4 * reach)
    }
    return next
  }

  /// Keeps the ends of the smaller interval.
  private mutating func update(_ trial: Sample, _ map: (Sample) -> Sample) {
    let (l, t) = (map(low), map(trial))
    if t.value > l.value {
      high = trial
      isBracketed = true
    } else {
      if (t.slope < 0) != (l.slope < 0) {
        high = low
        isBracketed = true
      }
      low = trial
    }
  }

  /// The next step by cubic and quadratic interpolation: the four cases of Moré and Thuente's section 4.
  private static func trialStep(_ low: Sample, _ high: Sample, _ trial: Sample, isBracketed: Bool) -> Double {
    let distance = trial.step - low.step
    if trial.value > low.value {
      // 1. A higher value: a minimum is between.
      let cubic = cubicMinimum(low, trial)
      let quadratic =
        low.step + low.slope / ((low.value - trial.value) / distance + low.slope) / 2 * distance
      return (cubic - low.step).magnitude < (quadratic - low.step).magnitude
        ? cubic : cubic + (quadratic - cubic) / 2
    }
    let secant = trial.step + trial.slope / (trial.slope - low.slope) * (low.step - trial.step)
    if (trial.slope < 0) != (low.slope < 0) {
      // 2. A lower value and a slope of the other sign: a minimum is between.
      let cubic = cubicMinimum(low, trial)
      return (cubic - trial.step).magnitude > (secant - trial.step).magnitude ? cubic : secant
    }
    if trial.slope.magnitude < low.slope.magnitude {
      // 3. A lower value and a smaller slope of the same sign: extrapolation, where the cubic has a minimum ahead.
      let cubic = cubicMinimum(low, trial)
      let isAhead = cubic.isFinite && (cubic - trial.step) * distance > 0
      guard isBracketed else {
        let far = isAhead ? cubic : .infinity
        return (far - trial.step).magnitude > (secant - trial.step).magnitude && far.isFinite ? far : secant
      }
      let near = isAhead ? cubic : secant
      let next = (near - trial.step).magnitude < (secant - trial.step).magnitude ? near : secant
      let bound = trial.step + 0.66 * (high.step - trial.step)
      return trial.step > low.step ? min(bound, next) : max(bound, next)
    }
    // 4. A lower value and a slope that does not shrink.
    return isBracketed ? cubicMinimum(high, trial) : trial.step + 4 * (trial.step - low.step)
  }

  /// The minimum of the cubic with the values and slopes of two samples.
  private static func cubicMinimum(_ a: Sample, _ b: Sample) -> Double {
    let theta = 3 * (a.value - b.value) / (b.step - a.step) + a.slope + b.slope
    let scale = max(theta.magnitude, a.slope.magnitude, b.slope.magnitude)
    let square = (theta / scale) * (theta / scale) - (a.slope / scale) * (b.slope / scale)
    let gamma = scale * max(square, 0).squareRoot() * (b.step > a.step ? 1 : -1)
    let ratio = (gamma - a.slope + theta) / (2 * gamma - a.slope + b.slope)
    return a.step + ratio * (b.step - a.step)
  }
}
