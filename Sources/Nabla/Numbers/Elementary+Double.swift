// What these do is documented at the requirements of `_ScalarPrimitives`.
// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation

internal import Foundation

extension _DoublePrimitives {
  public static func exp(_ x: Double) -> Double { Foundation.exp(x) }
  public static func expm1(_ x: Double) -> Double { Foundation.expm1(x) }
  public static func log(_ x: Double) -> Double { Foundation.log(x) }
  public static func log1p(_ x: Double) -> Double { Foundation.log1p(x) }
  public static func tanh(_ x: Double) -> Double { Foundation.tanh(x) }
  public static func erf(_ x: Double) -> Double { Foundation.erf(x) }
  public static func sin(_ x: Double) -> Double { Foundation.sin(x) }
  public static func cos(_ x: Double) -> Double { Foundation.cos(x) }
  public static func sinh(_ x: Double) -> Double { Foundation.sinh(x) }
  public static func cosh(_ x: Double) -> Double { Foundation.cosh(x) }
  public static func atan(_ x: Double) -> Double { Foundation.atan(x) }
  public static func atan2(_ y: Double, _ x: Double) -> Double { Foundation.atan2(y, x) }
  public static func pow(_ x: Double, _ y: Double) -> Double { Foundation.pow(x, y) }
}
