/// A result, with the memory to compute it, is larger than the caller allows.
public struct MemoryBudgetError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What was asked for.
  public let what: String
  /// The bytes that the result and its computation need.
  public let needed: Int
  /// The bytes that are allowed.
  public let budget: Int
  /// The operator that does without.
  public let alternative: String

  /// All of it in one sentence.
  public var description: String {
    "\(what) needs \(needed) bytes, but the budget is \(budget); \(alternative)"
  }

  /// Throws where `needed` bytes are more than `budget`, or more than can be counted.
  static func check(
    _ what: String, elements: (Int, Int), size: Int, scratch: Int, budget: Int, alternative: String
  ) throws(MemoryBudgetError) {
    let (count, overflow) = elements.0.multipliedReportingOverflow(by: elements.1)
    let (bytes, overflow2) = count.multipliedReportingOverflow(by: size)
    let (needed, overflow3) = bytes.addingReportingOverflow(scratch)
    let isCountable = !(overflow || overflow2 || overflow3)
    guard isCountable && needed <= budget else {
      throw MemoryBudgetError(
        what: what, needed: isCountable ? needed : .max, budget: budget, alternative: alternative)
    }
  }
}

/// The budget of operators whose result is large, where the caller names none: 1 GiB.
public let defaultMemoryBudget = 1 << 30
