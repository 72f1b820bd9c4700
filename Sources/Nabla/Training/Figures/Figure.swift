internal import Foundation

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

  /// The complete script, which writes the figure to `path`.
  ///
  /// - Precondition: the path ends in `.svg` or `.png`, and has no line breaks.
  public func script(output path: String) -> String {
    precondition(path.hasSuffix(".svg") || path.hasSuffix(".png"), "a figure in '\(path)', which is no .svg or .png")
    precondition(!path.contains(where: \.isNewline), "a path with a line break")
    let terminal =
      path.hasSuffix(".svg")
      ? "svg size \(width),\(height) font 'sans-serif,13' background rgb 'white'"
      : "pngcairo size \(width),\(height) font 'sans,11'"
    return """
      set encoding utf8
      set terminal \(terminal)
      set output \(Self.quoted(path))
      set border linewidth 0.8
      \(commands)
      unset output

      """
  }

  /// Draws the figure by gnuplot into an SVG or PNG file, beside its place first and then renamed.
  ///
  /// - Throws: `FigureError` if gnuplot is not there, or refuses. Where it is not there the script is written beside
  ///   the figure's place, with `.gp` for the ending.
  public func draw(to path: String) throws(FigureError) {
    guard let program = Self.gnuplot else {
      let script = path.dropLast(4) + ".gp"
      let isWritten = FileManager.default.createFile(
        atPath: String(script), contents: Data(self.script(output: path).utf8))
      throw FigureError(
        "\(path): gnuplot is not installed (Debian's package gnuplot-nox)"
          + (isWritten ? "; the script for it is in \(script)" : ""))
    }
    let temporary = String(path.dropLast(4)) + ".drawing" + String(path.suffix(4))
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = ["-"]
    let (input, errors) = (Pipe(), Pipe())
    process.standardInput = input
    process.standardError = errors
    process.standardOutput = FileHandle.nullDevice
    do {
      try process.run()
      try input.fileHandleForWriting.write(contentsOf: Data(script(output: temporary).utf8))
      try input.fileHandleForWriting.close()
    } catch {
      throw FigureError("\(path): gnuplot could not be run: \(error)")
    }
    let complaint = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0, rename(temporary, path) == 0 else {
      unlink(temporary)
      throw FigureError(
        "\(path): gnuplot could not draw it: \(complaint.trimmingCharacters(in: .whitespacesAndNewlines))")
    }
  }

  /// Where gnuplot is, if it is in one of the folders of `PATH`.
  private static var gnuplot: String? {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":")
    return folders.map { "\($0)/gnuplot" }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  /// A text as gnuplot quotes it.
  static func quoted(_ text: String) -> String { "'" + text.replacingOccurrences(of: "'", with: "''") + "'" }

  /// A block of data that commands can name: rows of numbers.
  static func block(_ name: String, _ rows: [[Double]]) -> String {
    let lines = rows.map { $0.map { "\($0)" }.joined(separator: " ") }
    return (["$\(name) << END"] + lines + ["END"]).joined(separator: "\n")
  }
}

/// Why a figure was not drawn.
public struct FigureError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What happened, with the figure's place.
  public let description: String

  init(_ description: String) { self.description = description }
}
