internal import CVectorKernels

/// What computes a product of matrices.
public enum ProductRoute: String, Sendable, Hashable, CaseIterable {
  /// Textbook loops.
  case reference
  /// A call of OpenBLAS, which packs its operands.
  case openBLAS = "openblas"
  /// Nabla's own kernels, which take their operands as they lie.
  case kernels
}

/// The rule by which the automatic backend sends a product to the kernels, which take the operands as they lie, or to
/// OpenBLAS, which packs them first.
///
/// Measured on one core of an AVX2 and of an AVX-512 machine, in GFLOP/s, kernel against OpenBLAS 0.3.21 (AVX2):
///
/// | product | double | single |
/// | --- | --- | --- |
/// | W z, 16 × 16, 32 examples | 51 : 32 | 109 : 60 |
/// | W z, 32 × 4, 256 examples | 44 : 26 | 79 : 51 |
/// | W z, 128 × 64, 64 examples | 55 : 49 | 115 : 99 |
/// | W z, 10 × 512, 128 examples | 53 : 24 | 113 : 49 |
/// | W z, 256 × 784, 128 examples | 51 : 51 | 106 : 109 |
/// | Wᵀδ, 256 × 784, 128 examples | 37 : 52 | 95 : 109 |
/// | δzᵀ, 16 × 32, 256 examples | 52 : 38 | 96 : 67 |
/// | δzᵀ, 128 × 128, 128 examples | 55 : 51 | 110 : 103 |
/// | δzᵀ, 256 × 512, 128 examples | 56 : 50 | 113 : 109 |
/// | δzᵀ, 256 × 2048, 512 examples | 51 : 50 | 108 : 108 |
///
/// The kernel has copied blocks of Wᵀ since: on another machine with AVX2, where OpenBLAS has 36, Wᵀδ of 512 × 784 and 128
/// examples went from 16 to 35 in double precision. It is no faster than OpenBLAS, so the rule stands, and a build without
/// OpenBLAS gains.
///
/// So the kernels take what fits the first caches, and δzᵀ, of which one factor is transposed in panels and nothing else
/// copied, as long as δ stays in them. With AVX-512 and its 32 registers they keep the lead far beyond that:
///
/// | product with AVX-512, 512 examples | double | single |
/// | --- | --- | --- |
/// | W z, 512 × 512 | 56 : 53 | 115 : 104 |
/// | W z, 1024 × 1024 | 55 : 50 | 114 : 105 |
/// | W z, 2048 × 1024 | 48 : 50 | 111 : 102 |
/// | W z, 2048 × 2048 | 45 : 50 | 107 : 102 |
/// | Wᵀδ, 512 × 512 | 57 : 52 | 116 : 104 |
/// | Wᵀδ, 256 × 1024 of 2048 × 1024 | 54 : 49 | 109 : 105 |
/// | Wᵀδ, 256 × 2048 of 2048 × 2048 | 53 : 48 | 107 : 102 |
/// | δzᵀ, 256 × 512 | 57 : 53 | 115 : 104 |
/// | δzᵀ, 256 × 2048 | 56 : 53 | 113 : 104 |
///
/// Those were measured on Zen 4, before long sums were cut for the second cache. On Zen 5, with twice the arithmetic a cycle:
///
/// | product on Zen 5, 512 examples | double | single |
/// | --- | --- | --- |
/// | W z, 512 × 512 | 132 : 105 | 267 : 252 |
/// | W z, 256 × 2048 | 131 : 104 | 257 : 250 |
/// | Wᵀδ, 512 × 512 | 127 : 104 | 259 : 250 |
/// | Wᵀδ, 256 × 2048 of 2048 × 2048 | 126 : 101 | 250 : 239 |
/// | δzᵀ, 2048 × 256 | 130 : 103 | 266 : 252 |
///
/// Whether inputs are transposed before W x depends on how much there is to transpose: of 24 features and 200 examples, and a
/// layer of 8 units, the transpose and the product take 2.1 µs in double precision and 1.5 µs in single, and the product that
/// transposes its results 1.5 and 1.0 µs.
enum ProductRule {
  private static let level = String(cString: nabla_kernel_level())
  /// Whether the kernels in use are those with 32 registers.
  private static let isWide = level == "x86-64-v4"
  /// The largest number of weights of W z and of Wᵀδ, in double precision and in single.
  private static let mostWeights = isWide ? (double: 1 << 20, single: 1 << 22) : (double: 1 << 14, single: 1 << 14)
  /// The same of δzᵀ.
  private static let mostSums = 1 << 13
  /// The same from this many examples on.
  private static let mostSumsOfManyExamples = 1 << 14
  private static let manyExamples = 192
  /// Whatever the number of results, δzᵀ is left to the kernel as long as δ has no more elements: with AVX-512 those of 4096
  /// units and 512 examples, else as many as stay in the cache.
  private static let mostSignals = isWide ? 1 << 21 : level == "x86-64-v3" ? 1 << 16 : 0
  /// The kernel takes longer sums in pieces of so many terms.
  private static let longestSum = 512
  /// Inputs of up to this many features are transposed for W z.
  private static let mostInputs = isWide ? 1024 : 128
  /// So many features need not be transposed for layers of up to `mostUnitsOfRows` units: less is to be transposed of
  /// what these put out than of what they receive.
  private static let featuresOfRows = 16...64
  private static let mostUnitsOfRows = 16
  /// From this many features on, x as it stands is the better factor of ∂E/∂W = δx.
  static let leastColumns = 32

  /// Whether inputs of d features are transposed, for products along the examples, where no layer that receives them has
  /// more than `units` units.
  static func transposes(inputs d: Int, units: Int) -> Bool {
    d <= mostInputs && !(featuresOfRows.contains(d) && units <= mostUnitsOfRows)
  }

  /// Where c ← a b goes, by its shape.
  static func route<S: RealScalar>(_ a: MatrixView<S>, _ b: MatrixView<S>) -> ProductRoute {
    if b.columns == 1 {
      // One example: a matrix read once is not worth packing.
      return !a.isTransposed && (b.isTransposed || b.stride == 1) ? .kernels : .openBLAS
    }
    guard b.isTransposed else { return routeOfWeights(a.rows * a.columns, S.self) }
    return a.isTransposed ? .openBLAS : routeOfSums(units: a.rows, b.columns, examples: a.columns)
  }

  /// Where W z, or Wᵀδ, goes, with so many weights.
  static func routeOfWeights<S: RealScalar>(_ weights: Int, _: S.Type) -> ProductRoute {
    weights <= (MemoryLayout<S>.size == 8 ? mostWeights.double : mostWeights.single) ? .kernels : .openBLAS
  }

  /// Whether the kernels take every product of first derivatives with so many weights, whatever the number of examples.
  static func isSmall(weights: Int) -> Bool { weights <= mostSums }

  /// Whether that holds of layers that receive so many features too: without AVX-512 the products of longer inputs, as
  /// they stand or not transposed, go to OpenBLAS from some number of examples on.
  static func takesSmallLayers(features: Int) -> Bool { isWide || features < leastColumns }

  /// Where δ zᵀ goes, of so many units and examples, and with so many columns.
  static func routeOfSums(units: Int, _ columns: Int, examples: Int) -> ProductRoute {
    let sums = units * columns
    let suits =
      sums <= mostSums || (sums <= mostSumsOfManyExamples && examples >= manyExamples)
      || units * min(examples, longestSum) <= mostSignals
    return suits ? .kernels : .openBLAS
  }
}
