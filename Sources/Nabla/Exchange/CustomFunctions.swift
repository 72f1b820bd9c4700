/// Functions of the user's own, by which a model file that names them can be read.
///
/// A file has the names of such functions and not their code, so whoever reads it gives them again:
///
/// ```swift
/// let model = try Model<Double>(contentsOf: path, custom: CustomFunctions(activations: [Softsign()]))
/// ```
///
/// To decode an `Architecture` by itself, put the functions into the decoder's `userInfo`:
/// `decoder.userInfo[CustomFunctions.userInfoKey] = functions`.
public struct CustomFunctions: Sendable {
  /// Activation functions.
  public var activations: [any ActivationFunction]
  /// Error functions.
  public var errors: [any ErrorFunction]
  /// Basis functions.
  public var basisFunctions: [any BasisFunctionSet]

  /// The given functions; none by default.
  public init(
    activations: [any ActivationFunction] = [], errors: [any ErrorFunction] = [],
    basisFunctions: [any BasisFunctionSet] = []
  ) {
    self.activations = activations
    self.errors = errors
    self.basisFunctions = basisFunctions
  }

  /// Where a decoder of an architecture looks for its functions.
  public static let userInfoKey = CodingUserInfoKey(rawValue: "nabla.custom-functions")!
}

extension CustomFunctions {
  /// The function of this name, or an error that lists the names that are known.
  static func find<Function>(
    _ name: String, among functions: [Function], named: (Function) -> String, builtIn: [String], part: String
  ) throws(ModelFileError) -> Function {
    if let found = functions.first(where: { named($0) == name }) { return found }
    let own = functions.isEmpty ? "none was given" : functions.map(named).joined(separator: ", ")
    throw ModelFileError(
      .unknownFunction, part: part,
      expected: "one of \(builtIn.joined(separator: ", ")), or of your own functions (\(own))", found: "'\(name)'")
  }
}

extension Decoder {
  /// The functions that were given with this decoder.
  var customFunctions: CustomFunctions {
    userInfo[CustomFunctions.userInfoKey] as? CustomFunctions ?? CustomFunctions()
  }
}
