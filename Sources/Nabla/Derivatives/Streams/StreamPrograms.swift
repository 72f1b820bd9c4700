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
    forward = StreamProgram(
      n,
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
    tangent = StreamProgram(
      n,
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
    backward = StreamProgram(n, signals)
    tangentBackward = StreamProgram(n, signalTangents)
  }
}
