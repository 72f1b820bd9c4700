internal import Nabla

/// Committees with several restraints, compared on some of the parts that their members leave out.
struct RestraintComparison<Scalar: RealScalar> {
  /// The command of each restraint, the one of most epochs first.
  let commands: [TrainCommand]
  let start: Network<Scalar>
  let data: Dataset<Scalar>
  /// The part that each member leaves out.
  let parts: [DivisionChoice.Part]
  /// On how many of the parts the restraints are compared.
  let compared: Int

  /// The command with the least mean error on what the compared members left out, and the mean of all members that it trains,
  /// where it is to be of a committee.
  func best(isQuiet: Bool) throws -> (command: TrainCommand, committee: TrainingResult<Scalar>?) {
    let share = try timeShare()
    let plans = try commands.map { try plan($0, share: share) }
    let first = try runs(plans, of: 0..<compared)
    var least = (loss: Double.infinity, place: 0)
    for place in commands.indices {
      let (restraint, loss) = (commands[place].restraint, members(first, place).heldOutLoss())
      if !isQuiet {
        Console.print(
          "dropout \(restraint.dropout), weight decay \(restraint.weightDecay): held-out loss "
            + String(sixDigits: loss))
      }
      if loss < least.loss { least = (loss, place) }
    }
    let (chosen, command) = (plans[least.place], commands[least.place])
    guard command.training.committee != nil else { return (command, nil) }
    let rest = compared < parts.count ? try runs([chosen], of: compared..<parts.count) : []
    let mean = try command.training.mean(
      of: Runs(members(first, least.place) + rest, largerIsBetter: false), epochs: chosen.epochs, isQuiet: isQuiet)
    return (command, TrainingResult(mean, epochs: chosen.epochs, batch: chosen.batch))
  }

  /// How the members of a command are trained.
  private struct Plan: Sendable {
    let batch: Int
    let epochs: Int
    let runs: [RunPlan<Scalar>]
    let regularization: RegularizationChoice
  }

  private func plan(_ command: TrainCommand, share: Double) throws -> Plan {
    let (batch, most) = command.settings(count: data.count)
    let epochs = max(Int(share * Double(most)), 1)
    return Plan(
      batch: batch, epochs: epochs,
      runs: try command.training.plans(parts.count, epochs: epochs, batch: batch, isWatched: false),
      regularization: command.training.regularization)
  }

  /// Trains these members by each plan, those of the first plan first.
  private func runs(_ plans: [Plan], of members: Range<Int>) throws -> [Run<Scalar>] {
    let (data, parts, likelihood) = (data, parts, start.architecture.likelihood)
    return try Training.runs(
      of: start, plans.flatMap { $0.runs[members] }, initialization: commands[0].initialization,
      until: commands[0].training.isOver
    ) { run throws(any Error) in
      let (place, member) = run.quotientAndRemainder(dividingBy: members.count)
      let part = parts[members.lowerBound + member]
      let examples = try plans[place].regularization.prepared(data.rows(at: part.training), likelihood)
      return (examples, Validation(on: data.rows(at: part.test)))
    }
  }

  /// The compared members of one command.
  private func members(_ runs: [Run<Scalar>], _ place: Int) -> [Run<Scalar>] {
    Array(runs[place * compared..<(place + 1) * compared])
  }

  /// The share of the epochs that there is time for.
  private func timeShare() throws -> Double {
    guard commands[0].training.end != nil else { return 1 }
    let (batch, most) = commands[0].settings(count: data.count)
    let networks = Double(compared) * commands.reduce(0) { $0 + $1.restraint.share } + Double(parts.count - compared)
    let fitting = try commands[0].training.fitting(most, start, data, batch, networks: Int(networks.rounded(.up)))
    return Double(fitting) / Double(most)
  }
}
