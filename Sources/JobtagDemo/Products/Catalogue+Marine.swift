extension Catalogue {
    /// For boats.
    static let marine: [Product] = [
        Product(
            trades: [.marine],
            names: ["Fuel tank {v} L, 5083, {boat}", "{Boat}: {v} L diesel tank"],
            slots: [
                .number("v", 80...600, by: 20),
                .choice("boat", ["Huia", "Pearl", "Tern", "Morning Star", "Stella Maris", "the pilot launch", "the workboat"]),
            ],
            briefs: [
                "Diesel tank {v} L in 4 mm 5083 for {boat}, two baffles, inspection hatch 200 mm, dip tube, 38 mm filler, 16 mm breather. Pressure tested at 0.25 bar with certificate."
            ],
            details: [
                "Follows the turn of the bilge on the outer side; the plywood template is in the rack with the boat's name. 12 mm clear all round for air."
            ],
            lines: [
                .material("5083 aluminium 4 mm, 2400 × 1200", 1...3, cost: 396_00),
                .material("Fittings, sender and hatch, set", 1...1, cost: 214_00), .time("Develop from template", hours: 2...3),
                .time("Cut, fold and weld", hours: 8...15), .time("Pressure test and certificate", hours: 1...2),
            ],
            remarks: [
                "Test at 0.25 bar for two hours: no drop. Certificate in the folder.",
                "Pinhole at the breather socket, ground out and welded again.",
                "Template was cut short by 20 mm at the aft end, confirmed with {who}.",
            ],
            notes: ["Clean with acetone, stainless brush for aluminium only.", "Stamp volume and serial number before the test."],
            family: .marine),
        Product(
            trades: [.marine],
            names: ["Bow rail, {what}, {boat}", "{Boat}: {what} on the bow rail"],
            slots: [
                .choice(
                    "what",
                    [
                        "two stanchions straightened", "new port side", "anchor cut-out", "rebuilt after the collision",
                        "lengthened by 400 mm",
                    ]), .choice("boat", ["Tern", "Kōtare", "Morning Star", "Solveig", "Lady Ngaio", "Gannet 28"]),
            ],
            briefs: [
                "Bow rail of {boat}: {what}. 25.4 × 1.6 mm 316, TIG, polished to mirror. Base plates must sit on the old holes."
            ],
            details: [
                "Boat lies at the hard-stand until Friday and then goes back in. Take the whole rail off rather than weld over the deck."
            ],
            lines: [
                .material("25.4 × 1.6 mm 316 tube, metre", 3...9, cost: 18_60),
                .material("316 base plate, cast", 2...4, cost: 23_00), .time("Take off and refit", hours: 2...4),
                .time("Bend, weld, polish", hours: 5...10),
            ],
            remarks: ["Old tube is 25.0, not 25.4. Sleeved the joint inside.", "Polished; {who} could shave in it."],
            notes: ["Bed the bases in polysulphide, not silicone."], family: .marine, careful: true),
        Product(
            trades: [.marine],
            names: ["Helm console {w} mm, {boat}", "Dash panel {w} × {h}, {boat}"],
            slots: [
                .number("w", 550...1200, by: 50), .number("h", 300...550, by: 50),
                .choice("boat", ["Huia", "Marguerite", "the RIB", "the workboat", "the harbour tender", "Kōtare"]),
            ],
            briefs: [
                "Console front {w} × {h} mm for {boat}, 3 mm 5083, cut-outs for two displays, radio, eight switches and the throttle, textured black powder coat."
            ],
            details: ["Cut-outs from the makers' templates, not from the brochures. Leave 1 mm for the powder."],
            lines: [
                .material("5083 aluminium 3 mm, part", 1...1, cost: 164_00),
                .material("Powder coating, textured", 1...1, cost: 72_00), .time("Draw from templates", hours: 2...4),
                .time("Cut, fold, weld brackets", hours: 3...6),
            ],
            remarks: [
                "New radio is 4 mm wider than the template. {who} sends the right one.",
                "Dry-fitted with all instruments, glare hood clears.",
            ],
            notes: ["Ask for the instruments themselves if at all possible."], family: .marine),
        Product(
            trades: [.marine],
            names: ["{qty} deck hatches {w} × {h}, {boat}", "Flush hatch {w} × {h}, {boat}"],
            slots: [
                .number("qty", 2...6, by: 1), .number("w", 400...700, by: 50), .number("h", 400...900, by: 50),
                .choice("boat", ["Kittiwake", "Pearl", "the mussel barge", "Stella Maris", "the work punt"]),
            ],
            briefs: [
                "Flush deck hatches {w} × {h} mm, {qty} off, for {boat}: 4 mm 5083, gutter frame with two drains, rubber seal, flush latch. To carry a person jumping."
            ],
            details: ["Checker plate on top, pattern in line with the deck. Hinges forward, so that a wave closes them."],
            lines: [
                .material("5083 checker plate 4 mm, per hatch", per: "qty", cost: 118_00),
                .material("Seal, hinges, flush latch, set", per: "qty", cost: 96_00),
                .time("Cut and fold", minutes: 80, per: "qty"), .time("Weld and fit seals", minutes: 150, per: "qty"),
                .time("Hose test", hours: 1...1),
            ],
            remarks: [
                "Hose test ten minutes from all sides: dry.", "Drain moved aft, the deck falls the other way when she is loaded.",
            ],
            notes: ["Hinges forward. Always."], family: .marine),
        Product(
            trades: [.marine],
            names: ["Rocket launcher and bait board, {boat}", "{n}-rod rack over the targa, {boat}"],
            slots: [
                .number("n", 5...9, by: 1),
                .choice("boat", ["Gannet 24", "Gannet 28", "Tern", "Kōtare", "Solveig", "Lady Ngaio", "a 6.2 m trailer boat"]),
            ],
            briefs: [
                "Rod rack for {n} rods and bait board with drain for {boat}, 40 × 2 mm aluminium tube and 4 mm plate, anodised look, folds down for the garage."
            ],
            details: ["Folded height must stay under 2150 mm with the trailer on its wheels."],
            lines: [
                .material("40 × 2 mm 6060 tube, metre", 9...14, cost: 13_20),
                .material("Rod holder tube, welded", per: "n", cost: 14_50), .material("Cutting board, HDPE", 1...1, cost: 46_00),
                .time("Bend and weld", hours: 6...10), .time("Fit to boat", hours: 2...4),
            ],
            remarks: ["Garage door measured by {who}: 2140. Pivot moved down 15 mm.", "Rods stand clear of the aerial now."],
            notes: ["Aerial on the port side swings aft, mind it."], family: .marine),
        Product(
            trades: [.marine],
            names: ["Exhaust heat shields, {boat}", "{Boat}: lagging covers, {n} pieces"],
            slots: [
                .number("n", 3...9, by: 1),
                .choice(
                    "boat",
                    ["the pilot launch", "the RIB", "Morning Star", "the mussel barge", "Stella Maris", "the harbour ferry"]),
            ],
            briefs: [
                "Covers over the dry exhaust of {boat}, {n} pieces in 0.9 mm 316, quick-release clips, 50 mm lagging beneath. Must come off with gloves on."
            ],
            details: ["Surface below 60 °C at full revolutions. The bulkhead piece has a 3 mm gap for movement."],
            lines: [
                .material("316 sheet 0.9 mm, per piece", per: "n", cost: 42_00), .material("Lagging 50 mm, m²", 3...6, cost: 58_00),
                .material("Over-centre clip 316", per: "n", thousandths: 3000, cost: 8_20),
                .time("Template in the engine room", hours: 2...5), .time("Cut, roll, rivet", minutes: 110, per: "n"),
            ],
            remarks: [
                "Templates taken with the engine cold, {who} showed how far it walks: 6 mm.",
                "Sea trial: 52 °C at the hottest piece.",
            ],
            notes: ["Numbers engraved, fore to aft."], family: .marine),
    ]
}
