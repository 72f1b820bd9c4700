/// One thread's memory for at most `directions` directions at once: R{a}, R{z} and R{δ} of every layer, units ×
/// (R · examples).
final class TangentMemory<Scalar: RealScalar> {
  private let directions: Int
  private let architecture: Architecture
  private let tile: Int
  private let arena: Arena<Scalar>
  private let layout: Layout

  /// Where everything lies.
  private struct Layout {
    let layers: [(a: Int, z: Int, delta: Int)]
    let input: Int
    let total: Int

    init(_ architecture: Architecture, width: Int) {
      var plan = ArenaPlan<Scalar>()
      layers = architecture.layers.map { layer in
        (
          plan.matrix(rows: layer.units, columns: width), plan.matrix(rows: layer.units, columns: width),
          plan.matrix(rows: layer.units, columns: width)
        )
      }
      input = plan.matrix(rows: architecture.features + architecture.offsets, columns: width)
      total = plan.total
    }
  }

  /// How many numbers it takes.
  static func count(_ architecture: Architecture, tile: Int, directions: Int) -> Int {
    Layout(architecture, width: tile * directions).total
  }

  init(_ architecture: Architecture, tile: Int, directions: Int) {
    self.architecture = architecture
    self.tile = tile
    self.directions = directions
    layout = Layout(architecture, width: tile * directions)
    arena = Arena(capacity: layout.total)
  }

  /// R{a} of layer k; `columns` is R times the number of examples.
  func a(_ k: Int, columns: Int) -> MatrixView<Scalar> { view(k, layout.layers[k].a, columns) }
  /// R{z} of layer k.
  func z(_ k: Int, columns: Int) -> MatrixView<Scalar> { view(k, layout.layers[k].z, columns) }
  /// R{δ} of layer k.
  func delta(_ k: Int, columns: Int) -> MatrixView<Scalar> { view(k, layout.layers[k].delta, columns) }
  /// The tangent of what layers with the source `input` see, or the signal there.
  func input(columns: Int) -> MatrixView<Scalar> { inputRoom(columns: columns).rows(0..<architecture.features) }
  /// The same with the offsets' behind it.
  func inputRoom(columns: Int) -> MatrixView<Scalar> {
    arena.view(
      at: layout.input, rows: architecture.features + architecture.offsets, columns: tile * directions
    ).prefix(columns: columns)
  }

  private func view(_ k: Int, _ offset: Int, _ columns: Int) -> MatrixView<Scalar> {
    arena.view(at: offset, rows: architecture.layers[k].units, columns: tile * directions).prefix(columns: columns)
  }
}
