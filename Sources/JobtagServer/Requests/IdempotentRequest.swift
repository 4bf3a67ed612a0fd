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

/// A request that says, by its `Idempotency-Key`, that a repeat of it is meant as the same.
struct IdempotentRequest: Sendable {
    let key: String
    let person: UUID
    /// Method, path and body. Not the conditions: whoever lost the answer and loaded the job anew still means the same change.
    let fingerprint: [UInt8]

    /// - Parameter secret: The database's. A plain hash of a body that has a password in it would let somebody try passwords against it fast,
    ///   which hashing them slowly is to prevent.
    /// - Returns: nil without a key.
    /// - Throws: `JobError.invalid` for a key that is none.
    init?(_ request: Request, of person: UUID, body: ByteBuffer, secret: SymmetricKey) throws {
        let keys = request.headers[values: .idempotencyKey]
        guard let key = keys.first else { return nil }
        guard keys.count == 1, (1...255).contains(key.utf8.count), key.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw JobError.invalid("Idempotency-Key", "This must be one text of 1 to 255 visible ASCII characters, without spaces.")
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

    /// The answer that was given to this request before.
    ///
    /// - Throws: `Problem` of 422 where the key was another request's, and where the change was made and its answer is not kept any longer.
    func earlierResponse(_ session: any ReadSession, now: Timestamp) throws -> BufferedResponse? {
        guard let kept = try session.storedResponse(for: key, of: person, now: now) else { return nil }
        guard kept.fingerprint == fingerprint else {
            throw Problem(.keyReused, "This Idempotency-Key was used for another request. Take a new one for each change.")
        }
        guard let body = kept.body else {
            throw Problem(
                .answerNotKept, "This change was made, and its answer has made way for newer ones. Load what is there now.")
        }
        var headers = HTTPFields()
        for (name, value) in kept.headers {
            if let name = HTTPField.Name(name) { headers.append(HTTPField(name: name, value: value)) }
        }
        headers[.idempotencyReplayed] = "true"
        return BufferedResponse(status: .init(code: kept.status), headers: headers, body: ByteBuffer(bytes: body))
    }

    func store(_ response: BufferedResponse, isOfChange: Bool, _ session: any WriteSession, now: Timestamp) throws {
        try session.storeResponse(
            StoredResponse(
                fingerprint: fingerprint, status: response.status.code,
                headers: response.headers.map { ($0.name.rawName, $0.value) }, body: Array(buffer: response.body)),
            isOfChange: isOfChange, for: key, of: person, now: now)
    }
}
