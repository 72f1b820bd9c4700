import Foundation
import Nabla

/// One damaged input: which kind, and what is made of it, both from the seed of the run and the number of the case.
struct FuzzCase {
  /// What is damaged.
  enum Kind: String, CaseIterable {
    case model, checkpoint, idx, gzip, table, dialect, array, graph, state, settings
  }

  let kind: Kind
  var mutation: Mutation

  /// Case `number` of the run with this seed; one in `settingsEvery` is one of settings, for which a process is started.
  init(seed: UInt64, number: Int) {
    // Neighbouring seeds give unrelated generators.
    var generator = SeededGenerator(seed: seed &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(number))
    let kinds: [Kind] = [.model, .model, .checkpoint, .idx, .gzip, .table, .dialect, .array, .graph, .graph, .state]
    kind = number % Self.settingsEvery == Self.settingsEvery - 1 ? .settings : kinds[number % kinds.count]
    _ = generator.next()
    mutation = Mutation(generator: generator)
  }

  private static let settingsEvery = 200

  /// Reads the damaged input, and uses what was read.
  ///
  /// - Returns: What is wrong with the error that it ended with, if anything is. A trap ends the process.
  mutating func run(in folder: String) -> String? {
    do {
      switch kind {
      case .model: try ModelCases.run(&mutation)
      case .checkpoint: try CheckpointCases.run(&mutation, in: folder)
      case .idx: try DataCases.idx(&mutation, in: folder)
      case .gzip: try DataCases.gzip(&mutation, in: folder)
      case .table: try DataCases.table(&mutation, in: folder)
      case .dialect: try TableCases.dialect(&mutation, in: folder)
      case .array: try TableCases.array(&mutation, in: folder)
      case .graph: try GraphCases.graph(&mutation)
      case .state: try GraphCases.state(&mutation)
      case .settings: return try SettingsCases.run(&mutation, in: folder)
      }
      return nil
    } catch {
      return Self.complaint(about: error)
    }
  }

  /// What is wrong with an error: it must be of the library's own types and say in one line what is the matter.
  static func complaint(about error: any Error) -> String? {
    guard error is DataError || error is ModelFileError || error is ArchitectureError || error is TrainingError else {
      return "an error of another type, \(type(of: error)): \(error)"
    }
    return complaint(aboutText: "\(error)")
  }

  static func complaint(aboutText text: String) -> String? {
    if text.isEmpty { return "an error without a text" }
    if text.unicodeScalars.contains(where: { $0.value < 0x20 }) { return "an error in several lines: \(text)" }
    for dump in ["Error Domain=", "NSCocoaError", "Context(", "_TtC", "codingPath"] where text.contains(dump) {
      return "an error with a dump of a framework: \(text)"
    }
    return text.utf8.count > 2000 ? "an error of \(text.utf8.count) bytes" : nil
  }

  /// Writes a file into the folder and returns its path.
  static func write(_ bytes: [UInt8], _ name: String, in folder: String) throws -> String {
    let path = folder + "/" + name
    try Data(bytes).write(to: URL(filePath: path))
    return path
  }
}
