internal import Nabla

/// One of the program's commands.
protocol Command: SendableMetatype {
  /// What it accepts.
  static var description: CommandDescription { get }

  /// Reads its settings, before anything is done.
  init(_ arguments: Arguments) throws(UsageError)

  /// Does it; throws what the user is to read.
  func run() throws
}

/// The program `nabla`.
enum Program {
  static let version = "0.1.0-dev"

  static let commands: [any Command.Type] = [
    InspectCommand.self, TrainCommand.self, EvaluateCommand.self, PredictCommand.self, SolveCommand.self,
    CheckCommand.self,
    CertifyCommand.self, ExportCommand.self, ImportCommand.self, FigureCommand.self,
  ]

  static let description = CommandDescription(
    name: "", summary: "nabla trains feed-forward neural networks and evaluates them.")

  /// Runs a command line and returns the exit status: 0, 1 for an error, 2 for wrong usage.
  static func run(_ arguments: [String]) -> Int32 {
    guard let name = arguments.first else { return Processes.end(2) { _ in Console.error(overview) } }
    do {
      try Processes.check(arguments)
      switch name {
      case "help" where arguments.count > 1: try run(arguments[1], ["--help"])
      case "--help", "-h", "help": Console.print(overview)
      case "--version": Console.print("nabla \(version), backends: \(backends)")
      default: try run(name, Array(arguments.dropFirst()))
      }
      return 0
    } catch let error as UsageError {
      return Processes.end(2) { place in
        Console.complain(place + error.description)
        let command = commands.map { $0.description.name }.contains(name) ? "nabla \(name)" : "nabla"
        Console.error("Try '\(command) --help'.")
      }
    } catch {
      return Processes.end(1) { place in Console.complain("\(place)\(error)") }
    }
  }

  private static func run(_ name: String, _ arguments: [String]) throws {
    guard let command = commands.first(where: { $0.description.name == name }) else {
      let names = commands.map { $0.description.name }
      throw UsageError(
        "there is no command '\(name)'; the commands are \(names.joined(separator: ", "))"
          + nearest(to: name, among: names).map { "; did you mean '\($0)'?" }.orEmpty)
    }
    let arguments = try Arguments(arguments, of: command.description)
    guard !arguments.contains(Option.help.name) else { return Console.print(command.description.helpText) }
    try Processes.check(name)
    do {
      try command.init(arguments).run()
    } catch let error as DataError {
      throw error.naming(command.description.options.map(\.name), besides: arguments)
    }
  }

  private static var backends: String { BackendChoice.available.map(\.rawValue).joined(separator: ", ") }

  /// The help of the program.
  static var overview: String {
    """
    \(description.summary)

    Usage: nabla COMMAND [OPTIONS]

    Commands:
    \(CommandDescription.columns(commands.map { ($0.description.name, $0.description.summary) }))

    Options:
    \(CommandDescription.columns([
      ("--help", "Show this help; 'nabla COMMAND --help' shows a command's."),
      ("--version", "Show the version and the backends of this build."),
    ]))

    Examples:
      nabla inspect iris.csv
          Say what a table has, and what in it could be predicted.
      nabla train --digits
          Train on a small set of handwritten digits that is part of the program.
      nabla train --csv iris.csv --target species --save iris.safetensors
          Train on a table and save the network.
      nabla predict iris.safetensors flowers.csv
          Write the predictions for another table to standard output.
    """
  }
}

/// An error that the user is to read.
struct CommandError: Error, CustomStringConvertible {
  var description: String

  init(_ description: String) { self.description = description }
}
