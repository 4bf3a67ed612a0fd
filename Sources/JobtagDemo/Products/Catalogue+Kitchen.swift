extension Catalogue {
    /// Stainless work for people who cook.
    static let kitchen: [Product] = [
        Product(
            trades: [.cafe, .brewery, .winery, .school, .health],
            names: ["Stainless benchtop {l} × {d}, {place}", "{Place}: benchtop {l} mm, {edge}"],
            slots: [
                .number("l", 1400...3000, by: 50), .number("d", 600...750, by: 50),
                .choice("place", ["servery", "prep kitchen", "main kitchen", "staff kitchen", "wash-up"]),
                .choice("edge", ["marine edge", "square edge", "bullnose front"]),
            ],
            briefs: [
                "Benchtop in 1.2 mm 304, No. 4 finish, {l} × {d} mm, 40 mm turn-down at the front, 100 mm splash upstand to the wall. {Edge}. Glued to 18 mm marine ply.",
                "Replace the laminate top in the {place} with 304 stainless, {l} × {d} mm. {Edge}, welded and polished corners, no visible joins.",
            ],
            details: [
                "The wall is not straight: scribe the upstand on site or allow a 10 mm cover strip. The left end stands free and wants a finished return.",
                "Cut-out for the tap 35 mm, centred 65 mm from the upstand. The client supplies the tap; do not drill before it is here.",
            ],
            lines: [
                .material("304 stainless sheet 1.2 mm No. 4, 2400 × 1200", 1...2, cost: 168_00),
                .material("18 mm marine ply, sheet", 1...1, cost: 94_00),
                .time("Laser cut and fold", hours: 1...2), .time("Weld and polish corners", hours: 2...5),
                .time("Glue to substrate, clean, film", hours: 1...2),
            ],
            remarks: [
                "Rang {who}: the opening is {l-2} mm, not {l}. Re-cut the left panel.",
                "Grain runs lengthways, checked against the existing bench.",
                "Corner welds polished to No. 4; a small ripple 200 mm from the right end came out with the planishing hammer.",
            ],
            notes: [
                "Grain along the length. Film stays on until it is in.",
                "{l} mm is wall to wall: go 3 mm under and cover with the upstand.",
            ],
            family: .kitchen),
        Product(
            trades: [.cafe, .brewery, .school],
            names: ["Extraction hood {l} × {d}, {place}", "Canopy hood {l} mm over {place}"],
            slots: [
                .number("l", 1500...3300, by: 100), .number("d", 1000...1300, by: 50),
                .choice("place", ["the cook line", "the ovens", "the fryers", "the range", "the dishwasher"]),
            ],
            briefs: [
                "Extraction hood {l} × {d} × 500 mm in 1.2 mm 304 for {place}. Full-length grease gutter with drain cock, honeycomb filters, two vapour-proof lights."
            ],
            details: [
                "Spigot 450 × 350 mm to the existing riser. The riser is 60 mm off the centre of the hood: offset the spigot, not the hood.",
                "Underside must hang at 2050 mm above the floor. Fixings go into the joists, which run across; use threaded rod and strut.",
            ],
            lines: [
                .material("304 stainless sheet 1.2 mm No. 4, 3000 × 1500", 3...5, cost: 262_00),
                .material("Honeycomb grease filter 495 × 495 × 50", 3...6, cost: 68_00),
                .material("Vapour-proof LED light, IP65", 2...2, cost: 87_50),
                .time("Draw and nest", hours: 2...3), .time("Fold and weld canopy", hours: 10...18),
                .time("Fit filters, lights and drain", hours: 3...5), .time("Install, two people", hours: 6...12),
            ],
            remarks: [
                "Filters arrived as 495 × 495, the channel is right.",
                "Test hung in the shop: gutter falls 12 mm to the drain, holds no water.",
                "Electrician is on site Thursday. Lights must be wired before the ceiling closes.",
            ],
            notes: [
                "Install on the client's closed day. Two people and the duct lifter.",
                "All internal seams fully welded, the inspector runs a finger along them.",
            ],
            family: .kitchen),
        Product(
            trades: [.cafe, .brewery, .school, .health],
            names: ["Sink bench {l} mm, {bowls}, {place}", "{Bowls} sink bench for {place}, {l} × 650"],
            slots: [
                .number("l", 1200...2600, by: 100), .choice("bowls", ["single bowl", "double bowl", "pot-sink"]),
                .choice("place", ["the wash-up", "the staff room", "the store", "the cleaners' room", "the kitchen"]),
            ],
            briefs: [
                "Sink bench {l} × 650 × 900 mm, {bowls}, 1.2 mm 304 top on 38 mm round legs with adjustable feet, one undershelf. 300 mm upstand to the wall."
            ],
            details: [
                "Bowl to the left, drainer to the right with 5 mm fall. Waste 50 mm, overflow not wanted. The wall behind is tiled to 1200 mm."
            ],
            lines: [
                .material("304 stainless sheet 1.2 mm No. 4, 2400 × 1200", 2...3, cost: 168_00),
                .material("Pressed bowl 450 × 400 × 250, 304", 1...2, cost: 118_00),
                .material("38.1 × 1.6 mm 304 tube, metre", 6...9, cost: 14_20),
                .material("Adjustable foot, stainless", 4...6, cost: 11_50),
                .time("Cut and fold top", hours: 2...3), .time("Weld in bowls, polish", hours: 3...6),
                .time("Legs and shelf", hours: 3...4),
            ],
            remarks: [
                "Plumber wants the waste 40 mm further back. Moved on the drawing, not cut yet.", "Bowl welded in, dye test dry.",
            ],
            notes: ["Check the bowl's radius against the tap reach before welding."], family: .kitchen),
        Product(
            trades: [.cafe, .health, .school, .industry],
            names: ["{qty} stainless wall shelves {l} × 300, {place}"],
            slots: [
                .number("qty", 2...8, by: 1), .number("l", 900...1800, by: 100),
                .choice("place", ["dry store", "cool room", "back store", "staff kitchen", "chemical store"]),
            ],
            briefs: [
                "{qty} wall shelves {l} × 300 mm in 1.2 mm 304, 30 mm turn-down with safe edge, 2 brackets each, for the {place}. To carry 40 kg per metre."
            ],
            details: [
                "Brackets slot into wall strip at 50 mm pitch so that the heights can change. The strip goes into studs at 600 mm centres."
            ],
            lines: [
                .material("304 stainless sheet 1.2 mm No. 4, per shelf", per: "qty", cost: 46_00),
                .material("Bracket blank 304 3 mm, laser cut", per: "qty", thousandths: 2000, cost: 6_40),
                .time("Fold shelves", minutes: 25, per: "qty"), .time("Fold and weld brackets", minutes: 30, per: "qty"),
            ],
            remarks: [
                "First shelf loaded with 60 kg overnight: 2 mm sag. Good.",
                "One shelf has a scratch along the front. Made another, the scratched one goes into our own store.",
            ],
            notes: ["Deburr the ends well, hands reach in there."], family: .kitchen),
        Product(
            trades: [.cafe, .household, .architect, .builder],
            names: ["Splashback {l} × {h}, {metal}", "Kitchen splashback {l} mm, {metal}"],
            slots: [
                .number("l", 900...2800, by: 20), .number("h", 600...760, by: 10),
                .choice("metal", ["brushed stainless", "bead-blasted stainless", "aged brass"]),
                .choice("n", ["two", "three", "four"]),
            ],
            briefs: [
                "One-piece splashback {l} × {h} × 1.2 mm, {metal}, with {n} socket cut-outs. Glued with neutral-cure silicone, no visible fixings."
            ],
            details: [
                "Template first: the stone bench is in and it is not level. Radius 3 mm on all cut-outs, cover plates will not hide a square corner."
            ],
            lines: [
                .material("Sheet 1.2 mm, fine finish, with film", 1...1, cost: 246_00), .time("Template on site", hours: 1...2),
                .time("Laser cut, finish edges", hours: 1...2), .time("Fit", hours: 2...3),
            ],
            remarks: [
                "Template shows the bench 7 mm out over the length. Cut to the template.",
                "Socket centres confirmed by text from the electrician.",
            ],
            notes: ["Film direction = grain direction. Keep the offcut for the client."], family: .kitchen),
        Product(
            trades: [.cafe, .winery, .brewery],
            names: ["Counter front in {metal}, {l} mm", "Bar front panels, {metal}, {l} × 1050"],
            slots: [
                .number("l", 2400...5200, by: 100),
                .choice("metal", ["rusted corten look", "blackened steel", "hammered copper", "perforated brass"]),
            ],
            briefs: [
                "Front of the counter clad in {metal}, {l} × 1050 mm in panels of at most 1200 mm, hidden clips, removable for the coolers behind. Kick plate 100 mm in brushed 304."
            ],
            details: ["The finish must not come off on clothes: two coats of matt lacquer, a sample to be approved first."],
            lines: [
                .material("Feature sheet 1.5 mm, cut to panels", metresOf: "l", cost: 128_00),
                .material("Clip rail, galvanised, metre", metresOf: "l", times: 2, cost: 4_80),
                .material("Matt lacquer, litre", 2...3, cost: 38_00), .time("Cut and fold panels", hours: 4...7),
                .time("Finish and lacquer", hours: 4...8), .time("Install", hours: 4...7),
            ],
            remarks: ["{who} came in, looked at the three samples and took the darkest.", "Panels numbered from the till end."],
            notes: ["Second coat needs a night. Don't stack the panels face to face."], family: .kitchen, careful: true),
        Product(
            trades: [.cafe, .school, .health],
            names: ["Dishwasher landing table {l} mm, {side}", "{Side} landing table with slides, {l} mm"],
            slots: [.number("l", 800...1900, by: 50), .choice("side", ["left-hand", "right-hand"])],
            briefs: [
                "{Side} landing table {l} × 730 mm for a pass-through dishwasher, 1.2 mm 304, rolled edges, basket slides underneath, hooks onto the machine's rim."
            ],
            details: [
                "The rim of the machine is 22 mm wide, get the real machine's data sheet: last year's model had 19. Fall 8 mm towards the machine."
            ],
            lines: [
                .material("304 stainless sheet 1.2 mm No. 4, 2400 × 1200", 1...2, cost: 168_00),
                .material("38.1 × 1.6 mm 304 tube, metre", 4...6, cost: 14_20),
                .time("Cut, fold, weld", hours: 4...6), .time("Legs, slides, polish", hours: 2...4),
            ],
            remarks: [
                "Data sheet of the dishwasher is in: rim 22 mm, height 882 mm.",
                "Hook tried on the demo machine at the dealer's, fits.",
            ],
            notes: ["Ask which way baskets travel before bending anything."], family: .kitchen),
    ]
}
