import Testing

@testable import JobtagServer

@Suite struct PathNormalizationTests {
    @Test(
        "Letters, digits and - . _ ~ are decoded, once",
        arguments: [
            ("/api/%6Aobs/", "/api/jobs/"), ("/api/%6aobs/", "/api/jobs/"), ("/a%2Db%2db", "/a-b-b"), ("/%2e%2E/x", "/../x"),
            ("/%7Ea%5fb%30", "/~a_b0"), ("/%61%2F%62", "/a%2Fb"), ("/%61%252D", "/a%252D"), ("/%61?q=%61&x=%", "/a?q=%61&x=%"),
            ("/%61%C3%A9", "/a%C3%A9"), ("/é%61", "/éa"),
        ])
    func decoded(_ target: String, _ normalized: String) {
        #expect(PathNormalization.normalized(target) == normalized)
    }

    @Test(
        "A path without encoding, or with invalid encoding, is unchanged",
        arguments: [
            "/", "/api/jobs/", "/api/jobs/?q=%61", "/a%2Fb", "/a%2f%3F%23%25%5B", "/%61%", "/%61%2", "/%61%zz", "/%2%35", "/%C3%A9",
            "*", "",
        ])
    func untouched(_ target: String) {
        #expect(PathNormalization.normalized(target) == nil)
    }
}
