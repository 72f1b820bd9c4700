import Foundation
import Testing

/// The program is killed by a signal that nothing can catch, and resumed. `scripts/survive` does it fifty times.
@Suite struct KillTests {
  private func arguments(_ name: String) -> [String] {
    [
      "train", "--digits", "--hidden", "16", "--epochs", "4", "--batch", "16", "--dropout", "0.2", "--schedule",
      "cosine",
      "--checkpoint", "\(name).checkpoint", "--checkpoint-every", "5b", "--resume", "--save", name, "--quiet",
    ]
  }

  @Test func killedRunsEndInTheSameBits() throws {
    try TemporaryFolder.with { folder in
      let clock = ContinuousClock()
      let start = clock.now
      #expect(try Program.run(arguments("whole"), in: folder).status == 0)
      let seconds = (clock.now - start) / .seconds(1)
      let whole = try fileBytes(folder.file("whole"))
      for moment in [0.2, 0.4, 0.5, 0.7, 0.9] {
        for name in ["killed", "killed.checkpoint"] { try? FileManager.default.removeItem(atPath: folder.file(name)) }
        let process = try Program.start(arguments("killed"), in: folder)
        Thread.sleep(forTimeInterval: moment * seconds)
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        let result = try Program.run(arguments("killed"), in: folder)
        #expect(result.status == 0, "\(result.errors)")
        #expect(try fileBytes(folder.file("killed")) == whole, "killed after \(moment) of the time")
      }
    }
  }
}
