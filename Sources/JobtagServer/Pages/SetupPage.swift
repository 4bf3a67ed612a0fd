import Foundation
import HTTPTypes
import HummingbirdCore
import JobtagAPI
import JobtagCore
import NIOCore

/// The page behind the one-time link: it makes the first admin.
enum SetupPage {
    static func html(secret: String, error: String?, name: String = "", email: String = "") -> String {
        let note = error.map { "<p class=\"error\" role=\"alert\">\(PageLayout.escape($0))</p>" } ?? ""
        return PageLayout.page(
            title: "Set up your workshop",
            """
            <p>Make the first account. It can do everything, and make the others.</p>
            \(note)
            <form method="post" action="/setup/">
            <input type="hidden" name="token" value="\(PageLayout.escape(secret))">
            <label for="name">Your name</label>
            <input id="name" name="name" required autocomplete="name" value="\(PageLayout.escape(name))">
            <label for="email">E-mail</label>
            <input id="email" name="email" type="email" required autocomplete="username" value="\(PageLayout.escape(email))">
            <label for="password">Password, at least 10 characters</label>
            <input id="password" name="password" type="password" required minlength="10" autocomplete="new-password">
            <button>Make the account</button>
            </form>
            """)
    }

    static func over(_ why: String) -> String {
        PageLayout.page(title: "Set up your workshop", "<p>\(PageLayout.escape(why))</p><p><a href=\"/\">On to Jobtag</a></p>")
    }

    static let done = PageLayout.page(
        title: "Your workshop is set up",
        "<p>You can sign in now, and make accounts for the others with <code>POST /api/staff/</code>.</p><p><a href=\"/\">On to Jobtag</a></p>"
    )

    /// The members of a form as browsers post it.
    ///
    /// - Throws: `Problem` of 413 or 415.
    static func form(_ call: Call) async throws -> [String: String] {
        guard call.request.headers[.contentType]?.isMediaType("application/x-www-form-urlencoded") == true else {
            throw Problem(.unsupportedMediaType, "Use the form of this page.")
        }
        try call.requireIdentityCoding()
        var body = ByteBuffer()
        for try await part in call.request.body {
            body.writeImmutableBuffer(part)
            guard body.readableBytes <= 10_000 else { throw Problem(.tooLarge, "The form is too large.") }
        }
        var values: [String: String] = [:]
        for pair in FormEncoding.pairs(of: String(buffer: body)) {
            if let name = pair.name { values[name] = pair.value ?? "" }
        }
        return values
    }
}
