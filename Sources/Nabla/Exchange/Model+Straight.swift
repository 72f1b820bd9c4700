extension Model {
  /// Refuses a model whose scaled inputs are bent, which other formats have no words for here.
  func checkStraightInputs(_ format: String) throws(ModelFileError) {
    guard let scaler, !scaler.isStraight else { return }
    let found =
      scaler.limit.map { "inputs bent into ±\($0), as by '--scaling robust'" }
      ?? "inputs made normal by their quantiles, as by '--scaling quantile'"
    throw ModelFileError(
      .invalidDescription, part: "scaler", expected: "inputs scaled by means and scales alone, for \(format)",
      found: found)
  }
}
