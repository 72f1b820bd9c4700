/// A column of the table that the inputs of a graph are.
struct ImportedColumn {
  /// The name of the graph's input, where the column is one.
  let name: String?
  let isText: Bool
  /// The levels that an encoder knows, and the units of the input that they are.
  var levels: [String] = []
  var units: Range<Int>?
}

extension ONNXImporter {
  // MARK: - Nodes

  /// The levels that a `OneHotEncoder` has.
  static func levels(of node: ONNXGraph.Node) -> [String] {
    if case .texts(let levels)? = node.attributes["cats_strings"] { return levels }
    if case .integers(let levels)? = node.attributes["cats_int64s"] { return levels.map { "\($0)" } }
    return []
  }

  /// An input for each level of a column.
  mutating func takeOneHot() throws(ModelFileError) {
    guard case .columns(let places) = try operand(0), places.count == 1, let place = places.first else {
      throw refusal("one column of text or whole numbers")
    }
    let levels = Self.levels(of: node)
    guard !levels.isEmpty, Set(levels).count == levels.count,
      (node.attributes["cats_strings"] != nil) == columns[place].isText
    else { throw refusal("different levels of the type of the column") }
    if let units = columns[place].units {
      guard columns[place].levels == levels else { throw refusal("every column encoded in one way", found: "two ways") }
      return set(.units(units.map { Unit(layer: nil, index: $0) }))
    }
    let units = columns.count + levelCount..<columns.count + levelCount + levels.count
    levelCount += levels.count
    columns[place].levels = levels
    columns[place].units = units
    set(.units(units.map { Unit(layer: nil, index: $0) }))
  }

  /// Numbers in the place of NaN.
  mutating func takeImputer() throws(ModelFileError) {
    let units = try units(0)
    guard case .floats(let values)? = node.attributes["imputed_value_floats"], [1, units.count].contains(values.count),
      values.allSatisfy(\.isFinite), float("replaced_value_float", default: 0).isNaN,
      units.allSatisfy({ $0 == Unit(layer: nil, index: $0.index) && $0.index < columns.count })
    else { throw refusal("a number in the place of NaN for each of the inputs") }
    set(
      .units(
        units.enumerated().map { i, unit in
          Unit(layer: nil, index: unit.index, replacement: Double(values[values.count == 1 ? 0 : i]))
        }))
  }

  /// The sum of the probabilities of two classes, which is 1: exporters divide by it.
  mutating func takeSum() throws(ModelFileError) {
    if case .label = try operand(0) { return set(.label) }
    guard case .function(let a, let formula, _) = try operand(0), sums[a].units == 2,
      try optionalConstant(1)?.integers.allSatisfy(isFeatureAxis) ?? false, integer("keepdims", default: 1) == 1,
      try recognized(sums[a], formula).1 == .sigmoid, sums[a].isOpposite
    else { throw refusal("the sum of the probabilities of two classes") }
    set(.constant(ONNXTensor([1], shape: [1, 1])))
  }

  /// Columns of text or whole numbers side by side.
  mutating func takeColumns() throws(ModelFileError) {
    var all: [Int] = []
    for i in node.inputs.indices {
      guard case .columns(let places) = try operand(i) else { throw refusal("columns of text or whole numbers") }
      all += places
      try spend(all.count)
    }
    set(.columns(all))
  }

  /// Some of the columns of a matrix, by constant places.
  mutating func takeSelection() throws(ModelFileError) {
    let table = try constant(1)
    try spend(table.count)
    let places = table.integers
    func selected<T>(_ all: [T]) throws(ModelFileError) -> [T] {
      guard !places.isEmpty, places.allSatisfy({ $0 >= -all.count && $0 < all.count }) else {
        throw refusal("columns that are there")
      }
      return places.map { all[$0 < 0 ? $0 + all.count : $0] }
    }
    if case .columns(let columns) = try operand(0) { return set(.columns(try selected(columns))) }
    set(.units(try selected(try units(0))))
  }

  // MARK: - The encoding

  /// The units of the input that the network has, in the order of the columns.
  func usedInputs(_ graph: ONNXGraph) throws(ModelFileError) -> [Int] {
    var inputs: [Int] = []
    for (i, column) in columns.enumerated() {
      guard column.units != nil || !column.isText else {
        throw ModelFileError(
          .unsupportedOperator, part: "input '\(column.name ?? "\(i)")'", expected: "an encoder of text", found: "none")
      }
      guard column.units == nil || scaling[i] == nil else {
        throw ModelFileError(
          .unsupportedOperator, part: "input '\(column.name ?? "\(i)")'", expected: "a number or levels", found: "both")
      }
      inputs += column.units.map(Array.init) ?? [i]
    }
    return inputs
  }

  /// A layer with weights from these units of the input.
  func onlyInputs(_ inputs: [Int], _ layer: ImportedLayer) -> ImportedLayer {
    guard inputs.count != inputCount || inputs != Array(0..<inputCount) else { return layer }
    var layer = layer
    for b in layer.sums.blocks.indices where layer.sums.blocks[b].source == nil {
      let block = layer.sums.blocks[b]
      let rows = (0..<layer.sums.units).map { $0 * inputCount }
      layer.sums.blocks[b].weights = rows.flatMap { row in inputs.map { block.weights[row + $0] } }
      layer.sums.blocks[b].connected = rows.flatMap { row in inputs.map { block.connected[row + $0] } }
    }
    return layer
  }

  /// How columns become inputs, where they are not the inputs as they stand.
  var encoding: InputEncoding? {
    let isNamed = Set(columns.compactMap(\.name)).count == columns.count
    let encoders = columns.enumerated().map { i, column in
      let replacement = scaling[i]?.replacement
      let kind: ColumnEncoder.Kind =
        column.units == nil ? .number : .categories(levels: column.levels, pooled: [], reference: nil)
      return ColumnEncoder(name: isNamed ? column.name : nil, kind: kind, replacement: replacement)
    }
    let encoding = InputEncoding(columns: encoders)
    return encoding.isPlain ? nil : encoding
  }
}

extension ONNXImporter.Sums {
  /// Whether the second of two units has the weights and the bias of the first with the opposite sign.
  var isOpposite: Bool {
    blocks.allSatisfy { block in
      let half = block.weights.count / 2
      return zip(block.weights[..<half], block.weights[half...]).allSatisfy { $0 == -$1 }
    } && (bias.map { $0[0] == -$0[1] } ?? true)
  }
}
