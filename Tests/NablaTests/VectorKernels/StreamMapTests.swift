import Testing

/// The maps of streams of second order, on whole numbers: results are exact in both precisions, so they equal to the last bit
/// what follows from z = h(a) term by term.
@Suite("Vector kernels: maps of streams")
struct StreamMapTests {
  /// A number and how it changes.
  private struct Dual {
    var value: Int
    var change = 0

    static func * (x: Dual, y: Dual) -> Dual {
      Dual(value: x.value * y.value, change: x.change * y.value + x.value * y.change)
    }
    static func += (x: inout Dual, y: Dual) {
      x = Dual(value: x.value + y.value, change: x.change + y.change)
    }
  }

  /// coefficient · h⁽ᵏ⁾ · Π a_s, a part of a stream of z.
  private struct Term {
    let coefficient: Int
    let order: Int
    let factors: [Int]

    func value(_ h: (Int) -> Dual, _ a: (Int) -> Dual) -> Dual {
      factors.reduce(Dual(value: coefficient) * h(order)) { $0 * a($1) }
    }

    /// Its derivative in a_s.
    func slope(_ s: Int, _ h: (Int) -> Dual, _ a: (Int) -> Dual) -> Dual {
      guard s > 0 else { return Term(coefficient: coefficient, order: order + 1, factors: factors).value(h, a) }
      var sum = Dual(value: 0)
      for place in factors.indices where factors[place] == s {
        var others = factors
        others.remove(at: place)
        sum += Term(coefficient: coefficient, order: order, factors: others).value(h, a)
      }
      return sum
    }
  }

  /// The value, first derivatives, and sums of second ones with these weights.
  private func terms(firsts: Int, _ weights: [[Int]]) -> [[Term]] {
    var result = [[Term(coefficient: 1, order: 0, factors: [])]]
    for f in 0..<firsts { result.append([Term(coefficient: 1, order: 1, factors: [1 + f])]) }
    for (m, row) in weights.enumerated() {
      var sum = [Term(coefficient: 1, order: 1, factors: [1 + firsts + m])]
      for (f, weight) in row.enumerated() { sum.append(Term(coefficient: weight, order: 2, factors: [1 + f, 1 + f])) }
      result.append(sum)
    }
    return result
  }

  @Test(
    "Forward, back, and their tangents",
    arguments: KernelLevel.all, [(1, 0), (1, 1), (2, 0), (2, 1), (3, 0), (3, 1), (4, 1), (5, 3)])
  func maps(level: KernelLevel, shape: (firsts: Int, seconds: Int)) {
    for map in 0..<4 {
      check(Double.self, map)
      check(Float.self, map)
    }

    func check<Real: KernelReal>(_: Real.Type, _ map: Int) {
      let kernels = Real.kernels(level.table)
      let (rows, streams) = (3, 1 + shape.firsts + shape.seconds)
      for columns in kernelLengths + [33, 64] where columns > 0 {
        var numbers = Numbers()
        let weights: [[Int]] = (0..<shape.seconds).map { _ in
          (0..<shape.firsts).map { _ -> Int in Int(numbers.whole(upTo: 2) as Double) }
        }
        // One number more: without sums there is no weight.
        var flat: [Real] = []
        for row in weights { flat += row.map { Real($0) } }
        flat.append(0)
        // Eight derivatives of h, then the five matrices of streams, each with rows a little apart.
        let (apart, stride) = (columns + 2, streams * columns + 1)
        let planes = 8 * rows * apart
        var memory = (0..<planes + 5 * rows * stride).map { _ -> Real in numbers.whole(upTo: 3) }
        let before = memory
        var offsets: [Int] = (0..<8).map { $0 * rows * apart }
        var strides = Array(repeating: apart, count: 8)
        for matrix in 0..<5 {
          for s in 0..<streams {
            offsets.append(planes + matrix * rows * stride + s * columns)
            strides.append(stride)
          }
        }
        kernels.streamMap(map, shape.firsts, shape.seconds, flat, rows, columns, &memory, offsets, strides)

        var expected = before
        let terms = terms(firsts: shape.firsts, weights)
        for j in 0..<rows {
          for i in 0..<columns {
            func place(_ operand: Int) -> Int { offsets[operand] + j * strides[operand] + i }
            func at(_ operand: Int) -> Int { Int(before[place(operand)]) }
            func stream(_ matrix: Int, _ s: Int) -> Int { at(8 + matrix * streams + s) }
            func a(_ s: Int) -> Dual { Dual(value: stream(0, s), change: stream(2, s)) }
            func h(_ k: Int) -> Dual { Dual(value: at(k), change: at(k + 1) * stream(2, 0)) }
            for s in 0..<streams {
              var sum = Dual(value: 0)
              if map % 2 == 0 {
                for term in terms[s] { sum += term.value(h, a) }
              } else {
                for (l, list) in terms.enumerated() {
                  let signal = Dual(value: stream(1, l), change: stream(3, l))
                  for term in list { sum += signal * term.slope(s, h, a) }
                }
              }
              let number = map < 2 ? sum.value : sum.change
              expected[place(8 + 4 * streams + s)] = Real(number)
            }
          }
        }
        #expect(memory == expected, "map \(map), \(columns) columns in \(Real.self)")
      }
    }
  }
}
