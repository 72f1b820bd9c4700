import Testing

@testable import Nabla

@Suite struct RowBlocksTests {
  /// Each row is in one block, and with one process, whatever their numbers; blocks are as long as was asked for.
  @Test func rowsAreCutAlikeForAnyNumberOfProcesses() {
    for (rows, least, most) in [
      (0, 1, 8), (1, 64, 8), (63, 64, 1 << 20), (1000, 1, 7), (5000, 64, 300), (5000, .max, .max),
    ] {
      let blocks = RowBlocks(rows, least: least, most: most)
      #expect((0..<blocks.count).flatMap { blocks[$0] } == Array(0..<rows))
      for block in 0..<blocks.count where blocks.count > 1 {
        #expect(blocks[block].count <= most, "\(rows) rows in \(blocks.count) blocks")
        #expect(blocks[block].count >= min(least, most) || rows > most)
      }
      for processes in [1, 2, 3, 7, 40] {
        let own = (0..<processes).map { blocks.rows(of: $0, of: processes) }
        #expect(own.flatMap { $0 } == Array(0..<rows))
        for rank in 0..<processes {
          let whole = Range(part: rank, of: processes, in: blocks.count).flatMap { blocks[$0] }
          #expect(whole == Array(own[rank]), "process \(rank) of \(processes) has whole blocks")
        }
      }
    }
  }

  /// What a posterior says of examples, in blocks for many processes and at once.
  @Test func posteriorsSayTheSameInBlocks() throws {
    var generator = SeededGenerator(seed: 5)
    let x = Matrix<Double>(rows: 150, columns: 2, elements: (0..<300).map { _ in generator.normal() })
    let t = (0..<150).map { x[$0, 0] - x[$0, 1] + 0.3 * generator.normal() > 0 ? 1 : 0 }
    let data = try Dataset(inputs: x, targets: t)
    var found: [[Double]] = []
    for group in [ProcessGroup.single, .world] {
      let network = Network<Double>(
        inputs: 2, likelihood: .categorical(classes: 2), execution: Execution(threads: 2, group: group))
      let groups = PriorGroups(.layers, of: network.architecture)
      let posterior = try Posterior.trained(
        network, on: data, groups: groups, hyperparameters: Hyperparameters(alphas: groups.names.map { _ in 1 }))
      let bands = posterior.predict(x, moderation: .probit)
      let left = try posterior.leaveOneOut()
      found.append(
        bands.mean.elements + bands.meanDeviation.elements + posterior.influence().elements + left.errors
          + posterior.sandwichCovariance().elements + left.predictions.elements
          + (try posterior.bootstrap(3, seed: 1)).parameters.flatMap { $0 })
    }
    #expect(zip(found[0], found[1]).allSatisfy { abs($0 - $1) <= 1e-12 * (1 + abs($0)) })
  }
}
