/// A model as a C99 file: what its parts need to know to write themselves.
///
/// All z of an example lie in one array: what layers with the source `input` see (the scaled inputs, or basis functions of
/// them), then the units of every layer. Arrays of slopes, signals and tangents are indexed alike.
struct CNetwork<Scalar: RealScalar> {
  let model: Model<Scalar>
  var source: CSource

  var architecture: Architecture { model.network.architecture }
  var plan: PassPlan { architecture.plan }
  /// The inputs d and the outputs K.
  var inputs: Int { architecture.inputs }
  var outputs: Int { architecture.outputs }
  /// Where the z of each layer begin.
  let places: [Int]
  /// How many z there are.
  let size: Int
  /// The different functions of the hidden layers and the output, by number; the softmax has none.
  let functions: [Activation]
  /// Basis functions for plain numbers and for those with derivatives, and their constants.
  let basis: Basis?

  struct Basis {
    let plain: String
    let dual: String
    let tables: [(name: String, values: [Double])]
  }

  /// - Throws: `ModelFileError` for functions of the user's own, whose text in C nobody knows, and for parameters that are
  ///   not finite.
  init(_ model: Model<Scalar>, prefix: String) throws(ModelFileError) {
    self.model = model
    source = CSource(prefix: prefix, isSingle: Scalar.self == Float.self)
    let architecture = model.network.architecture
    var places: [Int] = []
    var size = architecture.features
    for layer in architecture.layers {
      places.append(size)
      size += layer.units
    }
    (self.places, self.size) = (places, size)
    guard model.network.parameters.allSatisfy(\.isFinite) else {
      throw ModelFileError(.invalidNumber, expected: "finite parameters", found: "infinite ones or NaN")
    }

    var functions: [Activation] = []
    for (k, layer) in architecture.layers.enumerated() {
      let own =
        k < architecture.layers.count - 1 ? [layer.activation] : architecture.plan.outputParts.map(\.activation)
      for activation in own where activation != .softmax && !functions.contains(activation) {
        guard activation.c != nil else {
          throw ModelFileError(
            .unknownFunction, part: "layer '\(layer.name)'", expected: "built-in functions, whose text in C is known",
            found: "your function '\(activation.name)'")
        }
        functions.append(activation)
      }
    }
    self.functions = functions
    if let set = architecture.basisFunctions {
      var (plain, dual) = (
        CNumbers(isDual: false, inputs: architecture.inputs), CNumbers(isDual: true, inputs: architecture.inputs)
      )
      guard let text = set.kind.c(&plain), let derivatives = set.kind.c(&dual) else {
        throw ModelFileError(
          .unknownFunction, part: "basis functions", expected: "built-in functions, whose text in C is known",
          found: "your functions '\(set.kind.name)'")
      }
      basis = Basis(plain: text, dual: derivatives, tables: plain.tables)
    } else {
      basis = nil
    }
  }

  /// The units of a layer that have one function, with its number among `functions`, nil for the softmax over them: all of a hidden
  /// layer, and those of each head.
  func parts(ofLayer k: Int) -> [(units: Range<Int>, function: Int?)] {
    k < last
      ? [(0..<plan.steps[k].units, functions.firstIndex(of: architecture.layers[k].activation))]
      : plan.outputParts.map { ($0.outputs, functions.firstIndex(of: $0.activation)) }
  }

  var last: Int { plan.steps.count - 1 }
  var hasSoftmax: Bool { plan.outputParts.contains(where: \.isSoftmax) }

  /// Where the z of a source begin.
  func place(ofSource source: Int?) -> Int { source.map { places[$0] } ?? 0 }

  /// The whole file.
  mutating func file() -> String {
    putInterface()
    putData()
    putElementary()
    putHelpers()
    putPrediction()
    putForward()
    putSweeps()
    putFirstDerivatives()
    putSecondDerivatives()
    putEncoding()
    putSelfTest()
    putElementaryEnd()
    putEnd()
    return source.text
  }
}
