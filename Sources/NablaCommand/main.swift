import Nabla
import Foundation
func go<S: RealScalar>(_: S.Type) {
  for lik in [Likelihood.gaussian(outputs: 3), .bernoulli(outputs: 3), .categorical(classes: 3)] {
    for act in Activation.elementwise {
      var net = Network<S>(inputs: 4, likelihood: lik) {
        Dense(5, act, name: "a")
        Dense(6, act, name: "b", from: ["input", "a"])
        Output(from: ["a", "b"])
      }
      net.initialize(.uniform(bound: 0.7), seed: 3)
      var g = SeededGenerator(seed: 1)
      let n = 17
      let x = Matrix<S>(rows: n, columns: 4, elements: (0..<n*4).map { _ in S(g.normal()) })
      let t: Targets<S> = lik == .categorical(classes: 3) ? .classes((0..<n).map { $0 % 3 }) : .values(Matrix(rows: n, columns: 3, elements: (0..<n*3).map { _ in S(g.uniform().rounded()) }))
      net.execution.backend = .reference
      let (v1, g1) = net.valueWithGradient(x, t)
      let c = net.check(x, t)
      net.execution.backend = .openBLAS
      let (v2, g2) = net.valueWithGradient(x, t)
      let diff = zip(g1, g2).map { abs(Double($0) - Double($1)) }.max()!
      print(S.self, lik.name, act.name, v1, v2 - v1, diff, c.passed, c.relativeDifference)
      if !c.passed { print(c) }
    }
  }
}
go(Double.self)
go(Float.self)
let images = try Dataset<Float>.idx(images: "/usr/share/datasets/fashion-mnist/train-images-idx3-ubyte.gz", labels: "/usr/share/datasets/fashion-mnist/train-labels-idx1-ubyte.gz")
let test = try Dataset<Float>.idx(images: "/usr/share/datasets/fashion-mnist/t10k-images-idx3-ubyte.gz", labels: "/usr/share/datasets/fashion-mnist/t10k-labels-idx1-ubyte.gz")
var net = Network<Float>(inputs: 784, likelihood: .categorical(classes: 10)) { Dense(256, .tanh); Dense(128, .tanh) }
net.initialize(.glorot, seed: 1)
var tr = Training(net, on: images, optimizer: .momentum(learningRate: 0.1), batch: 128, seed: 1)
for _ in 0..<5 { print(try tr.epoch()); 
 let y = tr.network.classify(test.inputs)
 if case .classes(let c) = test.targets { print(Double(zip(y, c).count { $0 == $1 }) / 10000) } }
