import ConditionalRequests
import Crypto
import EmbeddedAssets
package import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import JobtagCore
import JobtagSchema
import NIOCore
import Synchronization

/// The files of the page, as they are sent: whole or compressed, each with a tag of its own.
package final class StaticFiles: Sendable {
    /// A file in both codings. Their entity tags differ, since a strong one stands for the bytes that are sent (RFC 9110 §8.8.1).
    struct File: Sendable {
        struct Representation: Sendable {
            let body: ByteBuffer
            let tag: EntityTag

            init(_ bytes: [UInt8]) {
                body = ByteBuffer(bytes: bytes)
                let digest = SHA256.hash(data: bytes).prefix(16)
                tag = EntityTag(unchecked: Data(digest).base64EncodedString())
            }
        }

        let type: String
        /// What a page may load and run; nil for what is no page.
        let policy: String?
        /// Its address changes with its content, so that it is never asked for twice.
        let isImmutable: Bool
        let identity: Representation
        /// nil where compressing gains nothing.
        let gzip: Representation?

        init(_ data: Data, extension name: String, isImmutable: Bool = false) {
            let bytes = Array(data)
            self.isImmutable = isImmutable
            (type, identity) = (Self.types[name] ?? "application/octet-stream", Representation(bytes))
            policy = name == "html" ? Self.policy(String(decoding: data, as: UTF8.self)) : nil
            guard bytes.count >= Gzip.minimum, name != "png" else {
                gzip = nil
                return
            }
            gzip = Representation(Gzip.compress(bytes, level: 9))
        }

        /// Everything from here, nothing inline but what the page itself was built with, by its hash, and framed by nobody (CSP 3).
        private static func policy(_ html: String) -> String {
            let scripts = html.matches(of: #/<script>(.*?)</script>/#.dotMatchesNewlines()).map { match in
                " 'sha256-\(Data(SHA256.hash(data: Data(match.1.utf8))).base64EncodedString())'"
            }
            return "default-src 'none'; script-src 'self'\(scripts.joined()); style-src 'self'; img-src 'self' data:; "
                + "font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
        }

        private static let types = [
            "html": "text/html; charset=utf-8", "js": "text/javascript; charset=utf-8", "css": "text/css; charset=utf-8",
            "svg": "image/svg+xml", "png": "image/png", "json": "application/json; charset=utf-8",
            "webmanifest": "application/manifest+json", "yml": "application/yaml; charset=utf-8",
            "ts": "text/plain; charset=utf-8", "txt": "text/plain; charset=utf-8",
        ]
    }

    /// Read at every request instead of what was built in; for those who work on the page.
    private let folder: URL?
    /// Filled as files are asked for.
    private let files = Mutex<[String: File]>([:])

    private static let embedded = Dictionary(uniqueKeysWithValues: EmbeddedFile.all.map { ($0.path, $0.data) })

    /// - Parameter folder: The folder `web` to serve; nil for the files that were built in.
    package init(folder: URL? = nil) { self.folder = folder?.standardizedFileURL }

    /// - Parameter path: The path below the folder `web`.
    func file(_ path: String) -> File? {
        guard let folder else { return embedded("web/" + path) }
        // Only what lies below the folder.
        let parts = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard !parts.isEmpty, parts.allSatisfy({ !$0.isEmpty && $0.first != UInt8(ascii: ".") }) else { return nil }
        let url = folder.appending(path: path)
        return (try? Data(contentsOf: url)).map { File($0, extension: url.pathExtension) }
    }

    /// The document that describes the interface: as it was written, or made of that.
    func schema(_ version: OpenAPIVersion, base: BasePath) -> File? {
        guard version == .version31 else { return document(version, base, extension: "yml", \.yaml) }
        return kept("openapi\(base)/schema.yml") { Self.schemaText(base).map { File(Data($0.utf8), extension: "yml") } }
    }

    /// The same as JSON.
    func schemaJSON(_ version: OpenAPIVersion, base: BasePath) -> File? { document(version, base, extension: "json", \.json) }

    /// The document as it was written, but for the addresses that a base path is in: where the server is, and what it answers. The paths
    /// of operations and the text speak of what is below it.
    private static func schemaText(_ base: BasePath) -> String? {
        guard let yaml = embedded["openapi/schema.yml"] else { return nil }
        let text = String(decoding: yaml, as: UTF8.self)
        guard !base.isEmpty else { return text }
        return text.replacing("\nservers:\n  - url: /\n", with: "\nservers:\n  - url: \(base)\n", maxReplacements: 1)
            .replacing(" /problems/", with: " \(base)/problems/").replacing("[/problems/", with: "[\(base)/problems/")
            .replacing("instance: /api/", with: "instance: \(base)/api/")
            .replacing("pattern: '^/api/'", with: "pattern: '^\(base.description.replacing(".", with: "\\."))/api/'")
    }

    private func document(
        _ version: OpenAPIVersion, _ base: BasePath, extension name: String, _ text: (DocumentValue) -> String
    ) -> File? {
        kept("openapi\(base)/\(version.rawValue)/schema.\(name)") {
            guard let yaml = Self.schemaText(base) else { return nil }
            let document = try version.form(of: DocumentValue(yaml: yaml))
            return File(Data(text(document).utf8), extension: name)
        }
    }

    private func embedded(_ path: String) -> File? {
        kept(path) {
            Self.embedded[path].map {
                File($0, extension: URL(filePath: path).pathExtension, isImmutable: path.hasPrefix("web/bundles/"))
            }
        }
    }

    private func kept(_ path: String, _ make: () throws -> File?) -> File? {
        if let file = files.withLock({ $0[path] }) { return file }
        guard let file = try? make() else { return nil }
        files.withLock { $0[path] = file }
        return file
    }

    /// The answer to GET or HEAD of a file.
    ///
    /// - Throws: `Problem` of 412 where `If-Match` names other bytes than those that would be sent; `JobError.unreadableCondition`.
    func answer(_ file: File, to request: Request) throws -> Response {
        let compressed = request.headers.acceptsGzip ? file.gzip : nil
        let representation = compressed ?? file.identity
        var headers: HTTPFields = [
            .eTag: representation.tag.description,
            // What has no hash in its name is kept, and asked for anew each time: a new version of the server is a new version of the page
            // at once.
            .cacheControl: file.isImmutable ? "public, max-age=31536000, immutable" : "no-cache", .vary: "Accept-Encoding",
        ]
        let conditions = Preconditions(request.headers)
        let outcome = conditions.evaluate(request.method, against: Validators(entityTag: representation.tag), policy: Policy())
            .outcome
        try PreconditionResult(outcome).checkReading(conditions, current: representation.tag.description)
        if outcome == .notModified { return Response(status: .notModified, headers: headers, body: .init()) }
        headers[.contentType] = file.type
        if compressed != nil { headers[.contentEncoding] = "gzip" }
        if let policy = file.policy {
            headers[.contentSecurityPolicy] = policy
            headers[.referrerPolicyName] = "same-origin"
        }
        return Response(status: .ok, headers: headers, body: .init(byteBuffer: representation.body))
    }
}
