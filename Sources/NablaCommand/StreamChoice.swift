internal import Nabla

/// Whether examples are read a part at a time, as the options say.
enum StreamChoice {
  /// The options that need all examples in memory.
  static let excluded = ["groups", "ordered", "folds", "leave-one-out", "missing-targets"]

  static let option = Option(
    name: "stream",
    help:
      "Read the examples a part at a time, so that there may be more than memory holds: targets and weights are in memory, the "
      + "inputs stay in the file.")

  /// What a training has, too.
  static let preload = Option(
    name: "preload",
    help:
      "With '--stream': read the inputs into memory once, where they fit, and train to the same bits without reading again."
  )

  /// Whether the examples are to be read a part at a time.
  static func isChosen(_ arguments: Arguments, without others: [String]) throws(UsageError) -> Bool {
    guard arguments.contains("stream") else { return false }
    for name in excluded + others where arguments.contains(name) {
      throw UsageError("'--stream' and '--\(name)' exclude each other: the examples are not in memory")
    }
    return true
  }

  /// A file of which parts are read; where a temporary one takes its place, that is said.
  static func file(_ path: String, _ encoding: Dialect.Encoding = .utf8) throws(DataError) -> PartialFile {
    let file = try PartialFile.plain(path, encoding)
    if file.isTemporary {
      let folder = PartialFile.temporaryFolder
      Console.error(
        "nabla: \(path): read once into a temporary file of \(file.size) bytes in \(folder); TMPDIR names another folder"
      )
    }
    return file
  }
}
