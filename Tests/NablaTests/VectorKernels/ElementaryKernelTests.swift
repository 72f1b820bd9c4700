import CVectorKernels
import Foundation
import Testing

/// The functions that the activations are made of, on every level that this machine has.
@Suite("Vector kernels: elementary functions")
struct ElementaryKernelTests {
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

  @Test("A value does not depend on its place, and nothing is written past the end", arguments: KernelLevel.all)
  func elementwiseLengths(level: KernelLevel) {
    check(Double.self)
    check(Float.self)

    func check<Real: KernelReal>(_: Real.Type) {
      var numbers = Numbers()
      for (name, function) in Real.kernels(level.table).elementwise {
        for n in kernelLengths {
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
