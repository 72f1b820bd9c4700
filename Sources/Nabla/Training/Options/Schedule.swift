internal import Foundation

/// How the learning rate changes in a run: a factor of the optimiser's learning rate η at every step. Penalties, weight decay and
/// dropout may have such factors, too: see `TrainingOptions`.
///
/// | schedule | factor at step k, with s steps an epoch and e = k / s |
/// | --- | --- |
/// | `constant` | 1 |
/// | `step` | f^⌊e / every⌋ |
/// | `exponential` | f^e |
/// | `cosine` | linear from 1 / W to 1 over W = warmUp · s steps, then f + (1 − f)(1 + cos πp) / 2, p from 0 to 1 |
/// | `oneCycle` | by cosines from `start` to 1 over the share `rise` of the run, then to `end` |
/// | `plateau` | f for each time that the watched value has not improved for more than `patience` epochs |
///
/// After their `epochs`, `cosine` and `oneCycle` stay where they end.
///
/// Sources: I. Loshchilov and F. Hutter, "SGDR", ICLR 2017 (cosine); L. N. Smith and N. Topin, "Super-convergence", 2018
/// (one cycle); in the forms that PyTorch uses, but that `plateau` takes its least change from |best|, so that values may be
/// negative.
public enum Schedule: Sendable, Hashable, Codable {
  case constant
  case step(every: Double, factor: Double = 0.1)
  case exponential(factor: Double)
  case cosine(epochs: Double, warmUp: Double = 0, final: Double = 0)
  case oneCycle(epochs: Double, rise: Double = 0.3, start: Double = 0.04, end: Double = 4e-6)
  case plateau(factor: Double = 0.1, patience: Int = 10, minimumChange: Double = 1e-4)

  /// The factor at step `step`, counted from 0 over all epochs, of `stepsPerEpoch` steps each; for `plateau`, 1.
  ///
  /// - Precondition: `step` ≥ 0 and `stepsPerEpoch` ≥ 1.
  public func factor(step: Int, stepsPerEpoch: Int) -> Double {
    precondition(step >= 0 && stepsPerEpoch >= 1, "step \(step) of epochs of \(stepsPerEpoch) steps")
    let (k, s) = (Double(step), Double(stepsPerEpoch))
    switch self {
    case .constant, .plateau:
      return 1
    case .step(let every, let factor):
      return pow(factor, (k / s / every).rounded(.down))
    case .exponential(let factor):
      return pow(factor, k / s)
    case .cosine(let epochs, let warmUp, let final):
      let (all, rise) = ((epochs * s).rounded(), (warmUp * s).rounded())
      if k < rise { return (k + 1) / rise }
      return Self.cosine(from: 1, to: final, (k - rise) / max(all - rise, 1))
    case .oneCycle(let epochs, let rise, let start, let end):
      // PyTorch's corners: the last steps of the two parts.
      let all = (epochs * s).rounded()
      let (top, last) = (rise * all - 1, all - 1)
      if k <= top { return Self.cosine(from: start, to: 1, k / max(top, 1)) }
      return Self.cosine(from: 1, to: end, (k - top) / max(last - top, 1))
    }
  }

  /// What is wrong with the constants, or nil.
  public var problem: String? {
    func check(_ isRight: Bool, _ text: String) -> String? { isRight ? nil : text }
    switch self {
    case .constant:
      return nil
    case .step(let every, let factor):
      return check(every > 0 && factor > 0, "a step schedule needs epochs and a factor that are positive")
    case .exponential(let factor):
      return check(factor > 0, "an exponential schedule needs a positive factor")
    case .cosine(let epochs, let warmUp, let final):
      return check(
        epochs > 0 && warmUp >= 0 && warmUp < epochs && final >= 0,
        "a cosine schedule needs more epochs than its warm-up has, and a final factor that is not negative")
    case .oneCycle(let epochs, let rise, let start, let end):
      return check(
        epochs > 0 && rise > 0 && rise < 1 && start > 0 && end >= 0,
        "a one-cycle schedule needs epochs, a rise between 0 and 1, and a positive start")
    case .plateau(let factor, let patience, let minimumChange):
      return check(
        factor > 0 && factor < 1 && patience >= 0 && minimumChange >= 0,
        "a plateau schedule needs a factor between 0 and 1, and a patience that is not negative")
    }
  }

  /// Whether factors follow from the number of the step alone, and not from a watched value.
  var dependsOnStepsAlone: Bool { if case .plateau = self { false } else { true } }

  /// Whether no factor is above 1.
  var isAtMostOne: Bool {
    switch self {
    case .constant, .plateau: true
    case .step(_, let factor), .exponential(let factor): factor <= 1
    case .cosine(_, _, let final): final <= 1
    case .oneCycle(_, _, let start, let end): start <= 1 && end <= 1
    }
  }

  /// From one value to another as p goes from 0 to 1, flat at both ends; there to stay.
  private static func cosine(from a: Double, to b: Double, _ p: Double) -> Double {
    b + (a - b) * (1 + _DoublePrimitives.cos(.pi * min(max(p, 0), 1))) / 2
  }
}

/// What the schedule `plateau` remembers.
struct PlateauState: Sendable, Hashable, Codable {
  /// The factor that the learning rate has come to.
  var factor = 1.0
  private var best: Double?
  private var waiting = 0

  /// Whether a file's numbers can be those of a training.
  var isValid: Bool { factor >= 0 && factor.isFinite && waiting >= 0 && waiting <= 1 << 53 }

  /// Takes an epoch's value into account.
  mutating func observe(_ value: Double, largerIsBetter: Bool, _ schedule: Schedule) {
    guard case .plateau(let shrink, let patience, let minimumChange) = schedule else { return }
    let isBetter: Bool
    if let best {
      // The change is a share of |best|, so that of a negative one the factor is on the other side of 1.
      let change = (best < 0) == largerIsBetter ? -minimumChange : minimumChange
      let limit = best * (1 + change)
      isBetter = largerIsBetter ? value > limit : value < limit
    } else {
      isBetter = !value.isNaN
    }
    if isBetter {
      best = value
      waiting = 0
    } else {
      waiting += 1
    }
    if waiting > patience {
      factor *= shrink
      waiting = 0
    }
  }
}
