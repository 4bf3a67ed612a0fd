extension StringProtocol {
    /// The beginning of an external text, for a message. Counted in scalars: a grapheme cluster can be of any
    /// length.
    package func beginning(scalars: Int) -> String {
        String(String.UnicodeScalarView(unicodeScalars.prefix(scalars)))
    }
}
