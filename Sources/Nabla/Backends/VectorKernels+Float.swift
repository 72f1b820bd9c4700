// Written by scripts/kernels/members.py from Sources/CVectorKernels/include/CVectorKernelsList.h. Do not edit.
// swift-format-ignore-file

internal import CVectorKernels

extension _FloatPrimitives {
  public static func activate(
    _ h: Int32, _ parameter: Float, _ rows: Int, _ cols: Int, _ stride: Int, _ a: UnsafeMutablePointer<Float>,
    _ bias: UnsafePointer<Float>?, _ d: UnsafeMutablePointer<Float>?, _ dd: UnsafeMutablePointer<Float>?
  ) {
    nabla_activate_f32(nabla_activation(rawValue: h), parameter, rows, cols, stride, a, bias, d, dd)
  }
  public static func backward(
    _ h: Int32, _ parameter: Float, _ rows: Int, _ cols: Int, _ stride: Int, _ z: UnsafePointer<Float>,
    _ d: UnsafePointer<Float>?, _ s: UnsafeMutablePointer<Float>
  ) {
    nabla_backward_f32(nabla_activation(rawValue: h), parameter, rows, cols, stride, z, d, s)
  }
  public static func rowSums(
    _ rows: Int, _ cols: Int, _ stride: Int, _ x: UnsafePointer<Float>, _ beta: Float,
    _ out: UnsafeMutablePointer<Float>
  ) {
    nabla_row_sums_f32(rows, cols, stride, x, beta, out)
  }
  public static func gaussianLoss(
    _ rows: Int, _ cols: Int, _ stride: Int, _ a: UnsafePointer<Float>, _ t: UnsafePointer<Float>,
    _ weights: UnsafePointer<Float>?, _ delta: UnsafeMutablePointer<Float>?
  ) -> Double {
    nabla_gaussian_loss_f32(rows, cols, stride, a, t, weights, delta)
  }
  public static func bernoulliLoss(
    _ rows: Int, _ cols: Int, _ stride: Int, _ a: UnsafePointer<Float>, _ t: UnsafePointer<Float>,
    _ weights: UnsafePointer<Float>?, _ delta: UnsafeMutablePointer<Float>?
  ) -> Double {
    nabla_bernoulli_loss_f32(rows, cols, stride, a, t, weights, delta)
  }
  public static func categoricalLoss(
    _ rows: Int, _ cols: Int, _ stride: Int, _ a: UnsafePointer<Float>, _ t: UnsafePointer<Float>,
    _ weights: UnsafePointer<Float>?, _ delta: UnsafeMutablePointer<Float>?
  ) -> Double {
    nabla_categorical_loss_f32(rows, cols, stride, a, t, weights, delta)
  }
  public static func classLoss(
    _ rows: Int, _ cols: Int, _ stride: Int, _ a: UnsafePointer<Float>, _ classes: UnsafePointer<Int32>,
    _ weights: UnsafePointer<Float>?, _ delta: UnsafeMutablePointer<Float>?
  ) -> Double {
    nabla_class_loss_f32(rows, cols, stride, a, classes, weights, delta)
  }
  public static func poissonLoss(
    _ rows: Int, _ cols: Int, _ stride: Int, _ a: UnsafePointer<Float>, _ t: UnsafePointer<Float>,
    _ weights: UnsafePointer<Float>?, _ delta: UnsafeMutablePointer<Float>?
  ) -> Double {
    nabla_poisson_loss_f32(rows, cols, stride, a, t, weights, delta)
  }
  public static func gammaLoss(
    _ rows: Int, _ cols: Int, _ stride: Int, _ a: UnsafePointer<Float>, _ t: UnsafePointer<Float>,
    _ weights: UnsafePointer<Float>?, _ delta: UnsafeMutablePointer<Float>?, _ shape: Float
  ) -> Double {
    nabla_gamma_loss_f32(rows, cols, stride, a, t, weights, delta, shape)
  }
  public static func negativeBinomialLoss(
    _ rows: Int, _ cols: Int, _ stride: Int, _ a: UnsafePointer<Float>, _ t: UnsafePointer<Float>,
    _ weights: UnsafePointer<Float>?, _ delta: UnsafeMutablePointer<Float>?, _ alpha: Float, _ logAlpha: Float
  ) -> Double {
    nabla_negative_binomial_loss_f32(rows, cols, stride, a, t, weights, delta, alpha, logAlpha)
  }
  public static func studentLoss(
    _ rows: Int, _ cols: Int, _ stride: Int, _ a: UnsafePointer<Float>, _ t: UnsafePointer<Float>,
    _ weights: UnsafePointer<Float>?, _ delta: UnsafeMutablePointer<Float>?, _ factor: Float, _ width: Float
  ) -> Double {
    nabla_student_loss_f32(rows, cols, stride, a, t, weights, delta, factor, width)
  }
  public static func huberLoss(
    _ rows: Int, _ cols: Int, _ stride: Int, _ a: UnsafePointer<Float>, _ t: UnsafePointer<Float>,
    _ weights: UnsafePointer<Float>?, _ delta: UnsafeMutablePointer<Float>?, _ limit: Float
  ) -> Double {
    nabla_huber_loss_f32(rows, cols, stride, a, t, weights, delta, limit)
  }
  public static func quantileLoss(
    _ rows: Int, _ cols: Int, _ stride: Int, _ a: UnsafePointer<Float>, _ t: UnsafePointer<Float>,
    _ weights: UnsafePointer<Float>?, _ delta: UnsafeMutablePointer<Float>?, _ levelCount: Int,
    _ levels: UnsafePointer<Float>
  ) -> Double {
    nabla_quantile_loss_f32(rows, cols, stride, a, t, weights, delta, levelCount, levels)
  }
  public static func heteroscedasticLoss(
    _ rows: Int, _ cols: Int, _ stride: Int, _ a: UnsafePointer<Float>, _ t: UnsafePointer<Float>,
    _ weights: UnsafePointer<Float>?, _ delta: UnsafeMutablePointer<Float>?
  ) -> Double {
    nabla_heteroscedastic_loss_f32(rows, cols, stride, a, t, weights, delta)
  }
  public static func probitLoss(
    _ rows: Int, _ cols: Int, _ stride: Int, _ a: UnsafePointer<Float>, _ t: UnsafePointer<Float>,
    _ weights: UnsafePointer<Float>?, _ delta: UnsafeMutablePointer<Float>?
  ) -> Double {
    nabla_probit_loss_f32(rows, cols, stride, a, t, weights, delta)
  }
  public static func complementaryLogLogLoss(
    _ rows: Int, _ cols: Int, _ stride: Int, _ a: UnsafePointer<Float>, _ t: UnsafePointer<Float>,
    _ weights: UnsafePointer<Float>?, _ delta: UnsafeMutablePointer<Float>?
  ) -> Double {
    nabla_complementary_log_log_loss_f32(rows, cols, stride, a, t, weights, delta)
  }
  public static func gammaCurvature(
    _ rows: Int, _ cols: Int, _ blocks: Int, _ a: UnsafePointer<Float>, _ aStride: Int, _ t: UnsafePointer<Float>,
    _ tStride: Int, _ weights: UnsafePointer<Float>?, _ x: UnsafePointer<Float>, _ xStride: Int,
    _ out: UnsafeMutablePointer<Float>, _ outStride: Int, _ shape: Float
  ) {
    nabla_gamma_curvature_f32(rows, cols, blocks, a, aStride, t, tStride, weights, x, xStride, out, outStride, shape)
  }
  public static func negativeBinomialCurvature(
    _ rows: Int, _ cols: Int, _ blocks: Int, _ a: UnsafePointer<Float>, _ aStride: Int, _ t: UnsafePointer<Float>,
    _ tStride: Int, _ weights: UnsafePointer<Float>?, _ x: UnsafePointer<Float>, _ xStride: Int,
    _ out: UnsafeMutablePointer<Float>, _ outStride: Int, _ alpha: Float, _ logAlpha: Float, _ expected: Bool
  ) {
    nabla_negative_binomial_curvature_f32(rows, cols, blocks, a, aStride, t, tStride, weights, x, xStride, out, outStride, alpha, logAlpha, expected)
  }
  public static func studentCurvature(
    _ rows: Int, _ cols: Int, _ blocks: Int, _ a: UnsafePointer<Float>, _ aStride: Int, _ t: UnsafePointer<Float>,
    _ tStride: Int, _ weights: UnsafePointer<Float>?, _ x: UnsafePointer<Float>, _ xStride: Int,
    _ out: UnsafeMutablePointer<Float>, _ outStride: Int, _ factor: Float, _ width: Float
  ) {
    nabla_student_curvature_f32(rows, cols, blocks, a, aStride, t, tStride, weights, x, xStride, out, outStride, factor, width)
  }
  public static func huberCurvature(
    _ rows: Int, _ cols: Int, _ blocks: Int, _ a: UnsafePointer<Float>, _ aStride: Int, _ t: UnsafePointer<Float>,
    _ tStride: Int, _ weights: UnsafePointer<Float>?, _ x: UnsafePointer<Float>, _ xStride: Int,
    _ out: UnsafeMutablePointer<Float>, _ outStride: Int, _ limit: Float
  ) {
    nabla_huber_curvature_f32(rows, cols, blocks, a, aStride, t, tStride, weights, x, xStride, out, outStride, limit)
  }
  public static func probitCurvature(
    _ rows: Int, _ cols: Int, _ blocks: Int, _ a: UnsafePointer<Float>, _ aStride: Int, _ t: UnsafePointer<Float>,
    _ tStride: Int, _ weights: UnsafePointer<Float>?, _ x: UnsafePointer<Float>, _ xStride: Int,
    _ out: UnsafeMutablePointer<Float>, _ outStride: Int, _ expected: Bool
  ) {
    nabla_probit_curvature_f32(rows, cols, blocks, a, aStride, t, tStride, weights, x, xStride, out, outStride, expected)
  }
  public static func complementaryLogLogCurvature(
    _ rows: Int, _ cols: Int, _ blocks: Int, _ a: UnsafePointer<Float>, _ aStride: Int, _ t: UnsafePointer<Float>,
    _ tStride: Int, _ weights: UnsafePointer<Float>?, _ x: UnsafePointer<Float>, _ xStride: Int,
    _ out: UnsafeMutablePointer<Float>, _ outStride: Int, _ expected: Bool
  ) {
    nabla_complementary_log_log_curvature_f32(rows, cols, blocks, a, aStride, t, tStride, weights, x, xStride, out, outStride, expected)
  }
  public static func heteroscedasticCurvature(
    _ rows: Int, _ cols: Int, _ blocks: Int, _ a: UnsafePointer<Float>, _ aStride: Int, _ t: UnsafePointer<Float>,
    _ tStride: Int, _ weights: UnsafePointer<Float>?, _ x: UnsafePointer<Float>, _ xStride: Int,
    _ out: UnsafeMutablePointer<Float>, _ outStride: Int, _ expected: Bool
  ) {
    nabla_heteroscedastic_curvature_f32(rows, cols, blocks, a, aStride, t, tStride, weights, x, xStride, out, outStride, expected)
  }
  public static func constantCurvature(
    _ rows: Int, _ cols: Int, _ blocks: Int, _ weights: UnsafePointer<Float>?, _ x: UnsafePointer<Float>,
    _ xStride: Int, _ out: UnsafeMutablePointer<Float>, _ outStride: Int, _ factorCount: Int,
    _ factors: UnsafePointer<Float>
  ) {
    nabla_constant_curvature_f32(rows, cols, blocks, weights, x, xStride, out, outStride, factorCount, factors)
  }
  public static func softmax(_ rows: Int, _ cols: Int, _ stride: Int, _ a: UnsafeMutablePointer<Float>) {
    nabla_softmax_f32(rows, cols, stride, a)
  }
  public static func transpose(
    _ rows: Int, _ cols: Int, _ src: UnsafePointer<Float>, _ srcStride: Int, _ dst: UnsafeMutablePointer<Float>,
    _ dstStride: Int
  ) {
    nabla_transpose_f32(rows, cols, src, srcStride, dst, dstStride)
  }
  public static func scale(
    _ rows: Int, _ cols: Int, _ blocks: Int, _ x: UnsafePointer<Float>, _ xStride: Int, _ f: UnsafePointer<Float>,
    _ fStride: Int, _ out: UnsafeMutablePointer<Float>, _ outStride: Int
  ) {
    nabla_scale_f32(rows, cols, blocks, x, xStride, f, fStride, out, outStride)
  }
  public static func scaleAndAdd(
    _ rows: Int, _ cols: Int, _ blocks: Int, _ s: UnsafeMutablePointer<Float>, _ sStride: Int,
    _ f: UnsafePointer<Float>, _ x: UnsafePointer<Float>, _ g: UnsafePointer<Float>, _ fStride: Int
  ) {
    nabla_scale_and_add_f32(rows, cols, blocks, s, sStride, f, x, g, fStride)
  }
  public static func rowProducts(
    _ xRows: Int, _ zRows: Int, _ cols: Int, _ x: UnsafePointer<Float>, _ xStride: Int, _ z: UnsafePointer<Float>,
    _ zStride: Int, _ m: UnsafeMutablePointer<Float>, _ mStride: Int
  ) {
    nabla_row_products_f32(xRows, zRows, cols, x, xStride, z, zStride, m, mStride)
  }
  public static func addMatrix(
    _ rows: Int, _ cols: Int, _ x: UnsafePointer<Float>, _ xStride: Int, _ accumulate: Bool,
    _ y: UnsafeMutablePointer<Float>, _ yStride: Int
  ) {
    nabla_add_matrix_f32(rows, cols, x, xStride, accumulate, y, yStride)
  }
  public static func softmaxJacobian(
    _ rows: Int, _ cols: Int, _ blocks: Int, _ y: UnsafePointer<Float>, _ yStride: Int, _ t: UnsafePointer<Float>?,
    _ tStride: Int, _ weights: UnsafePointer<Float>?, _ x: UnsafePointer<Float>, _ xStride: Int,
    _ out: UnsafeMutablePointer<Float>, _ outStride: Int
  ) {
    nabla_softmax_jacobian_f32(rows, cols, blocks, y, yStride, t, tStride, weights, x, xStride, out, outStride)
  }
  public static func addColumnSquares(
    _ rows: Int, _ cols: Int, _ x: UnsafePointer<Float>, _ xStride: Int, _ sums: UnsafeMutablePointer<Float>
  ) {
    nabla_add_column_squares_f32(rows, cols, x, xStride, sums)
  }
  public static func outerProducts(
    _ units: Int, _ cols: Int, _ examples: Int, _ delta: UnsafePointer<Float>, _ deltaStride: Int,
    _ z: UnsafePointer<Float>, _ zStride: Int, _ out: UnsafeMutablePointer<Float>, _ outStride: Int
  ) {
    nabla_outer_products_f32(units, cols, examples, delta, deltaStride, z, zStride, out, outStride)
  }
  public static func higherDerivatives(
    _ h: Int32, _ parameter: Float, _ rows: Int, _ cols: Int, _ order: Int, _ a: UnsafePointer<Float>, _ aStride: Int,
    _ planes: UnsafeMutablePointer<Float>, _ stride: Int, _ planeStride: Int
  ) {
    nabla_higher_derivatives_f32(nabla_activation(rawValue: h), parameter, rows, cols, order, a, aStride, planes, stride, planeStride)
  }
  public static func sumsOfProducts(
    _ rows: Int, _ cols: Int, _ program: UnsafePointer<Int32>, _ factors: UnsafePointer<Float>,
    _ base: UnsafeMutablePointer<Float>, _ offsets: UnsafePointer<Int>, _ strides: UnsafePointer<Int>,
    _ temporaries: UnsafeMutablePointer<Float>
  ) {
    nabla_sums_of_products_f32(rows, cols, program, factors, base, offsets, strides, temporaries)
  }
  public static func streamMap(
    _ map: Int, _ firsts: Int, _ seconds: Int, _ weights: UnsafePointer<Float>, _ rows: Int, _ cols: Int,
    _ base: UnsafeMutablePointer<Float>, _ offsets: UnsafePointer<Int>, _ strides: UnsafePointer<Int>
  ) {
    nabla_stream_map_f32(map, firsts, seconds, weights, rows, cols, base, offsets, strides)
  }
  public static func streamOuterProducts(
    _ units: Int, _ cols: Int, _ examples: Int, _ streams: Int, _ delta: UnsafePointer<Float>, _ deltaStride: Int,
    _ deltaBlock: Int, _ z: UnsafePointer<Float>, _ zStride: Int, _ zBlock: Int, _ out: UnsafeMutablePointer<Float>,
    _ outStride: Int
  ) {
    nabla_stream_outer_products_f32(units, cols, examples, streams, delta, deltaStride, deltaBlock, z, zStride, zBlock, out, outStride)
  }
  public static func axpy(_ n: Int, _ alpha: Float, _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>) {
    nabla_axpy_f32(n, alpha, x, y)
  }
  public static func product(
    _ rows: Int, _ columns: Int, _ depth: Int, _ a: UnsafePointer<Float>, _ aRow: Int, _ aColumn: Int,
    _ b: UnsafePointer<Float>, _ bStride: Int, _ accumulate: Bool, _ c: UnsafeMutablePointer<Float>, _ cStride: Int
  ) {
    nabla_product_f32(rows, columns, depth, a, aRow, aColumn, b, bStride, accumulate, c, cStride)
  }
  public static func dotProduct(
    _ rows: Int, _ columns: Int, _ depth: Int, _ a: UnsafePointer<Float>, _ aStride: Int, _ b: UnsafePointer<Float>,
    _ bStride: Int, _ accumulate: Bool, _ c: UnsafeMutablePointer<Float>, _ cStride: Int
  ) {
    nabla_dot_product_f32(rows, columns, depth, a, aStride, b, bStride, accumulate, c, cStride)
  }
  public static func momentumStep(
    _ n: Int, _ w: UnsafeMutablePointer<Float>, _ g: UnsafePointer<Float>, _ scale: Float, _ rate: Float, _ mu: Float,
    _ nesterov: Bool, _ v: UnsafeMutablePointer<Float>
  ) {
    nabla_momentum_step_f32(n, w, g, scale, rate, mu, nesterov, v)
  }
  public static func adagradStep(
    _ n: Int, _ w: UnsafeMutablePointer<Float>, _ g: UnsafePointer<Float>, _ scale: Float, _ rate: Float,
    _ epsilon: Float, _ v: UnsafeMutablePointer<Float>
  ) {
    nabla_adagrad_step_f32(n, w, g, scale, rate, epsilon, v)
  }
  public static func rmsPropStep(
    _ n: Int, _ w: UnsafeMutablePointer<Float>, _ g: UnsafePointer<Float>, _ scale: Float, _ rate: Float,
    _ decay: Float, _ epsilon: Float, _ v: UnsafeMutablePointer<Float>
  ) {
    nabla_rms_prop_step_f32(n, w, g, scale, rate, decay, epsilon, v)
  }
  public static func adamStep(
    _ n: Int, _ w: UnsafeMutablePointer<Float>, _ g: UnsafePointer<Float>, _ scale: Float, _ rate: Float, _ b1: Float,
    _ b2: Float, _ epsilon: Float, _ c1: Float, _ c2: Float, _ keep: Float, _ m: UnsafeMutablePointer<Float>,
    _ v: UnsafeMutablePointer<Float>
  ) {
    nabla_adam_step_f32(n, w, g, scale, rate, b1, b2, epsilon, c1, c2, keep, m, v)
  }
  public static func nadamStep(
    _ n: Int, _ w: UnsafeMutablePointer<Float>, _ g: UnsafePointer<Float>, _ scale: Float, _ gradientRate: Float,
    _ meanRate: Float, _ b1: Float, _ b2: Float, _ epsilon: Float, _ c2: Float, _ m: UnsafeMutablePointer<Float>,
    _ v: UnsafeMutablePointer<Float>
  ) {
    nabla_nadam_step_f32(n, w, g, scale, gradientRate, meanRate, b1, b2, epsilon, c2, m, v)
  }
  public static func penalize(
    _ n: Int, _ w: UnsafeMutablePointer<Float>, _ l2: Float, _ l1: Float, _ keep: Float,
    _ g: UnsafeMutablePointer<Float>
  ) {
    nabla_penalize_f32(n, w, l2, l1, keep, g)
  }
  public static func sumOfSquares(_ n: Int, _ x: UnsafePointer<Float>) -> Double {
    nabla_sum_of_squares_f32(n, x)
  }
}
