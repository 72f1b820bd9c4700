extension ONNXImporter {
  /// Adds a node to the network.
  mutating func take(_ node: ONNXGraph.Node) throws(ModelFileError) {
    guard ["", "ai.onnx", "ai.onnx.ml"].contains(node.domain) else {
      throw refusal("an operator of ONNX", found: "one of '\(node.domain)'")
    }
    switch node.op {
    case "Constant": set(.constant(try constantAttribute()))
    case "Identity", "Dropout": set(try operand(0))
    case "Cast": set(try cast())
    case "Flatten", "Reshape", "Squeeze", "Unsqueeze": set(try reshaped())
    case "Transpose": set(.constant(try transposed(try constant(0))))
    case "Concat": try takeConcat()
    case "Slice": try takeSlice()
    case "Gather": try takeGather()
    case "MatMul":
      let source = try units(0)
      try putSums(try product(of: source, with: try constant(1), isTransposed: false), bias: nil)
    case "Gemm": try takeGemm()
    case "Add", "Sub", "Mul", "Div": try takeArithmetic()
    case "Softmax": try takeSoftmax()
    case "OneHotEncoder": try takeOneHot()
    case "Imputer": try takeImputer()
    case "ReduceSum": try takeSum()
    case "Scaler", "LinearRegressor", "LinearClassifier", "Normalizer", "ZipMap": try takeClassical()
    case "ArgMax", "ArrayFeatureExtractor", "LabelEncoder": try takeLabel()
    default:
      if case .label? = try? operand(0) { return set(.label) }
      try takeFunction()
    }
  }

  private func constantAttribute() throws(ModelFileError) -> ONNXTensor {
    for (name, attribute) in node.attributes {
      switch (name, attribute) {
      case ("value", .tensor(let tensor)): return tensor
      case ("value_float", .float(let number)): return ONNXTensor([Double(number)], shape: [])
      case ("value_int", .integer(let number)): return ONNXTensor([Double(number)], shape: [])
      case ("value_floats", .floats(let numbers)): return ONNXTensor(numbers.map { Double($0) }, shape: [numbers.count])
      case ("value_ints", .integers(let numbers)): return ONNXTensor(numbers.map { Double($0) }, shape: [numbers.count])
      default: continue
      }
    }
    throw refusal("a constant of numbers")
  }

  /// Numbers stay what they are; whole ones that depend on the inputs are classes.
  private func cast() throws(ModelFileError) -> Value {
    let value = try operand(0)
    if case .constant = value { return value }
    if case .units(let units) = value, integer("to", default: 1) == ONNXType.int64.rawValue,
      units.allSatisfy({ $0 == Unit(layer: nil, index: $0.index) && $0.index < columns.count })
    {
      return .columns(units.map(\.index))
    }
    let floating: [ONNXType] = [.float, .double, .float16, .bfloat16]
    let isFloating = floating.map(\.rawValue).contains(integer("to", default: 1))
    if case .columns(let places) = value {
      let isText = places.contains { columns[$0].isText }
      return isFloating && !isText ? .units(places.map { Unit(layer: nil, index: $0) }) : value
    }
    return isFloating ? value : .label
  }

  /// Matrices stay what they are where rows stay examples.
  private func reshaped() throws(ModelFileError) -> Value {
    let value = try operand(0)
    let width: Int
    switch value {
    case .label, .constant: return value
    case .units(let units): width = units.count
    case .columns(let columns): width = columns.count
    case .function(let a, _, _), .softmax(let a): width = sums[a].units
    }
    if node.op == "Flatten" {
      guard integer("axis", default: 1) == 1 else { throw refusal("rows that stay examples") }
      return value
    }
    if node.op == "Squeeze", width == 1 { return value }
    if node.op == "Reshape", try optionalConstant(1)?.integers == [-1, 1], node.outputs.allSatisfy(outputs.contains) {
      // skl2onnx writes all outputs of a regressor below one another: the same numbers in the same order.
      return value
    }
    guard node.op == "Reshape", let shape = try optionalConstant(1)?.integers, shape.count == 2,
      shape[1] == width || (shape[1] == -1 && shape[0] == 0)
    else { throw refusal("a matrix with \(width) columns that stays one") }
    return value
  }

  private mutating func transposed(_ tensor: ONNXTensor) throws(ModelFileError) -> ONNXTensor {
    guard tensor.shape.count == 2 else { throw refusal("a matrix", found: "the shape \(tensor.shape)") }
    try spend(tensor.count)
    let (rows, columns) = (tensor.shape[0], tensor.shape[1])
    let elements: [Double] = tensor.elements()
    var result = ONNXTensor([], shape: [columns, rows])
    result.numbers = (0..<columns).flatMap { j in (0..<rows).map { i in elements[i * columns + j] } }
    return result
  }

  // MARK: - Units

  private mutating func takeConcat() throws(ModelFileError) {
    if case .constant? = try? operand(0) { throw refusal("values that depend on the inputs") }
    guard isFeatureAxis(integer("axis", default: 1)) else { throw refusal("parts side by side, along axis 1") }
    if case .columns = try operand(0) { return try takeColumns() }
    var all: [Unit] = []
    for i in node.inputs.indices {
      all += try units(i)
      try spend(all.count)
    }
    set(.units(all))
  }

  private mutating func takeSlice() throws(ModelFileError) {
    let (starts, ends) = (try constant(1).integers, try constant(2).integers)
    let axes = try optionalConstant(3)?.integers ?? [0]
    let steps = try optionalConstant(4)?.integers ?? [1]
    let units = try units(0)
    guard starts.count == 1, ends.count == 1, axes.count == 1, isFeatureAxis(axes[0]), steps == [1] else {
      throw refusal("a range of columns")
    }
    func place(_ i: Int) -> Int { min(max(i < 0 ? i &+ units.count : i, 0), units.count) }
    let (start, end) = (place(starts[0]), place(ends[0]))
    guard start < end else { throw refusal("a range of columns that are there", found: "\(starts[0])..<\(ends[0])") }
    set(.units(Array(units[start..<end])))
  }

  private mutating func takeGather() throws(ModelFileError) {
    if case .constant(let table) = try operand(0) {
      guard case .label = try operand(1), table.shape.count == 1 else { throw refusal("names of classes") }
      if !table.texts.isEmpty { classNames = table.texts }
      return set(.label)
    }
    guard isFeatureAxis(integer("axis", default: 0)) else { throw refusal("columns, along axis 1") }
    try takeSelection()
  }

  // MARK: - Classes

  private mutating func takeLabel() throws(ModelFileError) {
    if node.op == "ArrayFeatureExtractor" {
      guard case .constant(let table) = try operand(0) else { return try takeSelection() }
      classNames = !table.texts.isEmpty ? table.texts : table.integers.map { "\($0)" }
    } else if node.op == "LabelEncoder" {
      guard case .label = try operand(0) else { throw refusal("inputs that are numbers") }
    }
    set(.label)
  }

  private mutating func takeSoftmax() throws(ModelFileError) {
    guard case .function(let a, .a, _) = try operand(0) else { throw refusal("softmax of a layer's pre-activations") }
    // Before opset 13 the axis was 1 by default, and −1 since: the same for matrices.
    guard isFeatureAxis(integer("axis", default: -1)) else { throw refusal("softmax along axis 1") }
    set(.softmax(a))
  }
}
