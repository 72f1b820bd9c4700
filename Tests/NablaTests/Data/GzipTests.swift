#if Zlib
  import Testing

  @testable import Nabla

  struct GzipTests {
    /// "the quick brown fox\n" fifty times, by `gzip -9`: one deflate block with a match that overlaps itself.
    private let foxes: [UInt8] = [
      31, 139, 8, 0, 0, 0, 0, 0, 2, 3, 43, 201, 72, 85, 40, 44, 205, 76, 206, 86, 72, 42, 202, 47, 207, 83, 72, 203,
      175, 224, 42, 25, 21, 27, 21, 27, 21, 27, 86, 98, 0, 143, 84, 206, 31, 232, 3, 0, 0,
    ]

    private func read(_ bytes: [UInt8]) throws -> DelimitedText {
      try TemporaryFolder.with { try DelimitedText(contentsOf: $0.write(bytes, to: "file.gz"), header: false) }
    }

    private func error(_ bytes: [UInt8]) -> DataError? {
      var error = #expect(throws: DataError.self) { try read(bytes) }
      error?.source = nil
      return error
    }

    @Test func decompresses() throws {
      let table = try read(foxes)
      #expect(table.rowCount == 50 && table.columnCount == 4)
      #expect((0..<50).allSatisfy { table[$0, 0] == "the" && table[$0, 3] == "fox" })
    }

    /// 1000 bytes of 49: what is compressed in much fewer is refused before all of it is there.
    @Test func refusesWhatBecomesFarMore() throws {
      func read(_ limit: CompressionLimit) throws -> Int {
        let members = GzipMembers(size: foxes.count, source: "f.gz", limit: limit) { [foxes] in Array(foxes[$0]) }
        var count = 0
        while let part = try members.next() { count += part.count }
        return count
      }
      #expect(try read(CompressionLimit(freeSize: 1000, largestRatio: 1)) == 1000)
      #expect(try read(CompressionLimit(freeSize: 10, largestRatio: 25)) == 1000)
      let error = #expect(throws: DataError.self) { try read(CompressionLimit(freeSize: 10, largestRatio: 10)) }
      #expect(error?.kind == .corrupt && error?.source == "f.gz")
      #expect(error?.found?.hasPrefix("1000 bytes from ") == true)
    }

    @Test func decompressesStoredBlocks() throws {
      let numbers = (0..<40000).map { "\($0)" }
      let table = try read(gzipStored(Array(numbers.joined(separator: "\n").utf8)))
      #expect((0..<table.rowCount).map { table[$0, 0] } == numbers)
    }

    @Test func joinsMembers() throws {
      #expect(try read(foxes + gzipStored(Array("a b c d\n".utf8)) + foxes).rowCount == 101)
      // A member may be empty.
      #expect(try read(gzipStored([]) + foxes + gzipStored([])).rowCount == 50)
    }

    @Test func ignoresPaddingWithZeros() throws {
      #expect(try read(foxes + Array(repeating: 0, count: 1000)).rowCount == 50)
    }

    @Test func refusesWhatFollows() {
      #expect(
        error(foxes + [0, 1, 2])
          == DataError(
            .trailingBytes, byteOffset: foxes.count, expected: "the end of the gzip-compressed data",
            found: "3 bytes more"))
    }

    @Test func refusesEveryTruncation() {
      for count in 2..<foxes.count {
        #expect(
          error(Array(foxes.prefix(count)))
            == DataError(
              .truncated, byteOffset: count, expected: "more gzip-compressed data", found: "the end of the file"))
      }
      let second = error(foxes + foxes.prefix(20))
      #expect(second?.kind == .truncated && second?.byteOffset == foxes.count + 20)
    }

    @Test func refusesDamage() {
      // The checksum is in the eight last bytes.
      for i in foxes.count - 8..<foxes.count {
        var damaged = foxes
        damaged[i] ^= 1
        let found = error(damaged)
        #expect(found?.kind == .corrupt)
        #expect(found.flatMap(\.byteOffset).map { $0 > foxes.count - 8 && $0 <= foxes.count } == true)
      }
      var method = foxes
      method[2] = 7
      #expect(
        error(method)?.description
          == "byte 4: expected sound gzip-compressed data, found damaged data (unknown compression method)")
    }
  }
#endif
