extension Figure {
  /// Bars of how much columns matter, from above: what a permutation of each takes from a model, with its standard error, and
  /// beside it how far outputs follow the column.
  ///
  /// - Parameters:
  ///   - columns: Name, loss by permutation, its standard error, and sensitivity.
  ///   - measure: What is lost, such as `test accuracy`.
  public static func importance(
    _ columns: [(name: String, loss: Double, error: Double, sensitivity: Double)], measure: String
  ) -> Figure {
    let count = columns.count
    let rows = columns.enumerated().map { [Double($0), $1.loss, $1.error, $1.sensitivity] }
    let bars = "with boxxyerror fillstyle solid 0.8 linecolor rgb"
    let commands = [
      block("columns", rows), "set multiplot layout 1,2", "set yrange [\(count).0-0.5:-0.5]",
      "set ytics \(tics(columns.map(\.name))) scale 0", "set grid xtics", "set xtics rotate by -30", "unset key",
      "set xlabel \(label("loss of \(measure)"))",
      "plot $columns using ($2/2.0):1:(abs($2)/2.0):(0.35) \(bars) '#0060ad', "
        + "$columns using 2:1:3 with xerrorbars pointtype 0 linecolor rgb '#202020'",
      "set ytics ('' 0)", "set xlabel 'sensitivity to one standard deviation'",
      "plot $columns using ($4/2.0):1:(abs($4)/2.0):(0.35) \(bars) '#dd181f'", "unset multiplot",
    ]
    return Figure(
      name: "importance", width: 860, height: 140 + 24 * max(count, 4), commands: commands.joined(separator: "\n"))
  }
}
