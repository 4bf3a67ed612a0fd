import JobtagCore
import Testing

@Suite struct ControlCharacterTests {
    @Test func `Control characters are those of the general category, among all that there are`() {
        let all = (UInt32(0)...0x10FFFF).lazy.compactMap(Unicode.Scalar.init)
        let different = all.filter { $0.isControl != ($0.properties.generalCategory == .control) }
        #expect(different.map(\.value) == [])
    }
}
