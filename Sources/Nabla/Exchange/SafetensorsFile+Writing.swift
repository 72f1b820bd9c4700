internal import FoundationEssentials

extension SafetensorsFile {
  /// Writes the file beside its place, waits until it is on the disk, and renames it, so that a file of that name is whole
  /// at any moment; a symbolic link stays, and what it leads to is replaced.
  ///
  /// Equal contents give equal bytes: tensors with larger elements come first, and then in order of their names, so that
  /// all are aligned; the header is padded with spaces to a multiple of 8 bytes.
  ///
  /// - Throws: `ModelFileError` if the system refuses.
  /// - Complexity: O(size of the file).
  public func write(to path: String) throws(ModelFileError) {
    try ModelFile.write(bytes(), to: path)
  }

  /// The contents of the file.
  public func bytes() -> [UInt8] {
    let ordered = tensors.sorted {
      ($1.value.elementType.byteCount, $0.key) < ($0.value.elementType.byteCount, $1.key)
    }
    var entries: [String: Entry] = [:]
    var end = 0
    for (name, tensor) in ordered {
      entries[name] = Entry(
        type: tensor.elementType.rawValue, shape: tensor.shape, offsets: [end, end + tensor.bytes.count])
      end += tensor.bytes.count
    }
    var header = JSON.encoded(Header(tensors: entries, metadata: metadata))
    header += Array(repeating: UInt8(ascii: " "), count: (8 - header.count % 8) % 8)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(8 + header.count + end)
    bytes.append(littleEndian: UInt64(header.count))
    bytes += header
    for (_, tensor) in ordered { bytes += tensor.bytes }
    return bytes
  }
}
