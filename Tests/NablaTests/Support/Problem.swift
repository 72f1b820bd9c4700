import Nabla

/// A network with a batch of examples and with directions: what a derivative operator is called with.
struct Problem<Scalar: RealScalar>: Sendable, Equatable {
  var name: String
  var network: Network<Scalar>
  /// n × d.
  var x: Matrix<Scalar>
  var t: Targets<Scalar>
  var weights: [Scalar]?
  /// A direction in the parameters.
  var v: [Scalar]
  /// A direction in the inputs, n × d.
  var u: Matrix<Scalar>
  /// A signal at the outputs, n × K.
  var c: Matrix<Scalar>

  var architecture: Architecture { network.architecture }
  /// The number of examples.
  var count: Int { x.rows }

  /// The examples with these indices only.
  func examples(_ indices: some Collection<Int>) -> Problem {
    var result = self
    result.x = x.rows(at: indices)
    result.t = t.rows(at: indices)
    result.weights = weights.map { weights in indices.map { weights[$0] } }
    result.u = u.rows(at: indices)
    result.c = c.rows(at: indices)
    return result
  }

  /// The same on another backend.
  func on(_ backend: BackendChoice, threads: Int? = nil) -> Problem {
    var result = self
    result.network.execution.backend = backend
    if let threads { result.network.execution.threads = threads }
    return result
  }

  /// The same numbers in memory of their own.
  var copy: Problem {
    func copied(_ matrix: Matrix<Scalar>) -> Matrix<Scalar> {
      Matrix(rows: matrix.rows, columns: matrix.columns, elements: matrix.elements.map { $0 })
    }
    var result = self
    result.network.parameters = network.parameters.map { $0 }
    result.x = copied(x)
    switch t {
    case .values(let t): result.t = .values(copied(t))
    case .incomplete(let t): result.t = .incomplete(copied(t))
    case .classes(let classes): result.t = .classes(classes.map { $0 })
    }
    result.weights = weights?.map { $0 }
    result.v = v.map { $0 }
    result.u = copied(u)
    result.c = copied(c)
    return result
  }

  static func == (left: Problem, right: Problem) -> Bool {
    left.architecture == right.architecture && left.network.parameters == right.network.parameters && left.x == right.x
      && left.t == right.t && left.weights == right.weights && left.v == right.v && left.u == right.u
      && left.c == right.c
  }
}

extension Problem {
  /// The same problem in another precision, every number rounded to nearest.
  init<Other: RealScalar>(_ other: Problem<Other>) {
    self.init(
      name: other.name, network: Network<Scalar>(other.network), x: Matrix<Scalar>(other.x),
      t: other.t.targets(of: Scalar.self), weights: other.weights?.map { Scalar($0) }, v: other.v.map { Scalar($0) },
      u: Matrix<Scalar>(other.u), c: Matrix<Scalar>(other.c))
  }
}
