import Foundation

/// The C compilers of a machine, some of which have none.
enum CCompiler {
  /// Those among gcc and clang that are installed.
  static let installed: [String] = {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    return ["clang", "gcc"].filter { name in
      folders.contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(name)") }
    }
  }()

  /// What every file must pass.
  static let warnings = ["-std=c99", "-Wall", "-Wextra", "-Wpedantic", "-Werror"]

  /// Compiles a file of a folder and runs it there: what it prints.
  static func run(
    _ compiler: String, _ file: String, _ flags: [String] = [], in folder: TemporaryFolder
  ) throws -> Program.Result {
    let line = [compiler] + warnings + ["-O0", "-ffp-contract=off"] + flags + [file, "-o", "program", "-lm"]
    let compiled = try Program.shell(line.joined(separator: " "), in: folder)
    guard compiled.status == 0 else { return compiled }
    return try Program.shell("./program", in: folder)
  }
}
