internal import Nabla

/// A wrong call of the program: what is wrong and what would be right.
struct UsageError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}

/// What the user asked for.
enum Command {
  case help
  case run(Kind, Options)
}

/// The options of a run, checked; nil where a kind has its own default.
struct Options: Sendable {
  enum Precision: String, CaseIterable, Sendable { case single, double }
  enum LikelihoodName: String, CaseIterable, Sendable { case gaussian, bernoulli, categorical }
  enum OptimizerName: String, CaseIterable, Sendable { case sgd, momentum, adam }
  enum Variable: String, CaseIterable, Sendable { case inputs, parameters }
  enum Derivative: String, CaseIterable, Sendable { case gradient, jacobian, hvp }
  enum EvidencePart: String, CaseIterable, Sendable { case posterior, precisions, lowRank = "low-rank" }

  var layers = [784, 512, 512, 10]
  var batch: Int?
  var precision = Precision.double
  var threads = 1
  var backend = BackendChoice.fastest
  /// Whether the kind is measured on every backend of this build, one after the other.
  var takesAllBackends = false
  var activation = Activation.tanh
  var likelihood = LikelihoodName.gaussian
  var optimizer = OptimizerName.adam
  /// What the Jacobian is with respect to.
  var jacobianOf = Variable.inputs
  /// Which derivative of an error with derivatives inside is measured.
  var insideOf = Derivative.gradient
  /// The starts of an equation.
  var seeds = 5
  /// How often the measurements are made.
  var repetitions = 200
  /// Which step of the evidence is measured.
  var evidenceOf = EvidencePart.posterior
  /// The value of `--of`, which means what the kind takes it for.
  var of: String?
  var seconds: Double?
  /// The norm of the gradient at which a minimisation ends.
  var gradientNorm = 1e-6
  /// So many calls and no others, for programs that count what they do.
  var calls: Int?
  /// The file of a kind that takes one.
  var file: String?
  var json = false
  /// A file that gets the JSON objects too.
  var resultsFile: String?
  /// The names of the options that were given and that only some kinds take.
  var given: Set<String> = []

  /// The options that describe what is measured; a kind takes all or some of them.
  static let all: Set = [
    "--layers", "--batch", "--precision", "--threads", "--backend", "--activation", "--likelihood", "--optimizer",
    "--calls",
  ]

  /// The same options on each backend that is to be measured.
  var onEveryBackend: [Options] {
    guard takesAllBackends else { return [self] }
    return BackendChoice.available.map { choice in
      var options = self
      options.backend = choice
      return options
    }
  }

  /// Gives `--of` the meaning that it has for a kind.
  mutating func resolve(for kind: String) throws(UsageError) {
    if kind == InsideBenchmark.name {
      guard precision == .double else { throw UsageError("inside is measured with --precision double") }
      let outputs = layers.last ?? 0
      guard outputs == 1 else { throw UsageError("inside takes --layers with one output, not \(outputs)") }
    }
    guard let of else { return }
    let named = [
      EquationBenchmark.name: EquationBenchmark.names, ForcesBenchmark.name: ForcesBenchmark.names,
      MinimizeBenchmark.name: MinimizeBenchmark.names,
    ]
    if let names = named[kind] {
      guard names.contains(of) else {
        throw UsageError("--of takes one of \(names.joined(separator: ", ")), not '\(of)'")
      }
      return
    }
    switch kind {
    case InsideBenchmark.name: insideOf = try Self.choice("--of", of)
    case EvidenceBenchmark.name: evidenceOf = try Self.choice("--of", of)
    default: jacobianOf = try Self.choice("--of", of)
    }
  }

  /// What `--of` is for a kind, given or not.
  func of(_ kind: String) -> String {
    switch kind {
    case InsideBenchmark.name: insideOf.rawValue
    case EvidenceBenchmark.name: evidenceOf.rawValue
    default: jacobianOf.rawValue
    }
  }

  /// Takes one option; `next` gives its value.
  mutating func set(_ name: String, _ next: () throws(UsageError) -> String) throws(UsageError) {
    switch name {
    case "--layers": layers = try Self.layers(next())
    case "--batch": batch = try Self.positive(name, next())
    case "--precision": precision = try Self.choice(name, next())
    case "--threads": threads = try Self.positive(name, next())
    case "--backend":
      let value = try next()
      takesAllBackends = value == "all"
      if !takesAllBackends { backend = try Self.choice(name, value, among: BackendChoice.available) }
    case "--activation": activation = try Self.activation(next())
    case "--likelihood": likelihood = try Self.choice(name, next())
    case "--optimizer": optimizer = try Self.choice(name, next())
    case "--of": of = try next()
    case "--seeds": seeds = try Self.positive(name, next())
    case "--repetitions": repetitions = try Self.positive(name, next())
    case "--calls": calls = try Self.positive(name, next())
    case "--seconds": seconds = try Self.positive(name, next())
    case "--gradient": gradientNorm = try Self.positive(name, next())
    case "--json": json = true
    case "--results": resultsFile = try next()
    default: throw UsageError("there is no option '\(name)'")
    }
    if Self.all.contains(name) || ["--of", "--seeds", "--repetitions", "--gradient"].contains(name) {
      given.insert(name)
    }
  }
}

extension Options {
  private static func layers(_ text: String) throws(UsageError) -> [Int] {
    let sizes = text.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
    guard sizes.count >= 2, sizes.allSatisfy({ $0 > 0 }) else {
      throw UsageError("--layers takes sizes from the inputs to the outputs, such as 784,512,10, not '\(text)'")
    }
    return sizes
  }

  private static func positive(_ name: String, _ text: String) throws(UsageError) -> Int {
    guard let value = Int(text), value > 0 else {
      throw UsageError("\(name) takes a whole number of at least 1, not '\(text)'")
    }
    return value
  }

  private static func positive(_ name: String, _ text: String) throws(UsageError) -> Double {
    guard let value = Double(text), value > 0, value.isFinite else {
      throw UsageError("\(name) takes a positive number, not '\(text)'")
    }
    return value
  }

  private static func activation(_ text: String) throws(UsageError) -> Activation {
    guard let value = Activation(name: text), Activation.elementwise.contains(value) else {
      let names = Activation.elementwise.map(\.name).joined(separator: ", ")
      throw UsageError("--activation takes one of \(names), not '\(text)'")
    }
    return value
  }

  private static func choice<Value: RawRepresentable<String> & CaseIterable>(
    _ name: String, _ text: String, among values: [Value] = Array(Value.allCases)
  ) throws(UsageError) -> Value {
    guard let value = values.first(where: { $0.rawValue == text }) else {
      throw UsageError("\(name) takes one of \(values.map(\.rawValue).joined(separator: ", ")), not '\(text)'")
    }
    return value
  }
}
