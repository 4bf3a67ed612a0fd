import Foundation
import HTTPTypes

/// What the command line says: `bare-server [--port N] --body-file FILE --etag TAG [--header "NAME: VALUE"]…`.
struct Options {
    /// Where to listen on the loopback interface; 0 picks a free port.
    var port = 0
    /// The content of every 200.
    var body = Data()
    /// The `ETag` header's value, with its quotes.
    var etag = ""
    /// What every answer carries besides the validators.
    var headers = HTTPFields()

    /// Reads the command line.
    ///
    /// - Parameter arguments: The words after the program's name.
    /// - Throws: ``UsageError`` where a word is unknown, or a value is missing or unfit; what Foundation throws where the
    ///   body file cannot be read.
    init(arguments: some Sequence<String>) throws {
        var bodyFile: String?
        var words = arguments.makeIterator()
        while let name = words.next() {
            guard let value = words.next() else { throw UsageError(problem: "\(name) needs a value") }
            switch name {
            case "--port":
                guard let number = UInt16(value) else { throw UsageError(problem: "\(value) is not a port") }
                port = Int(number)
            case "--body-file": bodyFile = value
            case "--etag": etag = value
            case "--header": headers.append(try Self.field(value))
            default: throw UsageError(problem: "unknown option \(name)")
            }
        }
        guard let bodyFile, !etag.isEmpty else { throw UsageError(problem: "--body-file and --etag are needed") }
        body = try Data(contentsOf: URL(fileURLWithPath: bodyFile))
    }

    private static func field(_ text: String) throws(UsageError) -> HTTPField {
        let parts = text.split(separator: ":", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
        guard parts.count == 2, let name = HTTPField.Name(parts[0]) else { throw UsageError(problem: "\(text) is not a header") }
        return HTTPField(name: name, value: parts[1])
    }
}
