internal import Nabla

extension Model {
  /// What is to be said of inputs beyond the splines that a model is made of, where its outputs are what the outer
  /// polynomials come to: for each such input how many examples are there, and which is the farthest.
  func extrapolations(_ x: Matrix<Scalar>, names: [String]?) -> [String] {
    let scaled = scaler.map { $0(x) } ?? x
    let covariates = network.architecture.covariates
    return (network.architecture.basisFunctions?.ranges(inputs: covariates) ?? []).enumerated().compactMap {
      j, range -> String? in
      guard let range else { return nil }
      var (count, farthest) = (0, 0)
      var distance = 0.0
      for i in 0..<x.rows {
        let value = Double(scaled[i, j])
        let beyond = max(range.lowerBound - value, value - range.upperBound)
        guard beyond > 0 else { continue }
        count += 1
        if beyond > distance { (distance, farthest) = (beyond, i) }
      }
      guard count > 0 else { return nil }
      let name = names ?? featureNames
      let input = name.map { "'\($0[j])'" } ?? "input \(j)"
      let ends = [range.lowerBound, range.upperBound].map { String(sixDigits: $0) }
      let farthestValue = String(sixDigits: Double(scaled[farthest, j]))
      return
        "\(count) of \(x.rows) examples have \(input) outside \(ends[0]) … \(ends[1]), the range of the splines, the "
        + "farthest \(farthestValue): what is predicted there is how the outer polynomials go on"
    }
  }
}
