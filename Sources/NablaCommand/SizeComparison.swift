internal import Foundation
internal import Nabla

/// Networks of one hidden layer of several sizes, compared by their evidence, as the options say.
struct SizeComparison {
  private let sizes: [Int]
  private let seeds: Range<UInt64>

  private static let (defaultStarts, mostUnits) = (5, 4096)

  /// The option that `init` reads.
  static let option = Option(
    name: "compare", values: ["N,N,..."],
    help:
      "Train networks with one hidden layer of each of these sizes (0: none) from '--starts' starts (default: "
      + "\(defaultStarts)), without epochs before; print the minima that they come to by their evidence, and keep the "
      + "most probable.")

  /// The comparison, where one is asked for.
  init?(_ arguments: Arguments) throws(UsageError) {
    guard let text = arguments.value("compare") else { return nil }
    let numbers = text.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
    sizes = numbers.compactMap { $0 }.filter { (0...Self.mostUnits).contains($0) }
    guard sizes.count == numbers.count, Set(sizes).count == sizes.count else {
      throw arguments.wrong("compare", text, "different whole numbers from 0 to \(Self.mostUnits), such as 2,4,8")
    }
    for option in ["hidden", "checkpoint", "resume", "history"] {
      _ = try arguments.exclusive(["compare", option])
    }
    let first: UInt64 = try arguments.integer("seed", in: 0..., "a whole number from 0") ?? 1
    let starts = try arguments.count("starts", upTo: 10_000) ?? Self.defaultStarts
    let (end, overflows) = first.addingReportingOverflow(UInt64(starts))
    guard !overflows else { throw arguments.wrong("seed", "\(first)", "a number that \(starts) others follow") }
    seeds = first..<end
  }

  /// The minima of networks with the inputs, outputs and activation of one.
  func comparison(
    like network: Network<Double>, on data: Dataset<Double>, test: Dataset<Double>, groups: PriorGroups.Kind,
    noisePerOutput: Bool
  ) throws -> EvidenceComparison {
    let (architecture, execution) = (network.architecture, network.execution)
    let activation = architecture.layers.count > 1 ? architecture.layers[0].activation : .tanh
    let candidates = sizes.map { units in
      Network<Double>(inputs: architecture.inputs, likelihood: architecture.likelihood, execution: execution) {
        for _ in 0..<(units > 0 ? 1 : 0) { Dense(units, activation) }
      }
    }
    let found = EvidenceComparison(
      of: candidates, on: data, seeds: seeds, groups: groups, noisePerOutput: noisePerOutput,
      test: test.count > 0 ? test : nil)
    guard !found.minima.isEmpty else {
      throw CommandError(
        "none of \(found.failures.count) runs came to a minimum: \(found.failures.first.map { "\($0.error)" }.orEmpty)")
    }
    return found
  }

  /// The table, and the error of the mixture.
  func report(_ found: EvidenceComparison, test: Dataset<Double>, scaled: String?) -> [String] {
    let table = found.description.split(separator: "\n").map(String.init)
    guard test.count > 0, let mixed = found.meanError(on: test) else { return table }
    let unit = scaled.map { " (of scaled \($0))" }.orEmpty
    return table + ["mixed by evidence: test error " + String(format: "%.5g", mixed) + unit]
  }
}
