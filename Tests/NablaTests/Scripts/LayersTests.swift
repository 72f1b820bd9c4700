import Foundation
import Testing

/// `scripts/layers` on a small house of its own.
@Suite struct LayersTests {
  private static let script = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().appending(path: "../../../scripts/layers").standardizedFileURL

  /// Runs the script where `Sources/Nabla` has these files; returns its status and what it prints.
  private func run(_ files: [String: String]) throws -> (status: Int32, output: String) {
    try TemporaryFolder.with { folder in
      let manager = FileManager.default
      let root = URL(fileURLWithPath: folder.path)
      try manager.createDirectory(at: root.appending(path: "scripts"), withIntermediateDirectories: true)
      try manager.copyItem(at: Self.script, to: root.appending(path: "scripts/layers"))
      for (name, text) in files {
        let file = root.appending(path: "Sources/Nabla/\(name)")
        try manager.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
      }
      let process = Process()
      process.executableURL = root.appending(path: "scripts/layers")
      let pipe = Pipe()
      process.standardOutput = pipe
      process.standardError = pipe
      try process.run()
      let output = pipe.fileHandleForReading.readDataToEndOfFile()
      process.waitUntilExit()
      return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }
  }

  private static let network = "public struct Network {\n  let count = 1\n}\n"

  @Test func arrowsThatPointDownPass() throws {
    let result = try run([
      "Network/Network.swift": Self.network,
      "Derivatives/Gradient.swift": "extension Network {\n  func gradientOfAll() -> Int { count }\n}\n",
      "Training/Step.swift":
        "// Network and \"Model\" in words\nfunc step(_ n: Network) -> Int { n.gradientOfAll() }\n",
    ])
    #expect(result.status == 0, "\(result.output)")
  }

  @Test func aTypeOfARoomAboveIsRefused() throws {
    let result = try run([
      "Network/Network.swift": Self.network + "func remember(_ step: TrainingStep) {}\n",
      "Training/Step.swift": "struct TrainingStep {}\n",
    ])
    #expect(result.status != 0)
    #expect(
      result.output.contains("Sources/Nabla/Network/Network.swift:4: Network uses TrainingStep, which is in Training"),
      "\(result.output)")
  }

  @Test func aMemberOfARoomAboveIsRefused() throws {
    let result = try run([
      "Network/Network.swift": Self.network,
      "Network/Use.swift": "func use(_ n: Network) -> Int { n.gradientOfAll() }\n",
      "Derivatives/Gradient.swift": "extension Network {\n  func gradientOfAll() -> Int { count }\n}\n",
    ])
    #expect(result.status != 0)
    #expect(result.output.contains("Network uses gradientOfAll, which is in Derivatives"), "\(result.output)")
  }

  @Test func longFilesAndUnknownRoomsAreRefused() throws {
    let long = try run(["Memory/Long.swift": String(repeating: "// a line\n", count: 301)])
    #expect(long.status != 0 && long.output.contains("301 lines"), "\(long.output)")
    let unknown = try run(["Attic/Old.swift": "struct Old {}\n"])
    #expect(unknown.status != 0 && unknown.output.contains("Attic"), "\(unknown.output)")
  }
}
