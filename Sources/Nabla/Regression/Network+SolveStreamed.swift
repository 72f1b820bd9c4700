extension Network {
  /// The same solution for examples that may be larger than memory: their inputs are read a tile of rows at a time, least squares
  /// by combining the triangles R of all tiles, Newton's method in one pass over the data an iteration (MATHS §12).
  ///
  /// Tiles depend on the shape of the data alone, and their results are put together in order: the bits are those of `solve`
  /// on the same numbers in memory, on any number of threads, and whatever the source reads at once.
  ///
  /// - Parameters: those of `solve`.
  /// - Returns: The network with these parameters, and the report.
  /// - Throws: `SolverError`, also for a cross-validated ridge, whose parts would be read row by row, and a network with hidden
  ///   layers; `DataError` where rows cannot be read.
  /// - Precondition: as for `solve`.
  /// - Complexity: that of `solve` in flops and two passes over the data, or one an iteration; memory for the targets, for a
  ///   triangle of each tile, np/8 numbers at most, and for a few tiles a thread.
  public func solve(
    _ data: StreamedDataset<Scalar>, offset: [Scalar]? = nil, dispersion: Dispersion = .given, ridge: Ridge = .none,
    softmax: SoftmaxForm = .reference(class: 0), confidenceLevel: Double = 0.95, featureNames: [String]? = nil
  ) throws -> LinearFit<Scalar> {
    checkShapes(data.count, data.inputs.columnCount, data.targets, weights: data.weights)
    checkSolution(of: data.count, offset: offset, ridge: ridge, confidenceLevel: confidenceLevel, names: featureNames)
    if case .crossValidated = ridge {
      throw SolverError.notCrossValidated(
        reason: "examples that are read when they are needed are not left out; give the ridge's strength")
    }
    guard architecture.offsets == 0 else {
      throw SolverError.noSolver(
        likelihood: "\(architecture.likelihood.name) with offsets among inputs that are read when they are needed")
    }
    let rows = StreamedRows(data.inputs)
    do {
      let problem = try LinearProblem(
        network: self, rows, data.targets, weights: data.weights, offset: offset, names: featureNames,
        confidenceLevel: confidenceLevel)
      let fit = try problem.solve(ridge: ridge, dispersion: dispersion, softmax: softmax)
      if let failure = rows.failure { throw failure }
      return fit
    } catch {
      // What could not be read is why.
      if let failure = rows.failure { throw failure }
      throw error
    }
  }
}
