extension Catalogue {
    /// For schools and streets.
    static let street: [Product] = [
        Product(
            trades: [.council, .school, .health],
            names: ["Bike racks, {qty} hoops, {place}", "{qty} bike hoops for {place}"],
            slots: [
                .number("qty", 4...24, by: 2),
                .choice(
                    "place",
                    ["the library", "the main gate", "the staff entrance", "the north car park", "the courtyard", "the rear yard"]),
            ],
            briefs: [
                "{qty} bike hoops, 60.3 × 3.6 mm 304 tube, 850 mm high, radius 190 mm, base plates 180 × 10 with four anchor holes, satin, for {place}."
            ],
            details: ["Tamper-proof anchors. One hoop with a lower bar for children's bikes."],
            lines: [
                .material("60.3 × 3.6 mm 304 tube, metre", per: "qty", thousandths: 2350, cost: 38_60),
                .material("Base plate, laser cut", per: "qty", thousandths: 2000, cost: 11_20),
                .material("Anchor M12, tamper-proof", per: "qty", thousandths: 8000, cost: 2_85),
                .time("Bend and weld", minutes: 40, per: "qty"), .time("Satin finish", minutes: 15, per: "qty"),
                .time("Install", minutes: 25, per: "qty"),
            ],
            remarks: [
                "Pavers there are on sand. Told {who} that they need footings first.",
                "Hoops bent, two flattened slightly at the radius: kept as spares.",
            ],
            notes: ["Call before you drill: gas main along the kerb."], family: .site),
        Product(
            trades: [.council, .school],
            names: ["Park seats, {qty} off, {place}", "{qty} seat frames, {timber} slats, {place}"],
            slots: [
                .number("qty", 2...12, by: 1), .choice("timber", ["larch", "recycled jarrah", "tōtara"]),
                .choice("place", ["front lawn", "rose garden", "upper field", "river walk", "playground"]),
                .choice("colour", coats),
            ],
            briefs: [
                "{qty} park seats 1800 mm: frames from 10 mm plate, powder coated in {colour}, {timber} slats on hidden stainless screws, one armrest in the middle."
            ],
            details: [
                "Frames go into the existing concrete pads, 420 mm centres. Slats come from the council's joiner and are not ours to treat."
            ],
            lines: [
                .material("10 mm plate frame, laser cut, pair", per: "qty", cost: 132_00),
                .material("Galvanise and powder coat, pair", per: "qty", cost: 88_00),
                .material("Slats and fixings, set", per: "qty", cost: 146_00),
                .time("Weld frames", minutes: 70, per: "qty"), .time("Assemble", minutes: 55, per: "qty"),
                .time("Set on site", minutes: 40, per: "qty"),
            ],
            remarks: [
                "Slats are 2 mm thicker than drawn. Screws changed to 45.",
                "{who} wants the plaque on the third seat, wording comes by mail.",
            ],
            notes: ["Armrest in the middle is in the specification, don't leave it out."], family: .site),
        Product(
            trades: [.council, .school, .builder, .cafe, .winery, .brewery],
            names: ["Laser-cut sign “{word}”, {l} mm", "Sign “{word}”, {metal}, {l} mm"],
            slots: [
                .number("l", 600...2800, by: 100), .choice("metal", ["3 mm corten", "5 mm aluminium", "3 mm 316"]),
                .choice(
                    "word",
                    [
                        "Kia ora", "Welcome", "Nau mai", "Entrance", "Deliveries", "Haere mai", "Open", "Reception", "This Way",
                        "No Dogs Past Here",
                    ]),
            ],
            briefs: [
                "Sign “{word}”, {l} mm long, cut from {metal}, letters bridged so that nothing falls out, stood off the wall by 25 mm on studs."
            ],
            details: [
                "Lettering as in the file, no substitution of the typeface. The bridges of closed letters at 2 mm, placed as in the proof."
            ],
            lines: [
                .material("Plate for sign, part", 1...2, cost: 118_00), .material("Stand-off studs, set", 1...2, cost: 24_00),
                .time("Prepare file and proof", hours: 1...3), .time("Cut, weld studs, finish", hours: 2...4),
            ],
            remarks: [
                "Proof sent to {who}, with the bridges in red.", "Macron was missing in the first file. Fixed before cutting.",
            ],
            notes: ["Proof signed before cutting. Spelling is on them."], family: .facade),
        Product(
            trades: [.school, .maker],
            names: ["Dust extraction, {n} drops, {place}", "{Place}: extraction branch for {n} machines"],
            slots: [
                .number("n", 3...12, by: 1),
                .choice("place", ["wood workshop", "joinery bay", "sanding room", "metal shop", "machine room", "finishing room"]),
                .choice("dia", ["200", "250", "315"]),
            ],
            briefs: [
                "Extraction in the {place}: main Ø{dia} galvanised spiral, {n} drops Ø125 with blast gates, cleaning doors every 3 m, flexible hose to the machines. Fan is there."
            ],
            details: ["Earthed throughout: braid over every flange. Branches enter at 30° from above, never from below."],
            lines: [
                .material("Spiral duct Ø{dia}, metre", 12...28, cost: 32_00), .material("Branch 30° Ø125", per: "n", cost: 46_00),
                .material("Blast gate Ø125", per: "n", cost: 38_50),
                .material("Anti-static hose Ø125, metre", per: "n", thousandths: 2500, cost: 19_80),
                .time("Make branches and hoods", minutes: 60, per: "n"), .time("Install, two people", hours: 12...22),
            ],
            remarks: [
                "Pulled 21 m/s at the far drop with three gates open. {who} is content.",
                "Saw moved since the drawing; drop 2 is 600 mm further west.",
            ],
            notes: ["Holiday work. Keys from the caretaker, alarm code in the office."], family: .site),
        Product(
            trades: [.council, .cafe, .health, .school],
            names: ["Bin enclosure for {n} bins, {place}", "{Place}: enclosure, {n} × 240 L"],
            slots: [
                .number("n", 2...8, by: 1),
                .choice("place", ["rear lane", "loading dock", "staff car park", "kitchen yard", "side gate", "back entrance"]),
                .choice("colour", coats),
            ],
            briefs: [
                "Enclosure for {n} bins of 240 L, {place}: 40 × 40 SHS frame, 1.6 mm perforated cladding, doors with slam latches, roof with fall, {colour}."
            ],
            details: ["Doors must open past 100° without touching the kerb. Hooks so that they stay open in wind."],
            lines: [
                .material("40 × 40 × 2.5 SHS, metre", per: "n", thousandths: 7500, cost: 9_40),
                .material("Perforated sheet 1.6 mm, 2400 × 1200", per: "n", thousandths: 1250, cost: 148_00),
                .material("Slam latch and hinges, set", per: "n", cost: 54_00),
                .material("Galvanise and powder coat, per bay", per: "n", cost: 112_00),
                .time("Weld frame", minutes: 110, per: "n"), .time("Clad and hang doors", minutes: 90, per: "n"),
                .time("Install", hours: 3...6),
            ],
            remarks: ["Tried with a real bin: the lid clears by 30 mm.", "Kerb is 15 mm higher than drawn, doors shortened."],
            notes: ["Measure the bin with its lid open."], family: .site),
        Product(
            trades: [.school],
            names: ["Welding bay screens, {n} bays", "{n} welding booths with extraction arms"],
            slots: [.number("n", 3...10, by: 1), .number("w", 1500...2000, by: 100)],
            briefs: [
                "{n} welding bays {w} mm wide: frames 50 × 50 SHS, 1.2 mm panels to 2000 mm, strip curtain in front, steel bench top 8 mm, earth lug in each."
            ],
            details: ["Panels stop 250 mm above the floor for the air. Matt dark grey, nothing shiny in sight of an arc."],
            lines: [
                .material("50 × 50 × 2.5 SHS, metre", per: "n", thousandths: 14000, cost: 11_20),
                .material("Mild steel 1.2 mm, 2400 × 1200", per: "n", thousandths: 2500, cost: 58_00),
                .material("Strip curtain, bay", per: "n", cost: 134_00),
                .time("Cut and weld", minutes: 240, per: "n"), .time("Assemble on site", minutes: 120, per: "n"),
            ],
            remarks: ["Students may weld the last bay themselves, {who} asks for a kit.", "Bench tops cut, edges broken."],
            notes: ["Term starts on a Monday; in by the Friday."], family: .bench),
        Product(
            trades: [.council, .museum, .health],
            names: ["Bollard sleeves, {qty} off, {place}", "{qty} stainless bollard covers, {place}"],
            slots: [
                .number("qty", 4...30, by: 2),
                .choice(
                    "place", ["main forecourt", "north gate", "drop-off zone", "loading bay", "car park entry", "garden gate"]),
            ],
            briefs: [
                "{qty} sleeves in 2 mm 316, Ø168 × 950 mm, domed top, longitudinal weld dressed, two rows of reflective band, over the existing posts at the {place}."
            ],
            details: ["Post diameters vary from 114 to 141. Nylon rings inside take up the difference."],
            lines: [
                .material("316 sheet 2 mm, per sleeve", per: "qty", cost: 84_00),
                .material("Pressed dome Ø168", per: "qty", cost: 21_00), .time("Roll and weld", minutes: 45, per: "qty"),
                .time("Dress and band", minutes: 20, per: "qty"), .time("Fit", minutes: 12, per: "qty"),
            ],
            remarks: [
                "Domes came as Ø170. Turned them down, 40 minutes for the lot.",
                "Fit before 7 am, the first cars come at half past.",
            ],
            notes: ["Weld seam to the building side."], family: .facade),
    ]
}
