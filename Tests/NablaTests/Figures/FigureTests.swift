import Foundation
import Nabla
import NablaFigures
import Testing

@Suite struct FigureTests {
  private func figures() throws -> [Figure] {
    var training = Training(
      TrainingScenario.network(as: Double.self), on: TrainingScenario.classes(30), optimizer: .adam(), batch: 10,
      validation: Validation(on: TrainingScenario.classes(12, seed: 2), metric: .accuracy))
    try training.run(epochs: 4)
    return [
      .learningCurve(training.history, metric: "accuracy"), .learningCurve(training.history),
      .confusionMatrix(
        ConfusionMatrix(
          actual: [0, 0, 1, 1, 2], predicted: [0, 1, 1, 1, 2], classes: 3, classNames: ["it's", "\"so\"", "déjà"])),
      .predictions([1, 2, 3.5], targets: [1, 2.5, 3]),
      .fittedCurve(points: [(0, 1), (1, 2)], curve: [(0, 1), (0.5, 1.4), (1, 2)]),
    ]
  }

  @Test(.enabled(if: Gnuplot.isInstalled)) func gnuplotDrawsEach() throws {
    try TemporaryFolder.with { folder in
      for (i, figure) in try figures().enumerated() {
        for ending in ["svg", "png"] {
          let path = folder.file("figure \(i).\(ending)")
          try figure.draw(to: path)
          let bytes = try [UInt8](Data(contentsOf: URL(filePath: path)))
          let head: [UInt8] = ending == "png" ? [0x89] + Array("PNG".utf8) : Array("<?xml".utf8)
          #expect(bytes.starts(with: head) && bytes.count > 2000, "\(path)")
        }
      }
      // What gnuplot does not understand is an error, and leaves nothing behind.
      let broken = Figure(name: "broken", commands: "plot nonsense")
      #expect(throws: FigureError.self) { try broken.draw(to: folder.file("broken.svg")) }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 10)
    }
  }

  /// The program with no folder in its path: the error says what is missing, and the scripts are there to be run elsewhere.
  @Test func withoutGnuplotTheScriptIsLeft() throws {
    try TemporaryFolder.with { folder in
      let process = Process()
      process.executableURL = Bundle.module.bundleURL.deletingLastPathComponent().appending(path: Program.nabla.name)
      process.arguments = [
        "train", "--digits", "--hidden", "none", "--epochs", "1", "--quiet", "--figures", folder.path,
      ]
      var environment = ProcessInfo.processInfo.environment
      environment["PATH"] = folder.file("nothing")
      process.environment = environment
      let errors = try folder.write("", to: "errors")
      process.standardInput = FileHandle.nullDevice
      process.standardOutput = FileHandle.nullDevice
      process.standardError = try FileHandle(forWritingTo: URL(filePath: errors))
      try process.run()
      process.waitUntilExit()
      #expect(process.terminationReason == .exit && process.terminationStatus == 1)
      let script = folder.file("learning-curve.gp")
      let complaint = String(decoding: try fileBytes(errors), as: UTF8.self)
      #expect(complaint.contains("gnuplot is not installed"), "\(complaint)")
      #expect(complaint.contains("the script for it is in \(script)"), "\(complaint)")
      #expect(
        String(decoding: try fileBytes(script), as: UTF8.self).contains(
          "set output \"\(folder.file("learning-curve.svg"))\"\n"))
      let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
      #expect(files == ["confusion-matrix.gp", "errors", "learning-curve.gp"])
    }
  }

  @Test func dataIsInTheScript() throws {
    let script = Figure.predictions([1, 2], targets: [3, 0.25]).script(output: "a'b.svg")
    #expect(script.contains("$points << END\n3.0 1.0\n0.25 2.0\nEND"))
    #expect(script.contains(#"set output "./a\047b.svg""#))
  }

  /// Three tanh units fit the smooth functions and the step to 1e-3; |x|, whose kink they round, to 2e-2.
  @Test func threeUnitsApproximateFourFunctions() throws {
    let fits = try FunctionFit.all()
    #expect(fits.map(\.name) == ["x²", "sin x", "|x|", "step"])
    for (fit, bound) in zip(fits, [1e-3, 1e-3, 2e-2, 1e-3]) {
      #expect(fit.error <= bound, "\(fit.name): \(fit.error)")
      #expect(fit.network.parameters.count == 10 && fit.x.count == 50)
    }
  }
}
