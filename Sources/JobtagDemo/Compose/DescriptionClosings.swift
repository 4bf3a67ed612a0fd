/// Sentences that end a description or a short note.
enum DescriptionClosings {
    static let all = [
        "Price to include delivery to the door. Installation as a separate figure, they may do it themselves.",
        "Please send a photograph before it is packed.",
        "If anything is unclear ring {who} before cutting, not after.",
        "Two prices wanted: as drawn, and with whatever we would do to make it simpler.",
        "They want to see a small sample of the finish first, about A5 is enough.",
        "The old one can be scrapped, they don't want it back.",
    ]

    static let short = [
        "{who}: text first, then ring.", "Sample in the tray with the number.", "Drawing in the folder, revision B.",
        "Back the ute up to the side door.", "Offcuts go back with the job.", "Ask for the key at the desk.",
    ]
}
