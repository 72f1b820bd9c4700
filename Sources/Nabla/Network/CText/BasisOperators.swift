/// Basis functions of a batch as operators of ONNX: what `CNumbers` is for C.
///
/// Values are arrays whose first extent is the examples n; operators take them as in numpy. A set of functions gives the
/// value of all of its functions, n × M. Operations are those of `BasisKind.evaluate`, in the same order but for sums.
struct BasisOperators {
  /// A value: the place of its step.
  struct Value {
    fileprivate(set) var step: Int
  }

  enum Step {
    /// The inputs, n × d.
    case inputs
    /// Constants of the precision of the network.
    case numbers([Double], shape: [Int])
    /// Whole constants.
    case integers([Int], shape: [Int])
    /// An operator with attributes that are whole numbers.
    case apply(String, [Value], [(name: String, value: Int)])
    /// The number of true for 1 and false for 0, or whole numbers.
    case cast(Value, isInteger: Bool)
  }

  /// The number d of inputs.
  let inputs: Int
  /// Whether numbers are in single precision.
  let isSingle: Bool
  private(set) var steps: [Step] = [.inputs]

  init(inputs: Int, isSingle: Bool) {
    self.inputs = inputs
    self.isSingle = isSingle
  }

  /// The inputs, n × d.
  var x: Value { Value(step: 0) }

  private mutating func put(_ step: Step) -> Value {
    steps.append(step)
    return Value(step: steps.count - 1)
  }

  mutating func numbers(_ values: [Double], shape: [Int]? = nil) -> Value {
    put(.numbers(values, shape: shape ?? [values.count]))
  }

  mutating func integers(_ values: [Int], shape: [Int]? = nil) -> Value {
    put(.integers(values, shape: shape ?? [values.count]))
  }

  mutating func apply(_ op: String, _ operands: Value..., attributes: [(name: String, value: Int)] = []) -> Value {
    put(.apply(op, operands, attributes))
  }

  mutating func number(of truth: Value, isInteger: Bool = false) -> Value { put(.cast(truth, isInteger: isInteger)) }

  /// A value with these extents behind the first.
  mutating func reshaped(_ value: Value, _ extents: [Int]) -> Value {
    apply("Reshape", value, integers([0] + extents))
  }

  /// The inputs with room for functions of each: n × d × 1.
  mutating func eachInput() -> Value { reshaped(x, [inputs, 1]) }

  /// Values side by side.
  mutating func joined(_ values: [Value], axis: Int) -> Value {
    values.count == 1 ? values[0] : put(.apply("Concat", values, [("axis", axis)]))
  }

  /// The elements of a table of numbers at places that depend on the inputs.
  mutating func element(of table: [Double], at places: Value) -> Value { apply("Gather", numbers(table), places) }

  /// The columns of a matrix at these places.
  mutating func columns(_ places: [Int], of matrix: Value) -> Value {
    apply("Gather", matrix, integers(places), attributes: [("axis", 1)])
  }

  mutating func sum(_ value: Value, axis: Int, keepsAxis: Bool) -> Value {
    apply("ReduceSum", value, integers([axis]), attributes: [("keepdims", keepsAxis ? 1 : 0)])
  }

  /// 1 where a value is at an edge or above it, and else 0; no number reaches an edge that is NaN.
  ///
  /// Edges have double precision: one between two numbers in single precision is reached where the upper one is.
  mutating func reaches(_ value: Value, _ edges: [Double]) -> Value {
    let rounded = edges.map { edge in
      let nearest = Float(edge)
      return !isSingle ? edge : Double(Double(nearest) < edge ? nearest.nextUp : nearest)
    }
    return number(of: apply("GreaterOrEqual", value, numbers(rounded)))
  }
}
