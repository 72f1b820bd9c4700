import Foundation

/// What the program writes: results to standard output, at once even into a pipe, and the rest to standard error.
enum Console {
  /// A line of results.
  static func print(_ line: String) { write(line + "\n", to: .standardOutput) }

  /// A line that is not a result.
  static func error(_ line: String) { write(line + "\n", to: .standardError) }

  /// Text for a terminal, without a line's end.
  static func draw(_ text: String) { write(text, to: .standardError) }

  /// Whether standard error is a terminal, which can show a progress bar.
  static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }

  /// The number of characters in a line of the terminal.
  static var width: Int {
    var size = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }

  private static func write(_ text: String, to file: FileHandle) {
    // A reader that has gone away, such as head(1), is no error.
    try? file.write(contentsOf: Data(text.utf8))
  }
}
