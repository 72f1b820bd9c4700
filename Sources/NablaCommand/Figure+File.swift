import Foundation
internal import NablaFigures

extension Figure {
  private static func kind(of path: String) -> String { (path as NSString).pathExtension.lowercased() }
  private static func isScript(_ path: String) -> Bool { ["gnuplot", "gp"].contains(kind(of: path)) }

  /// Refuses a file's name that is of no kind of figure.
  static func check(_ path: String) throws(CommandError) {
    guard isScript(path) || endings.contains(kind(of: path)) else {
      throw CommandError("\(path): a figure is a .png, .svg, .pdf or .gnuplot file")
    }
  }

  /// Writes the figure, or the gnuplot script where the file's name ends as one.
  func write(to path: String) throws {
    guard Self.isScript(path) else { return try draw(to: path) }
    try Files.write(script(), to: path)
  }
}
