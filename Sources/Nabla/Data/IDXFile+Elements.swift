extension IDXFile {
  /// The elements, the last dimension varying fastest, rounded to nearest where the scalar is the narrower type.
  ///
  /// - Complexity: O(`count`).
  @specialized(where S == Float)
  @specialized(where S == Double)
  public func elements<S: RealScalar>(as scalar: S.Type = S.self) -> [S] {
    switch elementType {
    case .unsignedByte: map { S($0 as UInt8) }
    case .signedByte: map { S($0 as Int8) }
    case .int16: map { S($0 as Int16) }
    case .int32: map { S($0 as Int32) }
    case .float: map { S(Float(bitPattern: $0)) }
    case .double: map { S(Double(bitPattern: $0)) }
    }
  }

  /// The unsigned bytes as fractions of 255, each rounded correctly.
  ///
  /// - Precondition: the elements are unsigned bytes.
  @specialized(where S == Float)
  @specialized(where S == Double)
  func fractions<S: RealScalar>(as scalar: S.Type = S.self) -> [S] {
    precondition(elementType == .unsignedByte, "only unsigned bytes are fractions of 255")
    // 256 divisions instead of one for every pixel.
    let fractions = (0...255).map { S($0) / 255 }
    return map { (byte: UInt8) in fractions[Int(byte)] }
  }

  /// The elements as whole numbers; `nil` if they are floating-point numbers.
  func integers() -> [Int]? {
    switch elementType {
    case .unsignedByte: map { Int($0 as UInt8) }
    case .signedByte: map { Int($0 as Int8) }
    case .int16: map { Int($0 as Int16) }
    case .int32: map { Int($0 as Int32) }
    case .float, .double: nil
    }
  }

  private func map<Stored: FixedWidthInteger, Element>(_ transform: (Stored) -> Element) -> [Element] {
    precondition(Stored.bitWidth == 8 * elementType.byteCount, "elements are read at their own width")
    return bytes.withUnsafeBytes { bytes in
      // The initializer of the file has checked that this many elements are there.
      Array(unsafeUninitializedCapacity: count) { result, initializedCount in
        for i in 0..<count {
          let stored = bytes.loadUnaligned(fromByteOffset: byteOffset(ofElement: i), as: Stored.self)
          result.initializeElement(at: i, to: transform(Stored(bigEndian: stored)))
        }
        initializedCount = count
      }
    }
  }
}
