/// What a pass with streams keeps of a tile, and up to which derivative.
struct StreamNeeds: Hashable {
  /// What is done with the streams.
  enum Extent: Int, Hashable {
    /// They go forward.
    case forward
    /// Signals of them come back.
    case backward
    /// Both, along a direction in the parameters.
    case tangent
  }

  /// The number of streams.
  var streams: Int
  /// The highest order of one.
  var order: Int
  var extent: Extent
  /// The temporaries of programs.
  var temporaries: Int
  /// Numbers of other kinds, whatever the tile.
  var scratch = 0

  /// The highest derivative of the activations that takes part.
  var highest: Int { max(2, order + extent.rawValue) }

  /// About the numbers that an example takes.
  func count(_ plan: PassPlan) -> Int {
    let units = plan.steps.reduce(0) { $0 + $1.units }
    let streamsOfUnits = extent == .forward ? 2 : extent == .backward ? 3 : 6
    return units * (streamsOfUnits * streams + highest + 1) + 2 * plan.widest * streams + plan.features * streams
  }

  /// The examples of a tile: so many that its memory about fits the second-level cache, and whole blocks of the sums of
  /// products where there are enough.
  func tile<Scalar: RealScalar>(_ plan: PassPlan, _: Scalar.Type) -> Int {
    let wanted = (640 << 10) / max(1, count(plan) * MemoryLayout<Scalar>.stride)
    let whole = wanted < 24 ? wanted / 16 * 16 : (wanted + 16) / 32 * 32
    return min(256, max(plan.widest >= 128 ? 32 : 16, whole))
  }
}

/// One thread's memory for the streams of a tile: those of a and z and the signals of every layer, units × (S · examples),
/// and h with its derivatives, (order + 1) · units × examples.
final class StreamMemory<Scalar: RealScalar> {
  private struct Offsets {
    var units: Int
    var a: Int
    var z: Int
    var h: Int
    var delta = 0
    var aTangent = 0
    var zTangent = 0
    var deltaTangent = 0
  }

  let needs: StreamNeeds
  private let tile: Int
  private let arena: Arena<Scalar>
  private let layers: [Offsets]
  private let features: Int
  private let input: Int
  private let signal: Int
  private let signalTangent: Int
  private let scratch: Int
  private let temporaries: Int
  private let operandOffsets: UnsafeMutablePointer<Int>
  private let operandStrides: UnsafeMutablePointer<Int>

  init(_ architecture: Architecture, tile: Int, needs: StreamNeeds) {
    self.needs = needs
    self.tile = tile
    let plan = architecture.plan
    var room = ArenaPlan<Scalar>()
    let width = needs.streams * tile
    let (hasSignals, hasTangents) = (needs.extent != .forward, needs.extent == .tangent)
    layers = plan.steps.map { step in
      func block(_ isThere: Bool = true) -> Int { isThere ? room.matrix(rows: step.units, columns: width) : 0 }
      return Offsets(
        units: step.units, a: block(), z: block(),
        h: room.matrix(rows: (needs.highest + 1) * step.units, columns: tile), delta: block(hasSignals),
        aTangent: block(hasTangents), zTangent: block(hasTangents), deltaTangent: block(hasTangents))
    }
    features = plan.features
    input = room.matrix(rows: plan.features, columns: width)
    signal = hasSignals ? room.matrix(rows: plan.widest, columns: width) : 0
    signalTangent = hasTangents ? room.matrix(rows: plan.widest, columns: width) : 0
    scratch = room.vector(needs.scratch)
    temporaries = room.vector(needs.temporaries * StreamProgram.width(Scalar.self))
    arena = Arena(capacity: room.total)
    let operands = StreamProgram.Operands(streams: needs.streams).count
    operandOffsets = .allocate(capacity: operands)
    operandStrides = .allocate(capacity: operands)
    operandOffsets.initialize(repeating: 0, count: operands)
    operandStrides.initialize(repeating: 0, count: operands)
  }

  deinit {
    operandOffsets.deallocate()
    operandStrides.deallocate()
  }

  /// The streams of a of layer k on `n` examples.
  func a(_ k: Int, _ n: Int) -> MatrixView<Scalar> { view(layers[k].a, layers[k].units, n) }
  /// The streams of z of layer k.
  func z(_ k: Int, _ n: Int) -> MatrixView<Scalar> { view(layers[k].z, layers[k].units, n) }
  /// ∂E/∂a of layer k, for every stream.
  func delta(_ k: Int, _ n: Int) -> MatrixView<Scalar> { view(layers[k].delta, layers[k].units, n) }
  /// R{a} of layer k.
  func aTangent(_ k: Int, _ n: Int) -> MatrixView<Scalar> { view(layers[k].aTangent, layers[k].units, n) }
  /// R{z} of layer k.
  func zTangent(_ k: Int, _ n: Int) -> MatrixView<Scalar> { view(layers[k].zTangent, layers[k].units, n) }
  /// R{∂E/∂a} of layer k.
  func deltaTangent(_ k: Int, _ n: Int) -> MatrixView<Scalar> { view(layers[k].deltaTangent, layers[k].units, n) }
  /// The streams of what layers with the source `input` see.
  func input(_ n: Int) -> MatrixView<Scalar> { view(input, features, n) }
  /// ∂E/∂z of the layer in work.
  func signal(units: Int, _ n: Int) -> MatrixView<Scalar> { view(signal, units, n) }
  /// R{∂E/∂z} of the layer in work.
  func signalTangent(units: Int, _ n: Int) -> MatrixView<Scalar> { view(signalTangent, units, n) }

  /// h⁽ᵏ⁾ for all k, plane by plane.
  func planes(_ k: Int, _ n: Int) -> MatrixView<Scalar> {
    arena.view(at: layers[k].h, rows: (needs.highest + 1) * layers[k].units, columns: tile).prefix(columns: n)
  }

  /// `needs.scratch` numbers.
  var numbers: UnsafeMutablePointer<Scalar> { arena.buffer(at: scratch, count: needs.scratch).baseAddress! }

  /// Operands of programs in this memory.
  func operands(rows: Int, columns: Int) -> StreamOperands<Scalar> {
    StreamOperands(
      base: arena.buffer(at: 0, count: 0).baseAddress!, offsets: operandOffsets, strides: operandStrides,
      temporaries: arena.buffer(at: temporaries, count: 0).baseAddress!, rows: rows, columns: columns)
  }

  private func view(_ offset: Int, _ rows: Int, _ n: Int) -> MatrixView<Scalar> {
    arena.view(at: offset, rows: rows, columns: needs.streams * tile).prefix(columns: needs.streams * n)
  }
}
