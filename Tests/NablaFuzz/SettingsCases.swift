import Foundation
import Nabla

/// Settings of the program in JSON, read by the program itself, with all else as it should be.
enum SettingsCases {
  private static let base = """
    {"hidden":[3,2],"activation":"tanh","likelihood":"gaussian","init":"glorot","seed":3,"optimizer":"adam",
    "learning-rate":0.01,"batch":4,"schedule":"cosine","warm-up":1,"factor":0.5,"every":2,"plateau-patience":2,
    "scale":true,"weight-decay":0.1,"l2":0.01,"l1":0,"dropout":0.1,"clip":1,"validation-fraction":0.3,"metric":"loss",
    "patience":2,"target":"y","header":"auto","delimiter":"comma","test-fraction":0.3}
    """

  private static let names = [
    "hidden", "activation", "likelihood", "optimizer", "batch", "schedule", "scale", "no-scale", "dropout", "classes",
    "regression", "label-smoothing", "balance-classes", "metric", "test-fraction", "target", "relu", "sgd", "plateau",
    "none", "x", "y", "help", "settings", "categorical", "step", "auto", "unknown",
  ]

  /// - Returns: What is wrong with how the program ended, if anything is.
  static func run(_ mutation: inout Mutation, in folder: String) throws -> String? {
    guard let tree = JSONTree(base) else { preconditionFailure("settings that are no JSON") }
    let text = Array(mutation.damaged(tree, names: names).text.utf8)
    let settings = try FuzzCase.write(mutation.chance(1, in: 3) ? mutation.damaged(text) : text, "settings", in: folder)
    let rows = (0..<20).map { "\(Double($0) / 7),\(3 * $0 % 7),\($0 % 5)" }
    let table = try FuzzCase.write(Array((["x,z,y"] + rows).joined(separator: "\n").utf8), "data.csv", in: folder)
    // What may rightly take long is typed, and goes first.
    let process = Process()
    process.executableURL = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "nabla")
    process.arguments = [
      "train", "--csv", table, "--settings", settings, "--epochs", "2", "--starts", "1", "--threads", "1", "--quiet",
    ]
    process.standardOutput = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    let errors = Pipe()
    process.standardError = errors
    try process.run()
    let output = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let text2 = String(decoding: output, as: UTF8.self)
    guard process.terminationReason == .exit, [0, 1, 2].contains(process.terminationStatus) else {
      return
        "nabla ended with \(process.terminationReason == .exit ? "status" : "signal") \(process.terminationStatus): "
        + text2.suffix(400).replacing("\n", with: " ")
    }
    guard process.terminationStatus != 0 else { return nil }
    // A message is one line, to which wrong usage adds where help is.
    let lines = text2.split(separator: "\n").filter { !$0.hasPrefix("Try '") }
    guard let message = lines.last else { return "status \(process.terminationStatus) without a word" }
    return FuzzCase.complaint(aboutText: String(message))
  }
}
