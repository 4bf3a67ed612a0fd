import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// What Jobtag's speed is measured against: the same answers from memory, with no sign-in, no database and no middleware.
///
/// Whatever Jobtag's figures lack of this server's is the price of Jobtag's own work; the rest is Hummingbird's and the
/// machine's.
@main
enum BareServer {
    static func main() async throws {
        let options: Options
        do {
            options = try Options(arguments: CommandLine.arguments.dropFirst())
        } catch {
            FileHandle.standardError.write(Data("\(error)\n".utf8))
            exit(2)
        }

        var logger = Logger(label: "bare-server")
        logger.logLevel = .warning
        let application = Application(
            router: router(options),
            configuration: .init(address: .hostname("127.0.0.1", port: options.port)),
            onServerRunning: { channel in
                let port = channel.localAddress?.port ?? 0
                // Not `print`, which keeps the line in a buffer when standard output is a pipe.
                FileHandle.standardOutput.write(Data("listening on http://127.0.0.1:\(port)\n".utf8))
            },
            logger: logger
        )
        try await application.runService()
    }

    /// The two routes, whose answers carry the headers of a job's.
    private static func router(_ options: Options) -> Router<BasicRequestContext> {
        let body = ByteBuffer(bytes: options.body)
        var headers = options.headers
        headers[.eTag] = options.etag
        headers[.cacheControl] = "private, no-cache"
        headers[.vary] = "Authorization, Cookie"
        var withContent = headers
        withContent[.contentType] = "application/json; charset=utf-8"

        let router = Router()
        router.get("/bare/200") { [withContent] _, _ in
            Response(status: .ok, headers: withContent, body: ResponseBody(byteBuffer: body))
        }
        router.get("/bare/304") { [headers] _, _ in
            Response(status: .notModified, headers: headers)
        }
        return router
    }
}
