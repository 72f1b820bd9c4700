internal import Foundation
internal import Nabla

/// Networks of one input with bands: minima of several sizes and starts, mixed by their evidence.
public struct BandFit: Sendable {
  /// What the data is, as it is called in a figure.
  public let name: String
  /// The table of the minima.
  public let table: String
  /// The inputs.
  let x: [Double]
  /// The targets, n × K.
  let t: Matrix<Double>
  /// Where the bands are.
  let grid: [Double]
  /// The mean outputs there, and their and new targets' deviations.
  let bands: MixedPrediction

  /// A sine with a gap in its data, and two outputs with a noise each.
  ///
  /// - Throws: Nothing: the data is finite.
  public static func all() throws -> [BandFit] {
    var generator = SeededGenerator(seed: 1)
    let gap = (0..<40).map { i -> Double in (i < 20 ? -3 : -1) + 0.1 * Double(i) }
    let sine = gap.map { x -> Double in sin(1.5 * x) + 0.1 * generator.normal() }
    let even = (0..<60).map { i -> Double in 0.1 * Double(i) - 3 }
    let two = even.flatMap { x -> [Double] in
      let first: Double = cos(x) + 1 + 0.05 * generator.normal()
      let second: Double = tanh(2 * x) - 1 + 0.3 * generator.normal()
      return [first, second]
    }
    return [
      try BandFit("A gap in the data", gap, Matrix(column: sine)),
      try BandFit(
        "Two outputs with a noise each", even, Matrix(rows: even.count, columns: 2, elements: two)),
    ]
  }

  private init(_ name: String, _ x: [Double], _ t: Matrix<Double>) throws {
    (self.name, self.x, self.t) = (name, x, t)
    let candidates = [2, 4, 6].map { units in
      Network<Double>(inputs: 1, likelihood: .gaussian(outputs: t.columns)) { Dense(units, .tanh) }
    }
    let comparison = EvidenceComparison(
      of: candidates, on: try Dataset(inputs: Matrix(column: x), targets: t), seeds: 1...3 as ClosedRange<UInt64>,
      noisePerOutput: t.columns > 1)
    table = "\(comparison)"
    grid = (0...240).map { i -> Double in Double(i) / 30 - 4 }
    bands = comparison.predict(Matrix(column: grid))
  }
}

extension Figure {
  /// The points, the mean outputs, and 90 % bands of mean outputs and of new targets.
  public static func bands(_ fits: [BandFit]) -> Figure {
    var commands = [
      "set multiplot layout 1,\(fits.count) margins 0.05,0.985,0.1,0.92 spacing 0.055,0",
      "set grid linecolor rgb '#e0e0e0'", "set key bottom left reverse Left samplen 2", "set yrange [-3:3]",
    ]
    for (i, fit) in fits.enumerated() {
      commands += ["set title \(label(fit.name))", "set xrange [\(fit.grid[0]):\(fit.grid[fit.grid.count - 1])]"]
      var plots: [String] = []
      for k in 0..<fit.t.columns {
        let (bands, color) = (fit.bands, ["#0060ad", "#c23b22"][k % 2])
        guard let means = bands.meanInterval(), let targets = bands.newDataInterval() else { continue }
        let rows = fit.grid.indices.map { j -> [Double] in
          [
            fit.grid[j], bands.mean[j, k], means.lower[j, k], means.upper[j, k], targets.lower[j, k],
            targets.upper[j, k],
          ]
        }
        commands += [
          block("band\(i)x\(k)", rows), block("points\(i)x\(k)", fit.x.indices.map { [fit.x[$0], fit.t[$0, k]] }),
        ]
        // The first legend holds for all bands, and lies where no points are.
        func title(_ text: String) -> String { i == 0 && k == 0 ? "title \(label(text))" : "notitle" }
        let band = "$band\(i)x\(k) using 1"
        let style = "with filledcurves linecolor rgb '\(color)' fillstyle transparent solid"
        plots += [
          "\(band):5:6 \(style) 0.12 noborder \(title("90 % of new targets"))",
          "\(band):3:4 \(style) 0.3 noborder \(title("90 % of the mean"))",
          "\(band):2 with lines linewidth 2 linecolor rgb '\(color)' notitle",
          "$points\(i)x\(k) using 1:2 with points pointtype 7 pointsize 0.4 linecolor rgb '#404040' notitle",
        ]
      }
      commands.append("plot " + plots.joined(separator: ", \\\n  "))
    }
    commands.append("unset multiplot")
    return Figure(name: "bands", width: 1100, height: 420, commands: commands.joined(separator: "\n"))
  }
}
