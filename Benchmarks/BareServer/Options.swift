import Foundation

/// What the command line says: `bare-server [--port N] --body-file FILE --etag TAG`.
struct Options {
    /// Where to listen on the loopback interface; 0 picks a free port.
    var port = 0
    /// The content of every 200.
    var body = Data()
    /// The `ETag` header's value, with its quotes.
    var etag = ""

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
            default: throw UsageError(problem: "unknown option \(name)")
            }
        }
        guard let bodyFile, !etag.isEmpty else { throw UsageError(problem: "--body-file and --etag are needed") }
        body = try Data(contentsOf: URL(fileURLWithPath: bodyFile))
    }
}
