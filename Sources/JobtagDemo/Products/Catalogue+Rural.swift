extension Catalogue {
    /// For land and road.
    static let rural: [Product] = [
        Product(
            trades: [.rural, .builder, .household, .council],
            names: ["Ute tray {l} × {w}, {cab} cab", "{Cab}-cab ute: {deck} tray {l} mm"],
            slots: [
                .number("l", 1700...2550, by: 50), .choice("w", ["1780", "1850"]), .choice("cab", ["single", "extra", "double"]),
                .choice("deck", ["alloy", "steel"]),
            ],
            briefs: [
                "{Deck} tray {l} × {w} mm for a {cab}-cab ute: drop sides 250 mm, headboard with window mesh, rope rails, under-tray drawer, LED tail lights, mudguards."
            ],
            details: [
                "Chassis mounts as in the maker's body-builder guide, no welding to the chassis. Wheelbase photographed with a tape in the picture."
            ],
            lines: [
                .material("Extrusions and floor planks, set", 1...1, cost: 1280_00),
                .material("Sheet for sides and headboard", 1...2, cost: 186_00),
                .material("Lights, latches, hinges, set", 1...1, cost: 242_00), .time("Subframe and floor", hours: 7...10),
                .time("Sides, headboard, drawer", hours: 8...12), .time("Fit, wire, test", hours: 4...6),
            ],
            remarks: [
                "Ute is here until Friday noon, {who} needs it for the weekend.", "Tail lights checked with the trailer plug in.",
                "Fuel filler fouls the rear mount by 10 mm; made a joggled one.",
            ],
            notes: ["Photograph the vehicle on all sides when it comes in."], family: .vehicle),
        Product(
            trades: [.rural, .builder, .council, .industry],
            names: ["{qty} checker-plate toolboxes, {l} mm", "Toolbox {l} × {h}, checker plate, {place}"],
            slots: [
                .number("qty", 2...6, by: 1), .number("l", 700...1800, by: 100), .number("h", 400...600, by: 50),
                .choice("place", ["under-tray", "gullwing", "trailer front", "full-opening side"]),
            ],
            briefs: [
                "Toolbox in 2.5 mm aluminium checker plate, {l} × 500 × {h} mm, {place}, gas struts, whale-tail latches keyed alike, dust seal."
            ],
            details: ["Drainage holes in the corners with flaps; shelf at half height, removable."],
            lines: [
                .material("Checker plate 2.5 mm, 2400 × 1200", 1...3, cost: 212_00),
                .material("Latches, struts, seal, set", 1...2, cost: 88_00), .time("Cut and fold", hours: 2...4),
                .time("Weld and fit out", hours: 3...6),
            ],
            remarks: [
                "Keys: 2041 on all of them, three sets to {who}.",
                "Water test with the hose: dry, but for the left latch. New seal.",
            ],
            notes: ["Keyed alike with their others, number in the client's file."], family: .vehicle),
        Product(
            trades: [.rural, .household],
            names: ["Dog crate, {n} dogs, {place}", "{n}-dog box for {place}"],
            slots: [
                .number("n", 1...4, by: 1),
                .choice("place", ["the Hilux", "the quad trailer", "the flat deck", "the Land Cruiser", "the side-by-side"]),
            ],
            briefs: [
                "Dog crate for {place}, {n} compartments, 1.6 mm aluminium with punched vents, slam latches, rubber mats, tie rings each side. Lifts off with two people."
            ],
            details: ["No sharp edge where a muzzle gets: all vents flared inward. The roof carries a spare wheel."],
            lines: [
                .material("Aluminium 1.6 mm, 2400 × 1200", 2...3, cost: 112_00), .material("Slam latch", per: "n", cost: 27_00),
                .material("Rubber mat", per: "n", cost: 19_00), .time("Cut and flare", hours: 2...3),
                .time("Fold, weld, hang doors", hours: 5...8),
            ],
            remarks: [
                "Old Fly tried it this morning and went to sleep in it. 🐕",
                "Latch turned round so that it can be opened with a stick in the hand.",
            ],
            notes: ["{n} compartments, the biggest dog is 65 cm at the shoulder."], family: .vehicle),
        Product(
            trades: [.rural],
            names: ["Hopper {v} L, {what}", "{What} hopper with slide gate, {v} L"],
            slots: [
                .number("v", 300...2000, by: 100),
                .choice("what", ["apple bin tip", "lime spreader", "pellet feed", "grain", "ice"]),
            ],
            briefs: [
                "Hopper {v} L for {what}, 3 mm steel, sides at 60°, slide gate 300 × 300 with lever, forklift pockets, galvanised."
            ],
            details: [
                "Gate must not bind with grit in it: 3 mm clearance and a scraper edge. Grid over the top, 100 mm mesh, can be locked."
            ],
            lines: [
                .material("Mild steel 3 mm, 2400 × 1200", 3...6, cost: 138_00), .material("Galvanising, kg", 140...320, cost: 2_30),
                .time("Develop and cut", hours: 2...4), .time("Weld", hours: 7...13), .time("Gate and grid", hours: 3...5),
            ],
            remarks: [
                "Gate runs freely with a bucket of sand thrown at it.", "Pockets moved to 520 mm, {who}'s forks don't go wider.",
            ],
            notes: ["Vent holes in the pockets before galvanising."], family: .vehicle),
        Product(
            trades: [.rural, .household, .school, .council, .maker],
            names: ["Weld repair: {what}", "Repair {what}, {when}"],
            slots: [
                .choice(
                    "what",
                    [
                        "trailer drawbar", "mower deck", "gate hinge post", "wheelbarrow frames", "roller door track",
                        "trailer ramp", "handcart axle", "gate latch", "shelf frame",
                    ]),
                .choice("when", ["while they wait", "this week", "before the show", "for Monday"]),
            ],
            briefs: [
                "Crack in the {what}. Grind out, weld, plate over where it makes sense, paint. Ring if there is more behind it."
            ],
            details: ["It has been welded before, not by us. Take all of the old weld out first."],
            lines: [
                .material("Plate and rod, lot", 1...1, cost: 38_00), .material("Paint, can", 1...1, cost: 16_50),
                .time("Clean and prepare", hours: 1...2), .time("Weld", hours: 1...4),
            ],
            remarks: ["More rust than steel behind the paint. Rang {who}, we plate it.", "Done while they had a coffee."],
            notes: ["Wash it before it comes into the shop!"], family: .vehicle),
        Product(
            trades: [.builder, .architect],
            names: ["Letterbox wall unit, {n} boxes, {colour}", "{n} letterboxes with parcel slot, {metal}"],
            slots: [
                .number("n", 2...12, by: 1), .choice("metal", ["2 mm aluminium", "brushed 316", "corten"]),
                .choice("colour", coats),
            ],
            briefs: [
                "Letterbox unit with {n} compartments, {metal}, front {colour}, cam locks, numbers cut through the doors, newspaper slot beneath."
            ],
            details: ["Rain must not find its way in: 15 mm overlap and a drip fold above every slot."],
            lines: [
                .material("Sheet, per compartment", per: "n", cost: 34_00), .material("Cam lock", per: "n", cost: 9_80),
                .material("Surface finish, per compartment", per: "n", cost: 18_00), .time("Draw and cut", hours: 1...3),
                .time("Fold and weld", minutes: 55, per: "n"), .time("Assemble", minutes: 15, per: "n"),
            ],
            remarks: ["Numbers 4 and 13 are left out, {who} asked for it.", "Parcel slot takes a shoe box, tried."],
            notes: ["Two keys per lock, tagged."], family: .bench),
    ]
}
