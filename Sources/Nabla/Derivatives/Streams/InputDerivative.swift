/// A derivative of a network's outputs in its inputs that `Network.derivatives(of:at:)` computes, or that a
/// `DifferentialResidual` asks for.
///
/// ```swift
/// [.value, .first(0), .second(0, 1), .laplacian, .partial([0, 0, 1, 1])]
/// ```
public struct InputDerivative: Sendable, Hashable, CustomStringConvertible {
  enum Kind: Sendable, Hashable {
    case partial([Int])
    case along([Double], order: Int)
    /// Σ ∂²y/∂x_i² over these inputs, or over all.
    case laplacian([Int]?)
  }

  let kind: Kind

  /// The highest order of a derivative.
  public static let highestOrder = 4

  /// y itself.
  public static var value: InputDerivative { .partial([]) }

  /// ∂y/∂x_i.
  public static func first(_ i: Int) -> InputDerivative { .partial([i]) }

  /// ∂²y/∂x_i∂x_j.
  public static func second(_ i: Int, _ j: Int) -> InputDerivative { .partial([i, j]) }

  /// The derivative once in each of the inputs named, which may be named several times, in any order.
  ///
  /// - Precondition: there are at most four.
  public static func partial(_ inputs: [Int]) -> InputDerivative {
    precondition(
      inputs.count <= highestOrder, "a derivative of order \(inputs.count), but \(highestOrder) is the highest")
    return InputDerivative(kind: .partial(inputs.sorted()))
  }

  /// dⁿ/dtⁿ y(x + tv) at t = 0, for a direction v of d numbers.
  ///
  /// - Precondition: n is 0 to 4.
  public static func along(_ v: [Double], order: Int) -> InputDerivative {
    precondition(
      (0...highestOrder).contains(order), "a derivative of order \(order), but \(highestOrder) is the highest")
    return order == 0 ? .value : InputDerivative(kind: .along(v, order: order))
  }

  /// Σ_i ∂²y/∂x_i² over all inputs, carried as one stream.
  public static var laplacian: InputDerivative { InputDerivative(kind: .laplacian(nil)) }

  /// Σ_i ∂²y/∂x_i² over these inputs, such as those that are places where another one is the time.
  public static func laplacian(over inputs: [Int]) -> InputDerivative {
    InputDerivative(kind: .laplacian(inputs))
  }

  /// As it is written in formulas: `∂²y/∂x0∂x1`.
  public var description: String {
    switch kind {
    case .partial(let inputs):
      guard !inputs.isEmpty else { return "y" }
      return "∂\(inputs.count)y/" + inputs.map { "∂x\($0)" }.joined()
    case .along(let v, let order): return "∂\(order)y along \(v)"
    case .laplacian(let inputs): return "Δy" + (inputs.map { " over \($0)" } ?? "")
    }
  }
}
