import Nabla
import Testing

/// Files that are damaged at random: a reader either reads them or says what is wrong, and does nothing else.
struct DamagedFileTests {
  private static let rounds = 2000

  /// Truncates the bytes, changes some of them, or repeats a part.
  private func damaged(_ bytes: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<Int.random(in: 1...4, using: &generator) where !bytes.isEmpty {
      let i = bytes.indices.randomElement(using: &generator)!
      switch Int.random(in: 0..<5, using: &generator) {
      case 0: bytes.removeSubrange(i...)
      case 1: bytes[i] = UInt8.random(in: 0...255, using: &generator)
      case 2: bytes[i] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
      case 3: bytes[i] = [0, 255, 10, 13, 34, 35, 44, 45, 46, 101].randomElement(using: &generator)!
      default: bytes.insert(contentsOf: bytes.prefix(i), at: i)
      }
    }
    return bytes
  }

  /// Damages a file in many ways and counts the errors of reading it, which all name the file.
  private func errors(
    of bytes: [UInt8], seed: UInt64, reading read: (String) throws -> Void
  ) throws -> Int {
    var generator = SeededGenerator(seed: seed)
    return try TemporaryFolder.with { folder in
      var count = 0
      for _ in 0..<Self.rounds {
        let path = try folder.write(damaged(bytes, &generator), to: "file")
        do {
          try read(path)
        } catch let error as DataError {
          count += 1
          #expect(error.source == path)
          #expect(!error.description.contains("\n"))
        }
      }
      return count
    }
  }

  private let images = idxBytes(dimensions: [5, 2, 3], elements: Array(0..<30))

  @Test func idx() throws {
    let count = try errors(of: images, seed: 1) { path in
      let file = try IDXFile(contentsOf: path)
      #expect(file.elements(as: Double.self).count == file.dimensions.reduce(1, *))
    }
    #expect(count > Self.rounds / 4)
  }

  @Test func idxDataset() throws {
    try TemporaryFolder.with { folder in
      let labels = try folder.write(idxBytes(dimensions: [5], elements: [0, 1, 2, 3, 4]), to: "labels")
      var generator = SeededGenerator(seed: 2)
      for _ in 0..<Self.rounds {
        let path = try folder.write(damaged(images, &generator), to: "images")
        if let data = try? Dataset<Float>.idx(images: path, labels: labels) {
          #expect(data.count == 5 && data.inputs.elements.allSatisfy { $0.isFinite })
        }
      }
    }
  }

  @Test func gzip() throws {
    let count = try errors(of: gzipStored(images), seed: 3) { path in
      // The checksum lets nothing through but what does not change the data.
      #if Zlib
        let file = try IDXFile(contentsOf: path)
        #expect(file.dimensions.first == 5)
      #else
        _ = try IDXFile(contentsOf: path)
      #endif
    }
    #expect(count > Self.rounds / 2)
  }

  @Test(arguments: [",", ";", "\t", " "])
  func delimitedText(delimiter: String) throws {
    let rows = [["a", "\"b \"\"c\"\"\"", "label"], ["1", "-2.5e-3", "x"], ["4", "5", "\"y\nz\""], ["7", "8", "x"]]
    let text = "# comment\r\n" + rows.map { $0.joined(separator: delimiter) }.joined(separator: "\r\n")
    var generator = SeededGenerator(seed: 5)
    let count = try errors(of: Array(text.utf8), seed: 4) { path in
      let header = [nil, true, false].randomElement(using: &generator)!
      let data = try Dataset<Double>.delimited(path, kind: .classes, header: header)
      #expect(data.inputs.elements.allSatisfy { $0.isFinite })
      #expect(data.targets.count == data.count)
    }
    #expect(count > Self.rounds / 4)
  }
}
