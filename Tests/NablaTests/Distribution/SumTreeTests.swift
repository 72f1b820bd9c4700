import Testing

@testable import Nabla

@Suite struct SumTreeTests {
  /// A sum with brackets that say its order, from the definition of the shapes.
  private func written(_ node: Range<Int>, _ shape: SumTree.Shape) -> String {
    guard node.count > 1 else { return "\(node.lowerBound)" }
    let cut = shape == .chain ? node.upperBound - 1 : (node.lowerBound + node.upperBound) / 2
    return "(" + written(node.lowerBound..<cut, shape) + "+" + written(cut..<node.upperBound, shape) + ")"
  }

  @Test(arguments: [SumTree.Shape.chain, .halves]) func theOrderDoesNotDependOnProcesses(_ shape: SumTree.Shape) {
    for leaves in [1, 2, 3, 5, 8, 13, 16] {
      let tree = SumTree(leaves: leaves, shape: shape)
      for processes in [1, 2, 3, 4, 7, 20] {
        let plan = SumPlan(tree, processes: processes)
        for (rank, nodes) in plan.nodes.enumerated() {
          #expect(nodes.flatMap { Array($0) } == Array(tree.leaves(of: rank, of: processes)))
        }
        var sums = plan.nodes.flatMap { $0 }.map { written($0, shape) }
        for addition in plan.additions {
          sums[addition.into] = "(\(sums[addition.into])+\(sums[addition.from]))"
        }
        #expect(sums[0] == written(0..<leaves, shape), "\(leaves) leaves, \(processes) processes")
      }
    }
  }

  @Test func aProcessWithManyLeavesHasFewNodes() {
    let plan = SumPlan(SumTree(leaves: 1024, shape: .halves), processes: 7)
    #expect(plan.nodes.allSatisfy { $0.count <= 20 })
    #expect(SumPlan(SumTree(leaves: 1024, shape: .halves), processes: 8).count == 8)
  }

  /// What may travel at once: all parameters, each once, the last layers first, none of a layer before it is complete.
  @Test func segmentsAreWholeLayersFromTheLastOn() {
    let cases: [(starts: [Int], count: Int, least: Int, segments: [Range<Int>])] = [
      ([0, 400, 660], 670, 50, [400..<670, 0..<400]),
      ([0, 400, 660], 670, 1, [660..<670, 400..<660, 0..<400]),
      ([0, 400, 660], 670, 1000, [0..<670]),
      ([0, 10], 300, 50, [10..<300, 0..<10]),
      ([0], 7, 1, [0..<7]),
    ]
    for (starts, count, least, segments) in cases {
      #expect(SegmentPlan(starts: starts, count: count, least: least).segments == segments)
    }
  }

  @Test func layersBeginWhereTheirFirstBlockDoes() {
    let network = Network<Double>(inputs: 3, likelihood: .gaussian(outputs: 2)) {
      Dense(4, .tanh)
      Dense(5, .tanh)
    }
    #expect(network.architecture.layers.map(\.start) == [0, 16, 41])
  }
}
