internal import Nabla

extension DataError {
  /// The error with the option that reads what was found, where there is one that was not given.
  ///
  /// - Parameter options: The names of the command's options.
  func naming(_ options: [String], besides arguments: Arguments) -> DataError {
    guard let found, let (option, words) = remedy(found), options.contains(option), !arguments.contains(option),
      !found.contains("'--\(option)")
    else { return self }
    var error = self
    error.found = "\(found); \(words)"
    return error
  }

  private func remedy(_ found: String) -> (option: String, words: String)? {
    if kind == .unsupportedEncoding, expected.hasSuffix("UTF-8") {
      return found.contains("UTF-16")
        ? ("encoding", "'--encoding utf-16' reads it")
        : ("encoding", "'--encoding windows-1252' reads text of western European programs, such as spreadsheets")
    }
    if found.contains(FieldAppearance.currencySign.words) {
      return ("currency", "'--currency' leaves the signs out")
    }
    if found.contains(FieldAppearance.percentSign.words) { return ("percent", "'--percent' takes 5 % as 0.05") }
    return nil
  }
}
