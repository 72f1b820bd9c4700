import Foundation
import Nabla
import Testing

/// Files whose parts cannot be read by themselves, which a temporary file takes the place of where they are streamed.
struct StreamFormatTests {
  private static let numbers =
    "a,b,t\n"
    + (0..<2000).map { "\(Double($0 % 17) / 7),\(Double($0 % 23) / 3),\(Double($0 % 31))" }.joined(separator: "\n")
  private static let words =
    "größe,b,t\n" + (0..<2000).map { "\(["süß", "𝛼", "n"][$0 % 3]),\($0 % 23),\($0 % 31)" }.joined(separator: "\r\n")

  private static func utf16(_ text: String, isBig: Bool) -> [UInt8] {
    ("\u{FEFF}" + text).utf16.flatMap {
      isBig ? [UInt8($0 >> 8), UInt8($0 & 255)] : [UInt8($0 & 255), UInt8($0 >> 8)]
    }
  }

  /// What a run prints and says beside the remark about the temporary file, of which nothing is left.
  private static func solve(
    _ options: String, in folder: TemporaryFolder
  ) throws -> (result: Program.Result, hasRemark: Bool) {
    let nabla = Bundle.module.bundleURL.deletingLastPathComponent().appending(path: "nabla").path
    let result = try Program.shell("TMPDIR=. '\(nabla)' solve --json \(options)", in: folder)
    let left = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasPrefix("nabla-") }
    #expect(left.isEmpty)
    return (result, result.errors.contains("temporary file"))
  }

  @Test func textInUTF16() throws {
    try TemporaryFolder.with { folder in
      for (text, isBig) in [(Self.numbers, false), (Self.words, true), (Self.words, false)] {
        _ = try folder.write(text, to: "t.csv")
        _ = try folder.write(Self.utf16(text, isBig: isBig), to: "wide.csv")
        let expected = try Self.solve("t.csv", in: folder)
        let found = try Self.solve("wide.csv --stream --encoding utf-16", in: folder)
        #expect(found.result.status == 0 && found.hasRemark && !expected.hasRemark, "\(found.result.errors)")
        #expect(found.result.output == expected.result.output)
      }
    }
  }

  /// The two halves of a character may be in two parts of the file.
  @Test func partsMeetInCharacters() throws {
    try TemporaryFolder.with { folder in
      var dialect = Dialect()
      dialect.encoding = .utf16
      for shift in 0..<4 {
        let title = "w" + String(repeating: "x", count: shift)
        var bytes = Self.utf16(
          "\(title),t\n" + String(repeating: "𝛼𝛼𝛼𝛼𝛼𝛼𝛼𝛼𝛼𝛼𝛼𝛼𝛼𝛼𝛼𝛼𝛼𝛼𝛼𝛼𝛼,1.5\n", count: 12_000), isBig: false)
        let text = try StreamedText(contentsOf: folder.write(bytes, to: "t.csv"), dialect: dialect)
        #expect(text.rowCount == 12_000 && text.columnNames == [title, "t"])
        bytes[bytes.count - 12] = 0
        let error = #expect(throws: DataError.self) {
          try StreamedText(contentsOf: folder.write(bytes.dropLast(), to: "t.csv"), dialect: dialect)
        }
        #expect(error?.kind == .unsupportedEncoding && error?.byteOffset == bytes.count - 2)
      }
    }
  }

  #if Zlib
    @Test func compressedFiles() throws {
      try TemporaryFolder.with { folder in
        let svm = (0..<2000).map { "\($0 % 7).5 1:\($0 % 5) 3:\(Double($0 % 11) / 3)" }.joined(separator: "\n")
        let array = Bundle.module.bundleURL.appending(path: "Fixtures/arrays/f8-little.npy").path
        let whole = try fileBytes(array)
        let cases: [(name: String, bytes: [UInt8], options: String)] = [
          ("t.csv", Array(Self.numbers.utf8), "FILE --stream"), ("w.csv", Array(Self.words.utf8), "FILE --stream"),
          ("u.csv", Self.utf16(Self.words, isBig: true), "FILE --stream --encoding utf-16"),
          ("t.svm", Array(svm.utf8), "--libsvm FILE --stream"), ("r.svm", Array(svm.utf8), "--libsvm FILE"),
          ("x.npy", whole, "--npy FILE FILE --regression --stream"),
        ]
        for (name, bytes, options) in cases {
          _ = try folder.write(bytes, to: name)
          _ = try folder.write(gzipStored(bytes), to: "\(name).gz")
          let expected = try Self.solve(options.replacing("FILE", with: name), in: folder)
          let found = try Self.solve(options.replacing("FILE", with: "\(name).gz"), in: folder)
          #expect(found.hasRemark, "\(name): \(found.result.errors)")
          #expect(
            found.result.status == expected.result.status && found.result.output == expected.result.output, "\(name)")
          #expect(expected.result.status == 0 || name == "x.npy", "\(expected.result.errors)")
        }
      }
    }

    @Test func damagedFiles() throws {
      try TemporaryFolder.with { folder in
        let whole = gzipStored(Array(Self.numbers.utf8))
        var damaged = whole
        damaged[whole.count - 5] ^= 1
        for (bytes, words) in [
          (damaged, "damaged"), (Array(whole.prefix(9000)), "end of the file"), (whole + [7], "1 byte more"),
        ] {
          _ = try folder.write(bytes, to: "t.csv.gz")
          let found = try Self.solve("t.csv.gz --stream", in: folder)
          #expect(found.result.status == 1 && found.result.errors.contains(words), "\(found.result.errors)")
          #expect(!found.hasRemark)
        }
        let found = try Program.shell(
          "TMPDIR=/none '\(Bundle.module.bundleURL.deletingLastPathComponent().appending(path: "nabla").path)' solve t.csv.gz --stream",
          in: folder)
        #expect(found.status == 1 && found.errors.contains("/none"), "\(found.errors)")
      }
    }
  #endif
}
