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
}
