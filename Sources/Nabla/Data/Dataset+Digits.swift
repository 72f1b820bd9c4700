internal import CBuiltInData

extension Dataset {
  /// 1797 handwritten digits, which are part of the library: no file is read.
  ///
  /// An input is an image of 8 × 8 pixels, row by row, each from 0 (paper) to 1 (ink) in steps of 1/16; the target is the
  /// digit, as class 0 to 9. The data is the test part of *Optical Recognition of Handwritten Digits* by E. Alpaydin and
  /// C. Kaynak (UCI Machine Learning Repository, 1998, <https://doi.org/10.24432/C50P49>, CC BY 4.0).
  ///
  /// - Complexity: reads 265 kB of text each time, in a few milliseconds.
  public static func digits() -> Dataset {
    var count = 0
    let text = nabla_digits_csv(&count)
    let bytes = [UInt8](UnsafeRawBufferPointer(start: text, count: count))
    do {
      let table = try DelimitedText(
        .bytes(bytes), source: "the built-in digits.csv",
        .plain(delimiter: ",", header: false, comment: nil, rowNames: nil), isPlain: true)
      let digits = try Dataset(table, kind: .classes)
      // Sixteenths are exact in either precision.
      let pixels = Matrix(
        rows: digits.count, columns: digits.inputs.columns, elements: digits.inputs.elements.map { $0 / 16 })
      return Dataset(unchecked: pixels, targets: digits.targets, weights: nil, classNames: digits.classNames)
    } catch {
      fatalError("\(error)")
    }
  }
}
