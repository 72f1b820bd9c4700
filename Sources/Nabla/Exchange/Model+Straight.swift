extension Model {
  /// Refuses a model whose scaled inputs are bent, which other formats have no words for here.
  func checkStraightInputs(_ format: String) throws(ModelFileError) {
    guard let limit = scaler?.limit else { return }
    throw ModelFileError(
      .invalidDescription, part: "scaler", expected: "inputs scaled by means and scales alone, for \(format)",
      found: "inputs bent into ±\(limit), as by '--scaling robust'")
  }
}
