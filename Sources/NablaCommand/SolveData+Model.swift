internal import Nabla

extension SolveData {
  /// The names of all columns that a model finds again.
  private var allNames: [String] { columnNames + targetNames + (offsetName.map { [$0] } ?? []) }

  /// Throws where no model could be made of what is fitted: where columns have one name, or an offset no place.
  func checkModel() throws(CommandError) {
    try TableColumns.checkDifferent(allNames, in: path)
    guard let offset else { return }
    guard likelihood.targets == 1 else {
      throw CommandError(
        "\(path): a saved model has no place for '--\(offset.option)' of \(likelihood.targets) targets: solve each by itself, "
          + "or without '--save'")
    }
    guard offsetName != nil else {
      throw CommandError(
        "\(path): a saved model finds the column of '--\(offset.option)' by its name, and the table has none: give it a header, "
          + "or solve without '--save'")
    }
  }

  /// What was fitted, as a model of the table's columns: with the offset, which it finds by its name, where there is one.
  func model(of fit: LinearFit<Double>, notes: [String: String]) -> Model<Double> {
    guard let offset, let column = offsetName, likelihood.targets == 1 else {
      return Model(
        fit.network, classNames: classNames, featureNames: inputNames, encoding: encoding, targetNames: targetNames,
        notes: notes)
    }
    let old = fit.network.architecture
    let layer = old.outputLayer
    var network = Network<Double>(
      inputs: old.inputs + 1, likelihood: old.likelihood, execution: fit.network.execution
    ) {
      if let base = old.basisFunctions { base }
      Output(layer.activation, bias: layer.biasOffset != nil, mask: layer.mask, offset: true)
    }
    network.parameters = fit.network.parameters
    network.noiseVariance = fit.network.noiseVariance
    var columns = encoding?.columns ?? inputNames.map { ColumnEncoder(name: $0, kind: .number) }
    columns.append(ColumnEncoder(name: column, kind: offset.isExposure ? .logarithm : .number))
    let all = InputEncoding(columns: columns, dropsMissing: encoding?.dropsMissing ?? false)
    return Model(
      network, classNames: classNames, featureNames: all.isPlain ? inputNames + [column] : nil,
      encoding: all.isPlain ? nil : all, targetNames: targetNames, notes: notes)
  }
}
