internal import Nabla

extension Command {
  /// Reads the program's arguments: a kind, and options as `--name value` or `--name=value`, in any order.
  init(_ arguments: some Sequence<String>) throws(UsageError) {
    var options = Options()
    var names: [String] = []
    var rest = arguments.makeIterator()
    while let argument = rest.next() {
      if argument == "--help" || argument == "-h" {
        self = .help
        return
      }
      guard argument.hasPrefix("-") else {
        names.append(argument)
        continue
      }
      let parts = argument.split(separator: "=", maxSplits: 1)
      let name = String(parts.first ?? "")
      var isTaken = false
      try options.set(name) { () throws(UsageError) in
        isTaken = true
        guard let value = parts.count == 2 ? String(parts[1]) : rest.next() else {
          throw UsageError("\(name) needs a value")
        }
        return value
      }
      if parts.count == 2 && !isTaken { throw UsageError("\(name) takes no value") }
    }
    let known = Kind.all.map(\.name).joined(separator: ", ")
    guard let name = names.first else { throw UsageError("say what to measure: one of \(known)") }
    guard let kind = Kind.all.first(where: { $0.name == name }) else {
      throw UsageError("there is no kind '\(name)'; there are \(known)")
    }
    if kind.takesFile, names.count == 2 { options.file = names.removeLast() }
    guard names.count == 1 else { throw UsageError("one kind at a time, not '\(names.joined(separator: " "))'") }
    try options.resolve(for: name)
    self = .run(kind, options)
  }
}

/// What `--help` prints.
let help: String = {
  let width = Kind.all.map(\.name.count).max() ?? 0
  let kinds = Kind.all.map { "  " + padded($0.name, to: width) + "  " + $0.summary }
  func list(_ names: [String]) -> String { names.joined(separator: ", ") }
  return """
    Measures Nabla on this machine.

    usage: scripts/benchmark KIND [options]

    kinds:
    \(kinds.joined(separator: "\n"))

    options:
      --layers SIZES      inputs, hidden units, outputs (784,512,512,10)
      --batch N           examples a call (128; scaling: \(ScalingBenchmark.defaultBatch))
      --precision NAME    \(list(Options.Precision.allCases.map(\.rawValue))) (double)
      --threads N         threads that a call may use (1)
      --backend NAME      \(list(BackendChoice.available.map(\.rawValue))) (\(BackendChoice.fastest.rawValue)),
                          or all: each of them in one run
      --activation NAME   of the hidden layers (tanh):
                          \(list(Activation.elementwise.map(\.name)))
      --likelihood NAME   \(list(Options.LikelihoodName.allCases.map(\.rawValue))) (gaussian)
      --optimizer NAME    \(list(Options.OptimizerName.allCases.map(\.rawValue))) (adam); for step
      --of NAME           \(list(Options.Variable.allCases.map(\.rawValue))) (inputs); for jacobian
                          \(list(Options.Derivative.allCases.map(\.rawValue))) (gradient); for inside
                          \(list(Options.EvidencePart.allCases.map(\.rawValue))) (posterior); for evidence
                          \(list(EquationBenchmark.names)) (all); for equations
                          \(list(ForcesBenchmark.names)) (all); for forces
                          \(list(MinimizeBenchmark.names)) (all);
                          for minimize
      --seeds N           starts of each equation and potential (5)
      --repetitions N     of the measurements, for diffusivity and processes (200)
      --seconds S         measuring time (2), of each size for scaling and gemm (0.5), of each start of equations the
                          most (15)
      --gradient G        the norm of the gradient at which minimize ends (1e-6)
      --calls N           N calls and no others, of an operator, for programs that count what they do
      --json              one JSON object a line, and nothing else on standard output
      --results FILE      write the JSON objects into FILE too, as an array
      --help              this text

    Benchmarks/README.md explains the method and the keys of the JSON objects.
    """
}()
