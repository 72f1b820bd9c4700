extension FitSummary {
  /// The report with names in the place of `output k` and `class k`.
  ///
  /// - Parameters:
  ///   - outputs: The names of all outputs or classes, in order; a single output has none in the report.
  ///   - modelled: What the probabilities are of; nil for a Gaussian likelihood.
  ///   - against: The other class of two.
  package func naming(_ outputs: [String], modeled: [String]?, against: String? = nil) -> FitSummary {
    var named = self
    named.modeled = modeled
    named.against = against
    func name(_ output: String?) -> String? {
      output.flatMap { output in
        outputs.indices.first { output == "class \($0)" || output == "output \($0)" }.map { outputs[$0] } ?? output
      }
    }
    for i in coefficients.indices { named.coefficients[i].output = name(coefficients[i].output) }
    for i in (jointTests ?? []).indices { named.jointTests?[i].output = name(jointTests?[i].output) }
    for i in noise.indices { named.noise[i].output = name(noise[i].output) }
    named.dispersions = dispersions.map { all in
      all.map { dispersion in
        var own = dispersion
        own.output = name(dispersion.output)
        return own
      }
    }
    named.notes = notes.map { note in
      let reference = outputs.indices.first { note.hasPrefix("class \($0) is the reference:") }
      return reference.map { "\(outputs[$0])" + note.dropFirst("class \($0)".count) } ?? note
    }
    return named
  }
}
