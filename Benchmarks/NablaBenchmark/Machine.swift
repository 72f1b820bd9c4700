internal import Foundation
internal import Nabla

/// Where and with what a measurement was made.
struct Machine: Encodable {
  /// The processor's name.
  let cpu: String
  /// OpenBLAS's version, build options and CPU kernels; empty in a build without it.
  let blas: String
  /// The git revision, with a plus sign where the sources differ from it. `scripts/benchmark` says it.
  let revision: String
  /// The compiler's version. `scripts/benchmark` says it.
  let swift: String?

  static let current = Machine(
    cpu: processorName() ?? "unknown", blas: openBLASConfiguration() ?? "",
    revision: ProcessInfo.processInfo.environment["NABLA_REVISION"] ?? "unknown",
    swift: ProcessInfo.processInfo.environment["NABLA_SWIFT_VERSION"])

  private static func processorName() -> String? {
    guard let text = try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8) else { return nil }
    let line = text.split(separator: "\n").first { $0.hasPrefix("model name") }
    return line?.split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) }
  }
}
