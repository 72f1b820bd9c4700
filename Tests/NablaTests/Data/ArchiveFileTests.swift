#if Zlib
  import Foundation
  import Testing

  @testable import Nabla

  /// Archives of arrays as NumPy's savez writes them; the files are from scripts/fixtures/archives.py.
  struct ArchiveFileTests {
    private static func path(_ name: String) -> String {
      Bundle.module.bundleURL.appending(path: "Fixtures/archives/\(name)").path
    }

    @Test(arguments: ["stored.npz", "packed.npz"]) func arraysAreThoseOfNumPy(name: String) throws {
      let file = try NPZFile(contentsOf: Self.path(name))
      #expect(file.names == ["x", "y", "fortran", "long"])
      let x: Matrix<Double> = try NPYFile(contentsOf: Self.path("x.npy")).matrix()
      #expect(try file.array("x").matrix() == x)
      #expect(try file.array("fortran").matrix() == x)
      #expect(try file.array("y").matrix(of: Double.self).elements == (0..<40).map { Double($0 % 4) })
      #expect(try file.array("long").matrix(of: Float.self).elements == (0..<50_000).map { Float($0 % 10) })
      let data = try Dataset<Double>.npz(Self.path(name), inputs: "x", targets: "y")
      #expect(data.inputs == x && data.targets == .classes((0..<40).map { $0 % 4 }))
      let error = #expect(throws: DataError.self) { try file.array("z") }
      #expect(error?.kind == .unknownColumn)
    }

    /// Without names the arrays are taken in their order.
    @Test func unnamedArrays() throws {
      let data = try Dataset<Double>.npz(Self.path("unnamed.npz"))
      #expect(data.inputs.columns == 3 && data.targets == .classes((0..<40).map { $0 % 4 }))
      let error = #expect(throws: DataError.self) { try Dataset<Double>.npz(Self.path("stored.npz")) }
      #expect(error?.kind == .unknownColumn)
    }

    @Test(arguments: [
      ("objects.npz", DataError.Kind.unsupportedElementType), ("lying.npz", .truncated), ("lzma.npz", .corrupt),
    ]) func arraysThatAreRefused(name: String, kind: DataError.Kind) throws {
      let error = #expect(throws: DataError.self) { try NPZFile(contentsOf: Self.path(name)).array("x") }
      #expect(error?.kind == kind || (name == "lzma.npz" && error == nil), "\(String(describing: error))")
      #expect(error?.source?.contains("array 'x") ?? true)
    }

    @Test func filesThatAreRefused() throws {
      for (name, kind) in [("others.npz", DataError.Kind.empty), ("x.npy", .wrongMagicNumber), ("none", .unreadable)] {
        let error = #expect(throws: DataError.self) { try NPZFile(contentsOf: Self.path(name)) }
        #expect(error?.kind == kind, "\(String(describing: error))")
      }
    }

    /// Every byte of the data, and every end.
    @Test func damagedArchives() throws {
      let whole = try Data(contentsOf: URL(filePath: Self.path("unnamed.npz")))
      let expected: Matrix<Double> = try NPZFile(contentsOf: Self.path("unnamed.npz")).array("arr_0").matrix()
      try TemporaryFolder.with { folder in
        for i in stride(from: 0, to: whole.count, by: 3) {
          #expect(throws: DataError.self) { try Self.first(folder.write(Array(whole.prefix(i)), to: "a.npz")) }
          var bytes = Array(whole)
          bytes[i] ^= 0x55
          // Times, names and the like are of no consequence.
          let path = try folder.write(bytes, to: "a.npz")
          do { #expect(try Self.first(path) == expected) } catch is DataError {}
        }
      }
    }

    private static func first(_ path: String) throws -> Matrix<Double> {
      let file = try NPZFile(contentsOf: path)
      return try file.array(file.names[0]).matrix()
    }

    /// A claim of a terabyte, in the directory and before the data.
    @Test func bombsAreRefused() throws {
      var bytes = Array(try Data(contentsOf: URL(filePath: Self.path("unnamed.npz"))))
      let claim: [UInt8] = [0, 0, 0, 0x40]
      func replace(_ signature: [UInt8], _ offset: Int) {
        for i in 0..<bytes.count - 4 where Array(bytes[i..<i + 4]) == signature {
          bytes.replaceSubrange(i + offset..<i + offset + 4, with: claim)
        }
      }
      replace([0x50, 0x4B, 3, 4], 22)
      replace([0x50, 0x4B, 1, 2], 24)
      try TemporaryFolder.with { folder in
        let path = try folder.write(bytes, to: "bomb.npz")
        let error = #expect(throws: DataError.self) { try NPZFile(contentsOf: path).array("arr_0") }
        #expect(error?.expected.contains("200 times") ?? false, "\(String(describing: error))")
      }
    }
  }
#endif
