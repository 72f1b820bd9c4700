/// Which units dropout leaves out of a step, and the memory for it: the same for every thread and any cut of the batch.
struct DroppedUnits<Scalar: RealScalar>: Sendable {
  private struct Layer: Sendable {
    /// The probability p without a schedule.
    let probability: Double
    /// A unit is left out where its 32 random bits are below this; 0 for a layer that keeps all.
    private(set) var threshold: UInt32 = 0
    /// What the kept units are multiplied by.
    private(set) var scale: Scalar = 1
    /// The number of units, and the rows before them in the memory for all layers.
    let units: Int
    let row: Int

    /// Leaves units out with the probability f p.
    mutating func set(factor: Double) {
      let p = probability * factor
      threshold = UInt32((p * 0x1p32).rounded(.down))
      scale = Scalar(1 / (1 - p))
    }
  }

  private var layers: [Layer]
  private let rows: Int
  private let longestTile: Int
  private let seed: UInt64
  private var key: UInt64 = 0

  /// The plan for a network's steps on batches of at most `batch` examples; nil where no unit is left out.
  ///
  /// - Precondition: the layers that `dropout` names are hidden layers of the network.
  init?(_ dropout: Dropout, _ architecture: Architecture, batch: Int, seed: UInt64) {
    let hidden = architecture.layers.dropLast()
    for name in dropout.layers.keys {
      precondition(hidden.contains { $0.name == name }, "dropout of '\(name)', which is no hidden layer")
    }
    var row = 0
    layers = hidden.map { layer in
      let p = dropout.layers[layer.name] ?? dropout.hidden
      precondition(p >= 0 && p < 1, "dropout of '\(layer.name)' with the probability \(p)")
      defer { row += p > 0 ? layer.units : 0 }
      return Layer(probability: p, units: layer.units, row: row)
    }
    rows = row
    longestTile = min(batch, 512)
    self.seed = seed
    if rows == 0 { return nil }
  }

  /// The units of step `step`, of which this is called before each, with the factor of all probabilities there, from 0 to 1.
  mutating func choose(step: Int, factor: Double) {
    for k in layers.indices { layers[k].set(factor: factor) }
    key = Self.mixed(seed ^ 0x6E61_626C_6164_726F &+ Self.mixed(UInt64(step)))
  }

  /// Room for the factors of a tile, and for h′ of the dropped layers: from z, a unit that is left out, it cannot be had.
  var scratchCount: Int { 2 * rows * Arena<Scalar>.padded(longestTile) }

  /// The factors of the examples at `range` of the batch, and the places of h′, in rows as far apart as those of z.
  func tile(_ range: Range<Int>, _ scratch: Scratch<Scalar>, stride: Int) -> Tile {
    precondition(stride <= Arena<Scalar>.padded(longestTile))
    return Tile(units: self, range: range, scratch: scratch, stride: stride)
  }

  /// The dropped units of one tile.
  struct Tile {
    let units: DroppedUnits
    let range: Range<Int>
    let scratch: Scratch<Scalar>
    let stride: Int

    /// Whether units of layer k are left out.
    func drops(_ k: Int) -> Bool { k < units.layers.count && units.layers[k].threshold > 0 }

    /// Where h′ of layer k is kept.
    func first(_ k: Int, columns: Int) -> MatrixView<Scalar> { view(units.rows, k, columns) }

    /// The factors of layer k, once `drop` has made them.
    func factors(_ k: Int, columns: Int) -> MatrixView<Scalar> { view(0, k, columns) }

    private func view(_ before: Int, _ k: Int, _ columns: Int) -> MatrixView<Scalar> {
      let layer = units.layers[k]
      return scratch.view(at: (before + layer.row) * stride, rows: layer.units, columns: columns, stride: stride)
    }

    /// Makes the factors of units `rows` of layer k, 0 or 1 / (1 − p), and multiplies their outputs z by them.
    func drop(_ k: Int, rows: Range<Int>, _ z: MatrixView<Scalar>, on backend: ChosenBackend) {
      let layer = units.layers[k]
      let factors = factors(k, columns: z.columns).rows(rows)
      for j in 0..<rows.count {
        let key = DroppedUnits.mixed(units.key &+ UInt64(layer.row + rows.lowerBound + j))
        let first = UInt32(truncatingIfNeeded: key) &+ UInt32(truncatingIfNeeded: range.lowerBound)
        let row = factors.row(j)
        for i in 0..<z.columns {
          let bits = DroppedUnits.hashed(first &+ UInt32(truncatingIfNeeded: i))
          row[i] = bits < layer.threshold ? 0 : layer.scale
        }
      }
      backend.scale(z, by: factors, into: z)
    }
  }

  /// The finaliser of SplitMix64 (G. L. Steele, D. Lea and C. H. Flood, OOPSLA 2014).
  private static func mixed(_ x: UInt64) -> UInt64 {
    var z = x &+ 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// C. Wellons's hash of 32 bits with low bias ("hash-prospector").
  private static func hashed(_ x: UInt32) -> UInt32 {
    var z = (x ^ (x >> 16)) &* 0x21F0_AAAD
    z = (z ^ (z >> 15)) &* 0xD35A_2D97
    return z ^ (z >> 15)
  }
}

extension Network {
  /// The error of borrowed examples, and its gradient, of the network without the dropped units.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func evaluate(
    _ examples: Examples<Scalar>, gradient: UnsafeMutablePointer<Scalar>, dropping units: DroppedUnits<Scalar>,
    _ workspace: Workspace<Scalar>
  ) -> Double {
    let loss = run(DroppedErrorOperator(units: units), on: examples, sum: gradient, workspace)
    architecture.clearMasked(gradient)
    return loss
  }
}

/// The error of a tile and its gradient, without the dropped units.
private struct DroppedErrorOperator<Scalar: RealScalar>: TileOperator {
  let units: DroppedUnits<Scalar>

  var flopsPerParameter: Int { 6 }
  var canShareTiles: Bool { true }
  var isSum: Bool { true }
  var tellsOfLayers: Bool { true }

  func needs(_ architecture: Architecture) -> WorkspaceNeeds<Scalar> {
    WorkspaceNeeds(order: .first, sums: architecture.parameterCount, scratch: units.scratchCount)
  }

  func apply(to tile: Tile<Scalar>) -> Double {
    var dropping = tile
    let z = tile.pass.memory.z(0, columns: tile.range.count)
    dropping.pass.dropped = units.tile(tile.range, tile.scratch!, stride: z.stride)
    let loss = dropping.error(tile.loadTargets(), wantsDelta: true)
    dropping.pass.backward(
      tile.input, gradient: tile.sum, accumulate: tile.accumulate, overlapped: tile.overlapped)
    return loss
  }
}
