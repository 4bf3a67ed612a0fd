import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import JobtagAPI
import JobtagCore
import NIOCore

extension HTTPField.Name {
    static let idempotencyKey = HTTPField.Name("Idempotency-Key")!
    static let idempotencyReplayed = HTTPField.Name("Idempotency-Replayed")!
}

/// A request with an `Idempotency-Key`, whose retries are treated as the same request.
struct IdempotentRequest: Sendable {
    let key: String
    let person: UUID
    /// Method, path and body, without the conditions: a client that lost the response and loaded the job again still means the same change.
    let fingerprint: [UInt8]

    /// - Parameter secret: The database's secret. A plain hash of a body with a password would allow testing passwords quickly,
    ///   which slow hashing is meant to prevent.
    /// - Returns: nil without a key.
    /// - Throws: `JobError.invalid` for an invalid key.
    init?(_ request: Request, of person: UUID, body: ByteBuffer, secret: SymmetricKey) throws {
        let keys = request.headers[values: .idempotencyKey]
        guard let key = keys.first else { return nil }
        guard keys.count == 1, (1...255).contains(key.utf8.count), key.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw JobError.invalid("Idempotency-Key", "Send one value of 1 to 255 visible ASCII characters, without spaces.")
        }
        (self.key, self.person) = (key, person)
        var hash = SHA256()
        let path = request.uri.path.lowercased().utf8.split(separator: UInt8(ascii: "/")).map { String(Substring($0)) }.joined(
            separator: "/")
        hash.update(data: Data("\(request.method.rawValue) \(path)\n".utf8))
        hash.update(data: body.readableBytesView)
        let text = Data("idempotency-key\n".utf8) + Data(hash.finalize())
        fingerprint = Array(HMAC<SHA256>.authenticationCode(for: text, using: secret))
    }

    /// The stored response to this request.
    ///
    /// - Throws: `Problem` of 422 if the key was used for another request, or if the response to the change is no longer stored.
    func earlierResponse(_ session: any ReadSession, now: Timestamp) throws -> BufferedResponse? {
        try replay(session.storedResponse(for: key, of: person, now: now))
    }

    /// - Parameter stored: What is stored for the key.
    /// - Throws: As above.
    func replay(_ stored: StoredResponse?) throws -> BufferedResponse? {
        guard let stored else { return nil }
        guard stored.fingerprint == fingerprint else {
            throw Problem(.keyReused, "This Idempotency-Key was used for another request. Use a new key for each change.")
        }
        guard let body = stored.body else {
            throw Problem(
                .answerNotKept, "This change was already made, but its response is no longer stored. Load the current version.")
        }
        var headers = HTTPFields()
        for (name, value) in stored.headers {
            if let name = HTTPField.Name(name) { headers.append(HTTPField(name: name, value: value)) }
        }
        headers[.idempotencyReplayed] = "true"
        return BufferedResponse(status: .init(code: stored.status), headers: headers, body: ByteBuffer(bytes: body))
    }

    func store(
        _ response: BufferedResponse, isOfChange: Bool, in log: ResponseLog, _ session: any WriteSession, now: Timestamp
    ) throws {
        try session.storeResponse(
            StoredResponse(
                fingerprint: fingerprint, status: response.status.code,
                headers: response.headers.map { ($0.name.rawName, $0.value) }, body: Array(buffer: response.body)),
            isOfChange: isOfChange, for: key, of: person, in: log, now: now)
    }
}
