// What these do is documented at the requirements of `_ScalarPrimitives`.
// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation

internal import Foundation

extension _FloatPrimitives {
  public static func exp(_ x: Float) -> Float { Foundation.exp(x) }
  public static func expm1(_ x: Float) -> Float { Foundation.expm1(x) }
  public static func log(_ x: Float) -> Float { Foundation.log(x) }
  public static func log1p(_ x: Float) -> Float { Foundation.log1p(x) }
  public static func tanh(_ x: Float) -> Float { Foundation.tanh(x) }
  public static func erf(_ x: Float) -> Float { Foundation.erf(x) }
  public static func sin(_ x: Float) -> Float { Foundation.sin(x) }
  public static func cos(_ x: Float) -> Float { Foundation.cos(x) }
  public static func sinh(_ x: Float) -> Float { Foundation.sinh(x) }
  public static func cosh(_ x: Float) -> Float { Foundation.cosh(x) }
  public static func atan(_ x: Float) -> Float { Foundation.atan(x) }
  public static func atan2(_ y: Float, _ x: Float) -> Float { Foundation.atan2(y, x) }
  public static func pow(_ x: Float, _ y: Float) -> Float { Foundation.pow(x, y) }
}
