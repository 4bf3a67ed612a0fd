import HTTPTypes
import Testing

@testable import JobtagServer

@Suite struct SessionCookieTests {
    private static let own = SetCookie.name(SessionCookie.baseName, instance: "a", port: 8080)

    private func tokens(_ lines: String...) -> [String] {
        var fields = HTTPFields()
        for line in lines { fields.append(HTTPField(name: .cookie, value: line)) }
        return SessionCookie.all(in: fields, own: Self.own).map(\.token)
    }

    @Test func `The name depends only on the database and the port`() {
        #expect(Self.own == SetCookie.name(SessionCookie.baseName, instance: "a", port: 8080))
        #expect(Self.own.wholeMatch(of: /jobtag_session_[0-9a-f]{8}/) != nil)
        #expect(
            Set([
                Self.own, SetCookie.name(SessionCookie.baseName, instance: "a", port: 8081),
                SetCookie.name(SessionCookie.baseName, instance: "b", port: 8080),
            ]).count == 3
        )
    }

    /// As long as a token is.
    private static func token(_ name: String) -> String {
        name + String(repeating: "-", count: RandomSecrets.tokenLength - name.utf8.count)
    }

    @Test func `The server's own cookie comes first, at most eight are tried, and none twice`() {
        let (a, b, c, d, own) = (Self.token("a"), Self.token("b"), Self.token("c"), Self.token("d"), Self.token("own"))
        #expect(tokens("jobtag_session=\(a); \(Self.own)=\(b)", "jobtag_session_x=\(c); \(Self.own)=\(d)") == [b, d, a, c])
        let many = (0..<30).map { "jobtag_session_\($0)=\(Self.token("\($0)"))" }.joined(separator: ";")
        #expect(tokens(many, "\(Self.own)=\(own)") == [own] + (0..<7).map { Self.token("\($0)") })
        #expect(tokens("jobtag_session=\(a);jobtag_session=\(a)") == [a])
        #expect(tokens((0..<20).map { "\(Self.own)=\(Self.token("\($0)"))" }.joined(separator: ";")).count == 8)
    }

    @Test func `Text that cannot be a token does not count as a try`() {
        let junk = (0..<30).map { "\(Self.own)=junk\($0)" }.joined(separator: ";")
        #expect(tokens(junk, "\(Self.own)=\(Self.token("own"))") == [Self.token("own")])
    }

    @Test(
        "Ignores other cookies",
        arguments: [
            "", ";", "=", "a=b", "jobtag_session", "jobtag_session=", "jobtag_sessions=a", "Jobtag_Session=a",
            "\u{301}jobtag_session=a",
        ])
    func others(_ line: String) {
        #expect(tokens(line) == [])
    }

    @Test func `A mark that combines with a separator hides no cookie`() {
        let token = Self.token("a")
        #expect(tokens("a=b;\u{301}=x;jobtag_session=\(token)") == [token])
        #expect(tokens("a=b\u{301}; jobtag_session=\(token)") == [token])
    }

    @Test(
        "Only the Bearer scheme of Authorization counts",
        arguments: [
            ([], .absent), (["Basic x"], .absent), (["Bearerx y"], .absent), (["Bearer a"], .token("a")),
            (["bEARER   a"], .token("a")),
            (["Basic x", "Bearer a"], .token("a")), (["Bearer a", "Basic x"], .token("a")), (["Bearer a", "Bearer a"], .unusable),
            (["Bearer"], .unusable), (["Bearer "], .unusable), (["Bearer\ta"], .unusable), (["Bearer", "Bearer a"], .unusable),
        ] as [([String], Authenticator.Bearer)])
    func bearer(_ lines: [String], _ expected: Authenticator.Bearer) {
        var fields = HTTPFields()
        for line in lines { fields.append(HTTPField(name: .authorization, value: line)) }
        #expect(Authenticator.bearer(fields) == expected)
    }
}
