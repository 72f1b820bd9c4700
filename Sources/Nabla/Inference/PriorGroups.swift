/// Which parameters share the precision α of a normal prior: p(w) = Π_g (α_g/2π)^{W_g/2} exp(−½ α_g ‖w_g‖²).
///
/// | kind | groups |
/// | --- | --- |
/// | `one` | all parameters |
/// | `layers` | the parameters of each layer |
/// | `weightsAndBiases` | all weights; all biases |
/// | `inputs` | for each input (or basis function) the weights from it; the other weights and the biases of each layer |
///
/// With `inputs` a large α_g says that an input matters little: automatic relevance determination (D. J. C. MacKay, Network 6,
/// 1995).
public struct PriorGroups: Sendable, Hashable {
  /// A division that needs no list.
  public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
    case one
    case layers
    case weightsAndBiases = "weights-and-biases"
    case inputs
  }

  /// The names of the groups.
  public let names: [String]
  /// For each parameter of the network the index of its group; nil for one without a prior (an improper density of 1).
  public let membership: [Int?]

  /// The number of groups.
  public var count: Int { names.count }

  /// Groups of one's own.
  ///
  /// - Precondition: `membership` has indices of `names`, and each group has a member.
  public init(names: [String], membership: [Int?]) {
    let used = Set(membership.compactMap { $0 })
    precondition(
      used == Set(names.indices), "\(names.count) groups of parameters, but the members say \(used.sorted())")
    self.names = names
    self.membership = membership
  }

  /// The groups of a network; weights that a mask removes are in none.
  public init(_ kind: Kind, of architecture: Architecture) {
    var names: [String] = []
    var indices: [String: Int] = [:]
    let masked = Set(architecture.maskedPositions)
    let membership = (0..<architecture.parameterCount).map { position -> Int? in
      guard !masked.contains(position) else { return nil }
      let name = Self.name(kind, of: architecture.location(ofParameter: position))
      if let index = indices[name] { return index }
      indices[name] = names.count
      names.append(name)
      return names.count - 1
    }
    self.init(names: names, membership: membership)
  }

  private static func name(_ kind: Kind, of location: ParameterLocation) -> String {
    switch (kind, location.role) {
    case (.one, _): "all"
    case (.layers, _): "layer \(location.layer)"
    case (.weightsAndBiases, .weight): "weights"
    case (.weightsAndBiases, .bias): "biases"
    case (.inputs, .weight(let source, let input)):
      source == Source.input.name ? "input \(input)" : "weights of layer \(location.layer)"
    case (.inputs, .bias): "biases of layer \(location.layer)"
    }
  }

  /// The groups of some parameters only: those that have a member among them.
  func restricted(to positions: [Int]) -> (groups: PriorGroups, kept: [Int]) {
    let isKept = Set(positions)
    let kept = Set(positions.compactMap { membership[$0] }).sorted()
    let new = Dictionary(uniqueKeysWithValues: kept.enumerated().map { ($1, $0) })
    let members = membership.enumerated().map { isKept.contains($0) ? $1.flatMap { new[$0] } : nil }
    return (PriorGroups(names: kept.map { names[$0] }, membership: members), kept)
  }
}

/// The precisions of prior and noise.
public struct Hyperparameters: Sendable, Hashable, Codable {
  /// α_g, the precision of the prior of each group.
  public var alphas: [Double]
  /// β = 1/σ² of Gaussian targets: one for all outputs, or one for each; empty for other likelihoods.
  public var betas: [Double]

  /// These precisions.
  ///
  /// - Precondition: they are positive and finite.
  public init(alphas: [Double], betas: [Double] = []) {
    precondition(
      (alphas + betas).allSatisfy { $0 > 0 && $0.isFinite }, "precisions \(alphas) and \(betas), which are not positive"
    )
    self.alphas = alphas
    self.betas = betas
  }

  /// ln α and ln β, one after the other.
  var logarithms: [Double] { (alphas + betas).map { _DoublePrimitives.log($0) } }

  /// The same numbers of precisions with these logarithms.
  func with(logarithms: [Double]) -> Hyperparameters {
    let values = logarithms.map { _DoublePrimitives.exp($0) }
    var result = self
    result.alphas = Array(values[..<alphas.count])
    result.betas = Array(values[alphas.count...])
    return result
  }
}
