public import Nabla

extension Figure {
  /// The loss of each epoch and, where there is validation, its metric: on the same axis if it is the loss too.
  ///
  /// - Parameter metric: The name of the validation's metric; `loss` by default.
  public static func learningCurve(_ history: TrainingHistory, metric: String? = nil) -> Figure {
    let epochs = history.epochs
    var commands = [
      block("loss", epochs.map { [Double($0.number), $0.loss] }), "set xlabel 'epoch'", "set ylabel 'mean loss'",
      "set grid", "set key top right", "set style data linespoints",
    ]
    var plots = ["$loss using 1:2 linewidth 2 pointtype 7 pointsize 0.4 linecolor rgb '#0060ad' title 'training'"]
    let watched = epochs.compactMap { epoch in epoch.validation.map { [Double(epoch.number), $0] } }
    if !watched.isEmpty {
      let name = metric ?? Metric.loss.rawValue
      let isLoss = name == Metric.loss.rawValue
      commands.append(block("validation", watched))
      if !isLoss {
        commands += ["set ytics nomirror", "set y2tics", "set y2label \(label(name))", "set key center right"]
      }
      plots.append(
        "$validation using 1:2 axes x1y\(isLoss ? 1 : 2) linewidth 2 pointtype 7 pointsize 0.4 "
          + "linecolor rgb '#dd181f' title \(label(isLoss ? "validation" : "validation \(name)"))")
    }
    commands.append("plot " + plots.joined(separator: ", \\\n  "))
    return Figure(name: "learning-curve", commands: commands.joined(separator: "\n"))
  }

  /// The counts of a confusion matrix in cells, shaded by the share of the actual class.
  public static func confusionMatrix(_ matrix: ConfusionMatrix) -> Figure {
    let classes = matrix.classes
    var cells: [[Double]] = []
    for i in 0..<classes {
      let all = (0..<classes).reduce(0) { $0 + matrix[actual: i, predicted: $1] }
      for j in 0..<classes {
        let count = Double(matrix[actual: i, predicted: j])
        cells.append([Double(j), Double(i), count, all > 0 ? count / Double(all) : 0])
      }
    }
    let tics = tics(matrix.classNames ?? (0..<classes).map { "\($0)" })
    let commands = [
      block("cells", cells), "set xtics \(tics) rotate by -40 scale 0", "set ytics \(tics) scale 0",
      "set xlabel 'predicted'", "set ylabel 'actual'", "set xrange [-0.5:\(classes).0-0.5]",
      "set yrange [\(classes).0-0.5:-0.5]", "set cbrange [0:1]", "set cblabel 'share of the actual class'",
      "set palette defined (0 '#ffffff', 1 '#0060ad')", "unset key",
      "plot $cells using 1:2:4 with image, "
        + "$cells using 1:2:(sprintf('%d', $3)):($4 > 0.5 ? 0xffffff : 0x202020) with labels textcolor rgb variable",
    ]
    let size = max(480, 200 + 48 * classes)
    return Figure(
      name: "confusion-matrix", width: size + 140, height: size, commands: commands.joined(separator: "\n"))
  }

  /// Outputs against targets, with the line where they are equal.
  ///
  /// - Precondition: as many outputs as targets.
  public static func predictions(_ outputs: [Double], targets: [Double]) -> Figure {
    precondition(outputs.count == targets.count, "\(outputs.count) outputs for \(targets.count) targets")
    let commands = [
      block("points", zip(targets, outputs).map { [$0, $1] }), "set xlabel 'target'", "set ylabel 'output'",
      "set grid", "unset key",
      "plot x linecolor rgb '#808080' dashtype 2, "
        + "$points using 1:2 with points pointtype 7 pointsize 0.4 linecolor rgb '#0060ad'",
    ]
    return Figure(name: "predictions", width: 560, height: 520, commands: commands.joined(separator: "\n"))
  }

  /// A fitted curve y(x) through points (x, t).
  ///
  /// - Parameters:
  ///   - points: The examples.
  ///   - curve: Points on the curve, by increasing x.
  public static func fittedCurve(points: [(x: Double, t: Double)], curve: [(x: Double, y: Double)]) -> Figure {
    let commands = [
      block("points", points.map { [$0.x, $0.t] }), block("curve", curve.map { [$0.x, $0.y] }), "set xlabel 'x'",
      "set ylabel 'y'", "set grid", "set key top left",
      "plot $points using 1:2 with points pointtype 6 pointsize 0.6 linecolor rgb '#0060ad' title 'examples', "
        + "$curve using 1:2 with lines linewidth 2 linecolor rgb '#dd181f' title 'network'",
    ]
    return Figure(name: "fitted-curve", commands: commands.joined(separator: "\n"))
  }
}
