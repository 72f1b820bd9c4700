import Foundation
import Testing

/// `nabla solve` from one end to the other.
@Suite struct SolveCommandTests {
  static let cars = """
    speed,distance,kind
    4,2,old
    7,4,old
    8,16,old
    9,10,new
    10,18,old
    11,17,new
    12,24,old
    13,34,new
    14,26,new
    15,54,old
    16,32,new
    17,40,new
    18,42,old
    19,46,new
    20,48,new
    22,66,old
    24,70,new
    25,85,new

    """

  @Test func printsAReport() throws {
    try TemporaryFolder.with { folder in
      let path = try folder.write(Self.cars, to: "cars.csv")
      let result = try Program.run("solve", path, "--target", "distance", "--inputs", "speed", in: folder)
      #expect(result.status == 0 && result.errors.isEmpty, "\(result.errors)")
      #expect(result.output.contains("distance by speed"))
      #expect(result.output.contains("18 examples, 2 parameters, 16 residual degrees of freedom"))
      #expect(result.lines.contains { $0.hasPrefix("speed ") } && result.lines.contains { $0.hasPrefix("bias ") })
      let json = try Program.run(
        "solve", path, "--target", "distance", "--inputs", "speed", "--polynomial", "2", "--json", in: folder)
      let object = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
      #expect((object?["coefficients"] as? [Any])?.count == 3)
    }
  }

  @Test func solvesLogitsAndSaves() throws {
    try TemporaryFolder.with { folder in
      let path = try folder.write(Self.cars, to: "cars.csv")
      let result = try Program.run("solve", path, "--save", "m.safetensors", in: folder)
      #expect(result.status == 0, "\(result.errors)")
      #expect(result.output.contains("Bernoulli likelihood, Newton's method"))
      let predicted = try Program.run("predict", "m.safetensors", path, in: folder)
      #expect(predicted.status == 0 && predicted.lines.count == 19)
      #expect(predicted.lines[0] == "class,probability of old")
      let ridge = try Program.run("solve", path, "--likelihood", "categorical", "--ridge", "cv", in: folder)
      #expect(ridge.status == 0 && ridge.output.contains("Ridge "), "\(ridge.errors)")
    }
  }

  @Test func drawsAFigure() throws {
    try TemporaryFolder.with { folder in
      let path = try folder.write(Self.cars, to: "cars.csv")
      let arguments = ["solve", path, "--target", "distance", "--inputs", "speed", "--spline", "3", "--figure"]
      let script = try Program.run(arguments + ["fit.gnuplot"], in: folder)
      #expect(script.status == 0, "\(script.errors)")
      let text = String(decoding: try Data(contentsOf: URL(filePath: folder.file("fit.gnuplot"))), as: UTF8.self)
      #expect(text.contains("$band0 << END") && text.contains("plot $band0"))
      let wrong = try Program.run(arguments + ["fit.bmp"], in: folder)
      #expect(wrong.status == 2 && wrong.errors.contains("ends in .png, .svg, .pdf or .gnuplot, not 'fit.bmp'"))
    }
  }

  /// A saved model finds its columns by their names.
  @Test func savedColumnsHaveDifferentNames() throws {
    try TemporaryFolder.with { folder in
      let path = try folder.write("a,a,y\n1,2,3\n2,3,4\n3,5,4\n4,4,9\n", to: "t.csv")
      #expect(try Program.run("solve", path, in: folder).status == 0)
      let saved = try Program.run("solve", path, "--save", "m", in: folder)
      #expect(saved.status == 1 && saved.errors.contains("t.csv: several columns have the name 'a'"), "\(saved)")
      #expect(saved.output.isEmpty)
    }
  }

  /// The square of 1e200 is beyond the range of `Double`; the line counts the header, the comment and the blank line.
  @Test func valuesOfBasisFunctionsHaveALine() throws {
    try TemporaryFolder.with { folder in
      let path = try folder.write("a,b,y\n# two numbers\n1,2,3\n\n2,-1e200,4\n3,1,5\n4,5,5\n", to: "t.csv")
      let result = try Program.run("solve", path, "--polynomial", "3", "--comment", "#", in: folder)
      let problem = "expected finite values of the basis functions, found"
      #expect(result.status == 1 && result.output.isEmpty, "\(result)")
      #expect(result.errors.hasSuffix("\nnabla: \(path): line 5: \(problem) b^2 = inf\n"), "\(result)")
      // Without names: the third of the inputs, the first of the file.
      let unnamed = try folder.write("1e300;1;2;3\n1;1;2;3\n", to: "u.csv")
      let other = try Program.run(
        "solve", unnamed, "--inputs", "1,2,0", "--polynomial", "2", "--target", "3", in: folder)
      #expect(other.errors == "nabla: \(unnamed): line 1: \(problem) column0^2 = inf\n")
    }
  }

  @Test func errorsAreNamed() throws {
    try TemporaryFolder.with { folder in
      let path = try folder.write("a,b\n1,no\n2,no\n3,yes\n4,yes\n", to: "t.csv")
      let separable = try Program.run("solve", path, in: folder)
      #expect(separable.status == 1 && separable.errors.contains("completely separated by a"))
      #expect(separable.errors.hasPrefix("nabla: \(path): "), "\(separable)")
      let figure = try Program.run("solve", path, "--ridge", "minus", in: folder)
      #expect(figure.status == 2 && figure.errors.contains("'--ridge' takes a number from 0, or 'cv'"))
      let spline = try Program.run(
        "solve", try folder.write("a,b,c\n1,2,3\n2,1,4\n", to: "u.csv"), "--spline", "2", in: folder)
      #expect(spline.status == 1 && spline.errors.contains("'--spline' is for one input, but there are 2"))
    }
  }
}
