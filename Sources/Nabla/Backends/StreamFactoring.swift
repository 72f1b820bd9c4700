/// Sums of terms, each a product of several operands, written as sums of products of two: what terms have in common is worked out
/// once, as a temporary.
///
/// The streams of h(a) are sums over the partitions of a set, and their derivatives many more terms, each with one derivative
/// of h. So terms are grouped by that one first, and within a group by the operand that most of them have, as by Horner's rule.
struct StreamFactoring {
  typealias Term = StreamProgram.Term

  /// factor · Σ xy.
  struct Sum {
    /// An operand, or a temporary behind these.
    var place: Int
    var factor: Int
    var products: [(Int, Int)]
  }

  private(set) var sums: [Sum] = []
  /// How many temporaries there are at once, the one included that is 1.
  private(set) var temporaries = 1
  /// The number of the operands, and so that of the temporary that is 1.
  private let one: Int
  /// The temporaries that sums of terms have.
  private var known: [[Term]: Int] = [:]
  private var next: Int

  /// - Parameter isShared: Whether sums of different results are worked out once, which takes more temporaries.
  init(_ results: [(place: Int, terms: [Term])], behind operands: Int, isShared: Bool) {
    one = operands
    next = operands + 1
    for result in results {
      if !isShared { known = [:] }
      append(result.place, Self.merged(result.terms))
    }
    reuseTemporaries()
  }

  private mutating func append(_ place: Int, _ terms: [Term]) {
    let factor = Self.commonFactor(terms)
    let products = products(of: Self.divided(terms, by: factor))
    sums.append(Sum(place: place, factor: factor, products: products))
  }

  /// The products that add up to these terms.
  private mutating func products(of terms: [Term]) -> [(Int, Int)] {
    var result: [(Int, Int)] = []
    var rest = terms
    while let x = Self.mostCommon(rest) {
      let quotient = rest.filter { $0.factors.contains(x) }.map { term in
        var term = term
        term.factors.remove(at: term.factors.firstIndex(of: x)!)
        return term
      }
      rest.removeAll { $0.factors.contains(x) }
      let groups = quotient.allSatisfy { $0.factors.count <= 1 } ? quotient.map { [$0] } : [quotient]
      for group in groups {
        let (times, y) = operand(of: group)
        result += Array(repeating: (x, y), count: times)
      }
    }
    return result
  }

  /// A sum of terms as a small multiple of one operand or temporary.
  private mutating func operand(of terms: [Term]) -> (times: Int, Int) {
    let common = Self.commonFactor(terms)
    // Twice the same product costs less than a product with 2.
    let (times, sum) = common <= 2 ? (common, Self.divided(terms, by: common)) : (1, terms)
    if sum.count == 1, sum[0].number == 1, sum[0].factors.count <= 1 { return (times, sum[0].factors.first ?? one) }
    if let found = known[sum] { return (times, found) }
    let place = next
    next += 1
    append(place, sum)
    known[sum] = place
    return (times, place)
  }

  // MARK: - Terms

  private static func merged(_ terms: [Term]) -> [Term] {
    var places: [[Int]: Int] = [:]
    var result: [Term] = []
    for term in terms {
      if let i = places[term.factors] {
        result[i].number += term.number
      } else {
        places[term.factors] = result.count
        result.append(term)
      }
    }
    return result
  }

  /// A derivative of h where there is one, else the operand of most terms; nil where there are none.
  private static func mostCommon(_ terms: [Term]) -> Int? {
    var counts: [Int: Int] = [:]
    for term in terms {
      for x in Set(term.factors) { counts[x, default: 0] += 1 }
    }
    func rank(_ entry: (key: Int, value: Int)) -> (Int, Int, Int) {
      (entry.key < StreamProgram.Operands.orders ? 1 : 0, entry.value, entry.key)
    }
    return counts.max { rank($0) < rank($1) }?.key
  }

  private static func commonFactor(_ terms: [Term]) -> Int {
    func divisor(_ a: Int, _ b: Int) -> Int { b == 0 ? a : divisor(b, a % b) }
    return terms.reduce(0) { divisor($0, $1.number) }
  }

  private static func divided(_ terms: [Term], by factor: Int) -> [Term] {
    terms.map { Term(number: $0.number / factor, factors: $0.factors) }
  }

  // MARK: - Places

  /// Gives temporaries the places of others that are not read any more.
  private mutating func reuseTemporaries() {
    var lastUse: [Int: Int] = [:]
    for (i, sum) in sums.enumerated() {
      for (x, y) in sum.products {
        lastUse[x] = i
        lastUse[y] = i
      }
    }
    var places: [Int: Int] = [:]
    var free: [Int] = []
    func place(_ x: Int) -> Int { places[x] ?? x }
    for i in sums.indices {
      let read = Set(sums[i].products.flatMap { [$0.0, $0.1] })
      sums[i].products = sums[i].products.map { (place($0.0), place($0.1)) }
      for x in read.sorted() where x > one && lastUse[x] == i { free.append(places[x]!) }
      guard sums[i].place > one else { continue }
      let new = free.popLast() ?? one + temporaries
      if new == one + temporaries { temporaries += 1 }
      places[sums[i].place] = new
      sums[i].place = new
    }
  }
}
