/// The order in which the sums of the pieces of a whole are added: a binary tree whose leaves are the pieces.
///
/// It depends on the number of pieces alone. A process that has some consecutive pieces adds up all nodes of the tree that lie
/// within them; what only several processes can finish is added when the nodes have travelled.
struct SumTree: Hashable, Sendable {
  /// How nodes are made of smaller ones.
  enum Shape: Sendable {
    /// ((0 + 1) + 2) + 3 …, as sums are added within one process.
    case chain
    /// Halves, down to single leaves: a process with many leaves has few nodes.
    case halves
  }

  /// The number of leaves.
  let leaves: Int
  let shape: Shape

  /// All leaves.
  var root: Range<Int> { 0..<leaves }

  /// Where a node of several leaves is cut into two.
  func cut(of node: Range<Int>) -> Int {
    switch shape {
    case .chain: node.upperBound - 1
    case .halves: node.lowerBound + node.count / 2
    }
  }

  /// The leaves of a process.
  func leaves(of rank: Int, of processes: Int) -> Range<Int> { Range(part: rank, of: processes, in: leaves) }

  /// The largest nodes within some leaves, in order.
  func nodes(within range: Range<Int>) -> [Range<Int>] {
    var result: [Range<Int>] = []
    var rest = [root]
    while let node = rest.popLast() {
      guard node.overlaps(range) else { continue }
      if range.lowerBound <= node.lowerBound && node.upperBound <= range.upperBound {
        result.append(node)
      } else {
        let cut = cut(of: node)
        rest.append(cut..<node.upperBound)
        rest.append(node.lowerBound..<cut)
      }
    }
    return result
  }
}

/// Who has which nodes of a tree, and how they are added.
struct SumPlan: Hashable, Sendable {
  let tree: SumTree
  let processes: Int
  /// The nodes of each process that it can finish by itself, in order.
  let nodes: [[Range<Int>]]
  /// How the nodes of all processes, numbered in order, are added to the first: each `from` to its `into`.
  let additions: [Addition]

  struct Addition: Hashable, Sendable {
    let into: Int
    let from: Int
  }

  init(_ tree: SumTree, processes: Int) {
    self.tree = tree
    self.processes = processes
    nodes = (0..<processes).map { tree.nodes(within: tree.leaves(of: $0, of: processes)) }
    additions = Self.additions(of: nodes.flatMap { $0 }, in: tree)
  }

  /// The additions of parts that make up the tree, from the bottom up.
  private static func additions(of parts: [Range<Int>], in tree: SumTree) -> [Addition] {
    var numbers: [Range<Int>: Int] = [:]
    for (i, part) in parts.enumerated() { numbers[part] = i }
    var result: [Addition] = []
    /// Adds up a node; returns where its sum is.
    func add(_ node: Range<Int>) -> Int {
      if let number = numbers[node] { return number }
      let cut = tree.cut(of: node)
      let (into, from) = (add(node.lowerBound..<cut), add(cut..<node.upperBound))
      result.append(Addition(into: into, from: from))
      return into
    }
    if tree.leaves > 0 { _ = add(tree.root) }
    return result
  }

  /// The number of nodes of all processes.
  var count: Int { nodes.reduce(0) { $0 + $1.count } }
}
