/// Dropout: at every step each unit of a hidden layer is left out, with its own probability, and for each example anew.
///
/// What is kept is multiplied by 1 / (1 − p), so that means stay the same and evaluation needs no change (inverted
/// dropout). The choice is made anew at each step and follows from the seed of the training and the number of the step
/// alone, so it is the same on any number of threads and after a restart. The gradient is that of the network without the
/// units that are left out, exactly.
///
/// Source: N. Srivastava, G. Hinton, A. Krizhevsky, I. Sutskever and R. Salakhutdinov, Journal of Machine Learning
/// Research 15, 2014.
public struct Dropout: Sendable, Hashable, Codable, ExpressibleByFloatLiteral {
  /// The probability p with which a unit of a hidden layer is left out, where `layers` does not name the layer.
  public var hidden: Double
  /// The probabilities of single layers, by name.
  public var layers: [String: Double]

  /// These probabilities.
  ///
  /// - Precondition: they are in 0 ..< 1.
  public init(_ hidden: Double, layers: [String: Double] = [:]) {
    for p in [hidden] + layers.values { precondition(p >= 0 && p < 1, "a probability of \(p) is not in 0 ..< 1") }
    self.hidden = hidden
    self.layers = layers
  }

  /// The same probability for every hidden layer.
  public init(floatLiteral hidden: Double) { self.init(hidden) }

  /// No unit is left out.
  public static var none: Dropout { Dropout(0) }
}
