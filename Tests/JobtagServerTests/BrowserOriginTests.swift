import Testing

@testable import JobtagServer

@Suite struct BrowserOriginTests {
    @Test(
        "An origin in the browsers' spelling is unchanged",
        arguments: [
            "http://localhost:3000", "https://app.example", "http://127.0.0.1:5173", "http://[::1]:3000", "https://[2001:db8::1]",
            "http://xn--bcher-kva.example", "https://app.example:8443", "http://a_b.example", "http://app.example:443",
            "https://app.example:80", "http://app.example.", "http://1.example",
        ])
    func same(_ origin: String) {
        #expect(BrowserOrigin.spelling(of: origin) == origin)
    }

    @Test(
        "Another spelling is converted to the browsers' spelling",
        arguments: [
            ("http://localhost:3000/", "http://localhost:3000"), ("HTTP://LocalHost:3000", "http://localhost:3000"),
            ("localhost:3000", "http://localhost:3000"), ("localhost", "http://localhost"),
            ("http://app.example:80", "http://app.example"), ("https://app.example:443", "https://app.example"),
            ("https://app.example:0443", "https://app.example"), ("http://app.example:", "http://app.example"),
            ("http://app.example:08080", "http://app.example:8080"), ("http://me:secret@app.example", "http://app.example"),
            ("https://app.example/app/index.html?a=b#c", "https://app.example"), ("https://app.example?x", "https://app.example"),
            ("https://app.example#x", "https://app.example"), (" http://app.example\n", "http://app.example"),
            ("http://[::1]:80", "http://[::1]"), ("http://[0:0:0:0:0:0:0:1]:3000", "http://[::1]:3000"),
            ("https://[2001:DB8:0:0:1:0:0:1]", "https://[2001:db8::1:0:0:1]"),
            ("http://[::ffff:127.0.0.1]", "http://[::ffff:7f00:1]"),
            ("http://[1:0:3:4:5:6:7:8]", "http://[1:0:3:4:5:6:7:8]"), ("http://[1::]", "http://[1::]"),
            ("http://bücher.example", "http://xn--bcher-kva.example"),
            ("HTTPS://BÜCHER.example:443/", "https://xn--bcher-kva.example"),
            ("http://XN--BCHER-KVA.example", "http://xn--bcher-kva.example"), ("http://127.1:3000", "http://127.0.0.1:3000"),
            ("http://0x7f.0.0.1", "http://127.0.0.1"),
        ])
    func other(_ text: String, _ origin: String) {
        #expect(BrowserOrigin.spelling(of: text) == origin)
    }

    @Test(
        "Rejects an origin that no browser can send",
        arguments: [
            "", "http://", "http://:3000", "ftp://app.example", "file:///tmp", "http://*.example", "http://app .example",
            "http://app.example:x", "http://app.example:99999", "http://app.example:-1", "http://[::1", "http://[x]",
            "http://[::1]x",
            "http://a%20b", "http://app,example", "http://256.1.1.1", "http://1.2.3.4.5", "http://.", "://app.example",
            "http://a:b:c",
        ])
    func none(_ text: String) {
        #expect(BrowserOrigin.spelling(of: text) == nil)
    }
}
