#if OpenBLAS
  import CBLASCallCounter
  import Testing

  @testable import Nabla

  /// What each backend has OpenBLAS compute, counted where a program's calls of CBLAS arrive. In a process of their own,
  /// since the counter is the process's.
  @Suite struct BLASCallTests {
    /// The network and batch of the README's first run, on `examples` random images.
    static func training(on backend: BackendChoice, examples: Int) throws -> Training<Float> {
      var network = Network<Float>(inputs: 784, likelihood: .categorical(classes: 10)) {
        Dense(256, .tanh)
        Dense(128, .tanh)
      }
      network.execution = Execution(backend: backend, threads: 2)
      network.initialize(.glorot, seed: 1)
      var generator = SeededGenerator(seed: 2)
      let x = Matrix<Float>(
        rows: examples, columns: 784, elements: (0..<examples * 784).map { _ in Float(generator.uniform()) })
      let data = try Dataset(inputs: x, targets: (0..<examples).map { $0 % 10 })
      return Training(network, on: data, optimizer: .adam(learningRate: 1e-3), batch: 128, seed: 1)
    }

    /// Three layers go forward, have derivatives, and all but the first send a signal back: 3 + 3 + 2 products a batch.
    @Test func trainingByOpenBLASIsOneCallAProduct() async {
      await #expect(processExitsWith: .success) {
        var training = try BLASCallTests.training(on: .openBLAS, examples: 640)
        for _ in 1...3 {
          let before = nabla_blas_calls()
          _ = try training.epoch()
          let calls = nabla_blas_calls() - before
          precondition(calls == 5 * 8, "\(calls) calls in five batches")
        }
      }
    }

    @Test func kernelsAndTextbookCallNothing() async {
      await #expect(processExitsWith: .success) {
        for backend in [BackendChoice.kernels, .reference] {
          var training = try BLASCallTests.training(on: backend, examples: 128)
          _ = try training.epoch()
          precondition(nabla_blas_calls() == 0, "\(backend.rawValue) calls BLAS")
        }
      }
    }

    /// A masked layer whose connections are in bands has a product for each of them.
    @Test func aBandIsOneCall() async {
      await #expect(processExitsWith: .success) {
        var network = Network<Double>(inputs: 60, likelihood: .gaussian(outputs: 3)) {
          Dense(80, .tanh, mask: ConnectionMask(units: 80, inputs: 60) { $0 / 20 == $1 / 15 })
        }
        network.initialize(.glorot, seed: 1)
        network.execution = Execution(backend: .openBLAS, threads: 1)
        let products = network.products(batch: 50)
        precondition(products.count == 4 + 4 + 3, "\(products)")
        let x = Matrix<Double>(rows: 50, columns: 60, elements: (0..<50 * 60).map { Double($0 % 97) / 97 })
        let (calls, flops) = (nabla_blas_calls(), nabla_blas_flops())
        _ = network.valueWithGradient(x, Matrix<Double>(rows: 50, columns: 3))
        precondition(nabla_blas_calls() - calls == 11, "\(nabla_blas_calls() - calls) calls")
        let expected = 2 * 50 * (2 * 4 * 20 * 15 + 3 * 3 * 80)
        precondition(
          Int(nabla_blas_flops() - flops) == expected, "\(nabla_blas_flops() - flops), not \(expected) flops")
        precondition(products.reduce(0) { $0 + $1.flops } == expected)
      }
    }

    /// The automatic backend computes where its plan says.
    @Test func automaticGoesByItsPlan() async {
      await #expect(processExitsWith: .success) {
        for batch in [1, 100, 700] {
          var network = Network<Double>(inputs: 300, likelihood: .gaussian(outputs: 3)) {
            Dense(200, .tanh)
            Dense(40, .tanh)
          }
          network.initialize(.glorot, seed: 1)
          network.execution = Execution(backend: .automatic, threads: 1)
          let products = network.products(batch: batch)
          precondition(products.count == 8, "\(products)")
          let x = Matrix<Double>(rows: batch, columns: 300, elements: (0..<batch * 300).map { Double($0 % 97) / 97 })
          let t = Matrix<Double>(rows: batch, columns: 3)
          let before = nabla_blas_flops()
          _ = network.valueWithGradient(x, t)
          let tiles = products[0].columns
          let expected = products.filter { $0.route == .openBLAS }.reduce(0) { $0 + $1.flops } * batch / tiles
          let flops = Int(nabla_blas_flops() - before)
          precondition(flops == expected, "\(flops) and not \(expected) flops in BLAS at a batch of \(batch)")
        }
      }
    }
  }
#endif
