import Foundation
import Testing

@testable import Nabla

/// The C file of a network holds the same numbers, bit for bit, as the reference backend.
struct CExportTests {
  /// A network with what its C file is asked and must answer.
  private struct Question<S: RealScalar> {
    let model: Model<S>
    let x: Matrix<S>
    let u: [S]
    let v: Matrix<S>

    /// y, J, J v, uᵀJ, H and H v of every example, by Nabla's own operators.
    func answers() throws -> [[S]] {
      var network = model.network
      network.execution = Execution(backend: .reference, threads: 1)
      let (d, K) = (x.columns, u.count)
      let scales = model.scaler?.scales ?? Array(repeating: 1, count: d)
      return try (0..<x.rows).map { i in
        let raw = Matrix(rows: 1, columns: d, elements: Array(x[row: i]))
        let point = model.scaler.map { $0(raw) } ?? raw
        let direction = Matrix(rows: 1, columns: d, elements: (0..<d).map { v[i, $0] / scales[$0] })
        let signal = Matrix(rows: 1, columns: K, elements: u)
        let jacobian = try network.jacobian(at: point).elements
        // One output at a time, as that is what Nabla has: u is a unit vector.
        let k = try #require(u.firstIndex(of: 1))
        let hessian = try network.inputHessian(at: point, output: k).elements
        var all = network.predict(point).elements
        all += jacobian.enumerated().map { $1 / scales[$0 % d] }
        all += network.inputJVP(at: point, along: direction).elements
        all += network.inputVJP(at: point, along: signal).elements.enumerated().map { $1 / scales[$0] }
        return all + hessian.enumerated().map { $1 / scales[$0 / d] / scales[$0 % d] }
      }
    }
  }

  private static func question<S: RealScalar>(_ problem: Problem<Double>, scaler: Bool, as: S.Type) -> Question<S> {
    let p = Problem<S>(problem)
    let K = p.architecture.outputs
    let d = p.architecture.inputs
    // Powers of two, by which quotients are exact.
    let scale = Scaler<S>(means: (0..<d).map { S($0) / 4 - 1 }, scales: (0..<d).map { [2, 0.5, 4, 1][$0 % 4] })
    return Question(
      model: Model(p.network, scaler: scaler ? scale : nil), x: p.x, u: (0..<K).map { $0 == K - 1 ? 1 : 0 }, v: p.u)
  }

  /// A program that prints the bits of all that the files of some networks compute.
  private static func program<S: RealScalar>(_ questions: [Question<S>]) throws -> String {
    let type = S.self == Float.self ? "float" : "double"
    var text = "#include <stdio.h>\n#include <string.h>\n#include <stdint.h>\n"
    text += "static void put(int n, const \(type) *x) {\n  for (int i = 0; i < n; i++) {\n"
    text += "    uint\(S.self == Float.self ? 32 : 64)_t bits;\n    memcpy(&bits, x + i, sizeof bits);\n"
    text += "    printf(\"%llx\\n\", (unsigned long long)bits);\n  }\n}\n"
    var main = ""
    for (q, question) in questions.enumerated() {
      text += try question.model.cSource(prefix: "m\(q)")
      let (d, K) = (question.x.columns, question.u.count)
      func list(_ name: String, _ values: some Sequence<S>) -> String {
        "    const \(type) \(name)[] = {"
          + values.map { "\($0)" + (type == "float" ? "f" : "") }.joined(separator: ", ")
          + "};\n"
      }
      for i in 0..<question.x.rows {
        main += "  {\n" + list("x", question.x[row: i]) + list("v", question.v[row: i]) + list("u", question.u)
        main += "    \(type) r[\(max(K, d) * d + K)];\n"
        main += "    m\(q)_predict(x, r);\n    put(\(K), r);\n    m\(q)_jacobian(x, r);\n    put(\(K * d), r);\n"
        main += "    m\(q)_jvp(x, v, r);\n    put(\(K), r);\n    m\(q)_vjp(x, u, r);\n    put(\(d), r);\n"
        main +=
          "    m\(q)_hessian(x, u, r);\n    put(\(d * d), r);\n    m\(q)_hvp(x, u, v, r);\n    put(\(d), r);\n  }\n"
      }
      main += "  if (m\(q)_self_test()) return 1;\n"
    }
    return text + "int main(void) {\n\(main)  return 0;\n}\n"
  }

  /// - Parameter tolerance: How far numbers may be from those of the reference, relative to the largest beside them, with functions of
  ///   the file's own; without, bits are the same.
  private static func compare<S: RealScalar>(
    _ problems: [Problem<Double>], _ compiler: String, as: S.Type, fastWithin tolerance: S? = nil
  ) throws {
    let questions = problems.enumerated().map { question($1, scaler: $0 % 3 == 1, as: S.self) }
    try TemporaryFolder.with { folder in
      _ = try folder.write(try program(questions), to: "networks.c")
      let flags = tolerance == nil ? [] : ["-O2"] + questions.indices.map { "-DM\($0)_FAST" }
      let result = try CCompiler.run(compiler, "networks.c", flags, in: folder)
      #expect(result.status == 0, "\(compiler): \(result.errors.prefix(3000))")
      var lines = result.lines[...]
      func next(_ n: Int) -> [S] {
        defer { lines = lines.dropFirst(n) }
        return lines.prefix(n).map { line in
          let bits = UInt64(line, radix: 16) ?? 0
          return S.self == Float.self
            ? S(Float(bitPattern: UInt32(truncatingIfNeeded: bits))) : S(Double(bitPattern: bits))
        }
      }
      for (q, question) in questions.enumerated() {
        let d = question.x.columns
        for (i, expected) in try question.answers().enumerated() {
          let found = next(expected.count)
          let size = expected.reduce(1) { $1.isFinite ? max($0, $1.magnitude) : $0 }
          let most = (tolerance ?? 0) * size
          let isSame = found.elementsEqual(expected) { sameNumber($0, $1) || ($0 - $1).magnitude <= most }
          #expect(isSame, "\(problems[q].name), example \(i): \(found) \(expected)")
          product(next(d), Array(found.suffix(d * d)), question, i)
        }
      }
      #expect(lines.isEmpty)
    }
  }

  /// H v is the product of H and v: H in rows is symmetric up to rounding, and its parts are sums of finite terms.
  private static func product<S: RealScalar>(_ found: [S], _ h: [S], _ question: Question<S>, _ i: Int) {
    let d = found.count
    let size = h.reduce(0) { max($0, $1.magnitude) }
    guard size.isFinite else { return }
    for j in 0..<d {
      var sum: S = 0
      for k in 0..<d { sum += h[k * d + j] * question.v[i, k] }
      // Terms inside may be larger than what is left of them.
      #expect((found[j] - sum).magnitude <= 1000 * S.ulpOfOne * (size + 1), "\(found) \(h)")
    }
  }

  private static func sameNumber<S: RealScalar>(_ a: S, _ b: S) -> Bool { a == b || (a.isNaN && b.isNaN) }

  /// Random graphs of everything, and each kind of basis functions.
  private static func problems(_ seeds: Range<UInt64>) -> [Problem<Double>] {
    seeds.map { RandomNetworks.problem(seed: $0, examples: 2) }
      + bases.enumerated().map { i, basis in
        let network = Network<Double>(inputs: 2, likelihood: i % 2 == 0 ? .gaussian(outputs: 3) : .gaussian(outputs: 1))
        {
          basis
          Dense(3, .tanh)
        }
        return RandomNetworks.problem(network.architecture, seed: 7, examples: 3, name: "basis \(i)")
      }
      + [Likelihood.probit(), .complementaryLogLog(), RandomNetworks.heads].map { likelihood in
        let network = Network<Double>(inputs: 2, likelihood: likelihood) { Dense(2, .tanh) }
        return RandomNetworks.problem(network.architecture, seed: 8, examples: 9, name: likelihood.name)
      }
  }

  private static let bases: [BasisFunctions] = [
    .polynomial(degree: 3), .polynomial(degree: 4, family: .chebyshev, on: -1.5...2),
    .orthonormalPolynomial(degree: 2, on: Matrix<Double>([[0, 1], [1, 3], [2, 4], [5, 2]])),
    .gaussian(centers: Matrix([[0, 0.5], [1, -1]]), width: 0.7), .sigmoid(centers: [-0.5, 0.1], width: 0.3),
    .fourier(harmonics: 2, period: 3), .bSpline(degree: 3, breakpoints: [-1, -0.25, 0.5, 1]),
    .bSpline(degree: 1, breakpoints: [0, 1]), .indicator(edges: [-0.5, 0.5]), .interactions(order: 2),
    .piecewiseLinear(knots: [[], [-0.5, 0.1, 0.4, 0.7]]),
    .joined([
      .polynomial(degree: 1),
      .product(.fourier(harmonics: 1, period: 5), .bSpline(degree: 2, breakpoints: [-1, 0, 1])),
    ]),
  ]

  /// A name never ends a literal, a comment or a line of the file, and stays what it is.
  @Test(.enabled(if: !CCompiler.installed.isEmpty, "needs a C compiler"))
  func namesOfAnyCharactersSurvive() throws {
    let names = ["a\"b", "\\", "??/", "*/ int x; /*", "ä\u{202E}\n", ""]
    var network = Network<Double>(inputs: 6, likelihood: .categorical(classes: 6)) {
      Dense(2, .tanh, name: "*/\n#error")
    }
    network.initialize(.glorot, seed: 1)
    let model = Model(network, classNames: names, featureNames: names, notes: ["*/": "\\\n*/ #error"])
    try TemporaryFolder.with { folder in
      var text = try model.cSource(prefix: "names") + "#include <stdio.h>\nint main(void) {\n"
      text += "  for (int k = 0; k < 6; k++) printf(\"%s%c%s%c\", names_class_names[k], 0, names_input_names[k], 0);\n"
      _ = try folder.write(text + "  return names_self_test();\n}\n", to: "names.c")
      let result = try CCompiler.run(CCompiler.installed[0], "names.c", in: folder)
      #expect(result.status == 0, "\(result.errors.prefix(2000))")
      #expect(result.output == names.map { $0 + "\0" + $0 + "\0" }.joined())
    }
  }

  @Test func functionsOfTheUsersOwnAreRefused() throws {
    struct Own: ActivationExpression {
      let name = "own"
      func callAsFunction<N: DifferentiableNumber>(_ a: N) -> N { a }
    }
    let network = Network<Double>(inputs: 1, likelihood: .gaussian) { Dense(1, .custom(CustomActivation(Own()))) }
    let error = #expect(throws: ModelFileError.self) { try Model(network).cSource() }
    #expect(error?.kind == .unknownFunction && error?.part == "layer '1'" && error?.found == "your function 'own'")
  }

  /// A table's columns become the inputs that `InputEncoding` makes of them, missing and unknown values included.
  @Test(.enabled(if: !CCompiler.installed.isEmpty, "needs a C compiler"))
  func columnsAreEncodedAsInTables() throws {
    let encoding = InputEncoding(columns: [
      ColumnEncoder(name: "age", kind: .number, replacement: 3.5, hasIndicator: true),
      ColumnEncoder(name: "sex", kind: .categories(levels: ["f", "m", "x"], pooled: [], reference: 1)),
      ColumnEncoder(
        name: "town", kind: .categories(levels: ["A", "B"], pooled: ["C", "D"], reference: nil), replacement: 2),
      ColumnEncoder(name: "paid", kind: .boolean),
    ])
    let model = Model(Network<Double>(inputs: encoding.inputCount, likelihood: .gaussian), encoding: encoding)
    let rows = ["0.5, 0, 1, 1", "NAN, 1, -1, 0", "2, 2, 3, 1", "1, -1, 0, 0", "1, 0, NAN, 0", "1, 0, 0, 2"]
    try TemporaryFolder.with { folder in
      var text = try model.cSource(prefix: "e") + "#include <stdio.h>\nint main(void) {\n"
      text += "  static const double rows[][4] = {" + rows.map { "{\($0)}" }.joined(separator: ", ") + "};\n"
      text +=
        "  for (int i = 0; i < \(rows.count); i++) {\n    double x[8] = {0};\n    printf(\"%d\", e_encode(rows[i], x));\n"
      text += "    for (int j = 0; j < 8; j++) printf(\" %g\", x[j]);\n    printf(\"\\n\");\n  }\n  return 0;\n}\n"
      _ = try folder.write(text, to: "encode.c")
      let result = try CCompiler.run(CCompiler.installed[0], "encode.c", in: folder)
      #expect(result.status == 0, "\(result.errors.prefix(2000))")
      let lines = result.lines.map(String.init)
      #expect(Array(lines.prefix(3)) == ["0 0.5 0 1 0 0 1 0 1", "0 3.5 1 0 0 0 0 1 0", "0 2 0 0 1 0 0 1 1"])
      // A level that is unknown beside a reference, a missing one that has a replacement, and no truth value.
      #expect(lines.dropFirst(3).map { $0.prefix(1) } == ["2", "0", "4"] && lines[4] == "0 1 0 1 0 0 0 1 0")
    }
  }

  /// Each function is within 3 ULP of the reference's, and conditions of these networks stay below some hundreds.
  @Test(.enabled(if: !CCompiler.installed.isEmpty, "needs a C compiler"), arguments: CCompiler.installed)
  func functionsOfTheFilesOwnChangeRoundingAlone(compiler: String) throws {
    try Self.compare(Self.problems(1..<7), compiler, as: Double.self, fastWithin: 1000 * .ulpOfOne)
    try Self.compare(Self.problems(10..<13), compiler, as: Float.self, fastWithin: 1000 * .ulpOfOne)
  }

  @Test(.enabled(if: !CCompiler.installed.isEmpty, "needs a C compiler"), arguments: CCompiler.installed)
  func valuesAndDerivativesHaveTheBitsOfTheReference(compiler: String) throws {
    try Self.compare(Self.problems(1..<10), compiler, as: Double.self)
    try Self.compare(Self.problems(10..<13), compiler, as: Float.self)
  }
}
