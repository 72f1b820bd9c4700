extension ONNXImporter {
  /// How many units a source has.
  private func width(of layer: Int?) -> Int { layer.map { layers[$0].sums.units } ?? inputCount }

  /// The product of units with a matrix: the weights from each of their layers, which units that are not there are not
  /// connected with.
  ///
  /// - Parameter isTransposed: Whether the matrix is units × columns, as layers have it.
  mutating func product(
    of source: [Unit], with matrix: ONNXTensor, isTransposed: Bool
  ) throws(ModelFileError) -> Sums {
    guard matrix.shape.count == 2, matrix.shape[isTransposed ? 1 : 0] == source.count, matrix.count > 0 else {
      throw refusal("a matrix for \(source.count) numbers", found: "the shape \(matrix.shape)")
    }
    try spend(matrix.count)
    let units = matrix.shape[isTransposed ? 0 : 1]
    return try product(of: source, with: matrix.elements(), units: units, isTransposed: isTransposed)
  }

  mutating func product(
    of source: [Unit], with elements: [Scalar], units: Int, isTransposed: Bool
  ) throws(ModelFileError) -> Sums {
    guard elements.allSatisfy(\.isFinite) else {
      throw ModelFileError(.invalidNumber, part: node.part, expected: "finite weights", found: "infinite ones or NaN")
    }
    var result = Sums(units: units, blocks: [], bias: nil, node: node.part)
    for (column, unit) in source.enumerated() {
      if unit.layer == nil { try useInput(unit) }
      if !result.blocks.contains(where: { $0.source == unit.layer }) {
        let size = units.multipliedReportingOverflow(by: width(of: unit.layer))
        guard !size.overflow else { throw refusal("weights for which there is memory") }
        try spend(size.partialValue)
        result.blocks.append(
          (unit.layer, Array(repeating: 0, count: size.partialValue), Array(repeating: false, count: size.partialValue))
        )
      }
      guard let b = result.blocks.firstIndex(where: { $0.source == unit.layer }) else { continue }
      let columns = width(of: unit.layer)
      for j in 0..<units {
        let place = j * columns + unit.index
        let weight = isTransposed ? elements[j * source.count + column] : elements[column * units + j]
        // A unit may be there twice.
        result.blocks[b].weights[place] =
          result.blocks[b].connected[place] ? result.blocks[b].weights[place] + weight : weight
        result.blocks[b].connected[place] = true
      }
    }
    return result
  }

  /// Notes how an input is scaled; the network has one scaler.
  private mutating func useInput(_ unit: Unit) throws(ModelFileError) {
    guard unit.scale > 0, unit.scale.isFinite, unit.mean.isFinite else {
      throw refusal("inputs with a positive scale", found: "\(unit.scale)")
    }
    if let other = scaling[unit.index], other != unit {
      throw refusal("every input scaled in one way", found: "input \(unit.index) in two")
    }
    scaling[unit.index] = unit
  }

  /// The result of the node is a layer's pre-activations.
  mutating func putSums(_ product: Sums, bias: [Scalar]?) throws(ModelFileError) {
    var product = product
    product.bias = bias
    sums.append(product)
    set(.function(sums.count - 1, .a, size: 1))
  }

  mutating func takeGemm() throws(ModelFileError) {
    let source = try units(0)
    let (alpha, beta) = (float("alpha", default: 1), float("beta", default: 1))
    guard integer("transA", default: 0) == 0 else { throw refusal("inputs that are not transposed") }
    guard alpha == 1, beta == 1 else { throw refusal("alpha and beta of 1", found: "\(alpha) and \(beta)") }
    let product = try product(of: source, with: try constant(1), isTransposed: integer("transB", default: 0) != 0)
    try putSums(
      product,
      bias: try optionalConstant(2).map { tensor throws(ModelFileError) in
        try vector(tensor, count: product.units)
      })
  }

  /// A constant as numbers for each of some columns: a row of them, or one for all.
  func vector(_ tensor: ONNXTensor, count: Int) throws(ModelFileError) -> [Scalar] {
    let elements: [Scalar] = tensor.elements()
    guard tensor.shape.dropLast().allSatisfy({ $0 == 1 }), elements.count == count || elements.count == 1 else {
      throw refusal("\(count) numbers, one for each column", found: "the shape \(tensor.shape)")
    }
    guard elements.allSatisfy(\.isFinite) else {
      throw ModelFileError(.invalidNumber, part: node.part, expected: "finite numbers", found: "infinite ones or NaN")
    }
    return elements.count == count ? elements : Array(repeating: elements[0], count: count)
  }

  // MARK: - Arithmetic

  /// Scaled inputs, biases, sums of products, and parts of functions.
  mutating func takeArithmetic() throws(ModelFileError) {
    for i in node.inputs.indices {
      if case .constant(let tensor) = try operand(i) { try spend(tensor.count) }
    }
    switch (try operand(0), try operand(1)) {
    case (.label, _), (_, .label): set(.label)
    case (.units(let units), .constant(let tensor)) where units.allSatisfy({ $0.layer == nil }):
      set(.units(try scaled(units, by: try vector(tensor, count: units.count))))
    case (.constant(let tensor), .units(let units))
    where units.allSatisfy({ $0.layer == nil }) && (node.op == "Add" || node.op == "Mul"):
      set(.units(try scaled(units, by: try vector(tensor, count: units.count))))
    case (.function(let a, .a, _), .constant(let tensor)) where node.op == "Add" && tensor.count == sums[a].units:
      try addBias(a, try vector(tensor, count: sums[a].units))
    case (.constant(let tensor), .function(let a, .a, _)) where node.op == "Add" && tensor.count == sums[a].units:
      try addBias(a, try vector(tensor, count: sums[a].units))
    case (.function(let a, .a, _), .function(let b, .a, _)) where node.op == "Add" && a != b: try addSums(a, b)
    default: try takeFunction()
    }
  }

  private func scaled(_ units: [Unit], by numbers: [Scalar]) throws(ModelFileError) -> [Unit] {
    var result = units
    for (i, c) in numbers.enumerated() {
      switch node.op {
      case "Sub": result[i].mean += c * result[i].scale
      case "Add": result[i].mean -= c * result[i].scale
      case "Div": result[i].scale *= c
      default:
        guard c != 0 else { throw refusal("a scale that is not 0") }
        result[i].scale /= c
      }
    }
    return result
  }

  private mutating func addBias(_ a: Int, _ bias: [Scalar]) throws(ModelFileError) {
    let sum = sums[a].bias.map { zip($0, bias).map { $0 + $1 } } ?? bias
    try putSums(sums[a], bias: sum)
  }

  private mutating func addSums(_ a: Int, _ b: Int) throws(ModelFileError) {
    try spend(sums[a].blocks.reduce(0) { $0 + $1.weights.count })
    guard sums[a].units == sums[b].units else { throw refusal("sums of as many numbers") }
    var result = sums[a]
    for block in sums[b].blocks {
      guard let i = result.blocks.firstIndex(where: { $0.source == block.source }) else {
        result.blocks.append(block)
        continue
      }
      for j in block.weights.indices {
        result.blocks[i].weights[j] += block.weights[j]
        result.blocks[i].connected[j] = result.blocks[i].connected[j] || block.connected[j]
      }
    }
    let bias = sums[b].bias.map { other in result.bias.map { zip($0, other).map { $0 + $1 } } ?? other } ?? result.bias
    try putSums(result, bias: bias)
  }

  /// What scikit-learn's exporter writes: operators of `ai.onnx.ml`.
  mutating func takeClassical() throws(ModelFileError) {
    switch node.op {
    case "Scaler":
      let units = try units(0)
      guard case .floats(let offsets)? = node.attributes["offset"],
        case .floats(let factors)? = node.attributes["scale"],
        [1, units.count].contains(offsets.count), [1, units.count].contains(factors.count),
        units.allSatisfy({ $0.layer == nil && $0.mean == 0 && $0.scale == 1 })
      else { throw refusal("an offset and a scale for each of the inputs") }
      set(
        .units(
          units.enumerated().map { i, unit in
            Unit(
              layer: nil, index: unit.index, mean: Scalar(offsets[offsets.count == 1 ? 0 : i]),
              scale: 1 / Scalar(factors[factors.count == 1 ? 0 : i]), replacement: unit.replacement)
          }))
    case "Normalizer":
      // Of what sums to 1 already it changes nothing.
      guard case .softmax(let a) = try operand(0),
        node.attributes["norm"].map({ if case .text("L1") = $0 { true } else { false } }) ?? false
      else { throw refusal("the norm L1 of probabilities that sum to 1") }
      set(.softmax(a))
    case "ZipMap":
      try takeClassNames(prefix: "classlabels")
      set(try operand(0))
    default: try takeLinear()
    }
  }

  private mutating func takeClassNames(prefix: String) throws(ModelFileError) {
    if case .texts(let names)? = node.attributes[prefix + "_strings"] { classNames = names }
    if case .integers(let numbers)? = node.attributes[
      prefix + (prefix == "classlabels" && node.op == "ZipMap" ? "_int64s" : "_ints")]
    {
      classNames = numbers.map { "\($0)" }
    }
  }

  private mutating func takeLinear() throws(ModelFileError) {
    let isClassifier = node.op == "LinearClassifier"
    let source = try units(0)
    guard case .floats(let coefficients)? = node.attributes["coefficients"], !coefficients.isEmpty,
      coefficients.count.isMultiple(of: source.count)
    else { throw refusal("coefficients for each of \(source.count) numbers") }
    let units = coefficients.count / source.count
    var bias: [Scalar]?
    if case .floats(let intercepts)? = node.attributes["intercepts"] {
      guard intercepts.count == units else { throw refusal("\(units) intercepts", found: "\(intercepts.count)") }
      bias = intercepts.map { Scalar($0) }
    }
    let product = try product(of: source, with: coefficients.map { Scalar($0) }, units: units, isTransposed: true)
    var transform = "NONE"
    if case .text(let text)? = node.attributes["post_transform"] { transform = text }
    sums.append(product)
    sums[sums.count - 1].bias = bias
    let value: Value
    switch transform {
    case "NONE": value = .function(sums.count - 1, .a, size: 1)
    case "LOGISTIC": value = .function(sums.count - 1, .of("Sigmoid"), size: 2)
    case "SOFTMAX" where units > 1: value = .softmax(sums.count - 1)
    default: throw refusal("the transform NONE, LOGISTIC or SOFTMAX", found: transform)
    }
    guard isClassifier else { return set(value) }
    try takeClassNames(prefix: "classlabels")
    set(.label)
    set(value, output: 1)
  }
}
