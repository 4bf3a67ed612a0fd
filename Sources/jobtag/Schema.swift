import ArgumentParser
import Foundation
import JobtagSchema

/// Makes other forms of the interface's description.
struct Schema: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Writes the OpenAPI document as JSON, or as a Zodios client in TypeScript.")

    enum Form: String, EnumerableFlag {
        case zodios, json

        static func help(for value: Form) -> ArgumentHelp? {
            switch value {
            case .zodios: "A client for @zodios/core 10 and zod 3."
            case .json: "The document itself, as JSON."
            }
        }
    }

    @Flag var form: Form

    @Option(help: ArgumentHelp("The document, in YAML.", valueName: "file"))
    var input = "openapi/schema.yml"

    @Option(help: ArgumentHelp("Where to write to; standard output if it is not given.", valueName: "file"))
    var output: String?

    func run() throws {
        let text: String
        do {
            text = try String(contentsOfFile: input, encoding: .utf8)
        } catch {
            throw ValidationError("\(input) cannot be read: \(error.localizedDescription)")
        }
        let result: String
        do {
            let document = try DocumentValue(yaml: text)
            result = form == .json ? document.json : try ZodiosClient.source(for: document)
        } catch {
            throw Refusal(description: "\(input): \(error)")
        }
        if let output {
            try Data(result.utf8).write(to: URL(filePath: output), options: .atomic)
        } else {
            try FileHandle.standardOutput.write(contentsOf: Data(result.utf8))
        }
    }

    /// The document is at fault, not the command line: so its usage is not shown.
    private struct Refusal: Error, CustomStringConvertible {
        let description: String
    }
}
