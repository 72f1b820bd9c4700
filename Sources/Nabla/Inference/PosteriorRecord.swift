/// What processes tell each other of a joint optimum: from it each makes the same posterior.
struct PosteriorRecord {
  let hyperparameters: Hyperparameters
  let parameters: [Double]

  /// The optima of all processes by the places of their runs, from those of this one.
  static func exchanged(_ own: [(place: Int, posterior: Posterior)], by group: ProcessGroup) -> [Int: PosteriorRecord] {
    let numbers = own.flatMap { place, posterior -> [Double] in
      let (alphas, betas) = (posterior.hyperparameters.alphas, posterior.hyperparameters.betas)
      let parameters = posterior.network.parameters
      return [place, alphas.count, betas.count, parameters.count].map { Double($0) } + alphas + betas + parameters
    }
    var all: [Int: PosteriorRecord] = [:]
    for numbers in group.gather(numbers) {
      var rest = numbers[...]
      func taken(_ count: Int) -> [Double] {
        defer { rest = rest.dropFirst(count) }
        return Array(rest.prefix(count))
      }
      while !rest.isEmpty {
        let counts = taken(4).map { Int($0) }
        let hyperparameters = Hyperparameters(alphas: taken(counts[1]), betas: taken(counts[2]))
        all[counts[0]] = PosteriorRecord(hyperparameters: hyperparameters, parameters: taken(counts[3]))
      }
    }
    return all
  }
}
