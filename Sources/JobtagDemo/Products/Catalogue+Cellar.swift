extension Catalogue {
    /// For those who make wine, beer and spirits.
    static let cellar: [Product] = [
        Product(
            trades: [.brewery, .winery],
            names: ["Drip tray {l} × {d}, {taps} taps", "Recessed drip tray {l} mm for {place}"],
            slots: [
                .number("l", 600...2200, by: 100), .number("d", 200...260, by: 20), .number("taps", 4...16, by: 2),
                .choice("place", ["the taproom", "the cellar door", "the festival trailer", "the upstairs bar"]),
            ],
            briefs: [
                "Recessed drip tray {l} × {d} × 30 mm in 1.5 mm 316, laser-cut grille in two parts, 25 mm drain at the left, glass rinser cut-out 110 mm."
            ],
            details: ["Grille with the client's logo in the slots; file comes as SVG. No opening wider than 12 mm, glasses tip."],
            lines: [
                .material("316 stainless sheet 1.5 mm, part", 1...1, cost: 138_00),
                .material("316 sheet 3 mm for grille, part", 1...1, cost: 96_00),
                .time("Laser cut grille and blanks", hours: 1...2), .time("Fold, weld, polish", hours: 2...4),
            ],
            remarks: [
                "Logo file has open contours, sent back to {who} with a screenshot.", "Drain welded, pooled water test passed.",
            ],
            notes: ["316 because of the acid in the beer line cleaner."], family: .kitchen),
        Product(
            trades: [.brewery, .winery],
            names: ["Tank access platform {l} × {d}, {tanks} tanks", "Catwalk {l} mm along {tanks} tanks"],
            slots: [.number("l", 2400...7200, by: 200), .number("d", 700...900, by: 50), .number("tanks", 2...6, by: 1)],
            briefs: [
                "Access platform {l} × {d} mm at 1900 mm height in galvanised steel, grating deck, toe board, handrail 1000 mm on the open sides, stair with 9 risers, for {tanks} tanks."
            ],
            details: [
                "Platform bolts to the slab only, nothing to the tanks. Leave 150 mm round each manway for the door to swing.",
                "Handrail sections opposite the manways must lift out without tools. Drop-nose pins on a chain.",
            ],
            lines: [
                .material("75 × 75 × 4 SHS, metre", 18...34, cost: 27_40),
                .material("Galvanised grating 25 × 5, m²", metresOf: "l", cost: 118_00),
                .material("48.3 × 3.2 handrail tube, metre", 16...30, cost: 13_90),
                .material("Hot-dip galvanising, kg", 280...560, cost: 2_30),
                .time("Draw and check loads", hours: 3...6), .time("Cut and weld frames", hours: 14...26),
                .time("Install, two people", hours: 8...16),
            ],
            remarks: [
                "Slab falls 18 mm to the drain, base plates need shims on the east side.",
                "Galvaniser has it, promised back Thursday.",
            ],
            notes: [
                "Vent holes before it goes to the galvaniser! Mark them on the drawing.",
                "Loads: 2.5 kPa, checked by the engineer, letter in the folder.",
            ],
            family: .site),
        Product(
            trades: [.winery],
            names: ["Must chute, {w} mm throat, {place}", "Grape hopper {w} mm for {place}"],
            slots: [
                .number("w", 400...900, by: 50),
                .choice("place", ["the destemmer", "the basket press", "the sorting table", "crush pad 2", "the red fermenters"]),
            ],
            briefs: [
                "Hopper and chute in 2 mm 304 feeding {place}: throat {w} mm, sides at 55°, all inside welds flush, no crevices. On castors with brakes."
            ],
            details: [
                "Must clear the forklift tines by 100 mm and roll under the 2180 mm door. Lid in two halves against wasps 🐝."
            ],
            lines: [
                .material("304 stainless sheet 2 mm 2B, 2400 × 1200", 2...4, cost: 258_00),
                .material("50 × 50 × 2 304 SHS, metre", 8...14, cost: 26_80),
                .material("Castor 160 mm, stainless, braked", 4...4, cost: 74_00), .time("Develop and cut", hours: 2...4),
                .time("Fold and weld", hours: 8...14), .time("Grind flush, passivate", hours: 3...6),
            ],
            remarks: ["Door on site is 2165 mm, not 2180. Took 20 mm off the legs.", "Passivated and rinsed, pH strip neutral."],
            notes: ["Needed before the first Pinot comes in. No excuses accepted at vintage."], family: .kitchen),
        Product(
            trades: [.winery, .brewery],
            names: ["{qty} barrel racks, {size}, {coat}", "Barrel racks × {qty} for {size}"],
            slots: [
                .number("qty", 6...40, by: 2), .choice("size", ["225 L barriques", "300 L hogsheads", "200 L bourbon casks"]),
                .choice("coat", ["galvanised", "black powder coat"]),
            ],
            briefs: [
                "{qty} two-barrel racks for {size}, stackable four high, 50 × 50 × 3 SHS, {coat}. Forklift pockets both ways."
            ],
            details: [
                "Make to the sample rack; it leans 3 mm, ours should not. Jig it, the last maker's racks do not stack with each other."
            ],
            lines: [
                .material("50 × 50 × 3 SHS, metre", per: "qty", thousandths: 5600, cost: 11_90),
                .material("Surface finish, per rack", per: "qty", cost: 31_00),
                .time("Make the jig", hours: 2...4), .time("Saw and weld racks", minutes: 55, per: "qty"),
            ],
            remarks: [
                "Jig is done, first two racks stack dead square.", "Half the racks are at the coater, the other half on the bench.",
            ],
            notes: ["Jig stays on the shelf by the saw, labelled."], family: .bench),
        Product(
            trades: [.brewery, .winery],
            names: ["CIP trolley, {v} L, {pumps}", "Cleaning trolley {v} L with {pumps}"],
            slots: [.number("v", 50...200, by: 10), .choice("pumps", ["one pump", "two pumps", "pump and heater"])],
            briefs: [
                "Cleaning-in-place trolley in 304: {v} L tank, frame for {pumps}, hose rails, splash-proof box for the switchgear. Client supplies the pumps."
            ],
            details: ["Tri-clamp 38 mm throughout. Drain at the true lowest point, with the trolley standing on a 1:80 floor."],
            lines: [
                .material("304 stainless sheet 2 mm 2B, 2400 × 1200", 1...2, cost: 258_00),
                .material("40 × 40 × 2 304 SHS, metre", 7...10, cost: 21_40),
                .material("Tri-clamp ferrule 38 mm", 4...8, cost: 12_60),
                .material("Castor 125 mm, stainless, braked", 4...4, cost: 58_00),
                .time("Roll and weld tank", hours: 5...8), .time("Frame and boxes", hours: 4...7),
                .time("Polish, water test", hours: 2...4),
            ],
            remarks: ["Pumps have a different foot than on the data sheet. Slotted the holes.", "Water test 24 h: dry."],
            notes: ["Ferrules: purge the welds, no sugar inside."], family: .kitchen),
        Product(
            trades: [.brewery],
            names: ["Copper cladding for {thing}", "{Thing}: copper jacket, riveted"],
            slots: [
                .choice(
                    "thing",
                    [
                        "the mash tun", "the kettle stack", "the hot liquor tank", "still No. 2", "the brewhouse front",
                        "the spirit safe", "the condenser",
                    ])
            ],
            briefs: [
                "Decorative jacket in 0.7 mm copper for {thing}, visible dome-head rivets at 75 mm, seams to the back, lacquered. Insulation behind, 40 mm."
            ],
            details: [
                "It gets to 70 °C in use: slotted holes under the rivets, or it will oil-can. The nameplate must stay readable."
            ],
            lines: [
                .material("Copper sheet 0.7 mm, 2440 × 1220", 2...4, cost: 338_00),
                .material("Copper dome rivets, hundred", 2...4, cost: 26_00),
                .material("Mineral wool 40 mm, m²", 5...9, cost: 16_50), .time("Measure and develop", hours: 3...4),
                .time("Roll, drill, dress edges", hours: 8...14),
                .time("Fit and lacquer", hours: 6...10),
            ],
            remarks: [
                "Fingerprints come out with citric acid; cotton gloves from now on.",
                "Rivet pitch came out at 74.3 so that it closes evenly.",
            ],
            notes: ["Gloves! Every print turns green."], family: .facade, careful: true),
    ]
}
