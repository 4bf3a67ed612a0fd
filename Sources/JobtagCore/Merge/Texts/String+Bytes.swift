extension String {
    /// Whether both are the same bytes. `==` also holds between a composed é and a decomposed one; here those are two texts.
    func isIdentical(to other: String) -> Bool { utf8.elementsEqual(other.utf8) }
}
