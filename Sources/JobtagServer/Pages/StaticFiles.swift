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

/// The files of the page in both codings, each with its own tag.
package final class StaticFiles: Sendable {
    /// A file in both codings. Their entity tags differ, since a strong tag identifies the bytes sent (RFC 9110 §8.8.1).
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
        /// What a page may load and run; nil for other files.
        let policy: String?
        /// Its URL changes with its content, so it is never requested twice.
        let isImmutable: Bool
        let identity: Representation
        /// nil if compression gains nothing.
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

        /// Only resources from this server, no inline code except the page's own, by its hash, and no framing (CSP 3).
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

    /// Read with every request instead of the embedded files, for development of the page.
    private let folder: URL?
    /// Filled when files are requested.
    private let files = Mutex<[String: File]>([:])

    private static let embedded = Dictionary(uniqueKeysWithValues: EmbeddedFile.all.map { ($0.path, $0.data) })

    /// - Parameter folder: The folder `web` to serve; nil for the embedded files.
    package init(folder: URL? = nil) { self.folder = folder?.standardizedFileURL }

    /// - Parameter path: The path below the folder `web`.
    func file(_ path: String) -> File? {
        guard let folder else { return embedded("web/" + path) }
        // Only files below the folder.
        let parts = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard !parts.isEmpty, parts.allSatisfy({ !$0.isEmpty && $0.first != UInt8(ascii: ".") }) else { return nil }
        let url = folder.appending(path: path)
        return (try? Data(contentsOf: url)).map { File($0, extension: url.pathExtension) }
    }

    /// The document that describes the API: the original, or another version generated from it.
    func schema(_ version: OpenAPIVersion, base: BasePath) -> File? {
        guard version == .version31 else { return document(version, base, extension: "yml", \.yaml) }
        return kept("openapi\(base)/schema.yml") { Self.schemaText(base).map { File(Data($0.utf8), extension: "yml") } }
    }

    /// The same as JSON.
    func schemaJSON(_ version: OpenAPIVersion, base: BasePath) -> File? { document(version, base, extension: "json", \.json) }

    /// The original document, except for URLs that include the base path: the server's address, and URLs in responses. The paths
    /// of operations and the prose are relative to the base path.
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

    /// The response to GET or HEAD of a file.
    ///
    /// - Throws: `Problem` of 412 if `If-Match` names other bytes than those to be sent; `JobError.unreadableCondition`.
    func answer(_ file: File, to request: Request) throws -> Response {
        let compressed = request.headers.acceptsGzip ? file.gzip : nil
        let representation = compressed ?? file.identity
        var headers: HTTPFields = [
            .eTag: representation.tag.description,
            // Files without a hash in their names are cached but always revalidated: a new version of the server immediately has a new version
            // of the page.
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
