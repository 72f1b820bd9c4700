/// How the blocks of a curvature matrix are computed: the tile, the groups of units, and where everything lies in memory.
///
/// Made once for an architecture, a number of examples and what is wanted; kept by the workspace.
final class CurvaturePlan<Scalar: RealScalar>: Sendable {
  /// Which parts of the matrix are wanted.
  enum Parts: Hashable {
    case full
    case block(rows: Int, columns: Int)
    case diagonal
  }

  /// Some units of one layer, done together.
  struct Group: Sendable {
    let layer: Int
    let units: Range<Int>
  }

  /// A block of a layer, or its biases, as rows of what the layer receives and as places in w.
  struct Segment: Sendable {
    /// The first row.
    let first: Int
    /// The number of rows; 1 for biases.
    let columns: Int
    /// The place of unit 0's first number in w.
    let offset: Int
    /// The layer that the block comes from; nil for the input and for biases.
    let source: Int?
  }

  let architecture: Architecture
  let count: Int
  let parts: Parts
  /// The number of examples in a tile.
  let tile: Int
  let groups: [Group]
  /// The segments of every layer.
  let segments: [[Segment]]
  /// Numbers of memory a thread needs.
  let scratch: Int
  /// Numbers of memory that the threads share.
  let shared: Int

  private let inputOffsets: [Int]
  let a: [Int]
  let g: [Int]
  let b: [Int]
  /// Rows of B or G in another order.
  let sorted: Int
  /// Products of what two layers receive, pair by pair.
  let pairs: Int
  let pairCapacity: Int
  /// A product of matrices before its elements go to their places.
  let product: Int
  let productCapacity: Int
  /// What a non-canonical output layer needs of one example.
  let output: Int
  /// For every layer 1 where it depends on the group's, else 0.
  let reach: Int

  /// About the second-level cache that one of the matrices of a product may fill, in bytes.
  private static var cache: Int { 256 << 10 }
  /// The most that a thread needs, in bytes, as far as one unit and a few examples allow.
  private static var budget: Int { 16 << 20 }
  private static var longestTile: Int { 256 }

  init(_ architecture: Architecture, count: Int, _ parts: Parts) {
    self.architecture = architecture
    self.count = count
    self.parts = parts
    let size = MemoryLayout<Scalar>.stride
    let layers = architecture.layers
    let units = layers.map(\.units)
    let widest = units.max()!
    let allUnits = units.reduce(0, +)
    let received = layers.map { $0.fanIn + ($0.biasOffset == nil ? 0 : 1) }
    let mostReceived = max(received.max()!, widest)

    // Tiles of equal length, shorter where one unit of a wide network would not fit.
    var longest = Self.longestTile
    while longest > 16 && (3 * allUnits + 2 * mostReceived) * longest * size > Self.budget / 2 { longest /= 2 }
    let tiles = max(1, (count + longest - 1) / longest)
    tile = max(1, min(((count + tiles - 1) / tiles + 7) / 8 * 8, count))
    let width = max(1, min(widest, Self.cache / (widest * tile * size)))

    var groups: [Group] = []
    for (p, layer) in layers.enumerated() {
      if case .block(let rows, _) = parts, rows != p { continue }
      // Groups of equal size.
      let number = (layer.units + width - 1) / width
      for i in 0..<number {
        groups.append(Group(layer: p, units: Range(part: i, of: number, in: layer.units)))
      }
    }
    self.groups = groups
    segments = layers.map(Self.segments)

    var plan = ArenaPlan<Scalar>()
    let sizes = units.map { [tile] in $0 * width * tile }
    a = sizes.map { plan.vector($0) }
    g = sizes.map { plan.vector($0) }
    b = sizes.map { plan.vector($0) }
    sorted = plan.vector(widest * width * tile)
    pairCapacity = max(Self.cache / size, mostReceived * tile)
    pairs = plan.vector(pairCapacity)
    productCapacity = max(Self.cache / size, widest * width * mostReceived)
    product = plan.vector(productCapacity)
    output = plan.vector(architecture.scratchCount)
    reach = plan.vector(layers.count)
    scratch = plan.total

    var sharedPlan = ArenaPlan<Scalar>()
    inputOffsets = received.map { [tile] rows in sharedPlan.matrix(rows: rows, columns: tile) }
    shared = sharedPlan.total
  }

  /// What layer k receives, with a 1 for the bias: rows × examples.
  func inputs(_ k: Int, columns: Int, in shared: Scratch<Scalar>) -> MatrixView<Scalar> {
    let last = segments[k][segments[k].count - 1]
    return shared.view(at: inputOffsets[k], rows: last.first + last.columns, columns: tile).prefix(columns: columns)
  }

  private static func segments(of layer: Layer) -> [Segment] {
    var first = 0
    var result: [Segment] = []
    for block in layer.blocks {
      result.append(
        Segment(first: first, columns: block.columns, offset: block.offset, source: block.source))
      first += block.columns
    }
    if let offset = layer.biasOffset {
      result.append(Segment(first: first, columns: 1, offset: offset, source: nil))
    }
    return result
  }
}

extension Workspace {
  /// The plan for a curvature matrix, made anew where the last one was for another.
  func curvaturePlan(
    _ architecture: Architecture, count: Int, _ parts: CurvaturePlan<Scalar>.Parts
  ) -> CurvaturePlan<Scalar> {
    if let plan = curvature, plan.count == count, plan.parts == parts, plan.architecture == architecture { return plan }
    let plan = CurvaturePlan<Scalar>(architecture, count: count, parts)
    curvature = plan
    return plan
  }
}
