extension StringProtocol {
    /// The beginning of a text from outside, for a message. Counted in scalars: what people see as one character can be of any
    /// length.
    package func beginning(scalars: Int) -> String {
        String(String.UnicodeScalarView(unicodeScalars.prefix(scalars)))
    }
}
