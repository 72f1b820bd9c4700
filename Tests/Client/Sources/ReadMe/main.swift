import Nabla

// 1797 images of digits, 8 × 8 pixels: y = softmax(W² tanh(W¹x + b¹) + b²).
let (images, unseen) = Dataset<Float>.digits().split(fraction: 0.8, seed: 1)
var network = Network<Float>(inputs: 64, likelihood: .categorical(classes: 10)) {
  Dense(32, .tanh)
}
network.initialize(.glorot, seed: 1)

var training = Training(network, on: images, optimizer: .adam(learningRate: 0.01), batch: 32, seed: 1)
for _ in 1...10 { print(try training.epoch()) }  // stop, look, save, and go on whenever you like
network = training.network

let x = unseen.inputs, t = unseen.targets
let y = network.predict(x)  // n × 10 probabilities
let (loss, gradient) = network.valueWithGradient(x, t)  // exact, and as long as the parameter vector
let Hv = network.hessianVectorProduct(x, t, along: gradient)  // exact too, at about twice the cost
print(network.check(x.rows(at: 0..<8), t.rows(at: 0..<8)))  // against finite differences
