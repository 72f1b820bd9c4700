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

  /// The processor's name with its family and model, which tell the generations of a name like "AMD EPYC" apart.
  private static func processorName() -> String? {
    guard let text = try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8) else { return nil }
    var fields: [String: String] = [:]
    for line in text.split(separator: "\n") {
      let parts = line.split(separator: ":", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
      if parts.count == 2 && fields[parts[0]] == nil { fields[parts[0]] = parts[1] }
    }
    guard let name = fields["model name"] else { return nil }
    guard let family = fields["cpu family"], let model = fields["model"] else { return name }
    return "\(name) (family \(family), model \(model))"
  }
}
