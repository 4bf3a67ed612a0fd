extension Catalogue {
    /// For those who build.
    static let building: [Product] = [
        Product(
            trades: [.builder, .architect, .air, .maker],
            names: ["{qty} powder-coated brackets, {t} mm, {use}", "Brackets for {use}, {qty} off, {colour}"],
            slots: [
                .number("qty", 8...120, by: 4), .number("t", 3...6, by: 1), .number("a", 80...220, by: 10),
                .choice(
                    "use",
                    [
                        "pergola beams", "floating shelves", "the veranda posts", "the heat pumps", "planter boxes",
                        "the mezzanine rail", "the workshop shelves",
                    ]),
                .choice("colour", coats),
            ],
            briefs: [
                "{qty} brackets from {t} mm mild steel, legs {a} × {a} × 60 mm, two 11 mm holes each leg, powder coated in {colour}, for {use}."
            ],
            details: [
                "Deburr all round before coating, edges broken to 0.5 mm. Hang them by the upper hole so that the coater's mark is not seen."
            ],
            lines: [
                .material("Mild steel {t} mm, laser-cut blank", per: "qty", cost: 4_35),
                .material("Powder coating, outwork, per piece", per: "qty", cost: 3_90),
                .time("Nest and cut", hours: 1...2), .time("Fold", minutes: 3, per: "qty"),
                .time("Deburr and pack", minutes: 2, per: "qty"),
            ],
            remarks: [
                "First-off measured: {a} × {a-1}. Back gauge moved 1 mm, the rest is right.",
                "Coater rang: colour comes Wednesday, ours go in the first batch.", "Counted {qty} and two spares into the box.",
            ],
            notes: ["Two spares on the house, they always lose some."], family: .bench),
        Product(
            trades: [.builder, .architect, .school],
            names: ["Balustrade {m} m, {style}, {place}", "{Place}: {style} balustrade, {m} m"],
            slots: [
                .number("m", 4...26, by: 1), .choice("style", ["flat-bar", "stainless wire", "framed mesh", "round-bar"]),
                .choice("place", ["upper deck", "stairwell", "mezzanine", "front veranda", "gallery"]),
            ],
            briefs: [
                "{m} m of {style} balustrade for the {place}, 1000 mm high, top rail 50 × 10, posts at most 1200 mm apart, side-fixed with four M12 each."
            ],
            details: [
                "Measure after the decking is down. The corner is 92°, not 90°, so the corner post is made last.",
                "No gap over 99 mm anywhere; the inspector has a ball and uses it.",
            ],
            lines: [
                .material("50 × 10 flat bar, metre", per: "m", thousandths: 2200, cost: 12_80),
                .material("Infill, metre of balustrade", per: "m", cost: 54_00),
                .material("Base plate 100 × 100 × 10, drilled", per: "m", thousandths: 1000, cost: 9_70),
                .material("Galvanise and powder coat, per metre", per: "m", cost: 58_00),
                .time("Site measure", hours: 2...3), .time("Cut and weld sections", minutes: 105, per: "m"),
                .time("Install, two people", minutes: 70, per: "m"),
            ],
            remarks: [
                "Deck is down, measured again: {m} m all right, but one post lands on a joist joint. Shifted it 80 mm.",
                "Sections 1 to 3 tacked and square, 4 waits for the corner.",
            ],
            notes: ["Sections no longer than 3 m, they go up by hand.", "Take the 99 mm ball."], family: .site),
        Product(
            trades: [.builder, .council, .health, .school, .household, .heritage],
            names: ["Ramp handrail {m} m, {place}", "Handrail, {place}, {m} m 316 tube"],
            slots: [
                .number("m", 3...24, by: 1),
                .choice("place", ["main entrance", "east entrance", "rear steps", "car park stair", "garden path", "side door"]),
            ],
            briefs: [
                "Handrail {m} m in 42.4 × 2 mm 316 tube, 900 mm above the ramp, 300 mm horizontal returns top and bottom, brackets at 1200 mm, satin finish."
            ],
            details: ["To the access code: ends return to the wall, 50 mm clear behind, nothing that catches a sleeve."],
            lines: [
                .material("42.4 × 2.0 mm 316 tube, metre", per: "m", thousandths: 1100, cost: 21_50),
                .material("Rail bracket 316, cast", per: "m", thousandths: 1000, cost: 17_80),
                .time("Bend and weld", minutes: 40, per: "m"), .time("Install", minutes: 35, per: "m"),
                .time("Site measure", hours: 1...2),
            ],
            remarks: [
                "Wall is hollow block: chemical anchors with sleeves, ordered 24.",
                "{who} asks that the lower end stays 100 mm clear of the gate. Noted on the drawing.",
            ],
            notes: ["Hollow block? Tap before drilling."], family: .site),
        Product(
            trades: [.air, .builder, .school, .health],
            names: ["Rectangular duct {w} × {h}, {m} m, {place}", "{Place}: {w} × {h} duct run, {m} m"],
            slots: [
                .number("w", 300...800, by: 50), .number("h", 200...400, by: 50), .number("m", 6...36, by: 2),
                .choice(
                    "place",
                    ["level 1 return air", "plant room", "hall supply", "changing rooms", "level 2 exhaust", "kitchen make-up air"]),
            ],
            briefs: [
                "{m} m of rectangular duct {w} × {h} mm in 0.8 mm galvanised, TDF flanges, lengths of 1200 mm, two radius bends and one offset. Internally lined with 25 mm where marked."
            ],
            details: [
                "The offset passes under a beam with 40 mm to spare. If the duct grows by flanges there, it does not pass: use a slip joint."
            ],
            lines: [
                .material("Galvanised 0.8 mm, per metre of duct", per: "m", cost: 33_50),
                .material("TDF corners and clips, set", per: "m", thousandths: 850, cost: 5_20),
                .material("25 mm lining, metre", 4...12, cost: 21_00), .time("Plasma cut and form", minutes: 35, per: "m"),
                .time("Seam, flange, seal", minutes: 25, per: "m"),
            ],
            remarks: ["Bend 2 was drawn mirrored. Caught it before it was formed.", "Lengths 1 to 6 labelled and on the pallet."],
            notes: ["Label every length with arrow and number, the installers start at the far end."], family: .site),
        Product(
            trades: [.air, .builder, .brewery],
            names: ["Duct transition {w} × {h} to Ø{dia}", "Square-to-round {w} × {h} / Ø{dia}, {qty} off"],
            slots: [
                .number("w", 300...650, by: 50), .number("h", 300...450, by: 50),
                .choice("dia", ["250", "300", "315", "355", "400"]), .number("qty", 2...6, by: 1),
            ],
            briefs: [
                "{qty} transitions {w} × {h} mm to Ø{dia} mm, 400 mm long, 0.95 mm galvanised, flange one end, spigot the other with 40 mm for the clamp."
            ],
            details: ["One side flat so that it sits against the slab."],
            lines: [
                .material("Galvanised 0.95 mm, per transition", per: "qty", cost: 38_00), .time("Develop and cut", hours: 1...2),
                .time("Form, seam and seal", minutes: 100, per: "qty"),
            ],
            remarks: ["Spigot is Ø{dia} outside, checked with {who}: theirs is the inside. Good.", "Flat side down, seam up."],
            notes: ["Ask: inside or outside diameter. Every time."], family: .bench),
        Product(
            trades: [.architect, .builder, .council],
            names: ["Perforated screens, {qty} panels {w} × {h}", "{Qty} perforated panels, {place}, {colour}"],
            slots: [
                .number("qty", 4...28, by: 1), .number("w", 600...1150, by: 50), .number("h", 1200...2900, by: 100),
                .choice("place", ["north façade", "stair tower", "bin store", "courtyard", "main entrance"]),
                .choice("colour", coats),
            ],
            briefs: [
                "{qty} sun-screen panels {w} × {h} mm for the {place}, 3 mm aluminium, perforated to the architect's pattern, 40 mm folded edges, powder coated in {colour}."
            ],
            details: [
                "The pattern runs over all panels as one picture; the joints are 12 mm and the picture must not jump there. Panels are numbered on the hidden edge.",
                "One full-size sample, coated, before the rest is cut. The sample stays with the architect.",
            ],
            lines: [
                .material("5005 aluminium 3 mm, per panel", per: "qty", cost: 172_00),
                .material("Powder coating, outwork, per panel", per: "qty", cost: 74_00),
                .material("Stainless fixing set", per: "qty", cost: 12_50), .time("Program the pattern", hours: 3...8),
                .time("Laser time", minutes: 50, per: "qty"), .time("Fold and pack", minutes: 25, per: "qty"),
            ],
            remarks: [
                "Pattern file has 41,000 holes; joined the smallest ones with {who}'s blessing, laser time down by a third.",
                "Sample panel approved, signed on the back.",
            ],
            notes: ["Foam between the panels, they mark each other."], family: .facade, careful: true),
        Product(
            trades: [.architect, .builder],
            names: ["Window hoods, {qty} off, {w} mm, {colour}", "{qty} window surrounds {w} × {h}, {metal}"],
            slots: [
                .number("qty", 2...12, by: 1), .number("w", 800...2400, by: 50), .number("h", 900...1800, by: 50),
                .number("p", 250...450, by: 50),
                .choice("metal", ["3 mm aluminium", "2.5 mm aluminium"]), .choice("colour", coats),
            ],
            briefs: [
                "{qty} window hoods, {w} mm wide, {p} mm deep, {metal}, welded corners ground flush, hidden fixing through the reveal, drip groove along the front."
            ],
            details: [
                "Opening sizes differ by up to 8 mm from window to window. Each hood is made to its own measure, the list is in the folder."
            ],
            lines: [
                .material("Sheet, per hood", per: "qty", cost: 124_00),
                .material("Surface finish, per hood", per: "qty", cost: 66_00), .time("Site measure", hours: 1...3),
                .time("Cut and fold", minutes: 45, per: "qty"), .time("Weld and grind", minutes: 70, per: "qty"),
            ],
            remarks: ["Window 3 is {w-6} mm, all others {w}. Tag says so now.", "Drip groove moved back 5 mm, looks calmer."],
            notes: ["Each hood has its window's number inside. Do not mix."], family: .facade, careful: true),
        Product(
            trades: [.builder, .architect],
            names: ["Folded steel stair, {n} treads, {place}", "{n} folded treads, 6 mm, {place}"],
            slots: [
                .number("n", 9...17, by: 1), .number("w", 800...1000, by: 50),
                .choice("place", ["loft", "wine store", "studio", "terrace", "mezzanine office", "basement"]),
            ],
            briefs: [
                "Stair to the {place}: {n} treads of 6 mm plate, folded as tread and riser, {w} mm wide, on two cut stringers, welded from below. Site joint in the middle."
            ],
            details: [
                "Rise and going to be checked against the finished floor, which is 22 mm above the slab. First and last riser take the difference only if it stays within 5 mm."
            ],
            lines: [
                .material("6 mm mild steel plate, per tread", per: "n", cost: 46_00),
                .material("Stringer 200 × 12 flat, metre", 7...11, cost: 34_00),
                .material("Zinc primer, litre", 2...4, cost: 29_00),
                .time("Draw", hours: 3...5), .time("Cut and fold treads", minutes: 30, per: "n"),
                .time("Weld stair", hours: 9...16), .time("Install, two people", hours: 6...10),
            ],
            remarks: [
                "Finished floor measured with {who}: 24 mm, not 22. Risers now 178.5.",
                "Upper half welded, weighs 190 kg. Crane booked.",
            ],
            notes: ["Weld from below only, the top edges stay sharp and clean.", "Crane: street permit needed, three days ahead."],
            family: .site),
    ]
}
