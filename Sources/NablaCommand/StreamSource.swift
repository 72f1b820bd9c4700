internal import Nabla

/// Examples that are read a part at a time: what a kind of file tells of itself so that a network can be trained on it, or a regression
/// solved. A new kind is a type in a file of its own, and a row in `DataChoice.stream`.
protocol StreamSource: Sendable {
  /// The file, for errors.
  var name: String { get }
  /// The number of examples.
  var count: Int { get }
  /// The names of the columns that the inputs are made of; those of no name are called by their index.
  var inputNames: [String] { get }
  /// The names of the targets, where they have some.
  var targetNames: [String]? { get }
  /// Whether the last input is an offset.
  var hasOffset: Bool { get }

  /// The targets and the weights of all examples, which are in memory; nil of weights where there are none.
  func targetsAndWeights<S: RealScalar>(as scalar: S.Type) throws -> (targets: WrittenTargets<S>, weights: [S]?)
  /// The inputs, made numbers as these rows tell; they stay in the file.
  func inputs(fittedOn rows: [Range<Int>]) throws -> SourceInputs
  /// The error about a number that is no target.
  func targetError(_ refused: RefusedTarget) throws(DataError) -> DataError
}

extension StreamSource {
  var targetNames: [String]? { nil }
  var hasOffset: Bool { false }

  func targetError(_ refused: RefusedTarget) -> DataError { refused.error(in: name) }

  /// The targets for a likelihood, the likelihood for so many, the names of classes where they are such, and the weights.
  ///
  /// - Parameter standard: the likelihood for so many classes, where none is named.
  /// - Throws: where a target is none of the likelihood's.
  func targetsAndWeights<S: RealScalar>(
    as scalar: S.Type, for named: Likelihood?, standard: (Int) -> Likelihood = { .categorical(classes: $0) },
    namingClasses: Bool = false
  ) throws -> (targets: Targets<S>, likelihood: Likelihood, classNames: [String]?, weights: [S]?) {
    let (written, weights) = try targetsAndWeights(as: scalar)
    let (targets, likelihood, classNames) = try (namingClasses ? written.named : written).suited(
      to: named, path: name, standard: standard)
    if classNames == nil, let refused = targets.numbers.flatMap({ likelihood.firstRefused(of: $0, mayLack: false) }) {
      throw try targetError(refused)
    }
    return (targets, likelihood, classNames, weights)
  }
}

/// Inputs that are read when they are needed.
struct SourceInputs {
  let rows: any RowSource
  var names: [String]?
  /// How the columns of a table become them, where these are more than numbers.
  var encoding: InputEncoding?
  /// Whether all rows were seen to be finite numbers.
  var isChecked = false
}

/// Targets as a file has them.
enum WrittenTargets<Scalar: RealScalar> {
  /// Numbers, which are classes where a likelihood takes them so.
  case numbers(Matrix<Scalar>)
  /// Classes 0 ..< `count`, with their names where they have some.
  case classes([Int], count: Int, names: [String]?)
  /// Shares of trials, whose numbers are weights.
  case shares(Matrix<Scalar>)
  /// The numbers of ordered classes, with the names of these.
  case levels(Matrix<Scalar>, names: [String])
}

extension DataChoice {
  /// The kinds of files that are read a part at a time, as options say them.
  static let streamed = ["csv", "npy", "npz", "libsvm"]

  /// The error about data of another kind.
  static let unstreamedSource = UsageError(
    "'--stream' goes with \(streamed.map { "'--\($0)'" }.joined(separator: ", "))")

  /// The examples of a file that is read a part at a time, for a likelihood where one is named.
  ///
  /// - Throws: `DataError` for what cannot be used.
  func stream(for likelihood: Likelihood?) throws -> any StreamSource {
    if case .table(let path) = source {
      return try StreamedTable(
        path, format, targets: targets, encoding,
        areClasses: areClasses ?? (likelihood?.takesClasses == true ? true : nil))
    }
    guard let arrays = try source.arrays(areClasses: areClasses) else { throw Self.unstreamedSource }
    return arrays
  }
}

extension DataChoice.Source {
  /// The examples of arrays or sparse rows; nil of all other sources.
  ///
  /// - Throws: `DataError` for what cannot be used.
  func arrays(areClasses: Bool?) throws -> (any StreamSource)? {
    switch self {
    case .npy(let inputs, let targets): try ArrayStream(inputs: inputs, targets: targets, areClasses: areClasses)
    case .npz(let path, let arrays): try ArrayStream(path, arrays: arrays, areClasses: areClasses)
    case .libsvm(let path): try SparseStream(path, areClasses: areClasses)
    case .digits, .fashionMNIST, .folder, .idx, .table: nil
    }
  }
}

extension RowSource {
  /// Names of columns that have none.
  var indexNames: [String] { (0..<columnCount).map { "column\($0)" } }
}

extension WrittenTargets {
  /// The same with classes that examples have alone, under their indices where they have no names.
  var named: WrittenTargets {
    guard case .classes(let classes, _, nil) = self else { return self }
    let present = Set(classes).sorted()
    let places = Dictionary(uniqueKeysWithValues: zip(present, present.indices))
    return .classes(classes.compactMap { places[$0] }, count: present.count, names: present.map { "\($0)" })
  }

  /// The targets for a likelihood, the likelihood for so many, and the names of classes where they are such.
  ///
  /// Numbers are classes where the likelihood is of indices, or of two classes and there are two whole numbers.
  ///
  /// - Parameter standard: the likelihood for so many classes, where none is named.
  func suited(
    to named: Likelihood?, path: String, standard: (Int) -> Likelihood = { .categorical(classes: $0) }
  ) throws -> (targets: Targets<Scalar>, likelihood: Likelihood, classNames: [String]?) {
    switch self {
    case .shares(let shares): return (.values(shares), (named ?? .bernoulli).with(targets: 1), nil)
    case .levels(let places, let names):
      return (.values(places), named ?? .ordinal(classes: names.count), names)
    case .classes(let classes, let count, let names):
      return try Self.suited(classes, count, names, to: named ?? standard(max(count, 2)), path)
    case .numbers(let values):
      let likelihood = named ?? .gaussian
      let different = Self.different(values.elements)
      let areWhole = different.allSatisfy { $0 == $0.rounded() && abs($0) < 0x1p53 }
      let areClasses: Bool
      switch likelihood.classCoding {
      case .indices?: areClasses = true
      case .binary?: areClasses = values.columns == 1 && different.count == 2 && areWhole
      case .oneHot?, nil: areClasses = false
      }
      guard areClasses else { return (.values(values), likelihood.with(targets: values.columns), nil) }
      guard values.columns == 1, areWhole, (2...Self.mostClasses).contains(different.count) else {
        throw CommandError(
          "\(path): expected one column of classes, which are 2 to \(Self.mostClasses) whole numbers; found "
            + (different.count > Self.mostClasses ? "more" : "\(different.count) different numbers"))
      }
      let names = different.sorted().map { "\(Int($0))" }
      let places = Dictionary(uniqueKeysWithValues: zip(different.sorted(), names.indices))
      return try Self.suited(values.elements.compactMap { places[$0] }, names.count, names, to: likelihood, path)
    }
  }

  private static func suited(
    _ classes: [Int], _ count: Int, _ names: [String]?, to likelihood: Likelihood, _ path: String
  ) throws -> (Targets<Scalar>, Likelihood, [String]?) {
    guard count >= 2 else { throw CommandError("\(path): at least 2 classes are needed, not \(count)") }
    guard let coding = likelihood.classCoding else {
      throw CommandError("the likelihood '\(likelihood.name)' is for numbers, but the targets are classes")
    }
    guard let outputs = coding.outputs(classes: count) else {
      throw CommandError("\(path): a \(likelihood.name) likelihood takes two classes, but there are \(count)")
    }
    return (coding.targets(classes, count: count), likelihood.with(targets: outputs), names)
  }

  private static var mostClasses: Int { 10_000 }

  /// The different ones of some numbers, as far as they may be classes, and one more.
  private static func different(_ numbers: [Scalar]) -> Set<Scalar> {
    var found: Set<Scalar> = []
    for number in numbers where found.insert(number).inserted && found.count > mostClasses { break }
    return found
  }
}
