/// The four maps between the streams of a = W z + b and z = h(a), elementwise: forward, backward, and both along a tangent.
struct StreamPrograms: Sendable {
  /// z_s from a.
  let forward: StreamProgram
  /// ∂E/∂a_s from the signals ∂E/∂z.
  let backward: StreamProgram
  /// R{z_s} from R{a}.
  let tangent: StreamProgram
  /// R{∂E/∂a_s} from the signals, R{a} and R{∂E/∂z}.
  let tangentBackward: StreamProgram
  let operands: StreamProgram.Operands

  /// How many temporaries they need, at most.
  var temporaries: Int {
    [forward, backward, tangent, tangentBackward].reduce(0) { max($0, $1.temporaries) }
  }

  init(_ set: StreamSet) {
    typealias Term = StreamProgram.Term
    let n = StreamProgram.Operands(streams: set.count)
    operands = n
    func factors(_ term: StreamSet.Term) -> [Int] { [n.h(term.order)] + term.factors.map(n.a) }
    func program(_ kind: StreamMap.Kind, _ sums: [(place: Int, terms: [Term])]) -> StreamProgram {
      StreamProgram(n, sums, map: set.map(kind))
    }
    forward = program(
      .forward,
      (0..<set.count).map { s in
        (n.result(s), set.rules[s].map { Term(number: Int($0.coefficient), factors: factors($0)) })
      })
    // ∂z_s/∂a_j, as terms for each pair.
    func slopes(_ terms: [StreamSet.Term], _ j: Int) -> [StreamSet.Term] {
      terms.flatMap { term -> [StreamSet.Term] in
        guard j > 0 else {
          return [StreamSet.Term(coefficient: term.coefficient, order: term.order + 1, factors: term.factors)]
        }
        guard let place = term.factors.firstIndex(of: j) else { return [] }
        var rest = term
        rest.coefficient *= Double(term.factors.count { $0 == j })
        rest.factors.remove(at: place)
        return [rest]
      }
    }
    tangent = program(
      .tangent,
      (0..<set.count).map { s in
        (
          n.result(s),
          (0..<set.count).flatMap { j in
            slopes(set.rules[s], j).map {
              Term(number: Int($0.coefficient), factors: factors($0) + [n.tangent(j)])
            }
          }
        )
      })
    var signals: [(place: Int, terms: [Term])] = []
    var signalTangents: [(place: Int, terms: [Term])] = []
    for j in 0..<set.count {
      var plain: [Term] = []
      var changed: [Term] = []
      for s in 0..<set.count {
        let first = slopes(set.rules[s], j)
        for term in first {
          plain.append(Term(number: Int(term.coefficient), factors: factors(term) + [n.signal(s)]))
          changed.append(Term(number: Int(term.coefficient), factors: factors(term) + [n.signalTangent(s)]))
        }
        for l in 0..<set.count {
          for term in slopes(first, l) {
            changed.append(
              Term(number: Int(term.coefficient), factors: factors(term) + [n.signal(s), n.tangent(l)]))
          }
        }
      }
      signals.append((n.result(j), plain))
      signalTangents.append((n.result(j), changed))
    }
    backward = program(.backward, signals)
    tangentBackward = program(.tangentBackward, signalTangents)
  }
}

extension StreamSet {
  /// The shape of these streams as a kernel has it; nil where there are others than the value, first derivatives, and sums
  /// of second ones along single directions, or too many.
  fileprivate func map(_ kind: StreamMap.Kind) -> StreamMap? {
    let (firsts, seconds) = (leading - 1, count - leading)
    guard order <= 2, (1...StreamMap.mostFirsts).contains(firsts), seconds <= StreamMap.mostSeconds else { return nil }
    var weights = [Double](repeating: 0, count: max(seconds * firsts, 1))
    for m in 0..<seconds {
      for term in rules[leading + m] where term.order == 2 {
        guard term.factors[0] == term.factors[1] else { return nil }
        weights[m * firsts + term.factors[0] - 1] += term.coefficient
      }
    }
    return StreamMap(kind: kind, firsts: firsts, seconds: seconds, weights: ProgramNumbers(weights))
  }
}
