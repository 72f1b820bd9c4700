// A program of another package: it uses the library as a user would, and checks what comes out.

import Foundation
import Nabla

/// Ends the program where something is not as expected.
func expect(_ isTrue: Bool, _ what: String) {
  print("\(isTrue ? "ok" : "NOT OK"): \(what)")
  if !isTrue { exit(1) }
}

/// A function of the user's own: h(a) = a / (1 + |a|). Its h″ jumps at 0, where no differences could check it.
struct Softsign: ActivationExpression {
  let name = "softsign"
  func callAsFunction<N: DifferentiableNumber>(_ a: N) -> N { a / (1 + a.magnitude) }
}

do {
  // y = Wx + b through five points of a line has no error at W = 2, b = 1.
  let x = Matrix<Double>(column: [-2, -1, 0.5, 1, 2])
  let t = Matrix<Double>(column: [-3, -1, 2, 3, 5])
  var line = Network<Double>(inputs: 1, likelihood: .gaussian)
  line.parameters = [2, 1]
  let (loss, gradient) = line.valueWithGradient(x, t)
  expect(loss == 0 && gradient == [0, 0], "the gradient at a minimum is zero")

  // A graph with a skip connection and a function of this program.
  var graph = Network<Double>(inputs: 1, likelihood: .gaussian) {
    Dense(4, .custom(CustomActivation(Softsign())), name: "bent")
    Output(from: ["bent", .input])
  }
  graph.initialize(.glorot, seed: 7)
  let verdict = graph.check(x, t)
  print(verdict)
  expect(verdict.passed, "the gradient check passes")

  var training = Training(graph, on: try Dataset(inputs: x, targets: t), optimizer: .adam(learningRate: 0.02))
  let first = try training.epoch().loss
  for _ in 1..<500 { _ = try training.epoch() }
  expect(training.meanLoss < first / 100, "500 steps make the error a hundred times smaller")

  // A model file keeps every bit.
  let path = FileManager.default.temporaryDirectory.appending(path: "nabla-client-\(UUID().uuidString).safetensors")
    .path
  defer { try? FileManager.default.removeItem(atPath: path) }
  try Model(training.network, notes: ["by": "the client"]).save(to: path)
  let model = try Model<Double>(contentsOf: path, custom: CustomFunctions(activations: [Softsign()]))
  expect(model.network.parameters == training.network.parameters, "a saved network is the same when loaded")
  expect(model.predict(x) == training.network.predict(x), "and gives the same outputs")

  print("client: all as expected with \(BackendChoice.available.map(\.rawValue).joined(separator: ", "))")
} catch {
  print("client: \(error)")
  exit(1)
}
