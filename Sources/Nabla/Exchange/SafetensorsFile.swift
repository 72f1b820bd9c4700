/// The contents of a safetensors file: named tensors, and text about them.
///
/// The format: a length (8 bytes, little-endian), a header of that many bytes of JSON, and the elements of all tensors,
/// little-endian and row by row. It is read and written by most programs that train networks; from Python by
/// `safetensors.numpy.load_file`. Source: <https://github.com/huggingface/safetensors>.
public struct SafetensorsFile: Sendable, Hashable {
  /// The type of a tensor's elements. The format knows others, which are refused when read.
  public enum ElementType: String, Sendable, Hashable, CaseIterable {
    /// Double precision.
    case float64 = "F64"
    /// Single precision.
    case float32 = "F32"
    /// Half precision: read, and not made from numbers.
    case float16 = "F16"
    /// The upper half of single precision: read, and not made from numbers.
    case bfloat16 = "BF16"
    /// Signed integers of 8 bytes.
    case int64 = "I64"
    /// Signed integers of 4 bytes.
    case int32 = "I32"
    /// Unsigned integers of 1 byte.
    case uint8 = "U8"

    /// The number of bytes of one element.
    public var byteCount: Int {
      switch self {
      case .float64, .int64: 8
      case .float32, .int32: 4
      case .float16, .bfloat16: 2
      case .uint8: 1
      }
    }

    /// Whether the elements are floating-point numbers.
    public var isFloatingPoint: Bool {
      switch self {
      case .float64, .float32, .float16, .bfloat16: true
      case .int64, .int32, .uint8: false
      }
    }

    /// Every type that the format has, with those that are not supported here.
    static let allNames: Set<String> = Set(allCases.map(\.rawValue)).union([
      "BOOL", "I8", "I16", "U16", "U32", "U64", "C64", "F4", "F6_E2M3", "F6_E3M2", "F8_E5M2", "F8_E4M3",
      "F8_E8M0", "F8_E5M2FNUZ", "F8_E4M3FNUZ",
    ])
  }

  /// The tensors by their names.
  public var tensors: [String: Tensor]
  /// Text about the tensors.
  public var metadata: [String: String]

  /// A file with these tensors and this text.
  ///
  /// - Precondition: no tensor has the name `__metadata__`, which the format keeps for the text.
  public init(tensors: [String: Tensor], metadata: [String: String] = [:]) {
    precondition(tensors[Self.metadataName] == nil, "the name '\(Self.metadataName)' is not free for a tensor")
    self.tensors = tensors
    self.metadata = metadata
  }

  /// Where the header keeps the text.
  static let metadataName = "__metadata__"
  /// The longest header that the format allows, in bytes.
  static let longestHeader = 100_000_000
}

// MARK: - Tensors

extension SafetensorsFile {
  /// An array of numbers of any number of dimensions, row by row.
  public struct Tensor: Sendable, Hashable {
    /// The type of the elements.
    public let elementType: ElementType
    /// The extent of each dimension; empty for a single number.
    public let shape: [Int]
    /// The elements as the file stores them.
    let bytes: ArraySlice<UInt8>

    /// The tensor of an array of numbers: `F64` for `Double`, `F32` for `Float`.
    ///
    /// - Precondition: there are as many elements as the shape says.
    /// - Complexity: O(elements.count).
    public init<S: RealScalar>(shape: [Int], elements: [S]) {
      precondition(
        shape.allSatisfy { $0 >= 0 } && shape.reduce(1, *) == elements.count,
        "\(elements.count) elements for a tensor of the shape \(shape)")
      self.shape = shape
      let isSingle = S.self == Float.self
      elementType = isSingle ? .float32 : .float64
      var bytes: [UInt8] = []
      bytes.reserveCapacity(elements.count * elementType.byteCount)
      for element in elements {
        if isSingle {
          bytes.append(littleEndian: Float(element).bitPattern)
        } else {
          bytes.append(littleEndian: Double(element).bitPattern)
        }
      }
      self.bytes = bytes[...]
    }

    init(elementType: ElementType, shape: [Int], bytes: ArraySlice<UInt8>) {
      self.elementType = elementType
      self.shape = shape
      self.bytes = bytes
    }

    /// The number of elements.
    public var count: Int { bytes.count / elementType.byteCount }

    /// The elements, rounded to the nearest number of the type asked for.
    ///
    /// - Complexity: O(`count`).
    public func elements<S: RealScalar>(as scalar: S.Type = S.self) -> [S] {
      bytes.withUnsafeBytes { bytes in
        func load<T: BitwiseCopyable, R>(_ type: T.Type, _ convert: (T) -> R) -> [R] {
          (0..<count).map { convert(bytes.loadUnaligned(fromByteOffset: $0 * MemoryLayout<T>.size, as: type)) }
        }
        return switch elementType {
        case .float64: load(UInt64.self) { S(Double(bitPattern: UInt64(littleEndian: $0))) }
        case .float32: load(UInt32.self) { S(Float(bitPattern: UInt32(littleEndian: $0))) }
        case .float16: load(UInt16.self) { S(Float(half: UInt16(littleEndian: $0))) }
        case .bfloat16: load(UInt16.self) { S(Float(bitPattern: UInt32(UInt16(littleEndian: $0)) << 16)) }
        case .int64: load(Int64.self) { S(Int64(littleEndian: $0)) }
        case .int32: load(Int32.self) { S(Int32(littleEndian: $0)) }
        case .uint8: load(UInt8.self) { S($0) }
        }
      }
    }
  }
}

extension [UInt8] {
  /// Appends the bytes of an integer, the least significant first.
  mutating func append<T: FixedWidthInteger>(littleEndian value: T) {
    Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
  }
}
