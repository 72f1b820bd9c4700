import Foundation
internal import Nabla

/// A figure of a fit over one input: the data, the predictive mean and its confidence band.
struct FitFigure {
  let data: SolveData
  let fit: LinearFit<Double>
  let level: Double

  private static let points = 401
  private static let terminals = [
    "png": "pngcairo size 960,640 font ',12'", "svg": "svg size 960,640 font ',12' dynamic",
    "pdf": "pdfcairo size 16cm,11cm",
  ]

  private static func kind(of path: String) -> String { (path as NSString).pathExtension.lowercased() }

  /// Refuses a file's name that is of no kind of figure.
  static func check(_ path: String) throws(CommandError) {
    guard terminals[kind(of: path)] != nil || ["gnuplot", "gp"].contains(kind(of: path)) else {
      throw CommandError("\(path): a figure is a .png, .svg, .pdf or .gnuplot file")
    }
  }

  /// Refuses data that no figure shows.
  static func check(_ data: SolveData) throws(CommandError) {
    guard data.x.columns == 1 else {
      throw CommandError("a figure is of one input, but there are \(data.x.columns); choose one by '--inputs'")
    }
  }

  /// Writes the figure, or the gnuplot script where the file's name ends in `.gnuplot`.
  func write(to path: String) throws {
    guard let terminal = Self.terminals[Self.kind(of: path)] else {
      do {
        return try Data(script(terminal: nil, output: nil).utf8).write(to: URL(filePath: path), options: .atomic)
      } catch {
        throw CommandError("\(path): cannot be written")
      }
    }
    // Written beside the file and renamed, so that nothing is left half-written.
    let partial = "\(path).\(ProcessInfo.processInfo.processIdentifier).partial"
    defer { try? FileManager.default.removeItem(atPath: partial) }
    try runGnuplot(script(terminal: terminal, output: partial))
    guard rename(partial, path) == 0 else { throw CommandError("\(path): cannot be written") }
  }

  private func runGnuplot(_ script: String) throws {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["gnuplot"]
    let (input, errors) = (Pipe(), Pipe())
    process.standardInput = input
    process.standardError = errors
    do { try process.run() } catch { throw CommandError("gnuplot cannot be run: \(error)") }
    // It fails where gnuplot has ended already, and then its status says why.
    try? input.fileHandleForWriting.write(contentsOf: Data(script.utf8))
    try? input.fileHandleForWriting.close()
    let message = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw CommandError(
        process.terminationStatus == 127
          ? "gnuplot is not installed (Debian's package gnuplot-nox); write the script by '--figure FILE.gnuplot'"
          : "gnuplot failed: \(String(decoding: message, as: UTF8.self))")
    }
  }

  /// The classes' names, or the targets'; two classes may have one output, or one each.
  private func names(outputs: Int) -> [String] {
    guard let classes = data.classNames else { return data.targetNames }
    return outputs == 1 ? ["probability of \(classes[1])"] : classes
  }

  /// All of the figure in one file, data included.
  private func script(terminal: String?, output: String?) -> String {
    let x = data.x.elements
    let (low, high) = (x.min() ?? 0, x.max() ?? 1)
    let margin = high > low ? 0.03 * (high - low) : 1
    let grid = (0..<Self.points).map {
      low - margin + (high - low + 2 * margin) * Double($0) / Double(Self.points - 1)
    }
    let band = fit.band(Matrix(column: grid), level: level)
    let outputs = band.mean.columns
    let t = data.t.matrix(classes: outputs)
    let names = names(outputs: outputs)
    var lines: [String] = []
    if let terminal, let output { lines += ["set terminal \(terminal)", "set output \(quoted(output))"] }
    lines += [
      "set encoding utf8", "set style fill transparent solid 0.25 noborder", "set key outside top center horizontal",
      "set border 3", "set tics nomirror", "set grid lc rgb '#e0e0e0'",
      "set xlabel \(quoted(data.inputNames[0])) noenhanced",
      "set ylabel \(quoted(outputs == 1 ? names[0] : "output")) noenhanced",
      "set xrange [\(grid[0]):\(grid[grid.count - 1])]",
    ]
    let percent = "\(FigureNumber.short(level * 100)) %"
    var plots: [String] = []
    for k in 0..<outputs {
      let colour = ["#0060ad", "#c23b22", "#2a7f3e", "#8e44ad", "#b7791f", "#117a8b"][k % 6]
      lines.append("$band\(k) << END")
      for (i, point) in grid.enumerated() {
        var row = [point, band.mean[i, k], band.lower[i, k], band.upper[i, k]]
        if let low = band.newLower, let high = band.newUpper { row += [low[i, k], high[i, k]] }
        lines.append(row.map(FigureNumber.text).joined(separator: " "))
      }
      lines += ["END", "$data\(k) << END"]
      for i in x.indices { lines.append("\(FigureNumber.text(x[i])) \(FigureNumber.text(t[i, k]))") }
      lines.append("END")
      let name = outputs == 1 ? "" : "\(names[k]), "
      if band.newLower != nil, fit.summary.noise[k].unbiased != nil {
        plots.append(
          "$band\(k) using 1:5:6 with filledcurves lc rgb '\(colour)' fs transparent solid 0.10 title "
            + "\(quoted("\(name)\(percent) of new data")) noenhanced")
      }
      plots += [
        "$band\(k) using 1:3:4 with filledcurves lc rgb '\(colour)' title "
          + "\(quoted("\(name)\(percent) of the mean")) noenhanced",
        "$band\(k) using 1:2 with lines lw 2 lc rgb '\(colour)' title \(quoted("\(name)mean")) noenhanced",
        "$data\(k) using 1:2 with points pt 7 ps 0.6 lc rgb '\(outputs == 1 ? "#404040" : colour)' title "
          + "\(quoted(outputs == 1 ? "data" : "\(names[k]), data")) noenhanced",
      ]
    }
    return (lines + ["plot " + plots.joined(separator: ", \\\n  ")]).joined(separator: "\n") + "\n"
  }

  private func quoted(_ text: String) -> String { "'" + text.replacingOccurrences(of: "'", with: "''") + "'" }
}

/// Numbers in a figure.
private enum FigureNumber {
  /// A number as gnuplot reads it; NaN is a gap.
  static func text(_ value: Double) -> String { value.isFinite ? "\(value)" : "NaN" }
  static func short(_ value: Double) -> String { String(format: "%.4g", value) }
}
