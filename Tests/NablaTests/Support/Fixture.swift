import Foundation

/// The path of a file of `Fixtures`.
func fixturePath(_ name: String) throws -> String {
  struct Missing: Error, CustomStringConvertible {
    var description: String
  }
  guard let url = Bundle.module.url(forResource: name, withExtension: nil, subdirectory: "Fixtures") else {
    throw Missing(description: "there is no fixture '\(name)'")
  }
  return url.path
}

/// The bytes of a file.
func fileBytes(_ path: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(filePath: path))) }

/// A safetensors file with this header, as it is, and these bytes of data.
func safetensorsBytes(_ header: String, data: [UInt8] = []) -> [UInt8] {
  bigEndianBytes(UInt64(header.utf8.count)).reversed() + Array(header.utf8) + data
}
