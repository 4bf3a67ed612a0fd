import ConditionalRequests
import Testing

@Suite("Tolerance for intermediaries")
struct IntermediaryToleranceTests {
    static let seenThrough = ["--", "-", ";", ":"].flatMap { separator in
        ["gzip", "gz", "br", "zstd", "deflate"].map { separator + $0 }
    }

    @Test("ignores the suffix of a content coding", arguments: seenThrough)
    func seesThrough(suffix: String) {
        let current = EntityTag(unchecked: "x")
        for isWeak in [false, true] {
            let list = EntityTagList.tags([EntityTag(unchecked: "x" + suffix, isWeak: isWeak)])
            for comparison in [EntityTag.Comparison.strong, .weak] {
                #expect(list.contains(current, by: comparison, tolerance: .contentCodings))
                #expect(!list.contains(current, by: comparison, tolerance: .none))
                #expect(!list.contains(EntityTag(unchecked: "y"), by: comparison, tolerance: .contentCodings))
            }
        }
    }

    @Test(
        "ignores nothing else",
        arguments: [
            "xgzip", "x-", "x-GZIP", "x-zip", "x_gzip", "x-gzipp", "x---gzip", "x-gzip-br", "-gzip", "x;;gzip",
            "xx-gzip", "",
        ]
    )
    func nothingElse(opaqueTag: String) {
        let list = EntityTagList.tags([EntityTag(unchecked: opaqueTag)])
        #expect(!list.contains(EntityTag(unchecked: "x"), by: .weak, tolerance: .contentCodings))
    }

    @Test("never applies to the current tag")
    func currentIsNotRelaxed() {
        let plain = EntityTagList.tags([EntityTag(unchecked: "x")])
        #expect(!plain.contains(EntityTag(unchecked: "x-gzip"), by: .weak, tolerance: .contentCodings))
        #expect(!plain.contains(EntityTag(unchecked: "x", isWeak: true), by: .strong, tolerance: .contentCodings))
        let coded = EntityTagList.tags([EntityTag(unchecked: "x-gzip")])
        #expect(coded.contains(EntityTag(unchecked: "x-gzip"), by: .strong, tolerance: .contentCodings))
        #expect(!coded.contains(EntityTag(unchecked: "x-br"), by: .weak, tolerance: .contentCodings))
    }

    @Test(
        "lists the possible original tags",
        arguments: [
            (#""x""#, [#""x""#]),
            (#"W/"x""#, [#"W/"x""#, #""x""#]),
            (#""x-gzip""#, [#""x-gzip""#, #""x""#]),
            (#"W/"x;br""#, [#"W/"x;br""#, #""x;br""#, #""x""#]),
            (#""x--gzip""#, [#""x--gzip""#, #""x-""#, #""x""#]),
            (#""é-gzip""#, [#""é-gzip""#, #""é""#]),
        ]
    )
    func meanings(text: String, expected: [String]) throws {
        let tag = try EntityTag(parsing: text)
        let meanings = tag.meanings(under: .contentCodings)
        #expect(meanings.map(\.description) == expected)
        #expect(tag.meanings(under: .none) == [tag])
        for meaning in meanings where !meaning.isWeak {
            #expect(EntityTagList.tags([tag]).contains(meaning, by: .strong, tolerance: .contentCodings))
        }
    }
}
