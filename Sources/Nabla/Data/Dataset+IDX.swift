extension Dataset {
  /// Reads images and their labels from two IDX files, such as MNIST's, plain or gzip-compressed.
  ///
  /// - Parameters:
  ///   - images: path of a file of two or more dimensions, n × rows × columns for grey images. Each image becomes a row
  ///     of inputs, pixel after pixel. Unsigned bytes are scaled from 0…255 to 0…1; elements of other types are taken as
  ///     they are.
  ///   - labels: path of a file of one dimension with n whole numbers, the classes.
  ///   - classes: the number of classes K, if labels from K on are to be refused.
  /// - Returns: n × (rows · columns) inputs with classes as targets.
  /// - Throws: `DataError` with the file and the byte, if a file cannot be read, is not such a file, is too short or too
  ///   long; if the counts differ; if a label is negative or not below `classes`; or if an element is not finite.
  /// - Precondition: `classes` is positive.
  /// - Complexity: O(size of the files).
  public static func idx(images: String, labels: String, classes: Int? = nil) throws(DataError) -> Dataset {
    if let classes { precondition(classes > 0, "\(classes) classes where at least one was expected") }
    let targets = try idxLabels(at: labels, classes: classes)
    let file = try idxImages(at: images)
    guard targets.count == file.dimensions[0] else {
      throw DataError(
        .countMismatch, source: labels, byteOffset: 4,
        expected: "\(file.dimensions[0]) labels, as many as there are images in \(images)", found: "\(targets.count)")
    }
    guard AvailableMemory.has(file.count, of: Scalar.self) else {
      throw DataFile.beyondMemory(file.count * MemoryLayout<Scalar>.stride, source: images)
    }
    let elements: [Scalar] = file.elementType == .unsignedByte ? file.fractions() : file.elements()
    if let index = firstNonFinite(elements) {
      throw DataError(
        .notFinite, source: images, byteOffset: file.byteOffset(ofElement: index),
        expected: "a finite number within the range of \(Scalar.self)", found: "\(elements[index])")
    }
    let inputs = Matrix(rows: targets.count, columns: file.count / targets.count, elements: elements)
    return Dataset(unchecked: inputs, targets: .classes(targets), weights: nil, classNames: nil)
  }

  private static func idxImages(at path: String) throws(DataError) -> IDXFile {
    let expected = "the magic number 2051 of an IDX image file"
    let file = try IDXFile(contentsOf: path, expected: expected)
    guard file.dimensions.count >= 2 else {
      throw DataError(
        .wrongMagicNumber, source: path, byteOffset: 0, expected: expected,
        found: "\(file.magicNumber), the one of a file with a single number for each example, such as labels")
    }
    return file
  }

  private static func idxLabels(at path: String, classes: Int?) throws(DataError) -> [Int] {
    let expected = "the magic number 2049 of an IDX label file"
    let file = try IDXFile(contentsOf: path, expected: expected)
    guard file.dimensions.count == 1 else {
      throw DataError(
        .wrongMagicNumber, source: path, byteOffset: 0, expected: expected,
        found: "\(file.magicNumber), the one of a file with many numbers for each example, such as images")
    }
    guard AvailableMemory.has(file.count, of: Int.self) else {
      throw DataFile.beyondMemory(file.count * MemoryLayout<Int>.stride, source: path)
    }
    guard let labels = file.integers() else {
      throw DataError(
        .unsupportedElementType, source: path, byteOffset: 2, expected: "labels that are whole numbers",
        found: "element type \(file.elementType.rawValue), floating-point numbers")
    }
    if let i = labels.firstIndex(where: { $0 < 0 || $0 >= classes ?? .max }) {
      throw DataError(
        .labelOutOfRange, source: path, row: i, byteOffset: file.byteOffset(ofElement: i),
        expected: classes.map { "a label in 0..<\($0)" } ?? "a label from 0", found: "\(labels[i])")
    }
    return labels
  }
}

extension IDXFile {
  /// The first four bytes as one number.
  fileprivate var magicNumber: Int { Int(elementType.rawValue) << 8 | dimensions.count }
}
