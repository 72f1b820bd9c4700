internal import Nabla

extension Figure {
  /// Four functions of one variable, or any number, each with its points, the network's output, and the outputs of its
  /// hidden units as dashed lines.
  public static func approximation(_ fits: [FunctionFit]) -> Figure {
    var commands = [
      "set multiplot layout \((fits.count + 1) / 2),2 margins 0.06,0.97,0.06,0.94 spacing 0.08,0.12",
      "set grid linecolor rgb '#e0e0e0'", "unset key", "set style line 1 linewidth 2 linecolor rgb '#dd181f'",
    ]
    for (i, fit) in fits.enumerated() {
      let (low, high) = (fit.x[0], fit.x[fit.x.count - 1])
      let grid = (0...200).map { low + (high - low) * Double($0) / 200 }
      let outputs = fit.network.predict(Matrix(column: grid)).elements
      let units = hiddenUnits(of: fit.network, at: grid)
      commands += [
        block("points\(i)", zip(fit.x, fit.t).map { [$0, $1] }),
        block("curve\(i)", grid.indices.map { k in [grid[k], outputs[k]] + units.map { z in z[k] } }),
        "set title \(label(fit.name))", "set xrange [\(low):\(high)]", "set yrange [-1.25:1.25]",
      ]
      let dashed = units.indices.map {
        "$curve\(i) using 1:\($0 + 3) with lines dashtype 2 linecolor rgb '\(["#2e8b57", "#8a4fbf", "#d98200"][$0 % 3])'"
      }
      commands.append(
        "plot "
          + (dashed + [
            "$points\(i) using 1:2 with points pointtype 7 pointsize 0.4 linecolor rgb '#0060ad'",
            "$curve\(i) using 1:2 with lines linestyle 1",
          ]).joined(separator: ", \\\n  "))
    }
    commands.append("unset multiplot")
    return Figure(name: "approximation", width: 900, height: 680, commands: commands.joined(separator: "\n"))
  }

  /// The outputs of the units of the first layer, unit by unit: those of a network that puts out each of them alone.
  private static func hiddenUnits(of network: Network<Double>, at x: [Double]) -> [[Double]] {
    let output = network.architecture.outputLayer
    return (0..<network.architecture.layers[0].units).map { j in
      var single = network
      for i in 0..<output.blocks[0].columns { single.parameters[output.blocks[0].offset + i] = i == j ? 1 : 0 }
      if let bias = output.biasOffset { single.parameters[bias] = 0 }
      return single.predict(Matrix(column: x)).elements
    }
  }
}
