extension ONNXNetwork {
  /// The inputs of the graph, and the name of the d numbers that they make.
  mutating func putInputs() -> String {
    guard let encoding = model.encoding, !encoding.isPlain else {
      writer.input("x", .of(Scalar.self), [architecture.inputs])
      return "x"
    }
    var parts: [String] = []
    for (i, column) in encoding.columns.enumerated() { parts += putColumn(column, "column:\(encoding.title(i))") }
    return parts.count == 1 ? parts[0] : writer.node("Concat", parts, [("axis", .integer(1))])
  }

  /// The inputs of a column: of levels in text, of times in seconds and double precision, and of numbers else.
  private mutating func putColumn(_ column: ColumnEncoder, _ name: String) -> [String] {
    switch column.kind {
    case .number, .boolean:
      writer.input(name, .of(Scalar.self), [1])
      return putReplacement(column, name, of: Scalar.self)
    case .logarithm:
      writer.input(name, .of(Scalar.self), [1])
      let parts = putReplacement(column, name, of: Scalar.self)
      return [writer.node("Log", [parts[0]])] + parts.dropFirst()
    case .elapsed(let notation, let origin):
      writer.input(name, .double, [1])
      let parts = putReplacement(column, name, of: Double.self)
      let difference = writer.node("Sub", [parts[0], writer.number(origin)])
      let value = writer.node("Div", [difference, writer.number(notation == .time ? 3600.0 : 86400.0)])
      return ([value] + parts.dropFirst()).map { putCast($0) }
    case .categories(let levels, let pooled, let reference):
      writer.input(name, .string, [1])
      return putLevels(levels, pooled, reference, column, name)
    }
  }

  private mutating func putCast(_ value: String) -> String {
    writer.node("Cast", [value], [("to", .integer(ONNXType.of(Scalar.self).rawValue))])
  }

  /// A column with what stands for missing values, NaN, and perhaps a mark of them.
  private mutating func putReplacement<S: RealScalar>(_ column: ColumnEncoder, _ name: String, of: S.Type) -> [String] {
    guard let replacement = column.replacement else { return [name] }
    let isMissing = writer.node("IsNaN", [name])
    let value = writer.node("Where", [isMissing, writer.number(S(replacement)), name])
    return column.hasIndicator ? [value, putCast(isMissing)] : [value]
  }

  /// One-hot levels, in which the empty text is a missing value.
  private mutating func putLevels(
    _ levels: [String], _ pooled: [String], _ reference: Int?, _ column: ColumnEncoder, _ name: String
  ) -> [String] {
    let all = levels + pooled
    // Places of levels; of what is unknown that of the pooled levels or none.
    var (keys, places) = (all, all.indices.map { min($0, levels.count) })
    if let replacement = column.replacement, !all.contains("") {
      keys.append("")
      places.append(min(Int(replacement), levels.count))
    }
    let place = writer.node(
      "LabelEncoder", [name],
      [
        ("keys_strings", .texts(keys)), ("values_int64s", .integers(places)),
        ("default_int64", .integer(pooled.isEmpty ? -1 : levels.count)),
      ], domain: "ai.onnx.ml")
    let kept = (0..<levels.count + (pooled.isEmpty ? 0 : 1)).filter { $0 != reference }
    let isLevel = writer.node("Equal", [place, writer.tensor([1, kept.count], integers: kept)])
    guard column.hasIndicator else { return [putCast(isLevel)] }
    // The empty text is the missing value, unless it is a level.
    let mark = writer.node(
      "LabelEncoder", [name],
      [
        ("keys_strings", .texts([""])), ("values_int64s", .integers([all.contains("") ? 0 : 1])),
        ("default_int64", .integer(0)),
      ], domain: "ai.onnx.ml")
    return [putCast(isLevel), putCast(mark)]
  }

  // MARK: - Basis functions

  /// Basis functions of the inputs.
  mutating func put(_ functions: BasisFunctions, of x: String) throws(ModelFileError) -> String {
    var basis = BasisOperators(inputs: architecture.inputs, isSingle: Scalar.self == Float.self)
    guard let result = functions.kind.operators(&basis) else {
      throw ModelFileError(
        .unknownFunction, part: "basis functions", expected: "functions that have operators",
        found: "'\(functions.kind.name)'")
    }
    var names: [String] = []
    for step in basis.steps {
      let name: String
      switch step {
      case .inputs: name = x
      case .numbers(let values, let shape): name = writer.tensor(shape, values.map { Scalar($0) })
      case .integers(let values, let shape): name = writer.tensor(shape, integers: values)
      case .cast(let value, let isInteger):
        let type = isInteger ? ONNXType.int64 : .of(Scalar.self)
        name = writer.node("Cast", [names[value.step]], [("to", .integer(type.rawValue))])
      case .apply(let op, let values, let attributes):
        name = writer.node(op, values.map { names[$0.step] }, attributes.map { ($0.name, .integer($0.value)) })
      }
      names.append(name)
    }
    return names[result.step]
  }
}
