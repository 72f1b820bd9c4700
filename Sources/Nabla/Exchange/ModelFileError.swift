internal import FoundationEssentials

/// A model file that cannot be read or written: missing, damaged, of another kind, or of a network that cannot be built.
///
/// The error says what is wrong (`kind`), where (`source`, `part`, `byteOffset`, as far as they are known) and what was
/// expected. Its description puts this into one line, such as
/// `digits.safetensors: tensor 'output.bias': expected the shape [10], found [9]`.
public struct ModelFileError: Error, Hashable, Sendable {
  /// What is wrong.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// The file does not exist or the system refuses to read it.
    case unreadable
    /// The system refuses to write the file.
    case unwritable
    /// The file ends too early.
    case truncated
    /// The file is longer than its header says.
    case trailingBytes
    /// The file's header is not that of a safetensors file.
    case malformedHeader
    /// The contents are not those that were saved.
    case wrongChecksum
    /// A tensor has elements of a type that is unknown or not supported.
    case unsupportedElementType
    /// A safetensors file that is no model of this library, or of a later version.
    case foreign
    /// A tensor or a part of the description is missing.
    case missing
    /// A tensor or a part of the description that does not belong here.
    case unexpected
    /// The description cannot be read, or describes no network.
    case invalidDescription
    /// The description names a function of the user's own that was not given.
    case unknownFunction
    /// A number is infinite, NaN or outside its range.
    case invalidNumber
    /// A graph has a node that is no part of a feed-forward network.
    case unsupportedOperator
  }

  /// What is wrong.
  public var kind: Kind
  /// The file, as its path was given.
  public var source: String?
  /// The part of the file, such as `tensor 'output.bias'` or `metadata 'architecture'`.
  public var part: String?
  /// The byte of the file, counted from 0.
  public var byteOffset: Int?
  /// What should have been there, in words that follow "expected".
  public var expected: String
  /// What is there instead, in words that follow "found".
  public var found: String?

  /// An error with the parts that are known.
  public init(
    _ kind: Kind, source: String? = nil, part: String? = nil, byteOffset: Int? = nil, expected: String,
    found: String? = nil
  ) {
    self.kind = kind
    self.source = source
    self.part = part
    self.byteOffset = byteOffset
    self.expected = expected
    self.found = found
  }
}

extension ModelFileError: CustomStringConvertible {
  /// Where, what was expected and what was found, in one line.
  public var description: String {
    let place = [source, part, byteOffset.map { "byte \($0)" }].compactMap { $0 }
    let message = "expected \(expected)" + (found.map { ", found \($0)" } ?? "")
    let text = (place + [message]).joined(separator: ": ").visible
    // A name in a file may be as long as the file.
    return text.utf8.count > 1500 ? text.prefix(700) + " … " + text.suffix(100) : text
  }
}

extension ModelFileError {
  /// What a decoder of JSON complained about.
  init(_ kind: Kind, source: String?, part: String?, decoding error: any Error) {
    let context: DecodingError.Context? =
      switch error as? DecodingError {
      case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context): context
      case .keyNotFound(let key, let context):
        DecodingError.Context(codingPath: context.codingPath, debugDescription: "no '\(key.stringValue)'")
      default: nil
      }
    let path = context?.codingPath.map(\.stringValue).joined(separator: ".") ?? ""
    let reason = (context?.underlyingError as? CocoaError)?.userInfo["NSDebugDescription"] as? String
    self.init(
      kind, source: source, part: [part, path.isEmpty ? nil : "'\(path)'"].compactMap { $0 }.joined(separator: ", "),
      expected: "JSON that can be read", found: reason ?? context?.debugDescription ?? "\(error)")
  }

  /// The same error about a file.
  func about(_ source: String) -> ModelFileError {
    var error = self
    error.source = source
    return error
  }
}
