import ArgumentParser
import Foundation
import JobtagSchema

/// Writes the API description in other formats.
struct Schema: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write the OpenAPI document as YAML or JSON, in OpenAPI 3.1 or 3.0, or as a Zodios client in TypeScript.")

    enum Form: String, EnumerableFlag {
        case yaml, json, zodios

        static func help(for value: Form) -> ArgumentHelp? {
            switch value {
            case .yaml: "The OpenAPI document as YAML."
            case .json: "The OpenAPI document as JSON."
            case .zodios: "A TypeScript client for @zodios/core 10 and zod 3."
            }
        }
    }

    @Flag var form = Form.yaml

    @Option(
        name: .customLong("openapi"),
        help: ArgumentHelp("The OpenAPI version. Use 3.0 for tools without support for 3.1.", valueName: "version"))
    var version = OpenAPIVersion.version31

    @Option(help: ArgumentHelp("The input document, in YAML.", valueName: "file"))
    var input = "openapi/schema.yml"

    @Option(help: ArgumentHelp("The output file; standard output if omitted.", valueName: "file"))
    var output: String?

    func validate() throws {
        if form == .zodios, version != .version31 {
            throw ValidationError("The Zodios client always uses OpenAPI 3.1. Leave out --openapi.")
        }
    }

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
            switch form {
            // With its comments, if requested in the original form.
            case .yaml: result = version == .version31 ? text : try version.form(of: document).yaml
            case .json: result = try version.form(of: document).json
            case .zodios: result = try ZodiosClient.source(for: document)
            }
        } catch {
            throw DocumentError(description: "\(input): \(error)")
        }
        if let output {
            try Data(result.utf8).write(to: URL(filePath: output), options: .atomic)
        } else {
            try FileHandle.standardOutput.write(contentsOf: Data(result.utf8))
        }
    }

    /// The document is wrong, not the command line, so the usage is not shown.
    private struct DocumentError: Error, CustomStringConvertible {
        let description: String
    }
}

/// Parsed and shown as `3.0` and `3.1`.
extension OpenAPIVersion: ExpressibleByArgument {}
