import Foundation

/// An executable of the package, which is built beside the tests.
struct Program {
  let name: String

  static let nabla = Program(name: "nabla")
  static let benchmark = Program(name: "NablaBenchmark")

  /// What a run of the program left behind.
  struct Result {
    var status: Int32
    var output: String
    var errors: String

    /// The lines of the standard output.
    var lines: [Substring] { output.split(separator: "\n") }
    /// The last line of the standard output.
    var lastLine: String { lines.last.map(String.init) ?? "" }
  }

  /// Starts `nabla`, whose output goes nowhere, or that of errors to a file.
  static func start(
    _ arguments: [String], in folder: TemporaryFolder, errors: FileHandle = .nullDevice
  ) throws -> Process {
    let process = Process()
    // The program leaves a signal ignored that was so when it started, as it is where the tests run in the background.
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments =
      ["--default-signal=INT,TERM,HUP"]
      + [Bundle.module.bundleURL.deletingLastPathComponent().appending(path: nabla.name).path] + arguments
    process.currentDirectoryURL = URL(filePath: folder.path)
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = errors
    try process.run()
    return process
  }

  /// Runs `nabla` to its end.
  static func run(_ arguments: String..., in folder: TemporaryFolder? = nil) throws -> Result {
    try nabla.run(arguments, in: folder)
  }

  /// Runs `nabla` to its end.
  static func run(_ arguments: [String], in folder: TemporaryFolder? = nil) throws -> Result {
    try nabla.run(arguments, in: folder)
  }

  /// Runs the program to its end, in this folder.
  func run(_ arguments: String...) throws -> Result { try run(arguments) }

  /// Runs the program to its end. A run that a signal ends, as a trap would, has a status above 128, as in a shell.
  func run(_ arguments: [String], in folder: TemporaryFolder? = nil) throws -> Result {
    try Self.run(
      Bundle.module.bundleURL.deletingLastPathComponent().appending(path: name), arguments, in: folder)
  }

  /// Runs a command line of the shell in a folder, which its own streams do not get into.
  static func shell(_ command: String, in folder: TemporaryFolder) throws -> Result {
    try run(URL(filePath: "/bin/sh"), ["-c", command], in: folder)
  }

  private static func run(_ executable: URL, _ arguments: [String], in folder: TemporaryFolder?) throws -> Result {
    let process = Process()
    process.executableURL = executable
    process.arguments = arguments
    if let folder { process.currentDirectoryURL = URL(filePath: folder.path) }
    // Files and not pipes: nothing waits for a reader.
    return try TemporaryFolder.with { streams in
      let paths = [try streams.write("", to: "output"), try streams.write("", to: "errors")]
      let files = try paths.map { try FileHandle(forWritingTo: URL(filePath: $0)) }
      process.standardInput = FileHandle.nullDevice
      process.standardOutput = files[0]
      process.standardError = files[1]
      try process.run()
      process.waitUntilExit()
      let texts = try paths.map { String(decoding: try fileBytes($0), as: UTF8.self) }
      let signal: Int32 = process.terminationReason == .uncaughtSignal ? 128 : 0
      return Result(status: process.terminationStatus + signal, output: texts[0], errors: texts[1])
    }
  }
}
