import Foundation
import Testing

extension Program {
  /// Where `nabla` is.
  static var path: String { Bundle.module.bundleURL.deletingLastPathComponent().appending(path: nabla.name).path }

  /// Runs `nabla` to its end, and expects one line that says why it refuses: 1 is the status of data that cannot be used,
  /// and 2 that of wrong usage, with a second line that names the help.
  static func expectRefusal(
    _ arguments: [String], in folder: TemporaryFolder? = nil, status: Int32 = 1, says text: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let result = try run(arguments, in: folder)
    let lines = result.errors.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    #expect(
      result.status == status && lines.count == status && result.errors.hasPrefix("nabla: ")
        && lines[0].contains(text), "\(arguments): \(result)", sourceLocation: sourceLocation)
  }
}
