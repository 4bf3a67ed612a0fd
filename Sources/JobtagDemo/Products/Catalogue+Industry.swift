extension Catalogue {
    /// For those who make and keep things themselves.
    static let industry: [Product] = [
        Product(
            trades: [.industry, .brewery],
            names: ["Machine guard for {machine}, {mesh}", "Guarding, {machine}: {qty} panels"],
            slots: [
                .choice(
                    "machine",
                    [
                        "conveyor 3", "the strapping line", "the palletiser", "the packing line", "the depalletiser",
                        "the case sealer",
                    ]), .choice("mesh", ["25 mm mesh", "clear polycarbonate"]), .number("qty", 3...14, by: 1),
            ],
            briefs: [
                "Guards for {machine}: {qty} panels, 30 × 30 frames with {mesh}, hinged where people clean, interlock brackets on the doors, safety yellow."
            ],
            details: [
                "Reach distances from the standard's table: with this mesh 120 mm to the moving parts. Two doors get coded switches from their electrician."
            ],
            lines: [
                .material("30 × 30 × 2 SHS, metre", per: "qty", thousandths: 4200, cost: 6_30),
                .material("Infill, per panel", per: "qty", cost: 44_00), .material("Hinges and brackets, set", 2...4, cost: 32_00),
                .material("Powder coating, per panel", per: "qty", cost: 24_00), .time("Measure and draw", hours: 2...4),
                .time("Cut and weld", minutes: 60, per: "qty"), .time("Install", hours: 3...7),
            ],
            remarks: [
                "Line stops Sunday 6 am to noon. We go in then.",
                "Door 2 clashes with the light curtain; hinge changed to the left.",
            ],
            notes: ["Lock-out before a hand goes in. Own padlock."], family: .bench),
        Product(
            trades: [.industry, .air, .marine],
            names: ["{qty} enclosures {w} × {h} × {d}, {metal}", "Switch cabinet {w} × {h}, {metal}"],
            slots: [
                .number("qty", 2...20, by: 2), .number("w", 300...800, by: 50), .number("h", 400...1200, by: 100),
                .number("d", 200...350, by: 50), .choice("metal", ["316", "2 mm aluminium", "zinc-plated steel"]),
            ],
            briefs: [
                "Enclosures {w} × {h} × {d} mm in {metal}, rolled gasket edge, door with two quarter-turn locks, gear plate, gland plate below. IP65."
            ],
            details: ["Door opens to the left on half of them. Gear plate drilled to the drawing of their panel builder."],
            lines: [
                .material("Sheet, per enclosure", per: "qty", cost: 88_00),
                .material("Gasket, locks, hinges, set", per: "qty", cost: 41_00),
                .time("Laser cut and fold", minutes: 45, per: "qty"), .time("Weld and fit out", minutes: 65, per: "qty"),
            ],
            remarks: [
                "Hose test on the first one passed.",
                "{who} wants the glands in M25, not M20. Plate is a loose part, so nothing is lost.",
            ],
            notes: ["Gasket poured by the outworker, two days."], family: .bench),
        Product(
            trades: [.industry, .air, .maker, .builder, .marine],
            names: ["Laser blanks, {qty} off, {stock}", "Cut only: {qty} parts, {stock}"],
            slots: [
                .number("qty", 20...400, by: 10),
                .choice(
                    "stock",
                    [
                        "3 mm mild steel", "5 mm mild steel", "2 mm 304", "3 mm 5083", "6 mm mild steel", "1.5 mm 316",
                        "10 mm mild steel",
                    ]),
            ],
            briefs: [
                "{qty} parts cut from {stock} from the client's DXF, deburred on one side, no folding. Grouped by part number, stacked with paper."
            ],
            details: ["Small holes are cut as drawn; below one thickness they are only marked. They know."],
            lines: [
                .material("Plate, per part", per: "qty", cost: 2_45), .time("Nest and set up", hours: 1...1),
                .time("Laser time", minutes: 1, per: "qty"), .time("Deburr and stack", hours: 1...3),
            ],
            remarks: [
                "DXF was in inches. Scaled, and confirmed by {who} with one measure.",
                "Skeleton to the scrap, the two long offcuts into the rack.",
            ],
            notes: ["Check the units of the file."], family: .bench),
        Product(
            trades: [.health, .cafe, .brewery, .school],
            names: ["{qty} stainless trolleys, {shelves} shelves, {l} mm", "Trolleys × {qty}, {l} × 550, {use}"],
            slots: [
                .number("qty", 2...8, by: 1), .choice("shelves", ["two", "three"]), .number("l", 700...1100, by: 50),
                .choice("use", ["linen", "trays", "cleaning", "stores"]),
            ],
            briefs: [
                "{qty} trolleys {l} × 550 × 900 mm for {use}, {shelves} shelves in 1.2 mm 304, rails on three sides, 125 mm castors, two with brakes. All edges closed."
            ],
            details: ["Must pass a 760 mm door with a hand on either side. Castors grey, not black: black ones mark the vinyl."],
            lines: [
                .material("304 stainless, per trolley", per: "qty", cost: 156_00),
                .material("Castor 125 mm, grey, set of four", per: "qty", cost: 84_00),
                .time("Cut and fold", minutes: 80, per: "qty"), .time("Weld and polish", minutes: 150, per: "qty"),
            ],
            remarks: [
                "First one tried on their floor: the rail is 20 mm too high for the shortest of them. Changed on the others.",
                "Castors are grey. Checked the box.",
            ],
            notes: ["No crevice where a cloth cannot reach."], family: .kitchen),
        Product(
            trades: [.health, .industry],
            names: ["Wall protection, {m} m, {place}", "{Place}: stainless wall sheets and corner guards, {m} m"],
            slots: [
                .number("m", 8...60, by: 4),
                .choice(
                    "place", ["main corridor", "loading dock", "cool room 2", "service corridor", "dispatch", "kitchen corridor"]),
            ],
            briefs: [
                "{m} m of wall protection in 1.2 mm 304, 1200 mm high, with corner guards 50 × 50 to 2000 mm, glued, top edge sealed, for the {place}."
            ],
            details: ["Work at night in sections of 6 m. Everything cut in the shop, nothing on site but the gun."],
            lines: [
                .material("304 stainless 1.2 mm, metre of wall", per: "m", cost: 76_00),
                .material("Corner guard 2000 mm", 4...12, cost: 38_00),
                .material("Adhesive, cartridge", per: "m", thousandths: 1500, cost: 11_40),
                .time("Cut and fold", minutes: 14, per: "m"), .time("Install", minutes: 35, per: "m"),
            ],
            remarks: [
                "Night shift agreed with {who}: 10 pm to 4 am.",
                "Section 2 finished, the corridor smelled of nothing in the morning.",
            ],
            notes: ["Low-odour adhesive only."], family: .kitchen),
        Product(
            trades: [.maker, .architect, .household, .cafe],
            names: ["{qty} {style} table bases, {colour}", "Table frames, {style}, {qty} off"],
            slots: [
                .number("qty", 2...16, by: 1), .choice("style", ["trestle", "hairpin", "X-frame", "pedestal", "box-frame"]),
                .choice("colour", coats),
            ],
            briefs: [
                "{qty} {style} table bases, 720 mm high, 50 × 25 × 2 RHS or bar as drawn, ground welds, {colour}, levelling feet, slotted plates for timber tops."
            ],
            details: ["Welds ground until one cannot find them. Slots across the grain so that the top can move."],
            lines: [
                .material("RHS and plate, per base", per: "qty", cost: 38_00),
                .material("Powder coating, per base", per: "qty", cost: 46_00),
                .material("Levelling feet, set", per: "qty", cost: 7_60), .time("Make a jig", hours: 1...2),
                .time("Saw, weld, grind", minutes: 130, per: "qty"),
            ],
            remarks: ["Base 1 rocks by 1 mm. Jig shimmed.", "{who} has taken the first away to show a customer."],
            notes: ["Wrapped singly, they scratch if you look at them."], family: .bench, careful: true),
        Product(
            trades: [.industry, .health, .winery],
            names: ["Floor drain grates, {qty} off, {w} × {l}", "{qty} channel covers {w} mm wide, 304"],
            slots: [.number("qty", 4...30, by: 2), .number("w", 150...350, by: 25), .number("l", 500...1000, by: 100)],
            briefs: [
                "{qty} grates {w} × {l} mm, 304, bars 25 × 3 at 18 mm, slip-resistant notches, to sit in the channel's rebate. Class B load."
            ],
            details: ["The rebate is worn: take {w-3} mm and number the grates to their places."],
            lines: [
                .material("304 flat 25 × 3, per grate", per: "qty", cost: 47_00), .time("Cut and notch", minutes: 20, per: "qty"),
                .time("Weld and pickle", minutes: 40, per: "qty"),
            ],
            remarks: ["Tried three in place: two rattle. A weld bead under the corner cures it.", "Pickled, rinsed, stacked."],
            notes: ["Numbers on the underside, west to east."], family: .kitchen),
    ]
}
