import Foundation
import Testing

@testable import Nabla

/// `nabla check` on the user's own data, and what training says of its gradients.
@Suite struct CheckCommandTests {
  private static let line = "x,y\n" + (0..<40).map { "\($0),\(3 + 2 * $0)\n" }.joined()

  /// Trained to where its gradient is zero, a network has right derivatives none the less.
  @Test(arguments: ["single", "double"]) func trainingThatConvergesRaisesNoAlarm(precision: String) throws {
    try TemporaryFolder.with { folder in
      _ = try folder.write(Self.line, to: "line.csv")
      for options in [
        ["--hidden", "none"], ["--hidden", "4", "--polish", "lm"], ["--hidden", "none", "--polish", "lm"],
      ] {
        let trained = try Program.run(
          ["train", "--csv", "line.csv", "--regression", "--precision", precision, "--epochs", "300", "--save", "m"]
            + options, in: folder)
        #expect(trained.status == 0 && trained.output.contains("\ngradient check passed: all "), "\(trained)")
        let checked = try Program.run("check", "m", "--csv", "line.csv", in: folder)
        #expect(checked.status == 0 && checked.output.contains("derivatives passed"), "\(checked)")
      }
    }
  }

  @Test func checksOnAnyData() throws {
    try TemporaryFolder.with { folder in
      _ = try folder.write(
        "a,b,c\n" + (0..<60).map { "\($0 % 7),\($0 % 5),\(["u", "v", "w"][$0 % 3])\n" }.joined(), to: "t.csv")
      let fresh = try Program.run("check", "--csv", "t.csv", "--hidden", "3", "--examples", "20", in: folder)
      #expect(fresh.status == 0 && fresh.output.contains("derivatives passed"), "\(fresh)")
      let digits = try Program.run("check", "--digits", "--hidden", "3", in: folder)
      #expect(digits.status == 0 && digits.output.contains("gradient check passed"), "\(digits)")
      _ = try Program.run("train", "--csv", "t.csv", "--epochs", "2", "--save", "m", "--quiet", in: folder)
      let saved = try Program.run("check", "m", "--csv", "t.csv", "--target", "c", in: folder)
      #expect(saved.status == 0 && saved.output.contains("derivatives passed"), "\(saved)")
      _ = try folder.write("a,c\n1,u\n2,v\n", to: "other.csv")
      let other = try Program.run("check", "m", "--csv", "other.csv", in: folder)
      #expect(other.status == 1 && !other.errors.isEmpty, "\(other)")
      for wrong in [["--inputs", "3", "--csv", "t.csv"], ["--target", "c"], ["--test-fraction", "0.3"]] {
        let refused = try Program.run(["check"] + wrong, in: folder)
        #expect(refused.status == 2 && refused.output.isEmpty, "\(refused)")
      }
    }
  }

  /// Every line that passed has a figure that is at most the bound beside it.
  @Test func figuresAreHeldToTheirBounds() throws {
    for seed in ["1", "2", "3", "4"] {
      let result = try Program.run("check", "--hidden", "6", "--seed", seed, "--precision", "single")
      let lines = result.lines.filter { $0.hasPrefix("  passed") }
      #expect(lines.count >= 18, "\(result)")
      for line in lines {
        let words = line.split(separator: " ")
        let place = try #require(words.firstIndex(of: "of"))
        let (figure, bound) = (Double(words[place - 1]), Double(words[place + 1]))
        #expect(try #require(figure) <= #require(bound), "\(line)")
      }
    }
  }
}
