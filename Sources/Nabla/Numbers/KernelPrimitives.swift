// Written by scripts/kernels/members.py from Sources/CVectorKernels/include/CVectorKernelsList.h. Do not edit.
// swift-format-ignore-file

/// The kernels of `CVectorKernels`, whose list says what each does. Pointers are to feature-major tiles.
public protocol _KernelPrimitives<Scalar> {
  associatedtype Scalar: RealScalar

  static func activate(
    _ h: Int32, _ parameter: Scalar, _ rows: Int, _ cols: Int, _ stride: Int, _ a: UnsafeMutablePointer<Scalar>,
    _ bias: UnsafePointer<Scalar>?, _ d: UnsafeMutablePointer<Scalar>?, _ dd: UnsafeMutablePointer<Scalar>?
  )
  static func backward(
    _ h: Int32, _ parameter: Scalar, _ rows: Int, _ cols: Int, _ stride: Int, _ z: UnsafePointer<Scalar>,
    _ d: UnsafePointer<Scalar>?, _ s: UnsafeMutablePointer<Scalar>
  )
  static func rowSums(
    _ rows: Int, _ cols: Int, _ stride: Int, _ x: UnsafePointer<Scalar>, _ beta: Scalar,
    _ out: UnsafeMutablePointer<Scalar>
  )
  static func gaussianLoss(
    _ rows: Int, _ cols: Int, _ stride: Int, _ a: UnsafePointer<Scalar>, _ t: UnsafePointer<Scalar>,
    _ weights: UnsafePointer<Scalar>?, _ delta: UnsafeMutablePointer<Scalar>?
  ) -> Double
  static func bernoulliLoss(
    _ rows: Int, _ cols: Int, _ stride: Int, _ a: UnsafePointer<Scalar>, _ t: UnsafePointer<Scalar>,
    _ weights: UnsafePointer<Scalar>?, _ delta: UnsafeMutablePointer<Scalar>?
  ) -> Double
  static func categoricalLoss(
    _ rows: Int, _ cols: Int, _ stride: Int, _ a: UnsafePointer<Scalar>, _ t: UnsafePointer<Scalar>,
    _ weights: UnsafePointer<Scalar>?, _ delta: UnsafeMutablePointer<Scalar>?
  ) -> Double
  static func classLoss(
    _ rows: Int, _ cols: Int, _ stride: Int, _ a: UnsafePointer<Scalar>, _ classes: UnsafePointer<Int32>,
    _ weights: UnsafePointer<Scalar>?, _ delta: UnsafeMutablePointer<Scalar>?
  ) -> Double
  static func poissonLoss(
    _ rows: Int, _ cols: Int, _ stride: Int, _ a: UnsafePointer<Scalar>, _ t: UnsafePointer<Scalar>,
    _ weights: UnsafePointer<Scalar>?, _ delta: UnsafeMutablePointer<Scalar>?
  ) -> Double
  static func gammaLoss(
    _ rows: Int, _ cols: Int, _ stride: Int, _ a: UnsafePointer<Scalar>, _ t: UnsafePointer<Scalar>,
    _ weights: UnsafePointer<Scalar>?, _ delta: UnsafeMutablePointer<Scalar>?, _ shape: Scalar
  ) -> Double
  static func negativeBinomialLoss(
    _ rows: Int, _ cols: Int, _ stride: Int, _ a: UnsafePointer<Scalar>, _ t: UnsafePointer<Scalar>,
    _ weights: UnsafePointer<Scalar>?, _ delta: UnsafeMutablePointer<Scalar>?, _ alpha: Scalar, _ logAlpha: Scalar
  ) -> Double
  static func studentLoss(
    _ rows: Int, _ cols: Int, _ stride: Int, _ a: UnsafePointer<Scalar>, _ t: UnsafePointer<Scalar>,
    _ weights: UnsafePointer<Scalar>?, _ delta: UnsafeMutablePointer<Scalar>?, _ factor: Scalar, _ width: Scalar
  ) -> Double
  static func huberLoss(
    _ rows: Int, _ cols: Int, _ stride: Int, _ a: UnsafePointer<Scalar>, _ t: UnsafePointer<Scalar>,
    _ weights: UnsafePointer<Scalar>?, _ delta: UnsafeMutablePointer<Scalar>?, _ limit: Scalar
  ) -> Double
  static func quantileLoss(
    _ rows: Int, _ cols: Int, _ stride: Int, _ a: UnsafePointer<Scalar>, _ t: UnsafePointer<Scalar>,
    _ weights: UnsafePointer<Scalar>?, _ delta: UnsafeMutablePointer<Scalar>?, _ levelCount: Int,
    _ levels: UnsafePointer<Scalar>
  ) -> Double
  static func heteroscedasticLoss(
    _ rows: Int, _ cols: Int, _ stride: Int, _ a: UnsafePointer<Scalar>, _ t: UnsafePointer<Scalar>,
    _ weights: UnsafePointer<Scalar>?, _ delta: UnsafeMutablePointer<Scalar>?
  ) -> Double
  static func probitLoss(
    _ rows: Int, _ cols: Int, _ stride: Int, _ a: UnsafePointer<Scalar>, _ t: UnsafePointer<Scalar>,
    _ weights: UnsafePointer<Scalar>?, _ delta: UnsafeMutablePointer<Scalar>?
  ) -> Double
  static func complementaryLogLogLoss(
    _ rows: Int, _ cols: Int, _ stride: Int, _ a: UnsafePointer<Scalar>, _ t: UnsafePointer<Scalar>,
    _ weights: UnsafePointer<Scalar>?, _ delta: UnsafeMutablePointer<Scalar>?
  ) -> Double
  static func gammaCurvature(
    _ rows: Int, _ cols: Int, _ blocks: Int, _ a: UnsafePointer<Scalar>, _ aStride: Int, _ t: UnsafePointer<Scalar>,
    _ tStride: Int, _ weights: UnsafePointer<Scalar>?, _ x: UnsafePointer<Scalar>, _ xStride: Int,
    _ out: UnsafeMutablePointer<Scalar>, _ outStride: Int, _ shape: Scalar
  )
  static func negativeBinomialCurvature(
    _ rows: Int, _ cols: Int, _ blocks: Int, _ a: UnsafePointer<Scalar>, _ aStride: Int, _ t: UnsafePointer<Scalar>,
    _ tStride: Int, _ weights: UnsafePointer<Scalar>?, _ x: UnsafePointer<Scalar>, _ xStride: Int,
    _ out: UnsafeMutablePointer<Scalar>, _ outStride: Int, _ alpha: Scalar, _ logAlpha: Scalar, _ expected: Bool
  )
  static func studentCurvature(
    _ rows: Int, _ cols: Int, _ blocks: Int, _ a: UnsafePointer<Scalar>, _ aStride: Int, _ t: UnsafePointer<Scalar>,
    _ tStride: Int, _ weights: UnsafePointer<Scalar>?, _ x: UnsafePointer<Scalar>, _ xStride: Int,
    _ out: UnsafeMutablePointer<Scalar>, _ outStride: Int, _ factor: Scalar, _ width: Scalar
  )
  static func huberCurvature(
    _ rows: Int, _ cols: Int, _ blocks: Int, _ a: UnsafePointer<Scalar>, _ aStride: Int, _ t: UnsafePointer<Scalar>,
    _ tStride: Int, _ weights: UnsafePointer<Scalar>?, _ x: UnsafePointer<Scalar>, _ xStride: Int,
    _ out: UnsafeMutablePointer<Scalar>, _ outStride: Int, _ limit: Scalar
  )
  static func probitCurvature(
    _ rows: Int, _ cols: Int, _ blocks: Int, _ a: UnsafePointer<Scalar>, _ aStride: Int, _ t: UnsafePointer<Scalar>,
    _ tStride: Int, _ weights: UnsafePointer<Scalar>?, _ x: UnsafePointer<Scalar>, _ xStride: Int,
    _ out: UnsafeMutablePointer<Scalar>, _ outStride: Int, _ expected: Bool
  )
  static func complementaryLogLogCurvature(
    _ rows: Int, _ cols: Int, _ blocks: Int, _ a: UnsafePointer<Scalar>, _ aStride: Int, _ t: UnsafePointer<Scalar>,
    _ tStride: Int, _ weights: UnsafePointer<Scalar>?, _ x: UnsafePointer<Scalar>, _ xStride: Int,
    _ out: UnsafeMutablePointer<Scalar>, _ outStride: Int, _ expected: Bool
  )
  static func heteroscedasticCurvature(
    _ rows: Int, _ cols: Int, _ blocks: Int, _ a: UnsafePointer<Scalar>, _ aStride: Int, _ t: UnsafePointer<Scalar>,
    _ tStride: Int, _ weights: UnsafePointer<Scalar>?, _ x: UnsafePointer<Scalar>, _ xStride: Int,
    _ out: UnsafeMutablePointer<Scalar>, _ outStride: Int, _ expected: Bool
  )
  static func constantCurvature(
    _ rows: Int, _ cols: Int, _ blocks: Int, _ weights: UnsafePointer<Scalar>?, _ x: UnsafePointer<Scalar>,
    _ xStride: Int, _ out: UnsafeMutablePointer<Scalar>, _ outStride: Int, _ factorCount: Int,
    _ factors: UnsafePointer<Scalar>
  )
  static func softmax(_ rows: Int, _ cols: Int, _ stride: Int, _ a: UnsafeMutablePointer<Scalar>)
  static func transpose(
    _ rows: Int, _ cols: Int, _ src: UnsafePointer<Scalar>, _ srcStride: Int, _ dst: UnsafeMutablePointer<Scalar>,
    _ dstStride: Int
  )
  static func scale(
    _ rows: Int, _ cols: Int, _ blocks: Int, _ x: UnsafePointer<Scalar>, _ xStride: Int, _ f: UnsafePointer<Scalar>,
    _ fStride: Int, _ out: UnsafeMutablePointer<Scalar>, _ outStride: Int
  )
  static func scaleAndAdd(
    _ rows: Int, _ cols: Int, _ blocks: Int, _ s: UnsafeMutablePointer<Scalar>, _ sStride: Int,
    _ f: UnsafePointer<Scalar>, _ x: UnsafePointer<Scalar>, _ g: UnsafePointer<Scalar>, _ fStride: Int
  )
  static func rowProducts(
    _ xRows: Int, _ zRows: Int, _ cols: Int, _ x: UnsafePointer<Scalar>, _ xStride: Int, _ z: UnsafePointer<Scalar>,
    _ zStride: Int, _ m: UnsafeMutablePointer<Scalar>, _ mStride: Int
  )
  static func addMatrix(
    _ rows: Int, _ cols: Int, _ x: UnsafePointer<Scalar>, _ xStride: Int, _ accumulate: Bool,
    _ y: UnsafeMutablePointer<Scalar>, _ yStride: Int
  )
  static func softmaxJacobian(
    _ rows: Int, _ cols: Int, _ blocks: Int, _ y: UnsafePointer<Scalar>, _ yStride: Int, _ t: UnsafePointer<Scalar>?,
    _ tStride: Int, _ weights: UnsafePointer<Scalar>?, _ x: UnsafePointer<Scalar>, _ xStride: Int,
    _ out: UnsafeMutablePointer<Scalar>, _ outStride: Int
  )
  static func addColumnSquares(
    _ rows: Int, _ cols: Int, _ x: UnsafePointer<Scalar>, _ xStride: Int, _ sums: UnsafeMutablePointer<Scalar>
  )
  static func outerProducts(
    _ units: Int, _ cols: Int, _ examples: Int, _ delta: UnsafePointer<Scalar>, _ deltaStride: Int,
    _ z: UnsafePointer<Scalar>, _ zStride: Int, _ out: UnsafeMutablePointer<Scalar>, _ outStride: Int
  )
  static func higherDerivatives(
    _ h: Int32, _ parameter: Scalar, _ rows: Int, _ cols: Int, _ order: Int, _ a: UnsafePointer<Scalar>, _ aStride: Int,
    _ planes: UnsafeMutablePointer<Scalar>, _ stride: Int, _ planeStride: Int
  )
  static func sumsOfProducts(
    _ rows: Int, _ cols: Int, _ program: UnsafePointer<Int32>, _ factors: UnsafePointer<Scalar>,
    _ base: UnsafeMutablePointer<Scalar>, _ offsets: UnsafePointer<Int>, _ strides: UnsafePointer<Int>,
    _ temporaries: UnsafeMutablePointer<Scalar>
  )
  static func streamMap(
    _ map: Int, _ firsts: Int, _ seconds: Int, _ weights: UnsafePointer<Scalar>, _ rows: Int, _ cols: Int,
    _ base: UnsafeMutablePointer<Scalar>, _ offsets: UnsafePointer<Int>, _ strides: UnsafePointer<Int>
  )
  static func streamOuterProducts(
    _ units: Int, _ cols: Int, _ examples: Int, _ streams: Int, _ delta: UnsafePointer<Scalar>, _ deltaStride: Int,
    _ deltaBlock: Int, _ z: UnsafePointer<Scalar>, _ zStride: Int, _ zBlock: Int, _ out: UnsafeMutablePointer<Scalar>,
    _ outStride: Int
  )
  static func axpy(_ n: Int, _ alpha: Scalar, _ x: UnsafePointer<Scalar>, _ y: UnsafeMutablePointer<Scalar>)
  static func product(
    _ rows: Int, _ columns: Int, _ depth: Int, _ a: UnsafePointer<Scalar>, _ aRow: Int, _ aColumn: Int,
    _ b: UnsafePointer<Scalar>, _ bStride: Int, _ accumulate: Bool, _ c: UnsafeMutablePointer<Scalar>, _ cStride: Int
  )
  static func dotProduct(
    _ rows: Int, _ columns: Int, _ depth: Int, _ a: UnsafePointer<Scalar>, _ aStride: Int, _ b: UnsafePointer<Scalar>,
    _ bStride: Int, _ accumulate: Bool, _ c: UnsafeMutablePointer<Scalar>, _ cStride: Int
  )
  static func momentumStep(
    _ n: Int, _ w: UnsafeMutablePointer<Scalar>, _ g: UnsafePointer<Scalar>, _ scale: Scalar, _ rate: Scalar,
    _ mu: Scalar, _ nesterov: Bool, _ v: UnsafeMutablePointer<Scalar>
  )
  static func adagradStep(
    _ n: Int, _ w: UnsafeMutablePointer<Scalar>, _ g: UnsafePointer<Scalar>, _ scale: Scalar, _ rate: Scalar,
    _ epsilon: Scalar, _ v: UnsafeMutablePointer<Scalar>
  )
  static func rmsPropStep(
    _ n: Int, _ w: UnsafeMutablePointer<Scalar>, _ g: UnsafePointer<Scalar>, _ scale: Scalar, _ rate: Scalar,
    _ decay: Scalar, _ epsilon: Scalar, _ v: UnsafeMutablePointer<Scalar>
  )
  static func adamStep(
    _ n: Int, _ w: UnsafeMutablePointer<Scalar>, _ g: UnsafePointer<Scalar>, _ scale: Scalar, _ rate: Scalar,
    _ b1: Scalar, _ b2: Scalar, _ epsilon: Scalar, _ c1: Scalar, _ c2: Scalar, _ keep: Scalar,
    _ m: UnsafeMutablePointer<Scalar>, _ v: UnsafeMutablePointer<Scalar>
  )
  static func nadamStep(
    _ n: Int, _ w: UnsafeMutablePointer<Scalar>, _ g: UnsafePointer<Scalar>, _ scale: Scalar, _ gradientRate: Scalar,
    _ meanRate: Scalar, _ b1: Scalar, _ b2: Scalar, _ epsilon: Scalar, _ c2: Scalar, _ m: UnsafeMutablePointer<Scalar>,
    _ v: UnsafeMutablePointer<Scalar>
  )
  static func penalize(
    _ n: Int, _ w: UnsafeMutablePointer<Scalar>, _ l2: Scalar, _ l1: Scalar, _ keep: Scalar,
    _ g: UnsafeMutablePointer<Scalar>
  )
  static func sumOfSquares(_ n: Int, _ x: UnsafePointer<Scalar>) -> Double
}
