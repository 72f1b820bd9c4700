internal import Foundation
internal import Nabla

/// A figure as commands of gnuplot, with its data among them.
///
/// ```swift
/// try Figure.learningCurve(training.history).draw(to: "curve.svg")
/// ```
public struct Figure: Sendable, Hashable {
  /// A name for the figure's file.
  public let name: String
  /// The width, in pixels.
  public let width: Int
  /// The height, in pixels.
  public let height: Int
  /// Commands that draw the figure, once the output is set.
  public let commands: String

  /// A figure that these commands draw.
  public init(name: String, width: Int = 720, height: Int = 480, commands: String) {
    self.name = name
    self.width = width
    self.height = height
    self.commands = commands
  }

  /// The endings of the files that figures are drawn into.
  public static let endings = ["svg", "png", "pdf"]

  /// The complete script, which writes the figure to `path`, or where there is none shows it on the screen.
  ///
  /// - Precondition: the path ends as one of `endings` says.
  public func script(output path: String? = nil) -> String {
    path.map { script(terminal: terminal(for: $0), output: $0) } ?? "\(Self.firstLine)\n\(drawing)\n"
  }

  private static let firstLine = "set encoding utf8"

  private var drawing: String { "set border linewidth 0.8\n\(commands)" }

  private func script(terminal: String, output path: String) -> String {
    """
    \(Self.firstLine)
    set terminal \(terminal) noenhanced
    set output \(Self.place(path))
    \(drawing)
    unset output

    """
  }

  /// What gnuplot calls the kind of the file; a centimetre of a PDF has as much on it as 60 pixels.
  private func terminal(for path: String) -> String {
    switch (path as NSString).pathExtension.lowercased() {
    case "svg": "svg size \(width),\(height) font 'sans-serif,13' background rgb 'white'"
    case "png": "pngcairo size \(width),\(height) font 'sans,11'"
    case "pdf": "pdfcairo size \(Double(width) / 60)cm,\(Double(height) / 60)cm font 'sans,11'"
    default: preconditionFailure("a figure in '\(path)', which ends in none of \(Self.endings)")
    }
  }

  /// Draws the figure by gnuplot into a file, beside its place first and then renamed.
  ///
  /// - Throws: `FigureError` if gnuplot is not there, or refuses, or if the file cannot be written. Where gnuplot is not
  ///   there the script is written beside the figure's place, with `.gp` for the ending.
  /// - Precondition: the path ends as one of `endings` says.
  public func draw(to path: String) throws(FigureError) {
    let terminal = terminal(for: path)
    guard let program = Self.gnuplot else {
      let missing = "\(path): gnuplot is not installed (Debian's package gnuplot-nox)"
      throw FigureError(missing + leaveScript(script(terminal: terminal, output: path), for: path))
    }
    do {
      let place = try FileReplacement.destination(of: path)
      let partial = FileReplacement.temporaryName(for: place, ending: "partial")
      defer { unlink(partial) }
      try draw(script(terminal: terminal, output: partial), by: program, into: partial, for: path)
      guard rename(partial, place) == 0 else {
        throw FigureError("\(path): cannot be written: \(String(cString: strerror(errno)))")
      }
    } catch let error as FigureError {
      throw error
    } catch let error as FileReplacement.Refusal {
      throw FigureError("\(path): cannot be written: \(error.reason)")
    } catch {
      throw FigureError("\(path): gnuplot could not be run: \(error.localizedDescription)")
    }
  }

  /// Draws into `partial`, beside the place of the figure in `path`.
  private func draw(_ script: String, by program: String, into partial: String, for path: String) throws {
    let complaint = try Self.run(program, script, beside: partial)
    if let complaint { throw FigureError("\(path): gnuplot could not draw it: \(complaint)") }
    guard Self.isWhole(partial) else {
      throw FigureError("\(path): gnuplot could not write all of it, as on a full disk or beyond a limit of its size")
    }
  }

  /// Writes the script beside the figure's place, where it replaces no file that is none, and says where it is.
  private func leaveScript(_ script: String, for path: String) -> String {
    let place = (path as NSString).deletingPathExtension + ".gp"
    let old = FileManager.default.contents(atPath: place)
    guard old?.starts(with: Self.firstLine.utf8) ?? true else { return "" }
    guard (try? FileReplacement.write(Array(script.utf8), to: place)) != nil else { return "" }
    return "; the script for it is in \(place)"
  }

  /// Runs a script, and returns what gnuplot complains about where it fails.
  ///
  /// The script is a file for gnuplot to read: a pipe to a program that ends early would end this one by a signal.
  private static func run(_ program: String, _ script: String, beside path: String) throws -> String? {
    let file = path + ".gp"
    defer { unlink(file) }
    try FileReplacement.write(Array(script.utf8), to: file)
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = ["-"]
    let errors = Pipe()
    process.standardInput = try FileHandle(forReadingFrom: URL(filePath: file))
    process.standardError = errors
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    let complaint = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus != 0 else { return nil }
    let lines = complaint.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
    return lines.filter { !$0.isEmpty }.joined(separator: "; ")
  }

  /// Whether a file has its end, which gnuplot does not say: it takes no notice of what the system refuses to write.
  private static func isWhole(_ path: String) -> Bool {
    guard let file = FileHandle(forReadingAtPath: path) else { return false }
    defer { try? file.close() }
    guard let size = try? file.seekToEnd() else { return false }
    try? file.seek(toOffset: size > 64 ? size - 64 : 0)
    let end = String(decoding: (try? file.readToEnd()) ?? Data(), as: UTF8.self)
    return ["</svg>", "IEND", "%%EOF"].contains { end.contains($0) }
  }

  /// Where gnuplot is, if it is in one of the folders of `PATH`.
  private static var gnuplot: String? {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":")
    return folders.map { "\($0)/gnuplot" }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }

}

/// Why a figure was not drawn.
public struct FigureError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What happened, with the figure's place.
  public let description: String

  init(_ description: String) { self.description = description.visible }
}
