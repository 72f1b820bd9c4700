internal import Foundation

// The benchmark program: `NablaBenchmark KIND [options]`, usually called by `scripts/benchmark`.

do throws(UsageError) {
  switch try Command(CommandLine.arguments.dropFirst()) {
  case .help:
    Console.output(help)
  case .run(let kind, let options):
    guard !isDebugBuild else {
      throw UsageError("this is a debug build, whose times mean nothing; build with: swift build -c release")
    }
    for unused in options.given.subtracting(kind.options).sorted() {
      Console.error("note: \(kind.name) does not use \(unused)")
    }
    let report = Report(options)
    for options in kind.takesBackends ? options.onEveryBackend : [options] { try kind.run(options, report) }
    report.finish()
  }
} catch {
  Console.error("benchmark: \(error)")
  Console.error("Try: scripts/benchmark --help")
  exit(2)
}

/// Whether assertions, and so all checks of a debug build, are compiled in.
private var isDebugBuild: Bool {
  var result = false
  assert(
    {
      result = true
      return true
    }())
  return result
}
