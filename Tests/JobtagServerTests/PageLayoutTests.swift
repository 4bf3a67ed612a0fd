import Testing

@testable import JobtagServer

@Suite struct PageLayoutTests {
    @Test(
        "Text is escaped character by character, whatever combines with it",
        arguments: [
            ("a<b>&\"'", "a&lt;b&gt;&amp;&quot;&#39;"), ("\"\u{301} onfocus=x", "&quot;\u{301} onfocus=x"),
            ("<\u{338}", "&lt;\u{338}"),
            ("&\u{20E3}", "&amp;\u{20E3}"), (">\u{FE0F}", "&gt;\u{FE0F}"), ("'\u{200D}", "&#39;\u{200D}"), ("Größe", "Größe"),
            ("", ""),
        ])
    func escape(_ text: String, _ html: String) {
        #expect(PageLayout.escape(text).utf8.elementsEqual(html.utf8))
    }
}
