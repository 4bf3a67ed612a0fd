import JobtagCore
import Testing

@Suite("The text of an event")
struct EventTextTests {
    @Test(
        "is the typed text, without surrounding white space",
        arguments: [("Called the client.", "Called the client."), ("  a \n", "a"), ("a\nb", "a\nb"), ("\u{3000}鈑金\u{A0}", "鈑金")])
    func accepts(text: String, kept: String) throws {
        #expect(try JobService.eventText(.text(text)) == kept)
    }

    @Test(
        "is rejected if it is empty, too long or of another type",
        arguments: [
            (.null, "This field is required."), (.text(""), "This field is required."),
            (.text(" \r\n\t"), "This field is required."),
            (.number(1), "This must be a string."),
            (.list([.text("a")]), "This must be a string."), (.text("a\0"), "Remove the control characters."),
            (.text(String(repeating: "x", count: 10_001)), "Use at most 10000 bytes."),
        ] as [(FieldValue, String)]
    )
    func refuses(value: FieldValue, message: String) {
        #expect(fieldErrors { _ = try JobService.eventText(value) } == [FieldError("description", message)])
    }
}
