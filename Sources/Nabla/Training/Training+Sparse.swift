extension Training {
  /// Training of `network` on examples whose inputs are mostly 0: the first layer multiplies what is there alone, and memory
  /// follows the numbers that are there.
  ///
  /// The order of examples is that of the same data with its zeros.
  ///
  /// - Parameters: those of the initialiser for other data.
  /// - Precondition: the same, and the network has no basis functions.
  /// - Complexity: a step of the optimiser is over all |w| parameters; so batches should be some hundred examples.
  public init(
    _ network: Network<Scalar>, on data: SparseDataset<Scalar>, optimizer: some Optimizer<Scalar>, batch: Int? = nil,
    seed: UInt64 = 1, options: TrainingOptions = TrainingOptions(), shuffling: Shuffling = .all
  ) {
    network.checkSparse(data.inputs, data.targets, weights: data.weights)
    self.init(
      network, data.withoutInputs, nil, optimizer: optimizer, batch: batch, seed: seed, options: options,
      shuffling: shuffling, validation: nil)
    sparse = data.inputs
    fingerprint = data.fingerprint
  }
}
