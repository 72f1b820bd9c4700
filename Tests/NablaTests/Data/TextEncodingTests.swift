import Nabla
import Testing

/// Bytes that are not UTF-8, and first lines that are hard to read.
struct TextEncodingTests {
  @Test(arguments: [
    (Array("a,k\n1,gr".utf8) + [0xFC] + Array("n\n".utf8), 2, 8),
    (Array("a,k\r\n1,x\r2,".utf8) + [0xC3], 3, 11), (Array("# ".utf8) + [0xE9] + Array("\n1,2\n".utf8), 1, 2),
    // Half of a surrogate pair, and a letter in more bytes than it needs.
    ([0x31, 0x0A, 0xED, 0xA0, 0x80], 2, 2), ([0xC1, 0xA1], 1, 0),
  ]) func otherBytesAreRefused(bytes: [UInt8], line: Int, offset: Int) throws {
    try TemporaryFolder.with { folder in
      let path = try folder.write(bytes, to: "t.csv")
      let error = #expect(throws: DataError.self) { try DelimitedText(contentsOf: path) }
      #expect(error?.kind == .unsupportedEncoding && error?.line == line && error?.byteOffset == offset)
    }
  }

  /// What is no text at all is called by its name.
  @Test func filesOfOtherKindsAreNamed() throws {
    try TemporaryFolder.with { folder in
      for (bytes, words) in [
        (Array("PK".utf8) + [3, 4, 20, 0], "a ZIP archive, as .xlsx"),
        ([0x93] + Array("NUMPY".utf8) + [1, 0], "NumPy"),
        (Array("PAR1".utf8) + [0x15, 4], "Parquet"), ([0xD0, 0xCF, 0x11, 0xE0, 1, 2], "a spreadsheet"),
      ] as [([UInt8], String)] {
        let path = try folder.write(bytes + Array("\n1,2\n".utf8), to: "t.csv")
        let error = #expect(throws: DataError.self) { try DelimitedText(contentsOf: path, dialect: Dialect()) }
        #expect(error?.kind == .unsupportedEncoding && error?.found?.contains(words) == true, "\(words)")
      }
      let text = try folder.write("PAR1,PKW\n1,2\n", to: "t.csv")
      #expect(try DelimitedText(contentsOf: text).columnNames == ["PAR1", "PKW"])
    }
  }

  @Test func utf8IsRead() throws {
    try TemporaryFolder.with { folder in
      let path = try folder.write("naïve,größe,数,🙂\n1,2,3,4\n", to: "t.csv")
      #expect(try DelimitedText(contentsOf: path).columnNames == ["naïve", "größe", "数", "🙂"])
    }
  }

  @Test func theDelimiterIsFoundBehindQuotedLineBreaks() throws {
    #expect(try DelimitedText(text: "\"a\nb\";y\n1,5;2\n").columnNames == ["a\nb", "y"])
    #expect(try DelimitedText(text: "\"a\r\n, b\"\ty\n1\t2\n").columnNames == ["a\r\n, b", "y"])
    #expect(try DelimitedText(text: "\"say \"\"a, b\"\"\";y\n1;2\n").columnNames == ["say \"a, b\"", "y"])
    // Inches open nothing, so that the first line ends where it ends.
    #expect(try DelimitedText(text: "5\";x\n1,5;\"a\"\n", header: false).columnCount == 2)
  }
}
