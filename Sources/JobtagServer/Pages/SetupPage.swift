import Foundation
import HTTPTypes
import HummingbirdCore
import JobtagAPI
import JobtagCore
import NIOCore

/// The page behind the one-time link, which creates the first admin.
struct SetupPage {
    private let layout: PageLayout

    init(base: BasePath) { layout = PageLayout(base: base) }

    func html(secret: String, error: String?, name: String = "", email: String = "") -> String {
        let note = error.map { "<p class=\"notice bad\" role=\"alert\">\(PageLayout.escape($0))</p>" } ?? ""
        return layout.page(
            title: "Set up your workshop",
            """
            <p>Create the first account. It is an administrator’s and can create the other accounts.</p>
            \(note)
            <form method="post" action="\(layout.base)/setup/">
            <input type="hidden" name="token" value="\(PageLayout.escape(secret))">
            <label class="field"><span class="field__label">Your name</span>
            <input class="input" name="name" required autocomplete="name" dir="auto" value="\(PageLayout.escape(name))"></label>
            <label class="field"><span class="field__label">E-mail</span>
            <input class="input" name="email" type="email" required autocomplete="username" value="\(PageLayout.escape(email))"></label>
            <label class="field"><span class="field__label">Password (at least 10 characters)</span>
            <input class="input" name="password" type="password" required minlength="10" autocomplete="new-password"></label>
            <button class="button primary">Create account</button>
            </form>
            """)
    }

    func over(_ why: String) -> String {
        layout.page(title: "Set up your workshop", "<p>\(PageLayout.escape(why))</p>\n\(layout.wayOn)")
    }

    var done: String {
        layout.page(
            title: "Your workshop is set up",
            """
            <p>You can now sign in. Accounts for other people are created through the API: see <code>POST /api/staff/</code> in the
            <a href="\(layout.base)/api/docs">API documentation</a>.</p>
            <p><a class="button primary" href="\(layout.base)/">Sign in</a></p>
            """)
    }

    /// The fields of a form posted by a browser.
    ///
    /// - Throws: `Problem` of 413 or 415.
    static func form(_ request: OperationRequest) async throws -> [String: String] {
        guard request.http.headers[.contentType]?.isMediaType("application/x-www-form-urlencoded") == true else {
            throw Problem(.unsupportedMediaType, "Submit the form on the setup page.")
        }
        try request.requireIdentityCoding()
        guard case .whole(let body) = try await CollectedBody(request.http, of: request.context), body.readableBytes <= 10_000
        else {
            throw Problem(.tooLarge, "The form is too large.")
        }
        var values: [String: String] = [:]
        for pair in FormEncoding.pairs(of: String(buffer: body)) {
            if let name = pair.name { values[name] = pair.value ?? "" }
        }
        return values
    }
}
