/// The derivatives in the inputs that passes carry beside the value, as truncated Taylor coefficients: what was asked for,
/// and all that it follows from.
///
/// Stream 0 is the value. Others are derivatives along a list of directions with repetitions, or sums of second
/// derivatives. Of a list all shorter ones that are part of it are carried too, and of a sum the first derivatives.
///
/// Source of the rules: Faà di Bruno's formula, as a sum over the partitions of a set.
final class StreamSet: Sendable {
  enum Direction: Sendable, Hashable {
    case input(Int)
    case vector([Double])
  }

  enum Stream: Sendable, Hashable {
    /// The derivative once along each of the directions, in increasing order; the value along none.
    case along([Int])
    /// The sum of the second derivatives along these directions.
    case sum([Int])

    var order: Int {
      switch self {
      case .along(let directions): directions.count
      case .sum: 2
      }
    }
  }

  /// coefficient · h⁽ᵏ⁾ · Π a_i: part of how a stream of z = h(a) follows from those of a.
  struct Term: Sendable {
    var coefficient: Double
    /// k.
    var order: Int
    /// The streams of a, without the value.
    var factors: [Int]
  }

  /// coefficient · f_i · g_j: part of how a stream of a product follows from those of its factors.
  struct ProductTerm: Sendable {
    var coefficient: Double
    var left: Int
    var right: Int
  }

  /// What was asked for.
  let derivatives: [InputDerivative]
  /// d.
  let inputs: Int
  let directions: [Direction]
  let streams: [Stream]
  /// The stream of each of `derivatives`.
  let places: [Int]
  /// How each stream of h(a) follows from those of a.
  let rules: [[Term]]
  /// How each stream of a product follows from those of its factors.
  let products: [[ProductTerm]]

  var count: Int { streams.count }
  /// The highest order of a stream.
  let order: Int
  /// The value and the first derivatives, which stand first: all that the inputs themselves have.
  let leading: Int

  /// The streams for derivatives of a network with `inputs` inputs.
  ///
  /// - Precondition: inputs that are named exist, and directions have d numbers.
  init(_ derivatives: [InputDerivative], inputs: Int) {
    self.derivatives = derivatives
    self.inputs = inputs
    var directions: [Direction] = []
    func place(_ direction: Direction) -> Int {
      if let found = directions.firstIndex(of: direction) { return found }
      directions.append(direction)
      return directions.count - 1
    }
    func place(input i: Int) -> Int {
      precondition((0..<inputs).contains(i), "a derivative in input \(i) of \(inputs)")
      return place(.input(i))
    }
    let wanted = derivatives.map { derivative -> Stream in
      switch derivative.kind {
      case .partial(let list): return .along(list.map(place(input:)).sorted())
      case .along(let v, let order):
        precondition(v.count == inputs, "a direction of \(v.count) numbers for \(inputs) inputs")
        return .along(Array(repeating: place(.vector(v)), count: order))
      case .laplacian(let list):
        let over = (list ?? Array(0..<inputs)).map(place(input:)).sorted()
        precondition(Set(over).count == over.count, "a Laplacian over an input twice")
        return .sum(over)
      }
    }
    var all: Set<Stream> = [.along([])]
    for stream in wanted {
      all.insert(stream)
      switch stream {
      case .along(let list): for part in Self.parts(list) { all.insert(.along(part.inside)) }
      case .sum(let list): for p in list { all.insert(.along([p])) }
      }
    }
    let streams = all.sorted { Self.key($0).lexicographicallyPrecedes(Self.key($1)) }
    let index = Dictionary(uniqueKeysWithValues: streams.enumerated().map { ($1, $0) })
    self.directions = directions
    self.streams = streams
    places = wanted.map { index[$0]! }
    order = streams.reduce(0) { max($0, $1.order) }
    leading = streams.count { $0.order <= 1 }
    rules = streams.map { stream in
      switch stream {
      case .along(let list):
        Self.merged(
          Self.partitions(list).map { blocks in
            Term(coefficient: 1, order: blocks.count, factors: blocks.map { index[.along($0)]! }.sorted())
          })
      case .sum(let list):
        [Term(coefficient: 1, order: 1, factors: [index[stream]!])]
          + list.map { p in
            let first = index[.along([p])]!
            return Term(coefficient: 1, order: 2, factors: [first, first])
          }
      }
    }
    products = streams.map { stream in
      switch stream {
      case .along(let list):
        Self.parts(list).map {
          ProductTerm(coefficient: 1, left: index[.along($0.inside)]!, right: index[.along($0.outside)]!)
        }
      case .sum(let list):
        [
          ProductTerm(coefficient: 1, left: 0, right: index[stream]!),
          ProductTerm(coefficient: 1, left: index[stream]!, right: 0),
        ]
          + list.map { p in
            let first = index[.along([p])]!
            return ProductTerm(coefficient: 2, left: first, right: first)
          }
      }
    }
  }

  /// Component i of a direction.
  func component(_ i: Int, of direction: Int) -> Double {
    switch directions[direction] {
    case .input(let input): input == i ? 1 : 0
    case .vector(let v): v[i]
    }
  }

  // MARK: - Lists and their parts

  /// Streams by order, sums behind lists.
  private static func key(_ stream: Stream) -> [Int] {
    switch stream {
    case .along(let list): [list.count, 0] + list
    case .sum(let list): [2, 1] + list
    }
  }

  /// Every way to choose some of a list: these and the others, both in order.
  private static func parts(_ list: [Int]) -> [(inside: [Int], outside: [Int])] {
    (0..<1 << list.count).map { bits in
      (
        list.indices.filter { bits >> $0 & 1 == 1 }.map { list[$0] },
        list.indices.filter { bits >> $0 & 1 == 0 }.map { list[$0] }
      )
    }
  }

  /// Every partition of a list into blocks that are not empty, each in order.
  private static func partitions(_ list: [Int]) -> [[[Int]]] {
    guard let last = list.last else { return [[]] }
    return partitions(list.dropLast()).flatMap { blocks in
      blocks.indices.map { b in
        var joined = blocks
        joined[b].append(last)
        return joined
      } + [blocks + [[last]]]
    }
  }

  /// Terms with the same factors as one.
  private static func merged(_ terms: [Term]) -> [Term] {
    var result: [Term] = []
    for term in terms {
      if let i = result.firstIndex(where: { $0.factors == term.factors }) {
        result[i].coefficient += term.coefficient
      } else {
        result.append(term)
      }
    }
    return result
  }
}

extension StreamSet: Equatable {
  static func == (left: StreamSet, right: StreamSet) -> Bool {
    left === right || (left.inputs == right.inputs && left.derivatives == right.derivatives)
  }
}
