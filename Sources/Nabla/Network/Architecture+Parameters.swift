extension Architecture {
  /// Traps where something is meant for a layer that is not there.
  func checkLayers(_ names: some Sequence<String>, for what: String) {
    for name in names {
      precondition(layers.contains { $0.name == name }, "\(what) of '\(name)', which is no layer")
    }
  }

  /// The places in the parameter vector that are not among these, in increasing order.
  func parameterPositions(outside places: some Sequence<Int>) -> [Int] {
    let places = Set(places)
    return (0..<parameterCount).filter { !places.contains($0) }
  }

  /// What multiplies each parameter where the pre-activations of the outputs are multiplied by these factors: the weights and the
  /// bias of an output by its factor, all others by 1.
  ///
  /// - Precondition: there is a factor for each output.
  func parameterFactors(ofOutputs factors: [Double]) -> [Double] {
    let layer = outputLayer
    var result = [Double](repeating: 1, count: parameterCount)
    for (k, factor) in factors.enumerated() {
      for block in layer.blocks {
        for i in 0..<block.columns { result[block.offset + k * block.columns + i] = factor }
      }
      if let offset = layer.biasOffset { result[offset + k] = factor }
    }
    return result
  }
}

extension Architecture {
  /// Sets what belongs to masked weights to 0: of the parameters themselves, or of derivatives in them.
  ///
  /// - Parameter w: |w| numbers.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func clearMasked<Scalar: RealScalar>(_ w: UnsafeMutablePointer<Scalar>) {
    for range in storage.maskedRanges { (w + range.lowerBound).update(repeating: 0, count: range.count) }
  }
}

extension [Int] {
  /// The ranges of numbers that follow on each other, of increasing numbers.
  var runs: [Range<Int>] {
    reduce(into: []) { runs, number in
      if let last = runs.last, last.upperBound == number {
        runs[runs.count - 1] = last.lowerBound..<number + 1
      } else {
        runs.append(number..<number + 1)
      }
    }
  }
}
