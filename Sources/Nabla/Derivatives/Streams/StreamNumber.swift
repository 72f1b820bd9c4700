/// A number with all streams of a set: what functions that are no layers are carried through with, such as basis functions,
/// hard constraints and the softmax of outputs.
struct StreamNumber<Scalar: RealScalar>: _DerivativeNumber {
  typealias Base = Scalar

  /// The streams, or the value alone of a constant.
  let parts: [Scalar]
  /// Nil of a constant.
  let set: StreamSet?

  init(_ parts: [Scalar], _ set: StreamSet?) {
    self.parts = parts
    self.set = set
  }

  /// The i-th input at a point.
  init(input i: Int, value: Scalar, _ set: StreamSet) {
    self.set = set
    parts = set.streams.indices.map { s in
      guard s > 0 else { return value }
      if case .along(let list) = set.streams[s], list.count == 1 { return Scalar(set.component(i, of: list[0])) }
      return 0
    }
  }

  init(_ constant: Double) { self.init([Scalar(constant)], nil) }

  /// Stream s, 0 of a constant but for the value.
  subscript(s: Int) -> Scalar { s < parts.count ? parts[s] : 0 }

  var baseValue: Scalar { parts[0] }

  static func + (left: StreamNumber, right: StreamNumber) -> StreamNumber {
    let set = left.set ?? right.set
    return StreamNumber((0..<max(left.parts.count, right.parts.count)).map { left[$0] + right[$0] }, set)
  }

  static func - (left: StreamNumber, right: StreamNumber) -> StreamNumber {
    let set = left.set ?? right.set
    return StreamNumber((0..<max(left.parts.count, right.parts.count)).map { left[$0] - right[$0] }, set)
  }

  static func * (left: StreamNumber, right: StreamNumber) -> StreamNumber {
    guard left.set != nil else { return StreamNumber(right.parts.map { left.parts[0] * $0 }, right.set) }
    guard right.set != nil else { return StreamNumber(left.parts.map { $0 * right.parts[0] }, left.set) }
    let set = left.set!
    return StreamNumber(
      set.products.map { terms in
        terms.reduce(0) { sum, term in
          let factor = Scalar(term.coefficient) * left.parts[term.left]
          return sum + factor * right.parts[term.right]
        }
      }, set)
  }

  /// Derivatives from the third on are NaN where the number varies: they are not known.
  func composed(value: Scalar, first: Scalar, second: Scalar) -> StreamNumber {
    composed(value: value, first: first, second: second) { _ in .nan }
  }

  /// By Faà di Bruno's formula.
  func composed(value: Scalar, first: Scalar, second: Scalar, further: (_ order: Int) -> Scalar) -> StreamNumber {
    guard let set else { return StreamNumber([value], nil) }
    var h = [value, first, second]
    for order in stride(from: 3, through: set.order, by: 1) { h.append(further(order)) }
    return StreamNumber(
      set.rules.map { terms in
        terms.reduce(0) { sum, term in
          let product = term.factors.reduce(Scalar(term.coefficient)) { $0 * parts[$1] }
          // What does not vary has the derivative 0 even where that of h is infinite.
          return product == 0 ? sum : sum + h[term.order] * product
        }
      }, set)
  }
}
