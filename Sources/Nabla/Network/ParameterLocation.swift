/// What a place in the parameter vector is: a weight or a bias, of which layer and unit.
public struct ParameterLocation: Sendable, Hashable, CustomStringConvertible {
  /// A weight from a unit of a source, or a bias.
  public enum Role: Sendable, Hashable {
    case weight(source: String, input: Int)
    case bias
  }

  /// The place in the parameter vector.
  public let index: Int
  /// The layer's name.
  public let layer: String
  /// The unit in the layer, from 0.
  public let unit: Int
  /// Weight or bias.
  public let role: Role

  /// `weight of layer 'output', unit 3, from 'input' 17 (parameter 1203)`.
  public var description: String {
    switch role {
    case .weight(let source, let input):
      "weight of layer '\(layer.visible)', unit \(unit), from '\(source.visible)' \(input) (parameter \(index))"
    case .bias:
      "bias of layer '\(layer.visible)', unit \(unit) (parameter \(index))"
    }
  }
}

extension Architecture {
  /// What parameter `index` is.
  ///
  /// - Precondition: 0 ≤ `index` < `parameterCount`.
  /// - Complexity: O(blocks).
  public func location(ofParameter index: Int) -> ParameterLocation {
    precondition(index >= 0 && index < parameterCount, "parameter \(index) of \(parameterCount)")
    for layer in layers {
      for block in layer.blocks where index >= block.offset && index < block.offset + layer.units * block.columns {
        let (unit, input) = (index - block.offset).quotientAndRemainder(dividingBy: block.columns)
        let source = block.source.map { layers[$0].name } ?? Source.input.name
        return ParameterLocation(
          index: index, layer: layer.name, unit: unit, role: .weight(source: source, input: input))
      }
      if let offset = layer.biasOffset, index >= offset && index < offset + layer.units {
        return ParameterLocation(index: index, layer: layer.name, unit: index - offset, role: .bias)
      }
    }
    preconditionFailure("parameter \(index) belongs to no layer")
  }
}

extension Layer {
  /// The places of the layer's parameters.
  var parameterRange: Range<Int> {
    let first = blocks[0].offset
    return first..<first + units * (fanIn + (biasOffset == nil ? 0 : 1))
  }
}
