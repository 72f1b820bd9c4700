import Nabla

/// Damaged files of examples.
enum DataCases {
  // MARK: - IDX

  private static func bigEndian(_ number: UInt32) -> [UInt8] { withUnsafeBytes(of: number.bigEndian) { Array($0) } }

  private static func array(type: UInt8, _ dimensions: [UInt32], _ elements: [UInt8]) -> [UInt8] {
    [0, 0, type, UInt8(dimensions.count)] + dimensions.flatMap { bigEndian($0) } + elements
  }

  static func idx(_ mutation: inout Mutation, in folder: String) throws {
    let types: [(UInt8, Int)] = [(0x08, 1), (0x09, 1), (0x0B, 2), (0x0C, 4), (0x0D, 4), (0x0E, 8)]
    let (type, size) = mutation.pick(types)
    var images = array(type: type, [4, 3, 2], (0..<24 * size).map { UInt8(truncatingIfNeeded: $0 * 37) })
    let (labelType, labelSize) = mutation.pick(Array(types.prefix(4)))
    var labels = array(
      type: labelType, [4], (0..<4).flatMap { i in [UInt8](repeating: 0, count: labelSize - 1) + [UInt8(i)] })
    func damage(_ bytes: inout [UInt8], _ mutation: inout Mutation) {
      if mutation.chance(1, in: 2) {
        bytes = mutation.damaged(bytes)
      } else {
        // A size or the type is what the header claims it to be.
        let extremes: [UInt32] = [0, 1, 2, 5, 255, 0xFFFF, 0x1_0000, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF]
        let place = 4 * mutation.below(1 + Int(bytes[3]))
        let value = place == 0 ? 0x0800 + UInt32(mutation.below(1024)) : mutation.pick(extremes)
        if place + 4 <= bytes.count { bytes.replaceSubrange(place..<place + 4, with: bigEndian(value)) }
      }
    }
    if mutation.chance(2, in: 3) { damage(&images, &mutation) }
    if mutation.chance(1, in: 2) { damage(&labels, &mutation) }
    let imagePath = try FuzzCase.write(mutation.chance(1, in: 4) ? gzipped(images) : images, "images", in: folder)
    let labelPath = try FuzzCase.write(labels, "labels", in: folder)
    let data = try Dataset<Float>.idx(images: imagePath, labels: labelPath, classes: mutation.pick([nil, 4, 10]))
    precondition(data.inputs.elements.allSatisfy(\.isFinite) && data.targets.count == data.inputs.rows)
    let _: [Double] = try IDXFile(contentsOf: imagePath).elements()
  }

  // MARK: - Gzip

  /// A member of one stored block (RFC 1951, 3.2.4).
  private static func gzipped(_ bytes: [UInt8]) -> [UInt8] {
    let length = UInt16(bytes.count)
    func littleEndian(_ number: some FixedWidthInteger) -> [UInt8] {
      withUnsafeBytes(of: number.littleEndian) { Array($0) }
    }
    return [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255, 1] + littleEndian(length) + littleEndian(~length) + bytes
      + littleEndian(crc32(bytes)) + littleEndian(UInt32(bytes.count))
  }

  /// A table of forty rows of two numbers, compressed with a code of its own (dynamic Huffman), as `gzip -9n` does.
  private static let compressed: [UInt8] = [
    0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0xFF, 0x1D, 0x4F, 0xC9, 0x8D, 0x45, 0x31, 0x08, 0xBB,
    0xBF, 0x5A, 0x22, 0x2B, 0xEC, 0xA4, 0xB3, 0x99, 0xEE, 0xBF, 0xE1, 0x64, 0x19, 0x79, 0xE3, 0xEF, 0xFC, 0x7F,
    0x86, 0x8A, 0xE3, 0x9F, 0xC2, 0x8B, 0x50, 0xE8, 0x4B, 0x10, 0x54, 0x9D, 0x4B, 0x66, 0x46, 0x66, 0x50, 0x3F,
    0xF6, 0x35, 0xEA, 0x12, 0x12, 0x2D, 0x47, 0x78, 0x5C, 0x68, 0xF8, 0xA3, 0x52, 0xA0, 0xE3, 0xBB, 0xB0, 0x26,
    0x73, 0xE4, 0xB0, 0xC4, 0x93, 0x35, 0x3C, 0xDB, 0x68, 0xA9, 0xA3, 0x54, 0x3A, 0x6D, 0x05, 0x1D, 0x92, 0x53,
    0x37, 0x90, 0x53, 0x10, 0xC8, 0x5E, 0x5B, 0x8D, 0x24, 0xD0, 0xB5, 0x59, 0x9C, 0x32, 0x2C, 0xDF, 0x0E, 0x7B,
    0xD3, 0xEA, 0xB0, 0xDC, 0xD6, 0x9C, 0x02, 0x46, 0x3A, 0x59, 0x42, 0xDE, 0x1A, 0xC2, 0xF7, 0x18, 0x3B, 0xC8,
    0x27, 0x32, 0x66, 0xBA, 0x72, 0xAC, 0xDD, 0x55, 0xDC, 0x35, 0x57, 0xAE, 0x42, 0x83, 0x72, 0xD6, 0x34, 0x15,
    0x8A, 0x9E, 0x07, 0x7E, 0x43, 0xA4, 0x78, 0x6C, 0x19, 0x01, 0x00, 0x00,
  ]

  static func gzip(_ mutation: inout Mutation, in folder: String) throws {
    var bytes = mutation.chance(1, in: 2) ? compressed : gzipped(Array(table.utf8))
    if mutation.chance(1, in: 4) { bytes += mutation.pick([compressed, [0, 0, 0], gzipped([49, 10])]) }
    bytes = mutation.damaged(bytes)
    // The length at the end is what memory could be asked for.
    if mutation.chance(1, in: 4), bytes.count > 4 { for i in bytes.count - 4..<bytes.count { bytes[i] = 0xFF } }
    try read(FuzzCase.write(bytes, "table.csv.gz", in: folder), &mutation)
  }

  // MARK: - Tables

  private static let table = """
    length,width,"kind, or class",count
    1.5,2e-3,red,7
    -0.25,1e300,blue,8
    3,4,"dark ""red\""",9
    5,6,blue,10
    0.1,0.2,red,11
    """

  static func table(_ mutation: inout Mutation, in folder: String) throws {
    let text = mutation.chance(1, in: 4) ? "1,2,3\n4,5,6\n7,8,9\n" : table
    try read(FuzzCase.write(mutation.damagedTable(text), "table.csv", in: folder), &mutation)
  }

  private static func read(_ path: String, _ mutation: inout Mutation) throws {
    let text = try DelimitedText(
      contentsOf: path, delimiter: mutation.pick([nil, nil, nil, ",", " ", ";", "\t"]),
      header: mutation.pick([nil, nil, true, false]))
    for row in 0..<min(text.rowCount, 20) { for column in 0..<text.columnCount { _ = text[row, column] } }
    let classes = mutation.chance(1, in: 2)
    let columns: [DelimitedText.Column]? = mutation.pick([nil, [0], [.name("count")], [2], [-1], [.name("length")]])
    let targets: [DelimitedText.Column]? = mutation.pick([nil, nil, [0], [2], [3], [9], [.name("kind, or class")]])
    let data = try Dataset<Double>(text, inputs: columns, targets: targets, kind: classes ? .classes : .values)
    precondition(data.inputs.elements.allSatisfy(\.isFinite) && data.targets.count == data.inputs.rows)
    _ = Scaler(fitting: data.inputs)
  }
}
