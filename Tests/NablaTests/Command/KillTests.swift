import Foundation
import Testing

/// The program is killed by a signal that nothing can catch, and resumed. `scripts/survive` does it fifty times.
@Suite struct KillTests {
  private func arguments(_ name: String) -> [String] {
    [
      "train", "--digits", "--hidden", "16", "--epochs", "20", "--batch", "16", "--dropout", "0.2", "--schedule",
      "cosine",
      "--checkpoint", "\(name).checkpoint", "--checkpoint-every", "5b", "--resume", "--save", name, "--quiet",
    ]
  }

  @Test func killedRunsEndInTheSameBits() throws {
    try TemporaryFolder.with { folder in
      #expect(try Program.run(arguments("whole"), in: folder).status == 0)
      let whole = try fileBytes(folder.file("whole"))
      for checkpoints in [1, 2, 4] {
        for name in ["killed", "killed.checkpoint"] { try? FileManager.default.removeItem(atPath: folder.file(name)) }
        let process = try Program.start(arguments("killed"), in: folder)
        wait(forCheckpoints: checkpoints, at: folder.file("killed.checkpoint"), of: process)
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        // What ended by itself was not killed, and would say nothing.
        try #require(process.terminationReason == .uncaughtSignal, "ended before checkpoint \(checkpoints)")
        try #require(FileManager.default.fileExists(atPath: folder.file("killed.checkpoint")))
        let result = try Program.run(arguments("killed"), in: folder)
        #expect(result.status == 0, "\(result.errors)")
        #expect(try fileBytes(folder.file("killed")) == whole, "killed after \(checkpoints) checkpoints")
      }
    }
  }

  /// Until the file was seen to be there, and another one in its place, as often in all; or the process has ended.
  private func wait(forCheckpoints count: Int, at path: String, of process: Process) {
    var (seen, last) = (0, nil as Int?)
    while seen < count && process.isRunning {
      let number = try? FileManager.default.attributesOfItem(atPath: path)[.systemFileNumber] as? Int
      if let number, number != last { (seen, last) = (seen + 1, number) }
      usleep(200)
    }
  }
}
