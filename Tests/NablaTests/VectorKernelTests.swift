import CVectorKernels
import Foundation
import Testing

// MARK: - The kernels of one level in one precision

/// A precision the kernels exist in, so that each test is written once.
protocol KernelReal: BinaryFloatingPoint, Sendable {
  static var bits: Int { get }
  static func kernels(_ table: nabla_kernels) -> Kernels<Self>
  init(pattern: UInt64)
}

/// The kernels of one level as closures over one precision.
struct Kernels<Real> {
  typealias Input = UnsafePointer<Real>?
  typealias Output = UnsafeMutablePointer<Real>?
  typealias Elementwise = (Int, Input, Output) -> Void
  typealias Loss = (Int, Int, Int, Input, Input, Input, Output) -> Double

  let elementwise: [String: Elementwise]
  let activate: (nabla_activation, Real, Int, Int, Int, Output, Input, Output, Output) -> Void
  let backward: (nabla_activation, Real, Int, Int, Int, Input, Input, Output) -> Void
  let rowSums: (Int, Int, Int, Input, Real, Output) -> Void
  let gaussianLoss: Loss
  let bernoulliLoss: Loss
  let categoricalLoss: Loss
  let classLoss: (Int, Int, Int, Input, UnsafePointer<Int32>?, Input, Output) -> Double
  let softmax: (Int, Int, Int, Output) -> Void
  let transpose: (Int, Int, Input, Int, UnsafePointer<Int32>?, Output, Int) -> Void
  let multiply: (Int, Output, Input) -> Void
  let axpy: (Int, Real, Input, Output) -> Void
  let momentumStep: (Int, Output, Input, Real, Real, Real, Int32, Output) -> Void
  let adagradStep: (Int, Output, Input, Real, Real, Real, Output) -> Void
  let rmsPropStep: (Int, Output, Input, Real, Real, Real, Real, Output) -> Void
  let adamStep: (Int, Output, Input, Real, Real, Real, Real, Real, Real, Real, Real, Output, Output) -> Void
  let nadamStep: (Int, Output, Input, Real, Real, Real, Real, Real, Real, Real, Output, Output) -> Void
  let penalise: (Int, Output, Real, Real, Real, Output) -> Void
  let sumOfSquares: (Int, Input) -> Double
}

extension Double: KernelReal {
  static var bits: Int { 64 }
  init(pattern: UInt64) { self.init(bitPattern: pattern) }

  static func kernels(_ table: nabla_kernels) -> Kernels<Double> {
    Kernels(
      elementwise: [
        "exp": table.exp_f64, "expm1": table.expm1_f64, "log": table.log_f64, "log1p": table.log1p_f64,
        "tanh": table.tanh_f64, "sigmoid": table.sigmoid_f64, "softplus": table.softplus_f64, "erf": table.erf_f64,
        "sin": table.sin_f64, "cos": table.cos_f64,
      ],
      activate: table.activate_f64, backward: table.backward_f64, rowSums: table.row_sums_f64,
      gaussianLoss: table.gaussian_loss_f64, bernoulliLoss: table.bernoulli_loss_f64,
      categoricalLoss: table.categorical_loss_f64, classLoss: table.class_loss_f64, softmax: table.softmax_f64,
      transpose: table.transpose_f64, multiply: table.multiply_f64, axpy: table.axpy_f64,
      momentumStep: table.momentum_step_f64, adagradStep: table.adagrad_step_f64,
      rmsPropStep: table.rmsprop_step_f64, adamStep: table.adam_step_f64, nadamStep: table.nadam_step_f64,
      penalise: table.penalise_f64, sumOfSquares: table.sum_of_squares_f64)
  }
}

extension Float: KernelReal {
  static var bits: Int { 32 }
  init(pattern: UInt64) { self.init(bitPattern: UInt32(pattern)) }

  static func kernels(_ table: nabla_kernels) -> Kernels<Float> {
    Kernels(
      elementwise: [
        "exp": table.exp_f32, "expm1": table.expm1_f32, "log": table.log_f32, "log1p": table.log1p_f32,
        "tanh": table.tanh_f32, "sigmoid": table.sigmoid_f32, "softplus": table.softplus_f32, "erf": table.erf_f32,
        "sin": table.sin_f32, "cos": table.cos_f32,
      ],
      activate: table.activate_f32, backward: table.backward_f32, rowSums: table.row_sums_f32,
      gaussianLoss: table.gaussian_loss_f32, bernoulliLoss: table.bernoulli_loss_f32,
      categoricalLoss: table.categorical_loss_f32, classLoss: table.class_loss_f32, softmax: table.softmax_f32,
      transpose: table.transpose_f32, multiply: table.multiply_f32, axpy: table.axpy_f32,
      momentumStep: table.momentum_step_f32, adagradStep: table.adagrad_step_f32,
      rmsPropStep: table.rmsprop_step_f32, adamStep: table.adam_step_f32, nadamStep: table.nadam_step_f32,
      penalise: table.penalise_f32, sumOfSquares: table.sum_of_squares_f32)
  }
}

/// An instruction-set level that this machine has.
struct KernelLevel: Sendable, CustomTestStringConvertible {
  let level: Int32
  var table: nabla_kernels { nabla_kernels_at_level(level)!.pointee }
  var testDescription: String { String(cString: table.name) }

  static let all = [0, 3, 4].filter { nabla_kernels_at_level($0) != nil }.map { KernelLevel(level: $0) }
}

// MARK: - Exact values

/// A point of Fixtures/elementary-functions.csv, whose columns scripts/fixtures/elementary_functions.py describes.
struct ExactPoint<Real: KernelReal> {
  let input: Real
  let result: Real
  let remainder: Double
  let scale: Real?

  /// The error of `computed` in units in the last place: infinite, or NaN, where a special value is wrong.
  func error(of computed: Real) -> Double {
    if result.isNaN { return computed.isNaN ? 0 : .infinity }
    if result.isInfinite { return computed == result ? 0 : .infinity }
    if result == 0, remainder == 0 { return computed == 0 && computed.sign == result.sign ? 0 : .infinity }
    let difference = Double((computed - result) / result.ulp) - remainder
    return abs(difference) * Double(result.ulp / max(abs(result), scale ?? 0).ulp)
  }
}

/// The fields of the fixture's lines, read once.
private let fixtureLines: [[Substring]] = {
  let url = Bundle.module.url(forResource: "elementary-functions", withExtension: "csv", subdirectory: "Fixtures")
  guard let url, let text = try? String(contentsOf: url, encoding: .utf8) else { return [] }
  return text.split(separator: "\n").dropFirst().map { $0.split(separator: ",", omittingEmptySubsequences: false) }
}()

/// The points of the fixture by function, for one precision.
private func exactPoints<Real: KernelReal>(_: Real.Type) throws -> [String: [ExactPoint<Real>]] {
  var points: [String: [ExactPoint<Real>]] = [:]
  for fields in fixtureLines where Int(fields[1]) == Real.bits {
    func number(_ field: Substring) throws -> Real { Real(pattern: try #require(UInt64(field, radix: 16))) }
    let point = ExactPoint(
      input: try number(fields[2]), result: try number(fields[3]), remainder: try #require(Double(fields[4])),
      scale: fields[5].isEmpty ? nil : try number(fields[5]))
    points[String(fields[0]), default: []].append(point)
  }
  return points
}

/// Expects every computed value within a bound, in units in the last place.
private func expectAccurate<Real>(
  _ name: String, _ points: [ExactPoint<Real>], _ computed: [Real], bound: Double,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(!points.isEmpty, "\(name)", sourceLocation: sourceLocation)
  for (point, value) in zip(points, computed) {
    let error = point.error(of: value)
    guard error <= bound else {
      Issue.record(
        "\(name)(\(point.input)) = \(value), not \(point.result): \(error) ULP", sourceLocation: sourceLocation)
      return
    }
  }
}

// MARK: - Scalar references

/// An activation function with its derivatives by textbook formulas in Double, and the largest term of each.
private struct ScalarActivation: Sendable {
  let name: String
  let code: nabla_activation
  /// Bounds on the errors of h, h' and h'' in units in the last place.
  let bounds: (Double, Double, Double)
  /// h' as a function of z = h(a) and the parameter, where there is one.
  var slopeFromValue: (@Sendable (Double, Double) -> Double)?
  let values: @Sendable (_ a: Double, _ parameter: Double) -> (z: Double, d: Double, dd: Double)

  static func sigmoid(_ a: Double) -> Double { a >= 0 ? 1 / (1 + exp(-a)) : exp(a) / (1 + exp(a)) }

  static let all: [ScalarActivation] = [
    ScalarActivation(
      name: "identity", code: NABLA_IDENTITY, bounds: (0, 0, 0), slopeFromValue: { _, _ in 1 }
    ) { a, _ in (a, 1, 0) },
    ScalarActivation(
      name: "sigmoid", code: NABLA_SIGMOID, bounds: (2.5, 5, 7.5), slopeFromValue: { z, _ in z * (1 - z) }
    ) { a, _ in
      let s = sigmoid(a), slope = s * sigmoid(-a)
      return (s, slope, -slope * tanh(a / 2))
    },
    ScalarActivation(
      name: "tanh", code: NABLA_TANH, bounds: (1.5, 5.5, 7), slopeFromValue: { z, _ in (1 - z) * (1 + z) }
    ) { a, _ in
      let slope = 1 / (cosh(a) * cosh(a))
      return (tanh(a), slope, -2 * tanh(a) * slope)
    },
    ScalarActivation(
      name: "relu", code: NABLA_RELU, bounds: (0, 0, 0), slopeFromValue: { z, _ in z > 0 ? 1 : 0 }
    ) { a, _ in (max(a, 0), a > 0 ? 1 : 0, 0) },
    ScalarActivation(
      name: "leaky relu", code: NABLA_LEAKY_RELU, bounds: (1, 0, 0), slopeFromValue: { z, slope in z > 0 ? 1 : slope }
    ) { a, slope in (a > 0 ? a : slope * a, a > 0 ? 1 : slope, 0) },
    ScalarActivation(
      name: "elu", code: NABLA_ELU, bounds: (1.3, 1.3, 1.3), slopeFromValue: { z, alpha in z > 0 ? 1 : z + alpha }
    ) { a, alpha in
      a > 0 ? (a, 1, 0) : (alpha * expm1(a), alpha * exp(a), alpha * exp(a))
    },
    ScalarActivation(name: "softplus", code: NABLA_SOFTPLUS, bounds: (1.6, 2.6, 5)) { a, _ in
      (max(a, 0) + log1p(exp(-abs(a))), sigmoid(a), sigmoid(a) * sigmoid(-a))
    },
    ScalarActivation(name: "silu", code: NABLA_SILU, bounds: (3.5, 4, 5.5)) { a, _ in
      let s = sigmoid(a), slope = s * sigmoid(-a)
      return (a * s, s + a * slope, slope * (2 - a * tanh(a / 2)))
    },
    ScalarActivation(name: "gelu", code: NABLA_GELU, bounds: (6, 5, 4)) { a, _ in
      let phi = exp(-a * a / 2) / (2 * Double.pi).squareRoot(), upper = erfc(-a / 2.squareRoot()) / 2
      return (a * upper, upper + a * phi, phi * (2 - a * a))
    },
    ScalarActivation(name: "sin", code: NABLA_SIN, bounds: (1, 1, 1)) { a, _ in (sin(a), cos(a), -sin(a)) },
    ScalarActivation(name: "exp", code: NABLA_EXP, bounds: (1, 1, 1), slopeFromValue: { z, _ in z }) { a, _ in
      (exp(a), exp(a), exp(a))
    },
    ScalarActivation(name: "gaussian", code: NABLA_GAUSSIAN, bounds: (1, 1.6, 2.2)) { a, _ in
      (exp(-a * a), -2 * a * exp(-a * a), (4 * a * a - 2) * exp(-a * a))
    },
  ]
}

/// Numbers from a fixed linear congruential sequence, uniform between bounds.
private struct Numbers {
  private var state: UInt64 = 0x9e37_79b9_7f4a_7c15

  mutating func next<Real: BinaryFloatingPoint>(_ low: Double, _ high: Double) -> Real {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Real(low + (high - low) * Double(state >> 11) * 0x1p-53)
  }

  mutating func array<Real: BinaryFloatingPoint>(_ count: Int, _ low: Double, _ high: Double) -> [Real] {
    (0..<count).map { _ in next(low, high) }
  }
}

private func isClose<Real: KernelReal>(_ computed: Real, _ expected: Double, scale: Double, ulps: Double) -> Bool {
  abs(Double(computed) - expected) <= ulps * Double(Real.ulpOfOne) * max(abs(expected), scale)
}

/// The lengths at the edges of the blocks that the kernels work in.
private let lengths = [0, 1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 33, 127, 129]

/// A tile's shapes: rows, columns and stride.
private let shapes = [(0, 5, 5), (3, 0, 0), (1, 1, 1), (3, 7, 7), (5, 8, 11), (4, 64, 64), (3, 65, 70), (2, 129, 131)]

// MARK: - Tests

@Suite("Vector kernels")
struct VectorKernelTests {
  @Test("The level in use is the best this machine has, or what the environment asks for")
  func levelInUse() throws {
    let most = ProcessInfo.processInfo.environment["NABLA_KERNEL_LEVEL"].flatMap { Int32($0) } ?? 4
    let best = try #require(KernelLevel.all.last { $0.level <= most })
    #expect(String(cString: nabla_kernel_level()) == best.testDescription)
    var numbers = Numbers()
    let x: [Double] = numbers.array(37, -5, 5)
    var direct = [Double](repeating: 0, count: 37), dispatched = direct
    best.table.tanh_f64(37, x, &direct)
    nabla_tanh_f64(37, x, &dispatched)
    #expect(direct == dispatched)
  }

  @Test("Elementary functions stay within 2 ULP of exact values", arguments: KernelLevel.all)
  func elementaryFunctions(level: KernelLevel) throws {
    try check(Double.self)
    try check(Float.self)

    func check<Real: KernelReal>(_: Real.Type) throws {
      let points = try exactPoints(Real.self)
      for (name, function) in Real.kernels(level.table).elementwise {
        let exact = try #require(points[name])
        let x = exact.map(\.input)
        var y = x
        function(x.count, x, &y)
        expectAccurate("\(name) in \(Real.self)", exact, y, bound: 2)
        var nan = Real.nan
        function(1, [.nan], &nan)
        #expect(nan.isNaN, "\(name)(NaN) in \(Real.self)")
      }
    }
  }

  @Test("Activations and their derivatives stay within their bounds of exact values", arguments: KernelLevel.all)
  func activationAccuracy(level: KernelLevel) throws {
    try check(Double.self)
    try check(Float.self)

    func check<Real: KernelReal>(_: Real.Type) throws {
      let points = try exactPoints(Real.self)
      let kernels = Real.kernels(level.table)
      for activation in ScalarActivation.all {
        for (order, bound) in [activation.bounds.0, activation.bounds.1, activation.bounds.2].enumerated() {
          let name = activation.name + String(repeating: "'", count: order)
          guard let exact = points[name]?.filter({ $0.input.isFinite }) else { continue }
          var z = exact.map(\.input), d = z, dd = z
          kernels.activate(activation.code, 1, 1, z.count, z.count, &z, nil, &d, &dd)
          expectAccurate("\(name) in \(Real.self)", exact, [z, d, dd][order], bound: bound)
        }
      }
    }
  }

  @Test("A value does not depend on its place, and nothing is written past the end", arguments: KernelLevel.all)
  func elementwiseLengths(level: KernelLevel) {
    check(Double.self)
    check(Float.self)

    func check<Real: KernelReal>(_: Real.Type) {
      var numbers = Numbers()
      for (name, function) in Real.kernels(level.table).elementwise {
        for n in lengths {
          let x: [Real] = numbers.array(n, 0.01, 3)
          let alone = x.map { value in
            var result = value
            function(1, [value], &result)
            return result
          }
          var y = [Real](repeating: -77, count: n + 40)
          function(n, x, &y)
          #expect(Array(y[..<n]) == alone && y[n...].allSatisfy { $0 == -77 }, "\(name) of \(n) in \(Real.self)")
          var inPlace = x + [-77]
          inPlace.withUnsafeMutableBufferPointer { function(n, UnsafePointer($0.baseAddress), $0.baseAddress) }
          #expect(inPlace == alone + [-77], "\(name) of \(n) in place in \(Real.self)")
        }
      }
    }
  }

  @Test("Large arguments of sine and cosine, alone in a block", arguments: KernelLevel.all)
  func largeAngles(level: KernelLevel) {
    for large in [1e7, -3e15, 1e300, .infinity, .nan] {
      var x = (0..<20).map { Double($0) / 3 }
      x[5] = large
      var sine = x, cosine = x, z = x, d = x, dd = x
      level.table.sin_f64(20, x, &sine)
      level.table.cos_f64(20, x, &cosine)
      level.table.activate_f64(NABLA_SIN, 0, 1, 20, 20, &z, nil, &d, &dd)
      for i in 0..<20 where x[i].isFinite {
        #expect(abs(sine[i] - sin(x[i])) <= 1e-15 && abs(cosine[i] - cos(x[i])) <= 1e-15)
        #expect(z[i] == sine[i] && d[i] == cosine[i] && dd[i] == -sine[i])
      }
      #expect(large.isFinite || (sine[5].isNaN && cosine[5].isNaN && z[5].isNaN))
    }
  }

  @Test("Activations of tiles, with and without bias and derivatives", arguments: KernelLevel.all)
  func activationTiles(level: KernelLevel) {
    check(Double.self)
    check(Float.self)

    func check<Real: KernelReal>(_: Real.Type) {
      let kernels = Real.kernels(level.table)
      var numbers = Numbers()
      for activation in ScalarActivation.all {
        for (rows, cols, stride) in shapes {
          for options in 0..<8 {
            let parameter: Real = 0.75, bias: [Real] = numbers.array(rows, -1, 1)
            let a: [Real] = numbers.array(rows * stride, -4, 4)
            var z = a, d = [Real](repeating: -77, count: rows * stride), dd = d
            let hasBias = options & 1 != 0, hasD = options & 2 != 0, hasDD = options & 4 != 0
            d.withUnsafeMutableBufferPointer { d in
              dd.withUnsafeMutableBufferPointer { dd in
                kernels.activate(
                  activation.code, parameter, rows, cols, stride, &z, hasBias ? bias : nil, hasD ? d.baseAddress : nil,
                  hasDD ? dd.baseAddress : nil)
              }
            }
            var isRight = true
            for i in 0..<rows * stride {
              guard i % stride < cols else {
                isRight = isRight && z[i] == a[i] && d[i] == -77 && dd[i] == -77
                continue
              }
              let exact = activation.values(Double(hasBias ? a[i] + bias[i / stride] : a[i]), Double(parameter))
              isRight = isRight && isClose(z[i], exact.z, scale: 0.05, ulps: 20)
              isRight = isRight && (hasD ? isClose(d[i], exact.d, scale: 0.3, ulps: 20) : d[i] == -77)
              isRight = isRight && (hasDD ? isClose(dd[i], exact.dd, scale: 0.3, ulps: 20) : dd[i] == -77)
            }
            #expect(isRight, "\(activation.name) of \(rows) x \(cols), stride \(stride), \(options) in \(Real.self)")
          }
        }
      }
    }
  }

  @Test("Activations at special values", arguments: KernelLevel.all)
  func activationSpecialValues(level: KernelLevel) {
    check(Double.self)
    check(Float.self)

    func check<Real: KernelReal>(_: Real.Type) {
      let kernels = Real.kernels(level.table)
      // h, h' and h'' at -inf and at inf; NaN where there is no limit.
      let limits: [(nabla_activation, [Real], [Real])] = [
        (NABLA_IDENTITY, [-.infinity, 1, 0], [.infinity, 1, 0]), (NABLA_SIGMOID, [0, 0, 0], [1, 0, 0]),
        (NABLA_TANH, [-1, 0, 0], [1, 0, 0]), (NABLA_RELU, [0, 0, 0], [.infinity, 1, 0]),
        (NABLA_LEAKY_RELU, [-.infinity, 0.5, 0], [.infinity, 1, 0]), (NABLA_ELU, [-0.5, 0, 0], [.infinity, 1, 0]),
        (NABLA_SOFTPLUS, [0, 0, 0], [.infinity, 1, 0]), (NABLA_SILU, [0, 0, 0], [.infinity, 1, 0]),
        (NABLA_GELU, [0, 0, 0], [.infinity, 1, 0]), (NABLA_SIN, [.nan, .nan, .nan], [.nan, .nan, .nan]),
        (NABLA_EXP, [0, 0, 0], [.infinity, .infinity, .infinity]), (NABLA_GAUSSIAN, [0, 0, 0], [0, 0, 0]),
      ]
      for (activation, below, above) in limits {
        var z: [Real] = [-.infinity, .infinity, .nan, 0, -0.0], d = z, dd = z
        kernels.activate(activation, 0.5, 1, 5, 5, &z, nil, &d, &dd)
        for (i, limit) in [below, above].enumerated() {
          for (computed, expected) in zip([z[i], d[i], dd[i]], limit) {
            #expect(computed == expected || (computed.isNaN && expected.isNaN), "\(activation) in \(Real.self): \(z)")
          }
        }
        #expect(z[2].isNaN, "\(activation)(NaN) in \(Real.self)")
      }
      var d: [Real] = [0, 0], a: [Real] = [0, -0.0]
      kernels.activate(NABLA_RELU, 0, 1, 2, 2, &a, nil, &d, nil)
      #expect(d == [0, 0])
      a = [0, -0.0]
      kernels.activate(NABLA_LEAKY_RELU, 0.25, 1, 2, 2, &a, nil, &d, nil)
      #expect(d == [0.25, 0.25])
    }
  }

  @Test("Backward signals, from values and from derivatives", arguments: KernelLevel.all)
  func backward(level: KernelLevel) {
    check(Double.self)
    check(Float.self)

    func check<Real: KernelReal>(_: Real.Type) {
      let kernels = Real.kernels(level.table)
      var numbers = Numbers()
      for activation in ScalarActivation.all {
        for (rows, cols, stride) in shapes {
          let parameter: Real = 0.75, count = rows * stride
          let z: [Real] = numbers.array(count, -0.7, 0.95), d: [Real] = numbers.array(count, -2, 2)
          let s: [Real] = numbers.array(count, -2, 2)
          for usesD in [true, false] {
            guard usesD || activation.slopeFromValue != nil else { continue }
            var result = s
            kernels.backward(activation.code, parameter, rows, cols, stride, z, usesD ? d : nil, &result)
            let isRight = (0..<count).allSatisfy { i in
              guard i % stride < cols else { return result[i] == s[i] }
              let slope = usesD ? Double(d[i]) : activation.slopeFromValue!(Double(z[i]), Double(parameter))
              return isClose(result[i], Double(s[i]) * slope, scale: 0.01, ulps: 8)
            }
            #expect(isRight, "\(activation.name) of \(rows) x \(cols), stride \(stride), d \(usesD) in \(Real.self)")
          }
        }
      }
    }
  }

  // MARK: Losses

  @Test("Losses and their error signals", arguments: KernelLevel.all)
  func losses(level: KernelLevel) {
    check(Double.self)
    check(Float.self)

    func check<Real: KernelReal>(_: Real.Type) {
      let kernels = Real.kernels(level.table)
      var numbers = Numbers()
      for (rows, cols, stride) in shapes {
        let a: [Real] = numbers.array(rows * stride, -6, 6), t: [Real] = numbers.array(rows * stride, 0, 1)
        let weights: [Real] = numbers.array(cols, 0, 2)
        let classes = (0..<cols).map { Int32($0 * 7 % max(rows, 1)) }
        func column(_ x: [Real], _ n: Int) -> [Double] { (0..<rows).map { Double(x[$0 * stride + n]) } }

        /// Compares a kernel with the loss and error signal of one example, for every choice of the options.
        func compare(
          _ name: String, _ kernel: (UnsafePointer<Real>?, UnsafePointer<Real>?, UnsafeMutablePointer<Real>?) -> Double,
          _ example: (_ a: [Double], _ n: Int) -> (loss: Double, error: [Double])
        ) {
          for isWeighted in [true, false] {
            var expected = 0.0, size = 0.0, errors = [Double](repeating: -77, count: rows * stride)
            for n in 0..<cols {
              let (loss, error) = example(column(a, n), n)
              let weight = isWeighted ? Double(weights[n]) : 1
              expected += weight * loss
              size += weight * (abs(loss) + 10)
              for k in 0..<rows { errors[k * stride + n] = weight * error[k] }
            }
            var delta = [Real](repeating: -77, count: rows * stride)
            let loss = kernel(a, isWeighted ? weights : nil, &delta)
            let alone = kernel(a, isWeighted ? weights : nil, nil)
            var inPlace = a
            let same = inPlace.withUnsafeMutableBufferPointer {
              kernel(UnsafePointer($0.baseAddress), isWeighted ? weights : nil, $0.baseAddress)
            }
            #expect(abs(loss - expected) <= 8 * Double(Real.ulpOfOne) * size, "\(name) \(rows) x \(cols)")
            #expect(loss == alone && loss == same, "\(name) \(rows) x \(cols), without delta and in place")
            let isRight = zip(delta, errors).allSatisfy { isClose($0, $1, scale: 4, ulps: 8) }
            #expect(isRight, "\(name) \(rows) x \(cols) stride \(stride), weighted \(isWeighted), in \(Real.self)")
            #expect((0..<rows * stride).allSatisfy { inPlace[$0] == ($0 % stride < cols ? delta[$0] : a[$0]) })
          }
        }

        compare("gaussian", { kernels.gaussianLoss(rows, cols, stride, $0, t, $1, $2) }) { a, n in
          let error = zip(a, column(t, n)).map { $0 - $1 }
          return (error.reduce(0) { $0 + $1 * $1 / 2 }, error)
        }
        compare("bernoulli", { kernels.bernoulliLoss(rows, cols, stride, $0, t, $1, $2) }) { a, n in
          let t = column(t, n)
          let loss = zip(a, t).reduce(0.0) { $0 + max($1.0, 0) - $1.0 * $1.1 + log1p(exp(-abs($1.0))) }
          return (loss, zip(a, t).map { ScalarActivation.sigmoid($0) - $1 })
        }
        compare("categorical", { kernels.categoricalLoss(rows, cols, stride, $0, t, $1, $2) }) { a, n in
          let t = column(t, n), mass = t.reduce(0, +)
          let logSum = log(a.reduce(0) { $0 + exp($1) })
          let loss = zip(a, t).reduce(0.0) { $0 + $1.1 * (logSum - $1.0) }
          return (loss, zip(a, t).map { mass * exp($0 - logSum) - $1 })
        }
        compare("class", { kernels.classLoss(rows, cols, stride, $0, classes, $1, $2) }) { a, n in
          guard rows > 0 else { return (0, []) }
          let logSum = log(a.reduce(0) { $0 + exp($1) }), target = Int(classes[n])
          return (logSum - a[target], a.indices.map { exp(a[$0] - logSum) - ($0 == target ? 1 : 0) })
        }

        var y = a
        kernels.softmax(rows, cols, stride, &y)
        let isRight = (0..<rows * stride).allSatisfy { i in
          guard i % stride < cols else { return y[i] == a[i] }
          let a = column(a, i % stride), sum = a.reduce(0) { $0 + exp($1) }
          return isClose(y[i], exp(a[i / stride]) / sum, scale: 0, ulps: 24)
        }
        #expect(isRight, "softmax \(rows) x \(cols) in \(Real.self)")
      }
    }
  }

  @Test("Losses are finite, and right, far out", arguments: KernelLevel.all)
  func extremeLosses(level: KernelLevel) {
    check(Double.self)
    check(Float.self)

    func check<Real: KernelReal>(_: Real.Type) {
      let kernels = Real.kernels(level.table)
      var delta = [Real](repeating: 0, count: 4)
      let a: [Real] = [1000, -1000, 1000, -1000], t: [Real] = [1, 0, 0, 1]
      #expect(kernels.bernoulliLoss(1, 4, 4, a, t, nil, &delta) == 2000)
      #expect(delta == [0, 0, 1, -1])
      #expect(kernels.bernoulliLoss(1, 2, 2, [.infinity, -.infinity] as [Real], [1, 0] as [Real], nil, nil) == 0)

      // Two classes by two examples: the right class is certain, then the wrong one.
      let scores: [Real] = [1000, 1000, -1000, -1000], targets: [Real] = [1, 0, 0, 1]
      #expect(kernels.categoricalLoss(2, 2, 2, scores, targets, nil, &delta) == 2000)
      #expect(delta == [0, 1, 0, -1])
      #expect(kernels.classLoss(2, 2, 2, scores, [0, 1], nil, &delta) == 2000)
      #expect(delta == [0, 1, 0, -1])
      var probabilities = scores
      kernels.softmax(2, 2, 2, &probabilities)
      #expect(probabilities == [1, 1, 0, 0])

      // An impossible class costs nothing where it is no target, and everything where it is.
      let impossible: [Real] = [0, -.infinity]
      #expect(kernels.categoricalLoss(2, 1, 1, impossible, [1, 0] as [Real], nil, &delta) == 0)
      #expect(Array(delta[..<2]) == [0, 0])
      #expect(kernels.categoricalLoss(2, 1, 1, impossible, [0, 1] as [Real], nil, nil) == .infinity)
    }
  }

  // MARK: Tiles and optimisers

  @Test("Sums along rows", arguments: KernelLevel.all)
  func rowSums(level: KernelLevel) {
    check(Double.self)
    check(Float.self)

    func check<Real: KernelReal>(_: Real.Type) {
      let kernels = Real.kernels(level.table)
      var numbers = Numbers()
      for (rows, cols, stride) in shapes + lengths.map({ (2, $0, $0 + 3) }) {
        let x: [Real] = numbers.array(rows * stride, -1, 1)
        let sums = (0..<rows).map { j in x[j * stride..<j * stride + cols].reduce(0.0) { $0 + Double($1) } }
        var out = [Real](repeating: .nan, count: rows)
        kernels.rowSums(rows, cols, stride, x, 0, &out)
        #expect(zip(out, sums).allSatisfy { isClose($0, $1, scale: Double(cols), ulps: 1) }, "\(rows) x \(cols)")
        let first = out
        kernels.rowSums(rows, cols, stride, x, 2, &out)
        #expect(zip(out, sums).allSatisfy { isClose($0, 3 * $1, scale: Double(cols), ulps: 3) }, "\(rows) x \(cols)")

        // The same bits at another alignment.
        let shifted = [0] + x
        shifted.withUnsafeBufferPointer { kernels.rowSums(rows, cols, stride, $0.baseAddress! + 1, 0, &out) }
        #expect(out == first)
      }
    }
  }

  @Test("Transposition, with strides and a gather", arguments: KernelLevel.all)
  func transpose(level: KernelLevel) {
    check(Double.self)
    check(Float.self)

    func check<Real: KernelReal>(_: Real.Type) {
      let kernels = Real.kernels(level.table)
      var numbers = Numbers()
      for (rows, cols, gaps) in [(0, 3, 0), (3, 0, 1), (1, 1, 0), (7, 5, 2), (16, 16, 0), (33, 40, 1), (64, 17, 3)] {
        let x: [Real] = numbers.array((rows + 2) * (cols + gaps), -1, 1)
        let indices = (0..<rows).map { Int32($0 * 5 % (rows + 2)) }
        for gathers in [false, true] {
          var y = [Real](repeating: -77, count: cols * (rows + gaps))
          kernels.transpose(rows, cols, x, cols + gaps, gathers ? indices : nil, &y, rows + gaps)
          let isRight = y.indices.allSatisfy { i in
            let (c, r) = i.quotientAndRemainder(dividingBy: rows + gaps)
            return y[i] == (r < rows ? x[(gathers ? Int(indices[r]) : r) * (cols + gaps) + c] : -77)
          }
          #expect(isRight, "\(rows) x \(cols), gather \(gathers), in \(Real.self)")
        }
      }
    }
  }

  @Test("Vector operations and optimiser steps", arguments: KernelLevel.all)
  func optimisers(level: KernelLevel) {
    check(Double.self)
    check(Float.self)

    func check<Real: KernelReal>(_: Real.Type) {
      let kernels = Real.kernels(level.table)
      var numbers = Numbers()
      for n in lengths {
        let w: [Real] = numbers.array(n, -1, 1), g: [Real] = numbers.array(n, -1, 1)
        let m: [Real] = numbers.array(n, -1, 1), v: [Real] = numbers.array(n, 0, 1)
        func expectClose(_ name: String, _ computed: [Real], _ expected: (Int) -> Double) {
          let isRight = (0..<n).allSatisfy { isClose(computed[$0], expected($0), scale: 1, ulps: 8) }
          #expect(isRight && computed[n] == -77, "\(name) of \(n) in \(Real.self)")
        }

        var result = w + [-77]
        kernels.multiply(n, &result, g)
        expectClose("product", result) { Double(w[$0] * g[$0]) }
        result = w + [-77]
        kernels.axpy(n, 0.375, g, &result)
        expectClose("axpy", result) { Double(w[$0]) + 0.375 * Double(g[$0]) }

        for nesterov in [false, true] {
          var weights = w + [-77], velocity = m + [-77]
          kernels.momentumStep(n, &weights, g, 0.5, 0.125, 0.75, nesterov ? 1 : 0, &velocity)
          func moved(_ i: Int) -> Double { 0.75 * Double(m[i]) + 0.5 * Double(g[i]) }
          expectClose("velocity", velocity, moved)
          expectClose("momentum", weights) {
            Double(w[$0]) - 0.125 * (nesterov ? 0.5 * Double(g[$0]) + 0.75 * moved($0) : moved($0))
          }
        }

        func square(_ i: Int) -> Double { 0.875 * Double(v[i]) + 0.125 * 0.25 * Double(g[i]) * Double(g[i]) }
        func mean(_ i: Int) -> Double { 0.75 * Double(m[i]) + 0.25 * 0.5 * Double(g[i]) }

        var weights = w + [-77], second = v + [-77]
        kernels.adagradStep(n, &weights, g, 0.5, 0.125, 0.0625, &second)
        func total(_ i: Int) -> Double { Double(v[i]) + 0.25 * Double(g[i]) * Double(g[i]) }
        expectClose("sum of squares", second, total)
        expectClose("Adagrad", weights) {
          Double(w[$0]) - 0.125 * 0.5 * Double(g[$0]) / (total($0).squareRoot() + 0.0625)
        }

        weights = w + [-77]
        second = v + [-77]
        kernels.rmsPropStep(n, &weights, g, 0.5, 0.125, 0.875, 0.0625, &second)
        expectClose("mean square", second, square)
        expectClose("RMSProp", weights) {
          Double(w[$0]) - 0.125 * 0.5 * Double(g[$0]) / (square($0).squareRoot() + 0.0625)
        }

        weights = w + [-77]
        var first = m + [-77]
        second = v + [-77]
        kernels.adamStep(n, &weights, g, 0.5, 0.125, 0.75, 0.875, 0.0625, 0.4375, 0.25, 0.9375, &first, &second)
        expectClose("first moment", first, mean)
        expectClose("second moment", second, square)
        expectClose("Adam", weights) {
          0.9375 * Double(w[$0]) - 0.125 * (mean($0) / 0.4375) / ((square($0) / 0.25).squareRoot() + 0.0625)
        }

        weights = w + [-77]
        first = m + [-77]
        second = v + [-77]
        kernels.nadamStep(n, &weights, g, 0.5, 0.125, 0.375, 0.75, 0.875, 0.0625, 0.25, &first, &second)
        expectClose("first moment", first, mean)
        expectClose("second moment", second, square)
        expectClose("NAdam", weights) {
          let direction = 0.125 * 0.5 * Double(g[$0]) + 0.375 * mean($0)
          return Double(w[$0]) - direction / ((square($0) / 0.25).squareRoot() + 0.0625)
        }

        var penalised = g + [-77]
        weights = w + [-77]
        kernels.penalise(n, &weights, 0.5, 0.25, 0.75, &penalised)
        expectClose("decay", weights) { 0.75 * Double(w[$0]) }
        expectClose("penalty", penalised) {
          Double(g[$0]) + 0.5 * Double(w[$0]) + (w[$0] > 0 ? 0.25 : w[$0] < 0 ? -0.25 : 0)
        }
        let squares = g.reduce(0.0) { $0 + Double($1) * Double($1) }
        #expect(abs(kernels.sumOfSquares(n, g) - squares) <= 1e-14 * squares, "\(n) squares in \(Real.self)")
      }
      var gradient: [Real] = [1, 2], zeros: [Real] = [0, -0.0]
      kernels.penalise(2, &zeros, 1, 1, 1, &gradient)
      #expect(gradient == [1, 2])
    }
  }

  // MARK: Sweep

  #if arch(x86_64) && os(Linux) && !DEBUG
    @Test("Doubles of all magnitudes against extended precision", arguments: KernelLevel.all)
    func sweep(level: KernelLevel) throws {
      let references: [String: (Float80) -> Float80] = [
        "exp": { exp($0) }, "expm1": { expm1($0) }, "log": { log($0) }, "log1p": { log1p($0) }, "tanh": { tanh($0) },
        "sigmoid": { $0 > 0 ? 1 / (1 + exp(-$0)) : exp($0) / (1 + exp($0)) },
        "softplus": { max($0, 0) + log1p(exp(-abs($0))) }, "erf": { erf($0) }, "sin": { sin($0) }, "cos": { cos($0) },
      ]
      for (name, function) in Double.kernels(level.table).elementwise {
        let reference = try #require(references[name])
        // Every 2^44-th bit pattern, off the round ones, up to where sine and cosine leave the vector reduction.
        let last = name == "sin" || name == "cos" ? 1e6.bitPattern : Double.infinity.bitPattern
        var x = stride(from: 0x123_4567_89ab as UInt64, to: last, by: 1 << 44).flatMap {
          [Double(bitPattern: $0), -Double(bitPattern: $0)]
        }
        var numbers = Numbers()
        x += numbers.array(200_000, -6, 6) + numbers.array(100_000, -750, 720)
        var y = x
        function(x.count, x, &y)
        var worst = 0.0
        for (x, y) in zip(x, y) {
          let exact = reference(Float80(x)), rounded = Double(exact)
          if rounded.isNaN || rounded.isInfinite {
            guard y == rounded || (y.isNaN && rounded.isNaN) else { worst = .infinity; break }
            continue
          }
          let error = Double(abs(Float80(y) - exact) / Float80(rounded.ulp))
          guard error <= 2 else {
            Issue.record("\(name)(\(x)) = \(y), not \(rounded): \(error) ULP")
            break
          }
          worst = max(worst, error)
        }
        #expect(worst <= 2, "\(name)")
      }
    }
  #endif
}
