import Foundation
import Nabla
import Testing

/// What took time to compute is not lost, and no file is replaced that nobody asked to replace.
@Suite struct FileSafetyTests {
  private let train = ["train", "--digits", "--hidden", "none", "--epochs", "2", "--quiet"]

  private func files(in folder: TemporaryFolder) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
  }

  @Test func aCheckpointReplacesNothingUnasked() throws {
    try TemporaryFolder.with { folder in
      #expect(try Program.run(train + ["--save", "model", "--checkpoint", "state"], in: folder).status == 0)
      _ = try folder.write("a thesis", to: "thesis")
      for name in ["model", "state", "thesis"] {
        let bytes = try fileBytes(folder.file(name))
        // Found before the training, which would take long with so many epochs.
        let refused = try Program.run(
          ["train", "--digits", "--epochs", "1000000", "--checkpoint", name], in: folder)
        #expect(refused.status == 1 && refused.errors.contains("'--overwrite' replaces any file"), "\(refused)")
        #expect(try fileBytes(folder.file(name)) == bytes)
      }
      for name in ["model", "thesis"] {
        #expect(try Program.run(train + ["--checkpoint", name, "--resume"], in: folder).status == 1)
      }
      #expect(try fileBytes(folder.file("thesis")) == Array("a thesis".utf8))
      #expect(try Program.run(train + ["--checkpoint", "state", "--resume"], in: folder).status == 0)
      #expect(try Program.run(train + ["--checkpoint", "thesis", "--overwrite"], in: folder).status == 0)
      #expect(try Program.run(train + ["--checkpoint", "thesis", "--resume"], in: folder).status == 0)
      _ = try folder.write("", to: "empty")
      #expect(try Program.run(train + ["--checkpoint", "empty"], in: folder).status == 0)
      let both = try Program.run(train + ["--checkpoint", "c", "--resume", "--overwrite"], in: folder)
      #expect(both.status == 2 && both.errors.contains("exclude each other"))
      #expect(try files(in: folder) == ["empty", "model", "state", "thesis"])
    }
  }

  @Test func twoProcessesWithOneCheckpointDoNotTear() throws {
    try TemporaryFolder.with { folder in
      let run =
        "'\(Program.path)' \(train.joined(separator: " ")) --batch 16 --checkpoint c --checkpoint-every 1b --overwrite"
      let result = try Program.shell("\(run) & p=$!; \(run) || exit 9; wait $p", in: folder)
      #expect(result.status == 0 && result.errors.isEmpty, "\(result)")
      #expect(try files(in: folder) == ["c"])
      #expect(try Program.run(train + ["--batch", "16", "--checkpoint", "c", "--resume"], in: folder).status == 0)
    }
  }

  /// Files of at most 12 blocks of 512 bytes: enough for the model and the history, too little for the state.
  @Test func whatCannotBeWrittenIsSaidOnceAndTheRestIsWritten() throws {
    try TemporaryFolder.with { folder in
      let command = "'\(Program.path)' \(train.joined(separator: " ")) --epochs=5"
        .replacing(" --epochs 2", with: "")
      let options = "--checkpoint c --save m --history h.json"
      let state = try Program.shell("ulimit -f 12; \(command) \(options)", in: folder)
      #expect(state.status == 1 && state.lastLine.hasPrefix("test accuracy: 0."), "\(state)")
      #expect(
        state.errors.split(separator: "\n").count == 1 && state.errors.contains("File too large"), "\(state.errors)")
      #expect(state.errors.hasPrefix("nabla: the state could not be saved, and the training goes on: c: "))
      #expect(try files(in: folder) == ["h.json", "m"])
      #expect(try Program.run("check", "m", in: folder).status == 0)
      // Too little for the model as well.
      let both = try Program.shell("rm -f m h.json; ulimit -f 5; \(command) \(options)", in: folder)
      #expect(both.status == 1 && both.lastLine.hasPrefix("test accuracy: 0."), "\(both)")
      #expect(both.errors.split(separator: "\n").count == 2 && both.errors.contains("nabla: m: expected a file"))
      #expect(try files(in: folder) == ["h.json"])
    }
  }

  @Test(arguments: [SIGINT, SIGTERM])
  func aSignalEndsTheTrainingWithAllSaved(signal: Int32) throws {
    try TemporaryFolder.with { folder in
      func arguments(_ name: String) -> [String] {
        [
          "train", "--digits", "--hidden", "32", "--epochs", "12", "--batch", "8", "--checkpoint", "\(name).c",
          "--checkpoint-every", "5b", "--resume", "--save", name, "--history", "\(name).csv",
        ]
      }
      #expect(try Program.run(arguments("whole"), in: folder).status == 0)
      let errors = try folder.write("", to: "errors")
      let process = try Program.start(
        arguments("stopped"), in: folder, errors: FileHandle(forWritingTo: URL(filePath: errors)))
      while process.isRunning, !FileManager.default.fileExists(atPath: folder.file("stopped.c")) { usleep(200) }
      kill(process.processIdentifier, signal)
      process.waitUntilExit()
      try #require(process.terminationReason == .exit && process.terminationStatus == 128 + signal)
      let words = String(decoding: try fileBytes(errors), as: UTF8.self)
      #expect(words.contains("stopped by \(signal == SIGINT ? "SIGINT" : "SIGTERM") after "), "\(words)")
      #expect(words.contains("the network is in stopped, the state in stopped.c"), "\(words)")
      #expect(try Program.run("check", "stopped", in: folder).status == 0)
      #expect(FileManager.default.fileExists(atPath: folder.file("stopped.csv")))
      #expect(try Program.run(arguments("stopped"), in: folder).status == 0)
      #expect(try fileBytes(folder.file("stopped")) == fileBytes(folder.file("whole")))
      #expect(try files(in: folder).filter { $0.contains("writing") }.isEmpty)
    }
  }

  @Test func aLinkStaysAndItsFileIsReplaced() throws {
    try TemporaryFolder.with { folder in
      let manager = FileManager.default
      try manager.createDirectory(atPath: folder.file("place"), withIntermediateDirectories: true)
      _ = try folder.write("x,y\n1,2\n2,4\n3,7\n4,8\n5,9\n6,13\n", to: "t.csv")
      _ = try folder.write("old", to: "place/model")
      // Two of them lead to nothing yet.
      for name in ["model", "h.csv", "f.gnuplot"] {
        try manager.createSymbolicLink(atPath: folder.file(name), withDestinationPath: "place/\(name)")
      }
      let options = ["--epochs", "1", "--history", "h.csv", "--save", "model"]
      #expect(try Program.run(["train", "--csv", "t.csv"] + options, in: folder).status == 0)
      #expect(try Program.run("solve", "t.csv", "--figure", "f.gnuplot", in: folder).status == 0)
      for name in ["model", "h.csv", "f.gnuplot"] {
        #expect(try manager.destinationOfSymbolicLink(atPath: folder.file(name)) == "place/\(name)")
        #expect(
          try manager.attributesOfItem(atPath: folder.file("place/\(name)"))[.type] as? FileAttributeType
            == .typeRegular)
      }
      #expect(try Program.run("check", "place/model", in: folder).status == 0)
      try manager.createSymbolicLink(atPath: folder.file("circle"), withDestinationPath: "circle")
      let circle = try Program.run(["train", "--csv", "t.csv", "--save", "circle"], in: folder)
      #expect(circle.status == 1 && circle.errors.contains("Too many levels of symbolic links"), "\(circle)")
    }
  }
}
