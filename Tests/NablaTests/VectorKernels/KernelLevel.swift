import CVectorKernels
import Testing

/// A precision the kernels exist in, so that each test is written once.
protocol KernelReal: BinaryFloatingPoint, Sendable {
  static var bits: Int { get }
  static func kernels(_ table: nabla_kernels) -> KernelTable<Self>
  init(pattern: UInt64)
}

extension KernelTable {
  /// The kernels y = f(x) by the names of their references.
  var elementwise: [String: (Int, Input, Output) -> Void] {
    [
      "exp": exp, "expm1": expm1, "log": log, "log1p": log1p, "tanh": tanh, "sigmoid": sigmoid, "softplus": softplus,
      "erf": erf, "sin": sin, "cos": cos,
    ]
  }
}

extension Double: KernelReal {
  static var bits: Int { 64 }
  init(pattern: UInt64) { self.init(bitPattern: pattern) }
  static func kernels(_ table: nabla_kernels) -> KernelTable<Double> { KernelTable(table) }
}

extension Float: KernelReal {
  static var bits: Int { 32 }
  init(pattern: UInt64) { self.init(bitPattern: UInt32(pattern)) }
  static func kernels(_ table: nabla_kernels) -> KernelTable<Float> { KernelTable(table) }
}

/// An instruction-set level that this machine has.
struct KernelLevel: Sendable, CustomTestStringConvertible {
  let level: Int32
  var table: nabla_kernels { nabla_kernels_at_level(level)!.pointee }
  var testDescription: String { String(cString: table.name) }

  static let all = [0, 3, 4].filter { nabla_kernels_at_level($0) != nil }.map { KernelLevel(level: $0) }
}
