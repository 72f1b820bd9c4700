/// The residuals of an objective that is half a sum of squares. All but the residuals is the objective's own.
protocol ObjectiveResiduals: ResidualObjective {
  associatedtype Whole: Objective

  /// ½‖r‖².
  var objective: Whole { get }
}

extension ObjectiveResiduals {
  var dimension: Int { objective.dimension }

  func value(at x: [Double]) -> Double { objective.value(at: x) }

  func valueWithGradient(at x: [Double], into gradient: inout [Double]) -> Double {
    objective.valueWithGradient(at: x, into: &gradient)
  }

  func hessianVectorProduct(at x: [Double], along v: [Double], into product: inout [Double]) {
    objective.hessianVectorProduct(at: x, along: v, into: &product)
  }

  func hessian(at x: [Double], into hessian: inout Matrix<Double>) { objective.hessian(at: x, into: &hessian) }

  var hessianAccuracy: Double { objective.hessianAccuracy }

  func hessianRounding(at x: [Double]) -> Double { objective.hessianRounding(at: x) }

  var hessianScratch: Int { objective.hessianScratch }

  var valueUnit: Double { objective.valueUnit }

  var threads: Int { objective.threads }
}
