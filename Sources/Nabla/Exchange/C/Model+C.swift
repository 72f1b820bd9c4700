extension Model {
  /// The model as one C99 file: y(x), the Jacobian, its products from both sides, and the Hessian of Σ u_k y_k with its
  /// product, of the inputs as they come, with the scaler.
  ///
  /// The file needs `<math.h>` and no other library; its functions use no heap, have no state, and weights are constants. It
  /// is its own header, tests itself against stored values, and encodes the columns of a table where the model has an
  /// encoding. It is the same for the same model on every machine. Where the compiler does not contract operations
  /// (`-ffp-contract=off`), y and its derivatives have the bits of the backend `reference`, with the same `<math.h>`; with
  /// a scaler, derivatives are divided by its scales. With the macro `MODEL_FAST` defined, `MODEL` being the prefix in capitals,
  /// exp, expm1, log, log1p, tanh and erf are the file's own, within 2 ULP, for vector code.
  ///
  /// - Parameter prefix: What the names of the file begin with, before an underscore: letters, digits and underscores, a
  ///   letter first.
  /// - Throws: `ModelFileError` for functions of the user's own, for a scaler with a limit, and where a parameter is not finite.
  /// - Precondition: the prefix is one.
  /// - Complexity: O(|w|), and a few derivatives at one point.
  public func cSource(prefix: String = "model") throws(ModelFileError) -> String {
    precondition(CNames.isPrefix(prefix), "'\(prefix)' is no beginning of names in C")
    try refuseOffsets()
    try checkStraightInputs("a C file")
    var network = try CNetwork(self, prefix: prefix)
    return network.file()
  }

  /// Writes the model as one C99 file, beside its place first and then renamed.
  ///
  /// - Parameter prefix: What its names begin with, by default the name of the file.
  /// - Throws: as `cSource`, and if the system refuses.
  public func exportC(to path: String, prefix: String? = nil) throws(ModelFileError) {
    do throws(ModelFileError) {
      try ModelFile.write(Array(cSource(prefix: prefix ?? CNames.prefix(of: path)).utf8), to: path)
    } catch {
      throw error.about(path)
    }
  }
}

extension ModelFile {
  /// Writes a file in place of another.
  static func write(_ bytes: [UInt8], to path: String) throws(ModelFileError) {
    do throws(FileReplacement.Refusal) {
      try FileReplacement.write(bytes, to: path)
    } catch {
      throw ModelFileError(
        .unwritable, source: path, expected: "a file that can be written", found: "the system's error: \(error.reason)")
    }
  }
}
