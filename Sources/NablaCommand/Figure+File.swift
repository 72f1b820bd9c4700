import Foundation
internal import NablaFigures

extension Figure {
  private static func kind(of path: String) -> String { (path as NSString).pathExtension.lowercased() }
  private static func isScript(_ path: String) -> Bool { ["gnuplot", "gp"].contains(kind(of: path)) }

  /// The file of the option `--figure`, whose ending says what is drawn.
  static func path(_ arguments: Arguments) throws(UsageError) -> String? {
    guard let path = arguments.value("figure") else { return nil }
    guard isScript(path) || endings.contains(kind(of: path)) else {
      throw arguments.wrong("figure", path, "a file that ends in .png, .svg, .pdf or .gnuplot")
    }
    return path
  }

  /// Writes the figure, or the gnuplot script where the file's name ends as one.
  func write(to path: String) throws {
    guard Self.isScript(path) else { return try draw(to: path) }
    try Files.write(script(), to: path)
  }
}
