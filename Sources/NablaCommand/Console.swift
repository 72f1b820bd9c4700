import Foundation
internal import Nabla
import Synchronization

/// What the program writes: results to standard output, at once even into a pipe, and the rest to standard error. Of several
/// processes the first one writes.
enum Console {
  /// A line of results, or several, for people to read: no character in it gives the terminal an order.
  ///
  /// Where it cannot be written the program says so once and goes on: a network may be there to be saved.
  static func print(_ line: String) { put(line.visibleLines) }

  /// Text for another program, as it is; only on a terminal its characters are made visible.
  static func print(data text: String) { put(isatty(STDOUT_FILENO) == 1 ? text.visibleLines : text) }

  private static func put(_ line: String) {
    guard !isMuted, output.withLock({ $0 == .open }), let problem = write(line + "\n", to: STDOUT_FILENO) else {
      return
    }
    output.withLock { $0 = problem == EPIPE ? .unread : .failed }
    if problem != EPIPE { complain("standard output cannot be written: \(String(cString: strerror(problem)))") }
  }

  /// Lines that are no results.
  static func error(_ lines: String) {
    if !isMuted { _ = write(lines.visibleLines + "\n", to: STDERR_FILENO) }
  }

  /// What is wrong, on one line.
  static func complain(_ problem: some CustomStringConvertible) { error("nabla: " + problem.description.visible) }

  /// Text for a terminal, without a line's end.
  static func draw(_ text: String) { _ = write(text, to: STDERR_FILENO) }

  /// Whether standard error is a terminal, which can show a progress bar.
  static var isTerminal: Bool { !isMuted && isatty(STDERR_FILENO) == 1 }

  /// The number of characters in a line of the terminal.
  static var width: Int {
    var size = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }

  private static let muted = Mutex(!Processes.isFirst)

  /// Whether another process writes.
  private static var isMuted: Bool { muted.withLock { $0 } }

  /// Lets this process write, as it has failed where others have not.
  static func speak() { muted.withLock { $0 = false } }

  /// What became of the standard output.
  private enum Output {
    case open
    /// The reader has gone away, such as head(1), which is no error.
    case unread
    /// The disk is full, for one.
    case failed
  }

  private static let output = Mutex(Output.open)

  /// Whether results are lost, so that the exit status must not say that all is well.
  static var lostResults: Bool { output.withLock { $0 == .failed } }

  /// Writes all of a text, or returns the number of the system's error.
  private static func write(_ text: String, to file: Int32) -> Int32? {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Foundation.write(file, $0.baseAddress, $0.count) }
      if count >= 0 {
        rest = rest.dropFirst(count)
      } else if errno == EAGAIN {
        var waiting = pollfd(fd: file, events: Int16(POLLOUT), revents: 0)
        poll(&waiting, 1, -1)
      } else if errno != EINTR {
        return errno
      }
    }
    return nil
  }
}
