internal import Nabla

/// Which data a command works on, as its options say.
struct DataChoice {
  /// Where the examples come from.
  enum Source: Equatable {
    case digits
    case fashionMNIST(folder: String)
    /// A folder with four files named as those of MNIST.
    case folder(String)
    case idx(images: String, labels: String)
    case table(String)
    /// Two arrays of NumPy.
    case npy(inputs: String, targets: String)
    /// Two arrays of an archive of NumPy, by their names where these are given.
    case npz(String, arrays: [String]?)
    /// Rows in the format of LIBSVM.
    case libsvm(String)
  }

  var source: Source
  /// Whether the source is what the program takes where nothing is said.
  var isDefault: Bool
  /// The target columns of a table; the last one by default.
  var targets: [String]?
  /// Whether the targets of a table are classes; found out by default.
  var kind: DelimitedText.TargetKind?
  /// How tables are written.
  var format: TableFormat
  /// Which columns of a table are used, and how they become numbers.
  var encoding: EncodingChoice
  /// Where the test examples come from, if not from the training data.
  var test: Source?
  /// The share of the examples that is kept for testing.
  var testFraction: Double?
  /// How examples are divided.
  var division = DivisionChoice()

  /// What the data is called.
  var name: String { source.name }

  /// The share where none is given.
  static let defaultTestFraction = 0.2
  /// Examples are divided by this seed whatever the training's, so that an evaluation finds the same test examples.
  static let splitSeed: UInt64 = 1

  /// The options that `init` reads.
  static let group = OptionGroup(
    title: "Data",
    options: [
      Option(name: "fashion-mnist", help: "70000 images of clothes, from Debian's package dataset-fashion-mnist."),
      Option(name: "digits", help: "1797 images of handwritten digits, which are part of the program."),
      Option(
        name: "data", values: ["DIR"],
        help: "A folder with the four files of MNIST or of a set like it (train-images-idx3-ubyte.gz and so on); with "
          + "--fashion-mnist the folder of that set."),
      Option(name: "idx", values: ["IMAGES", "LABELS"], help: "Two IDX files, plain or gzip-compressed."),
      Option(
        name: "csv", values: ["FILE"],
        help: "A table separated by commas, semicolons, tabs or spaces, with a header or none."),
    ] + arrayOptions + TableFormat.options + [
      Option(
        name: "target", values: ["COLUMN"],
        help: "The column to predict, by name or by index from 0; several are separated by commas. The last by default."
      ),
      Option(
        name: "classes",
        help:
          "The target column has classes, as it is taken to have where it has text; several have one class each, 1 in "
          + "the column of an example's own and 0 in the others."),
      Option(name: "regression", help: "The target columns have numbers to predict."),
      EncodingChoice.missingOption, EncodingChoice.missingTargetsOption, EncodingChoice.trialsOption,
      Option(name: "test", values: ["FILE"], help: "A table with the test examples."),
      Option(name: "test-idx", values: ["IMAGES", "LABELS"], help: "Two IDX files with the test examples."),
      Option(
        name: "test-fraction", values: ["F"],
        help: "The share of the examples that is kept for testing, where there are no others (default: "
          + "\(defaultTestFraction)). The same ones are chosen every time."),
      DivisionChoice.orderedOption,
    ])

  /// Those of them that say where arrays and sparse rows are.
  static let arrayOptions = [
    Option(
      name: "npy", values: ["INPUTS", "TARGETS"],
      help:
        "Two arrays that NumPy's save wrote, a row for each example; whole numbers are classes, unless '--regression'."
    ),
    Option(
      name: "npz", values: ["FILE"],
      help: "Two arrays in a file of NumPy's savez or savez_compressed, inputs and targets as for '--npy'."),
    Option(
      name: "arrays", values: ["INPUTS,TARGETS"],
      help: "The names of these arrays in the file (default: its two arrays, in their order)."),
    Option(
      name: "libsvm", values: ["FILE"],
      help: "Rows 'label index:value …' of LIBSVM; labels that are whole numbers are classes, unless '--regression'."),
  ]

  /// The options that say where data is, which go without `--data`.
  static let sources = ["digits", "idx", "csv", "npy", "npz", "libsvm"]

  /// The choice that the options make. Without a source it is Fashion-MNIST where it is installed, and else the digits.
  ///
  /// - Parameter choosesColumns: whether the options say which columns are inputs, as they do where there is no model yet.
  init(_ arguments: Arguments, choosesColumns: Bool = false) throws(UsageError) {
    let given = try arguments.exclusive(["fashion-mnist"] + Self.sources)
    isDefault = false
    format = try TableFormat(arguments)
    encoding = choosesColumns ? try EncodingChoice(arguments) : try EncodingChoice.missingRule(arguments)
    if choosesColumns { encoding.offset = try OffsetChoice(arguments) }
    let arrays = try Source(arraysOf: arguments)
    switch given {
    case "digits": source = .digits
    case "idx": source = .idx(images: arguments.options["idx"]![0], labels: arguments.options["idx"]![1])
    case "csv": source = .table(arguments.options["csv"]![0])
    case "fashion-mnist": source = .fashionMNIST(folder: arguments.value("data") ?? FashionMNIST.folder)
    default:
      if let arrays {
        source = arrays
      } else if let folder = arguments.value("data") {
        source = .folder(folder)
      } else {
        isDefault = true
        source = FashionMNIST.isInstalled ? .fashionMNIST(folder: FashionMNIST.folder) : .digits
      }
    }
    if let given, Self.sources.contains(given), arguments.contains("data") {
      throw UsageError("'--\(given)' and '--data' exclude each other; give one of them")
    }
    try readTable(arguments)
    try readTest(arguments)
  }

  /// Whether targets that are numbers are classes, where that is said.
  var areClasses: Bool? { kind.map { $0 != .values } }

  /// The files that are read.
  var files: [String] { source.files + (test?.files ?? []) }

  private mutating func readTable(_ arguments: Arguments) throws(UsageError) {
    targets = try arguments.columns("target")
    kind = try Self.kind(arguments)
    for option in Self.tableOptions where arguments.contains(option) {
      switch source {
      case .npy, .npz, .libsvm: if ["classes", "regression"].contains(option) { continue }
      case .digits, .fashionMNIST, .folder, .idx, .table: break
      }
      guard case .table = source else { throw UsageError("'--\(option)' is for tables; give one by '--csv FILE'") }
    }
  }

  /// The options that are of tables alone; a network that is made without data has `inputs` of its own.
  static let tableOptions =
    TableFormat.options.map(\.name) + ["target", "classes", "regression", "test", "missing", "out-of", "levels"]
    + EncodingChoice.columnOptions.map(\.name).filter { $0 != "inputs" } + EncodingChoice.ruleOptions.map(\.name)
    + OffsetChoice.options.map(\.name)

  /// Whether the options say that targets are classes, or numbers.
  static func kind(_ arguments: Arguments) throws(UsageError) -> DelimitedText.TargetKind? {
    switch try arguments.exclusive(["classes", "regression"]) {
    case "classes": .classes
    case "regression": .values
    default: nil
    }
  }

  private mutating func readTest(_ arguments: Arguments) throws(UsageError) {
    _ = try arguments.exclusive(["test", "test-idx", "test-fraction"])
    if let file = arguments.value("test") { test = .table(file) }
    if let files = arguments.options["test-idx"] {
      guard case .idx = source else { throw UsageError("'--test-idx' goes with '--idx IMAGES LABELS'") }
      test = .idx(images: files[0], labels: files[1])
    }
    division = DivisionChoice(isOrdered: arguments.contains("ordered"))
    if arguments.contains("test"), !arguments.contains("search"),
      let option = ["ordered", "groups"].first(where: arguments.contains)
    {
      throw UsageError("'--\(option)' says how the examples are divided, and '--test' leaves nothing to divide")
    }
    if division.isOrdered, encoding.groups != nil {
      throw UsageError("'--ordered' and '--groups' exclude each other; give one of them")
    }
    testFraction = try arguments.real("test-fraction", "a number between 0 and 1") { $0 > 0 && $0 < 1 }
    switch source {
    case .fashionMNIST, .folder:
      if testFraction != nil { throw UsageError("'--test-fraction' is for data without test examples of its own") }
      if division.isOrdered { throw UsageError("'--ordered' is for data without test examples of its own") }
    case .digits, .idx, .table, .npy, .npz, .libsvm: break
    }
  }
}
