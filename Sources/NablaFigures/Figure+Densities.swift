internal import Foundation
internal import Nabla

extension Figure {
  /// What targets of one input are distributed like, each with its points: a mean with its band, quantiles, or the components of
  /// a mixture with their bands where they have a share of at least a tenth.
  public static func densities(_ fits: [DensityFit]) -> Figure {
    var commands = [
      "set multiplot layout 1,\(fits.count) margins 0.05,0.985,0.13,0.91 spacing 0.055,0",
      "set grid linecolor rgb '#e0e0e0'", "unset key", "set style fill transparent solid 0.2 noborder",
    ]
    for (i, fit) in fits.enumerated() {
      let (low, high) = (fit.x.min() ?? 0, fit.x.max() ?? 1)
      let grid = (0...200).map { low + (high - low) * Double($0) / 200 }
      let outputs = fit.outputs(at: grid)
      let curves = curves(fit.kind, outputs)
      let colors = ["#dd181f", "#2e8b57", "#8a4fbf", "#d98200", "#117a8b"]
      commands += [
        block("points\(i)", zip(fit.x, fit.t).map { [$0, $1] }), "set title \(label(fit.name))",
        "set xlabel \(label(fit.labels.x))", "set ylabel \(label(fit.labels.t)) offset 1.5,0",
      ]
      var plots = ["$points\(i) using 1:2 with points pointtype 7 pointsize 0.35 linecolor rgb '#0060ad'"]
      for (k, curve) in curves.enumerated() {
        commands.append(block("curve\(i)x\(k)", grid.indices.map { [grid[$0]] + curve[$0] }))
        let color = colors[k % colors.count]
        if curve[0].count == 3 {
          plots.append("$curve\(i)x\(k) using 1:3:4 with filledcurves linecolor rgb '\(color)'")
        }
        plots.append("$curve\(i)x\(k) using 1:2 with lines linewidth 2 linecolor rgb '\(color)'")
      }
      commands.append("plot " + plots.joined(separator: ", \\\n  "))
    }
    commands.append("unset multiplot")
    return Figure(name: "densities", width: 1200, height: 400, commands: commands.joined(separator: "\n"))
  }

  /// Curves over the grid, each of a number, or of a number and the ends of a band.
  private static func curves(_ kind: DensityFit.Kind, _ outputs: [[Double]]) -> [[[Double]]] {
    func band(_ mean: Double, _ logVariance: Double) -> [Double] {
      let reach = 1.96 * exp(logVariance / 2)
      return [mean, mean - reach, mean + reach]
    }
    switch kind {
    case .spread: return [outputs.map { band($0[0], $0[1]) }]
    case .mixture(let M):
      return (0..<M).map { m in
        outputs.map { y in
          let top = y[..<M].max() ?? 0
          let share: Double = exp(y[m] - top) / y[..<M].reduce(0) { $0 + exp($1 - top) }
          return share < 0.1 ? [.nan, .nan, .nan] : band(y[M + m], y[2 * M + m])
        }
      }
    case .quantiles(let levels): return levels.indices.map { k in outputs.map { [$0[k]] } }
    }
  }
}
