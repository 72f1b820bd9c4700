import Foundation
internal import Nabla
internal import NablaFigures

/// A figure of a fit over one input: the data, the predictive mean and its confidence band.
struct FitFigure {
  let data: SolveData
  let fit: LinearFit<Double>
  let level: Double

  private static let points = 401

  /// Refuses data that no figure shows.
  static func check(_ data: SolveData) throws(CommandError) {
    guard data.x.columns == 1 else {
      throw CommandError("a figure is of one input, but there are \(data.x.columns); choose one by '--inputs'")
    }
    guard data.offsets == nil else {
      throw CommandError("a figure is of one input, and no figure shows an offset beside it")
    }
  }

  /// Writes the figure, or the gnuplot script where the file's name ends in `.gnuplot`.
  func write(to path: String) throws {
    try Figure(name: "fit", width: 960, height: 640, commands: commands).write(to: path)
  }

  /// The classes' names, or the targets'; two classes may have one output, or one each.
  private func names(outputs: Int) -> [String] {
    guard let classes = data.classNames else { return data.targetNames }
    return outputs == 1 ? ["probability of \(classes[1])"] : classes
  }

  /// What draws the figure, data included.
  private var commands: String {
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
    var lines = [
      "set style fill transparent solid 0.25 noborder", "set key outside top center horizontal",
      "set border 3", "set tics nomirror", "set grid lc rgb '#e0e0e0'",
      "set xlabel \(Figure.label(data.inputNames[0]))",
      "set ylabel \(Figure.label(outputs == 1 ? names[0] : "output"))",
      "set xrange [\(grid[0]):\(grid[grid.count - 1])]",
    ]
    let percent = String(format: "%.4g %%", level * 100)
    var plots: [String] = []
    for k in 0..<outputs {
      let color = ["#0060ad", "#c23b22", "#2a7f3e", "#8e44ad", "#b7791f", "#117a8b"][k % 6]
      let rows = grid.indices.map { i in
        [grid[i], band.mean[i, k], band.lower[i, k], band.upper[i, k]]
          + (band.newLower.map { [$0[i, k]] } ?? []) + (band.newUpper.map { [$0[i, k]] } ?? [])
      }
      lines.append(Figure.block("band\(k)", rows))
      lines.append(Figure.block("data\(k)", x.indices.map { [x[$0], t[$0, k]] }))
      let name = outputs == 1 ? "" : "\(names[k]), "
      if band.newLower != nil, fit.summary.noise[k].unbiased != nil {
        plots.append(
          "$band\(k) using 1:5:6 with filledcurves lc rgb '\(color)' fs transparent solid 0.10 title "
            + Figure.label("\(name)\(percent) of new data"))
      }
      plots += [
        "$band\(k) using 1:3:4 with filledcurves lc rgb '\(color)' title "
          + Figure.label("\(name)\(percent) of the mean"),
        "$band\(k) using 1:2 with lines lw 2 lc rgb '\(color)' title \(Figure.label("\(name)mean"))",
        "$data\(k) using 1:2 with points pt 7 ps 0.6 lc rgb '\(outputs == 1 ? "#404040" : color)' title "
          + Figure.label(outputs == 1 ? "data" : "\(names[k]), data"),
      ]
    }
    return (lines + ["plot " + plots.joined(separator: ", \\\n  ")]).joined(separator: "\n")
  }
}
