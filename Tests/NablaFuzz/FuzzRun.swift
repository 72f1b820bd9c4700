import Foundation

/// All cases of a run, in child processes: whatever one of them does, it ends, and the run goes on with the next case.
struct FuzzRun {
  var seed: UInt64 = 1
  var first = 0
  var count = 100_000

  /// What a child may take: processor time and address space. A case that takes longer is a hang.
  static let secondsPerCase: UInt32 = 30
  static let bytes: rlim_t = 4 << 30
  /// The cases of one child.
  private static let batch = 2000

  /// Runs all cases and says what went wrong.
  ///
  /// - Returns: The number of cases that ended otherwise than they should.
  func run() throws -> Int {
    var failures = 0
    var next = first
    while next < first + count {
      let end = min(next + Self.batch, first + count)
      let child = try Child(["--child", "--seed", "\(seed)", "--first", "\(next)", "--count", "\(end - next)"])
      for complaint in child.complaints {
        failures += 1
        tell(complaint)
      }
      guard let reached = child.reached else {
        tell("no case was begun: \(child.end)")
        return failures + 1
      }
      next = reached + 1
      guard next < end || !child.isDone else { continue }
      failures += 1
      // The case that was begun last is the one that ended the process.
      tell("\(label(next - 1)): \(child.end)")
    }
    tell(
      "\(count) cases from seed \(seed): \(failures == 0 ? "none" : "\(failures)") ended otherwise than they should")
    return failures
  }

  /// Says something at once, also where the output is a file.
  private func tell(_ line: String) {
    print(line)
    fflush(nil)
  }

  private func label(_ number: Int) -> String {
    "--seed \(seed) --first \(number) --count 1 (\(FuzzCase(seed: seed, number: number).kind.rawValue))"
  }

  /// Runs the cases in this process, each announced before it begins.
  func runAsChild() throws {
    // The address sanitizer, which has its options here, maps terabytes to begin with.
    if ProcessInfo.processInfo.environment["ASAN_OPTIONS"] == nil {
      var memory = rlimit(rlim_cur: Self.bytes, rlim_max: Self.bytes)
      setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &memory)
    }
    let folder = FileManager.default.temporaryDirectory.appending(path: "nabla-fuzz-\(getpid())").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for number in first..<first + count {
      say("\(number)")
      alarm(Self.secondsPerCase)
      var next = FuzzCase(seed: seed, number: number)
      if let complaint = next.run(in: folder) {
        say("! \(label(number)): \(complaint.replacing("\n", with: " "))")
      }
    }
    alarm(0)
    say("done")
  }

  private func say(_ line: String) {
    let bytes = Array((line + "\n").utf8)
    _ = bytes.withUnsafeBytes { write(1, $0.baseAddress, $0.count) }
  }
}

/// A child and what it said.
private struct Child {
  /// The last case that was begun.
  var reached: Int?
  var complaints: [String] = []
  var isDone = false
  /// How it ended.
  var end = ""

  init(_ arguments: [String]) throws {
    let process = Process()
    process.executableURL = URL(filePath: CommandLine.arguments[0])
    process.arguments = arguments
    var environment = ProcessInfo.processInfo.environment
    // A trap is to end the process at once.
    environment["SWIFT_BACKTRACE"] = "enable=no"
    process.environment = environment
    let output = Pipe()
    let log = FileManager.default.temporaryDirectory.appending(path: "nabla-fuzz-errors-\(getpid())").path
    try Data().write(to: URL(filePath: log))
    defer { try? FileManager.default.removeItem(atPath: log) }
    process.standardOutput = output
    process.standardError = FileHandle(forWritingAtPath: log)
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    for line in text.split(separator: "\n") {
      if let number = Int(line) { reached = number }
      if line == "done" { isDone = true }
      if line.hasPrefix("! ") { complaints.append(String(line.dropFirst(2))) }
    }
    guard !isDone else { return }
    let said = FileManager.default.contents(atPath: log).map { String(decoding: $0, as: UTF8.self) } ?? ""
    // What a trap says, without the frames that may follow.
    let trap = said.split(separator: "\n").first { $0.contains("Fatal error") || $0.contains("failed") } ?? ""
    let how = process.terminationReason == .exit ? "status" : "signal"
    end =
      "\(how) \(process.terminationStatus)\(process.terminationStatus == SIGALRM ? ", a hang" : "") "
      + trap
  }
}
