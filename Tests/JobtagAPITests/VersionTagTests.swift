import Foundation
import JobtagAPI
import JobtagCore
import Testing

@Suite("A version's entity tag")
struct VersionTagTests {
    @Test(
        "has the id and the microseconds, in quotes, and is never weak",
        arguments: [(0, "0"), (1, "1"), (1_795_425_302_123_456, "1795425302123456"), (.max, "9223372036854775807")]
            as [(Int64, String)])
    func written(microseconds: Int64, digits: String) {
        let version = Version(id: Sample.id, updatedAt: Timestamp(microseconds: microseconds))
        #expect(version.opaqueTag == "\(Sample.idText).\(digits)")
        #expect(version.entityTag == "\"\(Sample.idText).\(digits)\"")
        #expect(Version(opaqueTag: version.opaqueTag) == version)
    }

    @Test("has only octets allowed in an entity tag (RFC 9110, section 8.8.3)")
    func octets() {
        #expect(Sample.job.version.opaqueTag.utf8.allSatisfy { $0 == 0x21 || (0x23...0x7E).contains($0) })
    }

    @Test("is the same for the same version, and different for any other")
    func distinct() {
        let next = Version(id: Sample.id, updatedAt: Sample.then.next(now: Sample.then))
        let other = Version(id: Sample.otherID, updatedAt: Sample.then)
        #expect(Sample.job.version.entityTag == Sample.fullJob.version.entityTag)
        #expect(Set([Sample.job.version, next, other].map(\.entityTag)).count == 3)
    }

    @Test(
        "is not parsed with a suffix: tolerance removes known suffixes first, and other text names no version",
        arguments: ["-gzip", "-br", "--gzip", ";gzip", "-zstd", "-gzip-br", "+dcb", ".5", "x", " ", "-9", "-gzip\u{301}"])
    func suffixes(suffix: String) {
        #expect(Version(opaqueTag: Sample.tag) == Sample.job.version)
        #expect(Version(opaqueTag: Sample.tag + suffix) == nil)
    }

    @Test("is parsed only as written, not in upper case or with leading zeros")
    func exactly() {
        #expect(Version(opaqueTag: Sample.tag.uppercased()) == nil)
        #expect(Version(opaqueTag: Sample.tag.replacing(".", with: ".00")) == nil)
    }

    @Test("of one record differs from that of another record at the same time")
    func otherID() throws {
        let other = try #require(Version(opaqueTag: "\(Sample.otherIDText).1795425302123456"))
        #expect(other.updatedAt == Sample.then)
        #expect(other != Sample.job.version)
    }

    @Test(
        "is not parsed in any form that this server does not write",
        arguments: [
            "", "*", ".", "abc", "1795425302123456", Sample.idText, Sample.idText + ".", Sample.idText + "-1795425302123456",
            Sample.idText + ":1",
            Sample.idText + ".-1", Sample.idText + ".+1", Sample.idText + ". 1", Sample.idText + ".x1", Sample.idText + "..1",
            Sample.idText + ".9223372036854775808", Sample.idText + ".99999999999999999999999999", Sample.idText + ".１",
            "\"" + Sample.tag + "\"", "W/" + Sample.tag, " " + Sample.tag, "x" + Sample.tag, String(Sample.tag.dropFirst()),
            "0193570a9f3c7e218b4d2f60c1a7e5d8.1795425302123456", "0193570a9f3c7e218b4d2f60c1a7e5d80000.1795425302123456",
            "{0193570a-9f3c-7e21-8b4d-2f60c1a7e5d8}.1", "g193570a-9f3c-7e21-8b4d-2f60c1a7e5d8.1",
            "0193570a-9f3c-7e21-8b4d-2f60c1a7e5d\u{301}8.1",
            "éééééééééééééééééé.1795425302123456", "🛠🛠🛠🛠🛠🛠🛠🛠🛠.1795425302123456",
            "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0.1",
        ]
    )
    func rejects(text: String) {
        #expect(Version(opaqueTag: text) == nil)
    }
}
