// Written by scripts/kernels/members.py from Sources/CVectorKernels/include/CVectorKernelsList.h. Do not edit.
// swift-format-ignore-file

import CVectorKernels

/// The kernels of one level in one precision.
struct KernelTable<Real> {
  typealias Input = UnsafePointer<Real>?
  typealias Output = UnsafeMutablePointer<Real>?

  let exp: (Int, Input, Output) -> Void
  let expm1: (Int, Input, Output) -> Void
  let log: (Int, Input, Output) -> Void
  let log1p: (Int, Input, Output) -> Void
  let tanh: (Int, Input, Output) -> Void
  let sigmoid: (Int, Input, Output) -> Void
  let softplus: (Int, Input, Output) -> Void
  let erf: (Int, Input, Output) -> Void
  let sin: (Int, Input, Output) -> Void
  let cos: (Int, Input, Output) -> Void
  let activate: (nabla_activation, Real, Int, Int, Int, Output, Input, Output, Output) -> Void
  let backward: (nabla_activation, Real, Int, Int, Int, Input, Input, Output) -> Void
  let rowSums: (Int, Int, Int, Input, Real, Output) -> Void
  let gaussianLoss: (Int, Int, Int, Input, Input, Input, Output) -> Double
  let bernoulliLoss: (Int, Int, Int, Input, Input, Input, Output) -> Double
  let categoricalLoss: (Int, Int, Int, Input, Input, Input, Output) -> Double
  let classLoss: (Int, Int, Int, Input, UnsafePointer<Int32>, Input, Output) -> Double
  let poissonLoss: (Int, Int, Int, Input, Input, Input, Output) -> Double
  let gammaLoss: (Int, Int, Int, Input, Input, Input, Output, Real) -> Double
  let negativeBinomialLoss: (Int, Int, Int, Input, Input, Input, Output, Real, Real) -> Double
  let studentLoss: (Int, Int, Int, Input, Input, Input, Output, Real, Real) -> Double
  let huberLoss: (Int, Int, Int, Input, Input, Input, Output, Real) -> Double
  let quantileLoss: (Int, Int, Int, Input, Input, Input, Output, Int, Input) -> Double
  let heteroscedasticLoss: (Int, Int, Int, Input, Input, Input, Output) -> Double
  let probitLoss: (Int, Int, Int, Input, Input, Input, Output) -> Double
  let complementaryLogLogLoss: (Int, Int, Int, Input, Input, Input, Output) -> Double
  let gammaCurvature: (Int, Int, Int, Input, Int, Input, Int, Input, Input, Int, Output, Int, Real) -> Void
  let negativeBinomialCurvature: (Int, Int, Int, Input, Int, Input, Int, Input, Input, Int, Output, Int, Real, Real, Bool) -> Void
  let studentCurvature: (Int, Int, Int, Input, Int, Input, Int, Input, Input, Int, Output, Int, Real, Real) -> Void
  let huberCurvature: (Int, Int, Int, Input, Int, Input, Int, Input, Input, Int, Output, Int, Real) -> Void
  let probitCurvature: (Int, Int, Int, Input, Int, Input, Int, Input, Input, Int, Output, Int, Bool) -> Void
  let complementaryLogLogCurvature: (Int, Int, Int, Input, Int, Input, Int, Input, Input, Int, Output, Int, Bool) -> Void
  let heteroscedasticCurvature: (Int, Int, Int, Input, Int, Input, Int, Input, Input, Int, Output, Int, Bool) -> Void
  let constantCurvature: (Int, Int, Int, Input, Input, Int, Output, Int, Int, Input) -> Void
  let softmax: (Int, Int, Int, Output) -> Void
  let transpose: (Int, Int, Input, Int, Output, Int) -> Void
  let scale: (Int, Int, Int, Input, Int, Input, Int, Output, Int) -> Void
  let scaleAndAdd: (Int, Int, Int, Output, Int, Input, Input, Input, Int) -> Void
  let rowProducts: (Int, Int, Int, Input, Int, Input, Int, Output, Int) -> Void
  let addMatrix: (Int, Int, Input, Int, Bool, Output, Int) -> Void
  let softmaxJacobian: (Int, Int, Int, Input, Int, Input, Int, Input, Input, Int, Output, Int) -> Void
  let addColumnSquares: (Int, Int, Input, Int, Output) -> Void
  let outerProducts: (Int, Int, Int, Input, Int, Input, Int, Output, Int) -> Void
  let higherDerivatives: (nabla_activation, Real, Int, Int, Int, Input, Int, Output, Int, Int) -> Void
  let sumsOfProducts: (Int, Int, UnsafePointer<Int32>, Input, Output, UnsafePointer<Int>, UnsafePointer<Int>, Output) -> Void
  let streamMap: (Int, Int, Int, Input, Int, Int, Output, UnsafePointer<Int>, UnsafePointer<Int>) -> Void
  let streamOuterProducts: (Int, Int, Int, Int, Input, Int, Int, Input, Int, Int, Output, Int) -> Void
  let axpy: (Int, Real, Input, Output) -> Void
  let product: (Int, Int, Int, Input, Int, Int, Input, Int, Bool, Output, Int) -> Void
  let dotProduct: (Int, Int, Int, Input, Int, Input, Int, Bool, Output, Int) -> Void
  let momentumStep: (Int, Output, Input, Real, Real, Real, Bool, Output) -> Void
  let adagradStep: (Int, Output, Input, Real, Real, Real, Output) -> Void
  let rmsPropStep: (Int, Output, Input, Real, Real, Real, Real, Output) -> Void
  let adamStep: (Int, Output, Input, Real, Real, Real, Real, Real, Real, Real, Real, Output, Output) -> Void
  let nadamStep: (Int, Output, Input, Real, Real, Real, Real, Real, Real, Real, Output, Output) -> Void
  let penalize: (Int, Output, Real, Real, Real, Output) -> Void
  let sumOfSquares: (Int, Input) -> Double
}

extension KernelTable<Double> {
  init(_ table: nabla_kernels) {
    exp = table.exp_f64
    expm1 = table.expm1_f64
    log = table.log_f64
    log1p = table.log1p_f64
    tanh = table.tanh_f64
    sigmoid = table.sigmoid_f64
    softplus = table.softplus_f64
    erf = table.erf_f64
    sin = table.sin_f64
    cos = table.cos_f64
    activate = table.activate_f64
    backward = table.backward_f64
    rowSums = table.row_sums_f64
    gaussianLoss = table.gaussian_loss_f64
    bernoulliLoss = table.bernoulli_loss_f64
    categoricalLoss = table.categorical_loss_f64
    classLoss = table.class_loss_f64
    poissonLoss = table.poisson_loss_f64
    gammaLoss = table.gamma_loss_f64
    negativeBinomialLoss = table.negative_binomial_loss_f64
    studentLoss = table.student_loss_f64
    huberLoss = table.huber_loss_f64
    quantileLoss = table.quantile_loss_f64
    heteroscedasticLoss = table.heteroscedastic_loss_f64
    probitLoss = table.probit_loss_f64
    complementaryLogLogLoss = table.complementary_log_log_loss_f64
    gammaCurvature = table.gamma_curvature_f64
    negativeBinomialCurvature = table.negative_binomial_curvature_f64
    studentCurvature = table.student_curvature_f64
    huberCurvature = table.huber_curvature_f64
    probitCurvature = table.probit_curvature_f64
    complementaryLogLogCurvature = table.complementary_log_log_curvature_f64
    heteroscedasticCurvature = table.heteroscedastic_curvature_f64
    constantCurvature = table.constant_curvature_f64
    softmax = table.softmax_f64
    transpose = table.transpose_f64
    scale = table.scale_f64
    scaleAndAdd = table.scale_and_add_f64
    rowProducts = table.row_products_f64
    addMatrix = table.add_matrix_f64
    softmaxJacobian = table.softmax_jacobian_f64
    addColumnSquares = table.add_column_squares_f64
    outerProducts = table.outer_products_f64
    higherDerivatives = table.higher_derivatives_f64
    sumsOfProducts = table.sums_of_products_f64
    streamMap = table.stream_map_f64
    streamOuterProducts = table.stream_outer_products_f64
    axpy = table.axpy_f64
    product = table.product_f64
    dotProduct = table.dot_product_f64
    momentumStep = table.momentum_step_f64
    adagradStep = table.adagrad_step_f64
    rmsPropStep = table.rms_prop_step_f64
    adamStep = table.adam_step_f64
    nadamStep = table.nadam_step_f64
    penalize = table.penalize_f64
    sumOfSquares = table.sum_of_squares_f64
  }
}

extension KernelTable<Float> {
  init(_ table: nabla_kernels) {
    exp = table.exp_f32
    expm1 = table.expm1_f32
    log = table.log_f32
    log1p = table.log1p_f32
    tanh = table.tanh_f32
    sigmoid = table.sigmoid_f32
    softplus = table.softplus_f32
    erf = table.erf_f32
    sin = table.sin_f32
    cos = table.cos_f32
    activate = table.activate_f32
    backward = table.backward_f32
    rowSums = table.row_sums_f32
    gaussianLoss = table.gaussian_loss_f32
    bernoulliLoss = table.bernoulli_loss_f32
    categoricalLoss = table.categorical_loss_f32
    classLoss = table.class_loss_f32
    poissonLoss = table.poisson_loss_f32
    gammaLoss = table.gamma_loss_f32
    negativeBinomialLoss = table.negative_binomial_loss_f32
    studentLoss = table.student_loss_f32
    huberLoss = table.huber_loss_f32
    quantileLoss = table.quantile_loss_f32
    heteroscedasticLoss = table.heteroscedastic_loss_f32
    probitLoss = table.probit_loss_f32
    complementaryLogLogLoss = table.complementary_log_log_loss_f32
    gammaCurvature = table.gamma_curvature_f32
    negativeBinomialCurvature = table.negative_binomial_curvature_f32
    studentCurvature = table.student_curvature_f32
    huberCurvature = table.huber_curvature_f32
    probitCurvature = table.probit_curvature_f32
    complementaryLogLogCurvature = table.complementary_log_log_curvature_f32
    heteroscedasticCurvature = table.heteroscedastic_curvature_f32
    constantCurvature = table.constant_curvature_f32
    softmax = table.softmax_f32
    transpose = table.transpose_f32
    scale = table.scale_f32
    scaleAndAdd = table.scale_and_add_f32
    rowProducts = table.row_products_f32
    addMatrix = table.add_matrix_f32
    softmaxJacobian = table.softmax_jacobian_f32
    addColumnSquares = table.add_column_squares_f32
    outerProducts = table.outer_products_f32
    higherDerivatives = table.higher_derivatives_f32
    sumsOfProducts = table.sums_of_products_f32
    streamMap = table.stream_map_f32
    streamOuterProducts = table.stream_outer_products_f32
    axpy = table.axpy_f32
    product = table.product_f32
    dotProduct = table.dot_product_f32
    momentumStep = table.momentum_step_f32
    adagradStep = table.adagrad_step_f32
    rmsPropStep = table.rms_prop_step_f32
    adamStep = table.adam_step_f32
    nadamStep = table.nadam_step_f32
    penalize = table.penalize_f32
    sumOfSquares = table.sum_of_squares_f32
  }
}
