internal import Nabla

/// Several likelihoods, one for each target column, as the options say.
enum HeadChoice {
  /// The option of their weights.
  static let option = Option(
    name: "head-weights", values: ["W,W,..."],
    help: "How much each of several likelihoods counts: factors of their errors (default: 1 each).")

  /// The likelihood that is spelled so, for one target; where several are, heads of one target each, or of classes that are not
  /// yet counted.
  ///
  /// Names are separated by commas, as their parameters are: what is a number belongs to the name before it.
  static func likelihood(_ arguments: Arguments) throws(UsageError) -> Likelihood? {
    // The levels say how many there are.
    if arguments.value("likelihood") == "ordinal", let levels = try EncodingChoice.levels(arguments) {
      return .ordinal(classes: levels.count)
    }
    let names = names(in: arguments.value("likelihood") ?? "")
    let weights = try arguments.value("head-weights").map { text throws(UsageError) in
      let numbers = text.split(separator: ",", omittingEmptySubsequences: false).compactMap { Double($0) }
      guard numbers.count == names.count, numbers.count > 1, numbers.allSatisfy({ $0 > 0 && $0.isFinite }) else {
        throw arguments.wrong(
          "head-weights", text, "a positive number for each of several likelihoods, of which there are \(names.count)")
      }
      return numbers
    }
    guard names.count > 1 else { return try arguments.likelihood("likelihood") }
    var heads: [Likelihood.Head] = []
    for (h, name) in names.enumerated() {
      heads.append(.init(try arguments.likelihood(name, of: "likelihood"), weight: weights?[h] ?? 1))
    }
    return .heads(heads)
  }

  /// The likelihoods in a list: `gaussian`, `quantile:0.1,0.9` and `categorical` in `gaussian,quantile:0.1,0.9,categorical`.
  private static func names(in text: String) -> [String] {
    var names: [String] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      if Double(part) != nil, let last = names.last, last.contains(":") {
        names[names.count - 1] = last + "," + part
      } else {
        names.append(String(part))
      }
    }
    return names
  }
}

extension Likelihood {
  /// The same heads with as many classes as there are names, where these are known.
  func counting(_ classNames: [[String]?]) -> Likelihood {
    guard let heads, heads.count == classNames.count else { return self }
    return .heads(
      zip(heads, classNames).map { head, names in
        guard head.likelihood.takesClasses, let names else { return head }
        return Head(head.likelihood.with(targets: names.count), weight: head.weight)
      })
  }
}
