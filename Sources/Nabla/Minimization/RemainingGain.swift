/// How much lower than at a point a function may get, by a model of it, and what to hold that against.
///
/// All of it is relative: it does not change with the units of the function and of its variables.
public struct RemainingGain: Sendable, Hashable {
  /// f here less the model's minimum; NaN where the second derivatives are infinite or NaN, so that there is no model.
  public let value: Double
  /// The size of what the variables contribute to the function, such as ½ |xᵀHx|: where residuals vanish, the value does too,
  /// but not this.
  public let scale: Double
  /// The part of the value up to which a gain is negligible.
  public let tolerance: Double

  /// A gain with its scale.
  ///
  /// - Parameter tolerance: 1e-8 suits a model that sees the function along one direction only.
  public init(value: Double, scale: Double, tolerance: Double = 1e-8) {
    self.value = value
    self.scale = scale
    self.tolerance = tolerance
  }

  /// Whether the point is a minimum as far as the model tells: the gain is at most τ |f| + τ^{3/2} S, or 10⁻⁸ U of a value
  /// with a unit U.
  ///
  /// - Parameter unit: U, the objective's `valueUnit`.
  func isNegligible(at point: MinimizationPoint, unit: Double) -> Bool {
    !(value > max(tolerance * (point.value.magnitude + tolerance.squareRoot() * scale), 1e-8 * unit))
  }

  /// Whether the gain is less than what rounding makes of the function's values.
  ///
  /// With ε = 2⁻⁴³, some hundred units in the last place, these are off by ε (|f| + Σ |g_j x_j|), since f and x are rounded,
  /// and by ε² S, which is what rounded residuals leave of f where they vanish.
  func isRounding(at point: MinimizationPoint) -> Bool {
    let unit = 0x1p-43
    let first = zip(point.gradient, point.x).reduce(point.value.magnitude) { $0 + ($1.0 * $1.1).magnitude }
    return !(value > unit * (first + unit * scale))
  }
}

extension CountedObjective {
  /// gᵀHg / gᵀg.
  mutating func curvatureAlongGradient(at point: MinimizationPoint) -> Double {
    guard point.gradientNorm > 0 else { return 0 }
    let direction = point.gradient.map { $0 / point.gradientNorm }
    return DenseVector.dot(direction, hessianVectorProduct(at: point.x, along: direction))
  }

  /// ½ ‖g‖² / |κ|, with the curvature κ along the gradient; NaN where that is not finite.
  mutating func gainAlongGradient(at point: MinimizationPoint) -> Double {
    let curvature = curvatureAlongGradient(at: point)
    return curvature.isFinite ? point.gradientNorm * (point.gradientNorm / curvature.magnitude) / 2 : .nan
  }

  /// ½ |vᵀHv| with the variables' magnitudes and alternating signs in v.
  mutating func quadraticScale(at point: MinimizationPoint) -> Double {
    let v = point.x.enumerated().map { $0 % 2 == 0 ? $1.magnitude : -$1.magnitude }
    guard v.contains(where: { $0 != 0 }) else { return 0 }
    let scale = DenseVector.dot(v, hessianVectorProduct(at: point.x, along: v)).magnitude / 2
    return scale.isFinite ? scale : 0
  }

  /// The step along −g to try first: to the minimum of the parabola along it, but no farther than ‖x‖.
  ///
  /// Like the minimum it does not depend on the unit of f, nor on a common unit of the variables. From x = 0, along which f does
  /// not curve upwards, nothing says how far: there the length is 1.
  mutating func firstStep(from point: MinimizationPoint) -> Double {
    let length = DenseVector.norm(point.x)
    let curvature = curvatureAlongGradient(at: point)
    guard curvature > 0, curvature.isFinite else { return (length > 0 ? length / 10 : 1) / point.gradientNorm }
    return length > 0 ? min(1 / curvature, length / point.gradientNorm) : 1 / curvature
  }
}
