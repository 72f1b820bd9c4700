import Foundation
import Nabla
import NablaFigures
import Testing

/// Names from data that would be commands of gnuplot, of the shell or of a terminal, were they not kept from being such.
@Suite struct HostileNameTests {
  /// Names and how they are shown. Each would make the file `pwned` in the folder where gnuplot runs, or be an error.
  static let names: [(name: String, shown: String)] = [
    ("a\nsystem \"touch pwned\"\n", "a␊system \"touch pwned\"␊"),
    ("x'\nsystem 'touch pwned'\n#", "x'␊system 'touch pwned'␊#"),
    ("\"; system \"touch pwned\"; \"", "\"; system \"touch pwned\"; \""),
    ("'; system 'touch pwned'; '", "'; system 'touch pwned'; '"),
    ("`touch pwned`", "`touch pwned`"),
    ("$(touch pwned) $band0 @m", "$(touch pwned) $band0 @m"),
    ("END\nsystem 'touch pwned'\r\n", "END␊system 'touch pwned'␍␊"),
    ("a\\", "a\\"),
    ("a\\nb", "a\\nb"),
    ("\\047\\012system", "\\047\\012system"),
    ("x^2_{i} {/Bold b} &{y} ~a{b}", "x^2_{i} {/Bold b} &{y} ~a{b}"),
    ("100% %d %s %n %%", "100% %d %s %n %%"),
    ("\u{1B}]0;title\u{7}\u{9B}31m", "␛]0;title␇<U+009B>31m"),
    ("\u{202E}abc \u{2028}d", "<U+202E>abc <U+2028>d"),
  ]

  /// What a figure says: the texts of the SVG, without marks.
  private func texts(of path: String) throws -> String {
    var text = String(decoding: try fileBytes(path), as: UTF8.self)
    text.replace(/<[^>]*>/, with: "")
    for (entity, mark) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")] {
      text = text.replacing(entity, with: mark)
    }
    return text
  }

  private func field(_ name: String) -> String { "\"" + name.replacing("\"", with: "\"\"") + "\"" }

  private func expectNothingWasRun(_ folder: TemporaryFolder, _ name: String) throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(!files.contains { $0.contains("pwned") && !$0.hasSuffix(".svg") }, "\(name.debugDescription) made \(files)")
  }

  @Test(.enabled(if: Gnuplot.isInstalled)) func figuresOfARegressionShowNames() throws {
    for (name, shown) in Self.names {
      try TemporaryFolder.with { folder in
        let rows = (1...6).map { "\($0),\($0 * $0),\(7 - $0)\n" }.joined()
        _ = try folder.write("\(field(name)),y,\(field("t" + name))\n\(rows)", to: "t.csv")
        for arguments in [
          ["--inputs", "0", "--target", "2", "--figure", "f.svg"],
          ["--inputs", "1", "--target", "0,2", "--figure", "f.svg"],
        ] {
          let result = try Program.run(["solve", "t.csv"] + arguments, in: folder)
          #expect(result.status == 0, "\(result.errors)")
          #expect(try texts(of: folder.file("f.svg")).contains(shown), "\(shown)")
        }
        try expectNothingWasRun(folder, name)
      }
    }
  }

  @Test(.enabled(if: Gnuplot.isInstalled)) func figuresOfATrainingShowClasses() throws {
    try TemporaryFolder.with { folder in
      let rows = (0..<40).map { "\($0),\(field($0 < 20 ? Self.names[0].name : Self.names[11].name))\n" }.joined()
      _ = try folder.write("x,y\n\(rows)", to: "t.csv")
      let result = try Program.run(
        "train", "--csv", "t.csv", "--epochs", "2", "--figures", "figures", "--save", "m", in: folder)
      #expect(result.status == 0, "\(result.errors)")
      #expect(result.output.contains(Self.names[0].shown) && result.output.contains(Self.names[11].shown))
      let matrix = try texts(of: folder.file("figures/confusion-matrix.svg"))
      #expect(matrix.contains(Self.names[0].shown) && matrix.contains(Self.names[11].shown))
      try expectNothingWasRun(folder, "a class")
    }
  }

  @Test(.enabled(if: Gnuplot.isInstalled)) func everyFigureShowsNames() throws {
    try TemporaryFolder.with { folder in
      let epoch = #"[{"number": 1, "loss": 1, "seconds": 1, "examples": 1, "learningRate": 1, "validation": 0.5}]"#
      let history = TrainingHistory(try JSONDecoder().decode([EpochReport].self, from: Data(epoch.utf8)))
      for (name, shown) in Self.names {
        let figures = [
          Figure.learningCurve(history, metric: name),
          Figure.confusionMatrix(
            ConfusionMatrix(actual: [0, 1], predicted: [0, 1], classes: 2, classNames: [name, "b"])),
        ]
        for figure in figures {
          let path = folder.file("\(figure.name).svg")
          try figure.draw(to: path)
          #expect(try texts(of: path).contains(shown), "\(figure.name): \(shown)")
        }
      }
    }
  }

  /// A path that begins with a bar is a command for gnuplot's `set output`.
  @Test(.enabled(if: Gnuplot.isInstalled)) func pathsAreNoCommands() throws {
    for path in ["|touch pwned;.svg", "~x.svg", "it's `touch pwned` $HOME\n\"b.svg"] {
      try TemporaryFolder.with { folder in
        _ = try folder.write("x,y\n1,2\n2,4\n3,7\n", to: "t.csv")
        let result = try Program.run("solve", "t.csv", "--figure", path, in: folder)
        #expect(result.status == 0, "\(result.errors)")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        #expect(Set(files) == [path, "t.csv"], "\(files)")
      }
    }
  }

  /// No name gives a terminal an order, and none makes a report or an error longer by a line.
  @Test func reportsAndErrorsShowNames() throws {
    for (name, shown) in Self.names {
      try TemporaryFolder.with { folder in
        let rows = (1...6).map { "\($0),\($0 * $0 % 7)\n" }.joined()
        _ = try folder.write("a,y\n\(rows)", to: "plain.csv")
        _ = try folder.write("\(field(name)),y\n\(rows)", to: "t.csv")
        let plain = try Program.run("solve", "plain.csv", in: folder)
        let report = try Program.run("solve", "t.csv", in: folder)
        #expect(report.status == 0 && report.lines.count == plain.lines.count, "\(report)")
        #expect(report.output.contains(shown.trimmingCharacters(in: .whitespaces)), "\(report.output)")
        let wrong = try Program.run("solve", "t.csv", "--target", "z\u{1B}\n", in: folder)
        #expect(wrong.status == 1 && wrong.errors.split(separator: "\n").count == 1, "\(wrong.errors)")
        let usage = try Program.run("solve", "t.csv", "--likelihood", name, in: folder)
        #expect(usage.status == 2 && usage.errors.split(separator: "\n").count == 2, "\(usage.errors)")
        for text in [report.output, wrong.errors, usage.errors] {
          let orders = text.unicodeScalars.filter {
            $0 != "\n" && ($0.properties.generalCategory == .control || $0 == "\u{202E}" || $0 == "\u{2028}")
          }
          #expect(orders.isEmpty, "\(text.debugDescription)")
        }
      }
    }
  }

  /// What other programs read has the names as they are.
  @Test func tablesHaveNamesAsTheyAre() throws {
    try TemporaryFolder.with { folder in
      let name = "a\nb\u{1B}\""
      _ = try folder.write("x,\(field(name))\n1,2\n2,4\n3,7\n", to: "t.csv")
      #expect(try Program.run("solve", "t.csv", "--save", "m", in: folder).status == 0)
      let table = try Program.run("predict", "m", "t.csv", "--header", "yes", in: folder)
      #expect(table.status == 1 || table.output.hasPrefix(field(name)), "\(table)")
      let json = try Program.run("solve", "t.csv", "--json", "--inputs", "1", "--target", "0", in: folder)
      let summary = try JSONDecoder().decode(FitSummary.self, from: Data(json.output.utf8))
      #expect(summary.coefficients.contains { $0.name == name })
    }
  }
}

@Suite struct VisibleTextTests {
  @Test func controlCharactersAreVisible() {
    #expect("plain, é, 👩‍👩‍👧 and می‌خواهم".visible == "plain, é, 👩‍👩‍👧 and می‌خواهم")
    #expect("\0\t\r\n\u{1B}[31m\u{7F}".visible == "␀␉␍␊␛[31m␡")
    #expect(
      "\u{85}\u{9B}\u{2028}\u{202E}\u{2066}\u{E0001}".visible == "<U+0085><U+009B><U+2028><U+202E><U+2066><U+E0001>")
    #expect("a\nb\r\n\u{1B}c\n".visibleLines == "a\nb␍\n␛c\n")
  }
}
