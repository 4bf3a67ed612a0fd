import HTTPTypes
import NIOCore
import Testing

@testable import JobtagServer

@Suite struct RequestOriginTests {
    private static let trust = ProxyTrust(
        networks: ["10.0.0.0/8", "fd00::/8", "127.0.0.1"].compactMap { IPNetwork($0) }, trustsUnixSocket: false, isSecure: false)

    private static func origin(
        _ fields: [(String, String)], from peer: String = "10.0.0.1", _ trust: ProxyTrust = trust
    ) throws -> RequestOrigin {
        var headers = HTTPFields()
        for (name, value) in fields { headers.append(HTTPField(name: HTTPField.Name(name)!, value: value)) }
        let request = HTTPRequest(method: .get, scheme: "http", authority: "inside:8080", path: "/", headerFields: headers)
        return trust.origin(of: request, from: try SocketAddress(ipAddress: peer, port: 4711))
    }

    @Test(
        "The client's address is the first from the right that is not a proxy's",
        arguments: [
            ([], "10.0.0.1"),
            ([("X-Forwarded-For", "203.0.113.7")], "203.0.113.7"),
            ([("X-Forwarded-For", "203.0.113.7, 10.9.9.9")], "203.0.113.7"),
            ([("X-Forwarded-For", "203.0.113.7"), ("X-Forwarded-For", "10.9.9.9")], "203.0.113.7"),
            // What stands before it anybody could have written.
            ([("X-Forwarded-For", "1.1.1.1, 203.0.113.7")], "203.0.113.7"),
            ([("X-Forwarded-For", "10.1.1.1, 10.2.2.2")], "10.1.1.1"),
            ([("X-Forwarded-For", "203.0.113.7:4711")], "203.0.113.7"),
            ([("X-Forwarded-For", "[2001:db8::7]:4711")], "2001:db8::7"),
            ([("X-Forwarded-For", "2001:db8::7")], "2001:db8::7"),
            ([("X-Forwarded-For", "::ffff:203.0.113.7")], "203.0.113.7"),
            ([("X-Forwarded-For", "unknown")], "10.0.0.1"),
            ([("X-Forwarded-For", "203.0.113.7, junk, 10.2.2.2")], "10.2.2.2"),
            ([("X-Forwarded-For", "")], "10.0.0.1"),
            ([("Forwarded", "for=203.0.113.7")], "203.0.113.7"),
            ([("Forwarded", #"For="[2001:db8::7]:4711";proto=https"#)], "2001:db8::7"),
            ([("Forwarded", "for=1.1.1.1, for=203.0.113.7;by=10.0.0.9, for=10.3.3.3")], "203.0.113.7"),
            ([("Forwarded", #"for="_a,b;c=\"d", for=203.0.113.7"#)], "203.0.113.7"),
            ([("Forwarded", "for=_hidden")], "10.0.0.1"),
            ([("Forwarded", "for=203.0.113.7"), ("X-Forwarded-For", "203.0.113.7")], "203.0.113.7"),
            // A proxy that adds to one lets the other through as it came: the usual one counts.
            ([("Forwarded", "for=1.1.1.1"), ("X-Forwarded-For", "203.0.113.7")], "203.0.113.7"),
        ] as [([(String, String)], String)])
    func address(_ fields: [(String, String)], _ expected: String) throws {
        #expect(try Self.origin(fields).address?.description == expected)
    }

    @Test func `Trusts no one else`() throws {
        let fields = [("X-Forwarded-For", "203.0.113.7"), ("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "jobs.example")]
        for peer in ["192.0.2.1", "11.0.0.1", "fe80::1"] {
            let origin = try Self.origin(fields, from: peer)
            #expect(origin.address?.description == peer)
            #expect(!origin.isSecure && origin.host == "inside:8080")
        }
        #expect(try !Self.origin(fields, .nobody).isSecure)
    }

    @Test func `The proxy tells which scheme and host the client used`() throws {
        let usual = try Self.origin([("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "jobs.example")], from: "fd00::5")
        #expect(usual.isSecure && usual.browserOrigin == "https://jobs.example")
        let standard = try Self.origin([("Forwarded", #"for=203.0.113.7;proto=https;host="jobs.example:8443""#)])
        #expect(standard.isSecure && standard.browserOrigin == "https://jobs.example:8443")
        #expect(try Self.origin([]).browserOrigin == "http://inside:8080")
    }

    @Test(
        "A place is one address, or one network of a client",
        arguments: [
            ("203.0.113.7", "203.0.113.7"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"), ("::ffff:203.0.113.7", "203.0.113.7"),
        ])
    func place(_ address: String, _ place: String) {
        #expect(IPAddress(address)?.place == place)
    }

    @Test(
        "Rejects text that is not a network",
        arguments: ["", "/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8/8", "10.0.0", "::/129", "a", "10.0.0.0/ 8", "unix"])
    func noNetwork(_ text: String) {
        #expect(IPNetwork(text) == nil)
    }
}
