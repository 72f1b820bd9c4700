internal import Foundation

extension ONNXImporter {
  /// A node that is part of a function of one layer's pre-activations.
  mutating func takeFunction() throws(ModelFileError) {
    guard OperatorFormula.operandCounts[node.op] != nil, node.domain != "ai.onnx.ml" else {
      throw refusal("an operator of feed-forward networks")
    }
    var layer: Int?
    var size = 1
    var operands: [OperatorFormula] = []
    for i in node.inputs.indices {
      switch try operand(i) {
      case .constant(let tensor):
        try spend(tensor.count)
        let elements: [Double] = tensor.elements()
        guard let first = elements.first, elements.allSatisfy({ $0 == first }) else {
          throw refusal("one number for all units of a layer", found: "different ones")
        }
        operands.append(.number(first))
      case .function(let a, let formula, let own):
        guard layer == nil || layer == a else { throw refusal("a function of one layer") }
        layer = a
        size += own
        operands.append(formula)
      case .units: throw refusal("a function of a layer's pre-activations", found: "one of inputs or outputs of layers")
      case .softmax, .label, .columns: throw refusal("a function of a layer's pre-activations")
      }
    }
    guard let layer, size <= Self.largestFormula, OperatorFormula.operandCounts[node.op] == operands.count else {
      throw refusal("a function of a layer's pre-activations of at most \(Self.largestFormula) operators")
    }
    if case .text(let text)? = node.attributes["approximate"], text != "none" {
      throw refusal("GELU by the error function", found: "an approximation")
    }
    let alpha: Float? =
      switch node.op {
      case "LeakyRelu": float("alpha", default: 0.01)
      case "Elu": float("alpha", default: 1)
      default: nil
      }
    let formula: OperatorFormula =
      alpha.map { .withAlpha(node.op, Self.decimal($0), operands[0]) } ?? .apply(node.op, operands)
    set(.function(layer, formula, size: size))
  }

  /// The built-in activation that a formula is, as its values tell: exporters write the same function in many ways. The
  /// layer's signs are turned where the formula is a function of −a.
  func recognized(_ sums: Sums, _ formula: OperatorFormula) throws(ModelFileError) -> (Sums, Activation) {
    if case .a = formula { return (sums, .identity) }
    let points = [-3.1, -1.7, -1, -0.9, -0.35, -0.1, 0.2, 0.6, 1.1, 2.3, 3.7]
    let values = points.map { formula.value(at: $0) }
    var candidates =
      Activation.elementwise.filter { $0.parameter == nil } + [.normalDistribution, .complementaryLogLog]
    // Both follow from the value at −1; the constants of the formula have more digits.
    for estimate in [-values[2], values[2] / expm1(-1)] {
      let parameter = formula.numbers.first { ($0 - estimate).magnitude <= 1e-5 } ?? estimate
      guard parameter.isFinite else { continue }
      candidates += [.leakyReLU(slope: parameter), .elu(alpha: parameter)]
    }
    func agrees(_ h: Activation, _ sign: Double) -> Bool {
      zip(points, values).allSatisfy { a, value in
        let expected: ActivationDerivatives<Double> = h.derivatives(at: sign * a)
        return (expected.value - value).magnitude <= 2e-6 * (1 + value.magnitude)
      }
    }
    if let found = candidates.first(where: { agrees($0, 1) }) { return (sums, found) }
    if let found = candidates.first(where: { agrees($0, -1) }) {
      var turned = sums
      for b in turned.blocks.indices { turned.blocks[b].weights = turned.blocks[b].weights.map { -$0 } }
      turned.bias = turned.bias?.map { -$0 }
      return (turned, found)
    }
    throw ModelFileError(
      .unsupportedOperator, part: sums.node, expected: "a layer with one of the built-in activation functions",
      found: "another function")
  }
}

extension OperatorFormula {
  /// The operators that functions are made of, with the number of their operands.
  static let operandCounts: [String: Int] = [
    "Add": 2, "Sub": 2, "Mul": 2, "Div": 2, "Pow": 2, "Max": 2, "Min": 2, "Greater": 2, "Less": 2, "Where": 3,
    "Neg": 1, "Abs": 1, "Exp": 1, "Log": 1, "Sqrt": 1, "Sin": 1, "Cos": 1, "Tanh": 1, "Sigmoid": 1, "Relu": 1,
    "Softplus": 1, "Erf": 1, "Gelu": 1, "LeakyRelu": 1, "Elu": 1, "Reciprocal": 1,
  ]

  /// The value at a, NaN where an operator is not known.
  func value(at a: Double) -> Double {
    switch self {
    case .a: return a
    case .number(let number): return number
    case .withAlpha(let op, let alpha, let operand):
      let x = operand.value(at: a)
      if x > 0 { return x }
      return op == "Elu" ? alpha * expm1(x) : op == "LeakyRelu" ? alpha * x : .nan
    case .apply(let op, let operands):
      let x = operands.map { $0.value(at: a) }
      switch x.count {
      case 1: return Self.value(of: op, x[0])
      case 2: return Self.value(of: op, x[0], x[1])
      case 3: return op == "Where" ? (x[0] != 0 ? x[1] : x[2]) : .nan
      default: return .nan
      }
    }
  }

  private static func value(of op: String, _ x: Double) -> Double {
    switch op {
    case "Neg": -x
    case "Abs": x.magnitude
    case "Exp": exp(x)
    case "Log": log(x)
    case "Sqrt": x.squareRoot()
    case "Sin": sin(x)
    case "Cos": cos(x)
    case "Tanh": tanh(x)
    case "Sigmoid": 1 / (1 + exp(-x))
    case "Relu": max(x, 0)
    case "Softplus": log1p(exp(x))
    case "Erf": erf(x)
    case "Gelu": x * (1 + erf(x * 0.5.squareRoot())) / 2
    case "Reciprocal": 1 / x
    default: .nan
    }
  }

  private static func value(of op: String, _ x: Double, _ y: Double) -> Double {
    switch op {
    case "Add": x + y
    case "Sub": x - y
    case "Mul": x * y
    case "Div": x / y
    case "Pow": pow(x, y)
    case "Max": max(x, y)
    case "Min": min(x, y)
    case "Greater": x > y ? 1 : 0
    case "Less": x < y ? 1 : 0
    default: .nan
    }
  }

  /// The constants, alpha among them.
  var numbers: [Double] {
    switch self {
    case .a: []
    case .number(let number): [number]
    case .apply(_, let operands): operands.flatMap(\.numbers)
    case .withAlpha(_, let alpha, let operand): [alpha] + operand.numbers
    }
  }
}
