import Testing

@testable import JobtagCore

@Suite struct ControlCharacterTests {
    @Test func `Control characters are exactly those of the general category`() {
        let all = (UInt32(0)...0x10FFFF).lazy.compactMap(Unicode.Scalar.init)
        let different = all.filter { $0.isControl != ($0.properties.generalCategory == .control) }
        #expect(different.map(\.value) == [])
    }

    @Test func `A multi-line text has a control character if any of its characters is one, except line endings and tabs`() {
        var different: [UInt32] = []
        for scalar in (UInt32(0)...0x10FFFF).lazy.compactMap(Unicode.Scalar.init) {
            let isRefused = scalar.isControl && scalar != "\n" && scalar != "\r" && scalar != "\t"
            let texts = ["\(scalar)", "é\(scalar)é"]
            if texts.contains(where: { $0.hasControlAmongLines != isRefused }) { different.append(scalar.value) }
        }
        #expect(different == [])
    }
}
