/// A command line that cannot be understood.
struct UsageError: Error, CustomStringConvertible {
    let problem: String

    var description: String {
        "\(problem)\nusage: bare-server [--port N] --body-file FILE --etag TAG [--header \"NAME: VALUE\"]…"
    }
}
