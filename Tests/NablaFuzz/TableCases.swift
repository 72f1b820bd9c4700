import Nabla

/// Damaged tables in dialects of their own, with types and encodings; arrays of NumPy and rows of LIBSVM.
enum TableCases {
  private static let texts = [
    """
    Report of the year

    name;grösse;wann;gut;zahl
    ;[m];;;[kg]
    Ann;1,5;17.05.2024;true;1.234,5
    Bob;NA;18.05.2024;false;7
    Cem;2,25;19.05.2024;;-0,5
    Dai;3;NA;true;12
    """,
    "sep=;\na;b\n1;x\n2;y\n3;x\n", "\"x\" \"y\"\n\"1\" 1.5 \"u\"\n\"2\" NA \"v\"\n\"3\" 2D0 \"u\"\n",
    "a,b,c\n1,2.5,3\n4,5e3,6\n7,8,9\n0.5,1,2\n", "'a','t'\n'1','12:30'\n'2','9:15:01'\n",
  ]

  static func dialect(_ mutation: inout Mutation, in folder: String) throws {
    let bytes = mutation.damagedTable(mutation.pick(texts))
    let path = try FuzzCase.write(bytes, "table.csv", in: folder)
    let dialect = Dialect(
      delimiter: mutation.pick([nil, nil, nil, ";", ","]),
      quotes: mutation.pick([nil, nil, .double, .single, Dialect.Quotes.none]),
      header: mutation.pick([nil, nil, true, false]), comment: mutation.pick([nil, nil, "#"]),
      skippedLines: mutation.pick([nil, nil, 0, 1, 100]), units: mutation.pick([nil, nil, true, false]),
      encoding: mutation.pick([.utf8, .utf8, .latin1, .utf16, .windows1252]),
      decimal: mutation.pick([nil, nil, .comma, .point]),
      thousands: mutation.pick([nil, nil, .mark("."), .mark(","), Dialect.Thousands.none]),
      dates: mutation.pick([nil, .dayFirst, .monthFirst]), currency: mutation.chance(1, in: 4),
      percent: mutation.chance(1, in: 4))
    let table = try Table(contentsOf: path, dialect: dialect)
    let report = TableReport(table)
    precondition(report.columns.count == table.columns.count && report.rows == table.rowCount)
    let rules = EncodingRules(
      missing: mutation.pick(MissingRule.allCases), hasIndicators: mutation.chance(1, in: 2),
      leastCount: 1 + mutation.below(3),
      hasReferences: mutation.chance(1, in: 2))
    let rows = (0..<table.rowCount).filter { _ in mutation.chance(3, in: 4) }
    guard !rows.isEmpty else { return }
    let encoding = try InputEncoding(fitting: table.columns, of: table.text, rows: rows, rules: rules)
    let inputs: EncodedInputs<Double> = try encoding.inputs(of: table.text, places: Array(table.columns.indices))
    precondition(inputs.matrix.elements.allSatisfy(\.isFinite) && inputs.matrix.columns == encoding.inputNames.count)
  }

  private static let array: [UInt8] = {
    let header = "{'descr': '<i2', 'fortran_order': False, 'shape': (2, 3), }\n"
    return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.utf8.count), 0] + Array(header.utf8)
      + (0..<12).map { UInt8($0) }
  }()

  static func array(_ mutation: inout Mutation, in folder: String) throws {
    if mutation.chance(1, in: 2) {
      let matrix: Matrix<Double> = try NPYFile(bytes: mutation.damaged(array)).matrix()
      precondition(matrix.elements.count <= 1 << 12)
    } else {
      let text = Array("1 1:2 3:-4.5\n-1 qid:3 2:1e3 # c\n0\n".utf8)
      let path = try FuzzCase.write(mutation.damaged(text), "t.svm", in: folder)
      let rows = try SparseRows(contentsOf: path)
      precondition(rows.starts.count == rows.labels.count + 1 && rows.indices.count == rows.values.count)
      if rows.columnCount < 1 << 16 { _ = try rows.matrix(of: Float.self) }
    }
  }
}
