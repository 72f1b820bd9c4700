import Foundation
import Nabla
import Testing

/// Arrays as NumPy writes them, and rows as LIBSVM does; the files are from scripts/fixtures/arrays.py.
struct ArrayFileTests {
  private static func path(_ name: String) -> String {
    Bundle.module.bundleURL.appending(path: "Fixtures/arrays/\(name)").path
  }

  /// The numbers 0 … 11 in three rows, of every type, in both orders of bytes and of memory.
  @Test(arguments: ["b1", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8"])
  func everyType(type: String) throws {
    for file in ["little", "big", "fortran"] {
      let array = try NPYFile(contentsOf: Self.path("\(type)-\(file).npy"))
      #expect(
        array.shape == [3, 4] && array.elementType.rawValue == type && array.isFortranOrder == (file == "fortran"))
      let expected = (0..<12).map { type == "b1" ? ($0 == 0 ? 0.0 : 1) : Double($0) }
      #expect(try array.matrix(of: Double.self).elements == expected, "\(type) \(file)")
      #expect(try array.matrix(of: Float.self).elements == expected.map { Float($0) })
    }
  }

  /// Numbers at the ends of their types, and shapes of one and three dimensions.
  @Test func theEndsOfTypes() throws {
    func values(_ name: String) throws -> Matrix<Double> { try NPYFile(contentsOf: Self.path(name)).matrix() }
    #expect(
      try values("half.npy").elements == [0x1p-24, 1 - 0x1p-11, 65504, -0x1.55p-2, 0x1p-14, -0.0, 0x1p-14 - 0x1p-24])
    #expect(try values("wide.npy").elements == [-0x1p63, 0x1p63, -1])
    #expect(try values("unsigned.npy").elements == [0x1p64, 0x1p63])
    let cube = try NPYFile(contentsOf: Self.path("cube.npy"))
    #expect(cube.shape == [2, 3, 2])
    #expect(try cube.matrix(of: Double.self) == Matrix(rows: 2, columns: 6, elements: (0..<12).map { Double($0) }))
    #expect(try values("vector.npy") == Matrix(column: [0.1, 1e300, -Double.leastNonzeroMagnitude]))
    #expect(throws: DataError.self) { try NPYFile(contentsOf: Self.path("scalar.npy")).matrix(of: Double.self) }
    for (name, row) in [("infinite.npy", 1), ("nan.npy", 2)] {
      let error = #expect(throws: DataError.self) { try values(name) }
      #expect(error?.kind == .notFinite && error?.row == row)
    }
  }

  private static func file(_ header: String, data: Int = 24, version: UInt8 = 1) -> [UInt8] {
    let text = Array(header.utf8)
    let length = version == 1 ? [UInt8(text.count & 0xFF), UInt8(text.count >> 8)] : [UInt8(text.count), 0, 0, 0]
    return [0x93] + Array("NUMPY".utf8) + [version, 0] + length + text + Array(repeating: 0, count: data)
  }

  /// What a header claims is checked against the file.
  @Test(arguments: [
    ("{'descr': '<f8', 'fortran_order': False, 'shape': (4,), }", DataError.Kind.truncated),
    ("{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }", .trailingBytes),
    ("{'descr': '<f8', 'fortran_order': False, 'shape': (4611686018427387904, 4), }", .truncated),
    ("{'descr': '<f8', 'fortran_order': False, 'shape': (-3,), }", .corrupt),
    ("{'descr': '|O', 'fortran_order': False, 'shape': (3,), }", .unsupportedElementType),
    ("{'descr': '<U2', 'fortran_order': False, 'shape': (3,), }", .unsupportedElementType),
    ("{'descr': '<c8', 'fortran_order': False, 'shape': (3,), }", .unsupportedElementType),
    ("{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (3,), }", .corrupt),
    ("{'descr': '<f8', 'fortran_order': Maybe, 'shape': (3,), }", .corrupt),
    ("{'descr': '<f8', 'shape': (3,), }", .corrupt),
    ("{'descr': '<f8', 'fortran_order': False, 'shape': (3,)", .corrupt),
    ("", .corrupt), ("{", .corrupt), ("{'shape", .corrupt), ("__import__('os')", .corrupt),
  ]) func damagedHeaders(header: String, kind: DataError.Kind) {
    for version: UInt8 in [1, 2] {
      let error = #expect(throws: DataError.self) { try NPYFile(bytes: Self.file(header, version: version)) }
      #expect(error?.kind == kind, "\(header): \(error.map { "\($0)" } ?? "")")
    }
  }

  @Test func damagedFiles() throws {
    let whole = try fileBytes(Self.path("f8-little.npy"))
    for count in 0..<whole.count {
      #expect(throws: DataError.self) { try NPYFile(bytes: Array(whole.prefix(count))) }
    }
    #expect(throws: DataError.self) { try NPYFile(bytes: whole + [0]) }
    #expect(throws: DataError.self) { try NPYFile(bytes: Self.file("{}", version: 9)) }
  }

  @Test func setsOfArrays() throws {
    let data = try Dataset<Double>.npy(inputs: Self.path("f8-little.npy"), targets: Self.path("classes.npy"))
    #expect(data.targets == .classes([2, 0, 1]) && data.inputs.columns == 4)
    let numbers = try Dataset<Double>.npy(
      inputs: Self.path("f8-little.npy"), targets: Self.path("classes.npy"), areClasses: false)
    #expect(numbers.targets == .values(Matrix(column: [2, 0, 1])))
    for name in ["cube.npy", "unsigned.npy"] {
      #expect(throws: DataError.self) {
        try Dataset<Double>.npy(inputs: Self.path("f8-little.npy"), targets: Self.path(name))
      }
    }
  }

  /// Neither inputs nor targets may have no columns; a network without inputs is none.
  @Test func setsWithoutColumnsAreRefused() throws {
    try TemporaryFolder.with { folder in
      let text = "{'descr': '<f8', 'fortran_order': False, 'shape': (3, 0), }"
      let none = try folder.write(Self.file(text, data: 0), to: "none.npy")
      let three = Self.path("f8-little.npy")
      for (inputs, targets) in [(none, three), (three, none)] {
        let error = #expect(throws: DataError.self) { try Dataset<Double>.npy(inputs: inputs, targets: targets) }
        #expect(error?.kind == .empty && error?.source == none)
      }
      let labels = try folder.write("1\n0 # none\n", to: "t.svm")
      let error = #expect(throws: DataError.self) { try Dataset<Double>.libsvm(labels) }
      #expect(error?.kind == .empty && error?.source == labels)
      #expect(try Dataset<Double>.libsvm(labels, columns: 2).inputs == Matrix(rows: 2, columns: 2))
    }
  }

  /// To the last bit what scikit-learn wrote, whether it counts from 0 or 1.
  @Test(arguments: ["from-zero.svm", "from-one.svm"]) func sparseRows(name: String) throws {
    let rows = try SparseRows(contentsOf: Self.path(name))
    let dense: Matrix<Double> = try NPYFile(contentsOf: Self.path("sparse.npy")).matrix()
    #expect(try rows.matrix(columns: dense.columns, of: Double.self) == dense)
    #expect(rows.labels == (0..<dense.rows).map { Double($0 % 3) - 1 })
    let data = try Dataset<Double>.libsvm(Self.path(name), columns: dense.columns)
    #expect(data.classNames == ["-1", "0", "1"] && data.inputs == dense)
  }

  @Test(arguments: [
    ("1 3:2 2:1\n", 1), ("1 1:1\nx 1:2\n", 2), ("1 1:1\n\n# c\n1 1:a\n", 4), ("1 -1:2\n", 1), ("1 1\n", 1),
    ("1 1:inf\n", 1),
    ("1,2 1:1\n", 1), ("1 1:1 1:2\n", 1),
  ]) func damagedRows(text: String, line: Int) throws {
    try TemporaryFolder.with { folder in
      let error = #expect(throws: DataError.self) { try SparseRows(contentsOf: folder.write(text, to: "t.svm")) }
      #expect(error?.line == line)
    }
  }

  @Test func hugeIndicesAskForNoMemory() throws {
    try TemporaryFolder.with { folder in
      for index in ["9223372036854775807", "1000000000000000"] {
        let path = try folder.write("1 \(index):1\n-1 1:2 # qid\n", to: "t.svm")
        let error = #expect(throws: DataError.self) { try SparseRows(contentsOf: path).matrix(of: Double.self) }
        #expect(error?.kind == .unreadable)
      }
    }
  }
}
