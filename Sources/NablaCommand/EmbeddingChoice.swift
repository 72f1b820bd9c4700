internal import Nabla

/// What a network makes of its inputs one by one before all else, as the options say.
struct EmbeddingChoice {
  private enum Kind: String, CaseIterable {
    case plain = "none"
    case piecewiseLinear = "piecewise-linear"
    case periodic
  }

  private let kind: Kind
  private let bins: Int
  private let frequencies: Int
  private let deviation: Double
  /// The factor of the learning rate of factors of the inputs, where these are learned.
  let scalesRate: Double?

  /// The name of the layer of learned factors.
  static let scales = "scales"
  private static let periodic = "periodic"
  private static let (defaultBins, mostBins, defaultFrequencies, mostFrequencies) = (8, 1000, 8, 1000)
  private static let defaultDeviation = 0.1
  /// More connections than these, those left out included, would not find room.
  private static let mostConnections = 1 << 22

  /// The options that `init` reads.
  static let options = [
    Option(
      name: "embedding", values: ["NAME"],
      help:
        "What is made of each input with more than two different numbers: none, piecewise-linear, the shares of pieces between "
        + "quantiles that are below it; or periodic, sines of it with learned frequencies, beside the input (default: none)."
    ),
    Option(
      name: "embedding-bins", values: ["T"],
      help: "How many pieces an input has at most, with piecewise-linear (default: \(defaultBins))."),
    Option(
      name: "embedding-frequencies", values: ["K"],
      help: "How many pairs of sines an input has, with periodic (default: \(defaultFrequencies))."),
    Option(
      name: "embedding-deviation", values: ["S"],
      help: "The standard deviation of the frequencies at first, periods of a scaled input, with periodic (default: "
        + "\(defaultDeviation))."),
    Option(
      name: "feature-scales", values: ["F"],
      help: "Multiply each input by a factor that is learned, with F times the learning rate."),
  ]

  init(_ arguments: Arguments) throws(UsageError) {
    kind = try arguments.choice("embedding", Kind.allCases.map { ($0.rawValue, $0) }) ?? .plain
    bins = try arguments.count("embedding-bins", upTo: Self.mostBins) ?? Self.defaultBins
    frequencies = try arguments.count("embedding-frequencies", upTo: Self.mostFrequencies) ?? Self.defaultFrequencies
    deviation = try arguments.positive("embedding-deviation") ?? Self.defaultDeviation
    scalesRate = try arguments.positive("feature-scales")
    let uses: [(String, Kind)] = [
      ("embedding-bins", .piecewiseLinear), ("embedding-frequencies", .periodic), ("embedding-deviation", .periodic),
    ]
    for (option, kind) in uses where arguments.contains(option) && self.kind != kind {
      throw UsageError("'--\(option)' goes with '--embedding \(kind.rawValue)'")
    }
  }

  /// The names of the layers that it puts before the hidden ones.
  var layerNames: [String] {
    (scalesRate == nil ? [] : [Self.scales]) + (kind == .periodic ? [Self.periodic] : [])
  }

  /// Whether there is anything.
  var isChosen: Bool { kind != .plain || scalesRate != nil }

  /// What comes before the hidden layers, and where the next layer receives from; nil for what is before it.
  ///
  /// - Parameter x: The training inputs as the network gets them, n × d, without offsets.
  func front<S: RealScalar>(
    of x: Matrix<S>, _ name: String
  ) throws(CommandError) -> (layers: [LayerSpecification], sources: [Source]?) {
    guard isChosen else { return ([], nil) }
    var layers: [LayerSpecification] = []
    var inputs = x.columns
    var before = Source.input
    let varied = (0..<x.columns).filter { j in Self.hasMoreThanTwo((0..<x.rows).lazy.map { x[$0, j] }) }
    if kind != .plain, varied.isEmpty {
      throw CommandError("\(name): no input has more than two different numbers, so '--embedding' has nothing to embed")
    }
    if kind == .piecewiseLinear {
      let functions = BasisFunctions.piecewiseLinear(pieces: bins, placedOn: x)
      inputs = functions.count(inputs: x.columns)
      layers.append(.basisFunctions(functions))
    }
    func check(_ units: Int, _ option: String) throws(CommandError) {
      guard units <= Self.mostConnections / max(inputs, 1) else {
        throw CommandError(
          "\(name): '--\(option)' of \(inputs) inputs asks for more than \(Self.mostConnections) connections")
      }
    }
    if scalesRate != nil {
      try check(inputs, "feature-scales")
      layers.append(.dense(.scales(inputs: inputs, name: Self.scales)))
      before = .layer(Self.scales)
    }
    guard kind == .periodic else { return (layers, nil) }
    try check(2 * frequencies * varied.count, "embedding periodic")
    var sines = Dense.periodic(frequencies: frequencies, of: varied, inputs: inputs, name: Self.periodic)
    sines.sources = [before]
    return (layers + [.dense(sines)], [before, .layer(Self.periodic)])
  }

  private static func hasMoreThanTwo<S: RealScalar>(_ numbers: some Sequence<S>) -> Bool {
    var found: [S] = []
    for number in numbers where !found.contains(number) {
      found.append(number)
      if found.count > 2 { return true }
    }
    return false
  }

  /// How its layers begin.
  var starts: [String: LayerStart] {
    var starts: [String: LayerStart] = [:]
    if scalesRate != nil { starts[Self.scales] = .constant(1) }
    if kind == .periodic { starts[Self.periodic] = .frequencies(deviation: deviation) }
    return starts
  }
}
