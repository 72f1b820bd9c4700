import Foundation
import Testing

@testable import Nabla

/// The functions that a C file has in the place of those of `<math.h>` where its macro FAST is defined.
@Suite("C files: functions of their own")
struct CElementaryTests {
  /// A model whose file calls all of them, in layers with and without a remainder of eight units.
  private static func source<S: RealScalar>(_: S.Type) throws -> String {
    var network = Network<S>(inputs: 5, likelihood: .categorical(classes: 11)) {
      Dense(24, .tanh)
      Dense(13, .elu)
      Dense(10, .softplus)
      Dense(7, .gelu)
    }
    network.initialize(.glorot, seed: 1)
    let scalar = S.self == Float.self ? "float" : "double"
    return try """
    #include <stdio.h>
    #include <stdlib.h>
    #include <string.h>
    typedef \(scalar) number;
    \(Model(network).cSource(prefix: "m"))

    """
  }

  /// A program that prints the values of functions at the points of a file, each with its name.
  private static let calling = """
    int main(void) {
      char name[8];
      double x;
      FILE *const file = fopen("points", "r");
      while (fscanf(file, "%7s %lf", name, &x) == 2) {
        number y = 0;
    \(CElementary.names.map { "    if (!strcmp(name, \"\($0)\")) y = m_\($0)((number)x);\n" }.joined())\
        printf("%.17g\\n", (double)y);
      }
      return fclose(file);
    }
    """

  /// What the functions of a C file give for all points, in their order.
  private static func values<S: RealScalar>(_ points: [(name: String, x: S)], _ compiler: String) throws -> [S] {
    let result = try TemporaryFolder.with { folder -> Program.Result in
      _ = try folder.write(source(S.self) + calling, to: "functions.c")
      _ = try folder.write(points.map { "\($0.name) \($0.x)\n" }.joined(), to: "points")
      return try CCompiler.run(compiler, "functions.c", ["-O2", "-DM_FAST"], in: folder)
    }
    #expect(result.status == 0, "\(compiler): \(result.errors.prefix(3000))")
    return try result.lines.map { line -> S in S(try #require(Double(line))) }
  }

  private static func check<S: RealScalar & KernelReal>(_: S.Type, _ compiler: String) throws {
    let exact: [String: [ExactPoint<S>]] = try exactPoints(S.self)
    var points: [(name: String, x: S)] = []
    for name in CElementary.names {
      points += try #require(exact[name]).map { (name, $0.input) } + [(name, S.nan)]
    }
    let found = try values(points, compiler)
    try #require(found.count == points.count)
    for name in CElementary.names {
      let places = points.indices.filter { points[$0].name == name }
      let y = places.map { found[$0] }
      expectAccurate("\(name) in \(S.self)", try #require(exact[name]), y, bound: 2)
      #if arch(x86_64)  // elsewhere level 0 may have a fused multiply-add
        let x = places.map { points[$0].x }
        var kernel = x
        let function = try #require(S.kernels(KernelLevel.all[0].table).elementwise[name])
        function(x.count, x, &kernel)
        for (i, value) in y.enumerated() {
          let isSame = value.isNaN ? kernel[i].isNaN : value == kernel[i] && value.sign == kernel[i].sign
          #expect(isSame, "\(name)(\(x[i])) in \(S.self) is \(value), that of the kernel of level 0 \(kernel[i])")
        }
      #endif
    }
  }

  /// Points that another implementation computed in many digits, infinities and signed zeros among them, and NaN.
  @Test(.enabled(if: !CCompiler.installed.isEmpty, "needs a C compiler"), arguments: CCompiler.installed)
  func functionsAreWithinTwoULPAndHaveTheBitsOfTheKernels(compiler: String) throws {
    try Self.check(Double.self, compiler)
    try Self.check(Float.self, compiler)
  }

  /// Vector code of any width has the bits of code for one number, and the stored values are those within rounding.
  @Test(.enabled(if: !CCompiler.installed.isEmpty, "needs a C compiler"))
  func bitsDependOnNoCompiler() throws {
    try check(Double.self)
    try check(Float.self)

    func check<S: RealScalar>(_: S.Type) throws {
      let program =
        try Self.source(S.self) + """
          int main(void) {
            number x[5] = {0, 1, -1, 2, (number)0.375}, u[11] = {1, 2, -1}, y[11], j[55], h[25];
            for (int i = 0; i < 20; i++) {
              x[0] = (number)(i - 10) * (number)0.75;
              m_predict(x, y);
              m_jacobian(x, j);
              m_hessian(x, u, h);
              for (int k = 0; k < 11; k++) printf("%.17g\\n", (double)y[k]);
              for (int k = 0; k < 55; k++) printf("%.17g\\n", (double)j[k]);
              for (int k = 0; k < 25; k++) printf("%.17g\\n", (double)h[k]);
            }
            return m_self_test();
          }
          """
      try TemporaryFolder.with { folder in
        _ = try folder.write(program, to: "network.c")
        var outputs: [String] = []
        for compiler in CCompiler.installed {
          for flags in [["-O0"], ["-O2"], ["-O3", "-march=native"]] {
            let result = try CCompiler.run(compiler, "network.c", flags + ["-DM_FAST"], in: folder)
            #expect(result.status == 0, "\(compiler) \(flags): \(result.errors.prefix(3000))")
            outputs.append(result.output)
          }
          let plain = try CCompiler.run(compiler, "network.c", in: folder)
          // Some of that many numbers are rounded otherwise.
          #expect(plain.status == 0 && plain.output != outputs[0])
        }
        #expect(Set(outputs).count == 1 && outputs[0].split(separator: "\n").count == 20 * 91)
      }
    }
  }
}
