extension UInt8 {
    static var tab: UInt8 { UInt8(ascii: "\t") }
    static var space: UInt8 { UInt8(ascii: " ") }
    static var quote: UInt8 { UInt8(ascii: "\"") }
    static var asterisk: UInt8 { UInt8(ascii: "*") }
    static var comma: UInt8 { UInt8(ascii: ",") }
    static var slash: UInt8 { UInt8(ascii: "/") }
    static var zero: UInt8 { UInt8(ascii: "0") }
    static var nine: UInt8 { UInt8(ascii: "9") }
    static var capitalW: UInt8 { UInt8(ascii: "W") }
    static var lowercaseW: UInt8 { UInt8(ascii: "w") }
}
