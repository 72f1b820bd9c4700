/// A text that spells no likelihood.
package struct LikelihoodSpellingError: Error, Hashable {
  /// What should have been there, in words that follow "expected".
  package let expected: String
  /// What is there instead.
  package let found: String
}

extension Likelihood {
  /// One of every built-in family, for one target.
  package static let builtIn = Family.builtIn.map { Likelihood($0, outputs: 1).with(targets: 1) }

  /// The names of all built-in likelihoods, without parameters.
  package static let names = builtIn.map { $0.kind.name }

  /// How all built-in likelihoods are spelled in files and on the command line, the parameters by names of their own:
  /// `gamma:SHAPE`.
  package static let spellings = builtIn.map { likelihood in
    likelihood.kind.name + (likelihood.kind.parameterForm.map { ":" + $0.spelling } ?? "")
  }

  /// The likelihood of one target with this name alone whose parameter `Network.solve` finds from the data.
  package static func ofUnknownDispersion(name: String) -> Likelihood? {
    builtIn.first { $0.kind.name == name && $0.kind.parameterForm != nil && $0.isGeneralizedLinear }
  }

  /// The built-in likelihood that is spelled so: a name, and where it has parameters a colon and these, with commas between
  /// them; nil where the name is none of `names`.
  ///
  /// - Throws: `LikelihoodSpellingError` where the parameters are not what they have to be.
  package init?(name spelling: String, targets: Int) throws(LikelihoodSpellingError) {
    let parts = spelling.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard let named = Self.builtIn.first(where: { $0.kind.name == parts[0] }) else { return nil }
    let (kind, found) = (named.kind, "'\(spelling)'")
    guard let form = kind.parameterForm else {
      guard parts.count == 1 else {
        throw LikelihoodSpellingError(expected: "'\(kind.name)', which has no parameters", found: found)
      }
      self = named.with(targets: targets)
      return
    }
    let fields = parts.count == 1 ? [] : parts[1].split(separator: ",", omittingEmptySubsequences: false)
    let numbers = fields.compactMap { Double($0) }
    guard numbers.count == fields.count, let own = kind.family(with: numbers) else {
      throw LikelihoodSpellingError(expected: "'\(kind.name):\(form.spelling)' with \(form.expected)", found: found)
    }
    self = Likelihood(own, outputs: 1).with(targets: targets)
  }
}
