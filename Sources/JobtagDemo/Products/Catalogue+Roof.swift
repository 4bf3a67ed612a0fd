extension Catalogue {
    /// What keeps the rain out.
    static let roof: [Product] = [
        Product(
            trades: [.builder, .architect, .school, .council],
            names: ["Parapet capping {m} m, {gauge}, {place}", "{Place} capping, {m} m, {colour}"],
            slots: [
                .number("m", 12...72, by: 3), .number("w", 240...420, by: 20),
                .choice("gauge", ["0.75 mm steel", "2 mm aluminium"]),
                .choice("place", ["north parapet", "plant deck", "link block", "lift overrun", "gym roof"]),
                .choice("colour", coats),
            ],
            briefs: [
                "{m} m of parapet capping, girth {w+120} mm for a {w} mm wall, {gauge}, {colour}, fall 3° to the roof, butt straps underneath, welded corners."
            ],
            details: [
                "Lengths of 3 m so that they go up in the lift. No fixings through the top: clip strip outside, screws inside only."
            ],
            lines: [
                .material("Prefinished sheet, metre of capping", per: "m", cost: 16_80),
                .material("Clip strip and butt straps, metre", per: "m", cost: 5_10),
                .time("Fold", minutes: 12, per: "m"), .time("Corners and ends", hours: 2...5),
            ],
            remarks: [
                "Wall varies from {w-4} to {w+7}. Made to the widest, packer under the rest.", "Film comes off on site only.",
            ],
            notes: ["Corner pieces first, they take longest."], family: .facade),
        Product(
            trades: [.builder, .household, .rural, .school, .heritage],
            names: ["Flashings for {place}, {qty} lengths", "{Qty} roof flashings, {place}, {colour}"],
            slots: [
                .number("qty", 6...30, by: 2),
                .choice(
                    "place",
                    [
                        "the re-roof", "the skylights", "the barge ends", "the lean-to", "the chimney and valley", "the woolshed",
                        "the dormers",
                    ]),
                .choice("colour", coats),
            ],
            briefs: [
                "{qty} lengths of folded flashing for {place}, 0.55 mm prefinished, {colour}, three profiles as sketched. Hemmed edges everywhere."
            ],
            details: ["Colour side out on all profiles: the sketch shows it with an arrow, look for the arrow."],
            lines: [
                .material("Prefinished coil 0.55 mm, per length", per: "qty", cost: 19_40),
                .material("Rivets and sealant, box", 1...2, cost: 34_00),
                .time("Slit and fold", minutes: 14, per: "qty"), .time("Set up profiles", hours: 1...1),
            ],
            remarks: ["Profile 2 was folded colour side in. Two lengths again, my mistake.", "Picked up by {who} in two loads."],
            notes: ["Colour side out. Out!"], family: .bench),
        Product(
            trades: [.heritage, .museum, .architect],
            names: ["Copper half-round gutter, {m} m, {place}", "{Place}: copper gutter {m} m, soldered"],
            slots: [
                .number("m", 8...46, by: 2),
                .choice("place", ["north side", "east front", "porch", "carriage house", "west gable", "lantern", "rear wing"]),
            ],
            briefs: [
                "{m} m of half-round gutter 150 mm in 0.7 mm copper for the {place}, beaded front, soldered joints, expansion joint every 9 m, brackets forged to the old pattern."
            ],
            details: [
                "The old brackets are at uneven distances and stay. Joints must not fall on a bracket.",
                "Fall is 1:350 and can't be more, the cornice shows it. Outlet moves to the east end.",
            ],
            lines: [
                .material("Copper sheet 0.7 mm, metre of gutter", per: "m", cost: 58_00),
                .material("Solder 50/50, kg", 2...5, cost: 62_00),
                .material("Copper bracket, forged", per: "m", thousandths: 1250, cost: 18_40),
                .time("Form and bead", minutes: 40, per: "m"),
                .time("Solder and test", minutes: 25, per: "m"), .time("Install from scaffold", minutes: 50, per: "m"),
            ],
            remarks: [
                "Old bracket measured and drawn, the smith makes twelve new ones.",
                "Test filled, joint 4 wept. Cleaned and soldered again, dry now.", "Scaffold is up until the 20th.",
            ],
            notes: ["Tin both sides before soldering. No steel wool, ever.", "Keep the old pieces, the trust wants them."],
            family: .facade, careful: true),
        Product(
            trades: [.heritage, .museum, .architect, .household],
            names: ["Rainwater heads, {qty} off, {metal}", "{qty} rain heads in {metal}, {style}"],
            slots: [
                .number("qty", 2...8, by: 1), .choice("metal", ["copper", "zinc", "lead-coated copper"]),
                .choice("style", ["plain box", "moulded, 1890 pattern", "tapered"]),
            ],
            briefs: [
                "{qty} rainwater heads in {metal}, {style}, about 300 × 220 × 260 mm, outlet Ø90, overflow slot at the front, hung on the existing hooks."
            ],
            details: ["Mouldings from the photograph; the date panel stays blank until the wording is decided."],
            lines: [
                .material("Sheet 0.8 mm, per head", per: "qty", cost: 74_00),
                .material("Pressed moulding, metre", per: "qty", thousandths: 1150, cost: 22_00),
                .time("Pattern and template", hours: 2...4), .time("Form and solder", minutes: 260, per: "qty"),
            ],
            remarks: [
                "Showed {who} the paper model, they like the deeper moulding.",
                "Outlet is Ø90 inside, sleeve over the old pipe fits.",
            ],
            notes: ["Pattern goes into drawer 7."], family: .facade, careful: true),
        Product(
            trades: [.museum],
            names: ["Display mounts for {thing}", "Plinth and case base, {thing}", "Steel cradle for {thing}"],
            slots: [
                .choice(
                    "thing",
                    [
                        "the whaleboat", "the ship's bell", "the signal cannon", "the lighthouse lens", "the diving helmet",
                        "the figurehead", "the printing press", "the customs scales",
                    ]), .choice("colour", ["RAL 9005 jet black, matt", "RAL 7021 black grey"]),
            ],
            briefs: [
                "Supports for {thing}: 304 rod and flat, padded with inert foam where it touches, fixed into the plinth, powder coated in {colour}. Must come apart without moving the object."
            ],
            details: [
                "Only materials from the conservator's list. Powder must be fully cured and aired for two weeks before it comes near the object."
            ],
            lines: [
                .material("304 rod, flat and plate, lot", 1...1, cost: 148_00), .material("Inert foam, sheet", 1...2, cost: 42_00),
                .material("Powder coating, outwork", 1...1, cost: 96_00), .time("Template at the museum", hours: 2...4),
                .time("Make and try", hours: 6...12), .time("Fit with conservator", hours: 2...4),
            ],
            remarks: [
                "Template tried in place with {who}: one pad 6 mm higher, otherwise it hovers.",
                "Coated on the 3rd, airing on the top rack. Do not shorten the two weeks.",
            ],
            notes: ["Nobody lifts the object but the museum's own people."], family: .facade, careful: true),
        Product(
            trades: [.heritage, .museum, .household, .council],
            names: ["Wrought gate repair, {place}", "Repair {what}, {place}"],
            slots: [
                .choice("place", ["side gate", "garden gate", "north railings", "west gate", "front railings", "courtyard gate"]),
                .choice("what", ["hinges and latch", "two bent bars and a finial", "lower rail, rusted through"]),
            ],
            briefs: [
                "Repair of the {place}: {what}. Blast, weld in new solid bar of the same section, prime with zinc, two coats of black."
            ],
            details: ["Cut out only what is gone. New metal is stamped underneath with the year, as the heritage officer asks."],
            lines: [
                .material("Solid bar and flat, lot", 1...1, cost: 86_00), .material("Blasting, outwork", 1...1, cost: 120_00),
                .material("Primer and paint, set", 1...1, cost: 64_00), .time("Take down and refit", hours: 2...5),
                .time("Forge and weld", hours: 5...11), .time("Paint", hours: 2...3),
            ],
            remarks: [
                "Blasting showed a crack in the hanging stile too. Sent {who} a photograph and a price.",
                "New finial cast from the old one, hardly to be told apart.",
            ],
            notes: ["Temporary fence while the gate is away."], family: .site, careful: true),
    ]
}
