/// Two large jobs in progress whose notes have grown over weeks.
enum FeaturedJobs {
    static let products = [gutter, brewhouse]

    private static let gutter = Product(
        trades: [], names: ["Copper gutters and rain heads, Old Customs House, stage 2"], slots: [],
        briefs: [
            "Second stage of the roof drainage of the Old Customs House: 64 m of box gutter and half-round gutter in 0.7 mm copper, six rainwater heads to the pattern of 1891, downpipes with the old collars set again."
        ],
        details: [
            "The building is listed. Every piece taken down is numbered, photographed and stored; nothing is thrown away without the conservator's signature.",
            "The museum stays open. Work over the entrance only before ten, and never above visitors.",
        ],
        lines: [
            .material("Copper sheet 0.7 mm, 2440 × 1220", 34...34, cost: 338_00),
            .material("Solder 50/50, kg", 18...18, cost: 62_00), .material("Forged brackets", 84...84, cost: 18_40),
            .time("Survey and templates", hours: 24...24), .time("Form gutters", hours: 90...90),
            .time("Rain heads", hours: 66...66), .time("Install from scaffold", hours: 120...120),
        ],
        remarks: [
            "North-east outlet found bricked up behind the plaster. Photographs to {who}.",
            "Rain head 3 approved with the date panel blank.", "Box gutter section 5 soldered and flooded overnight: dry.",
        ],
        notes: [gutterNotes], family: .facade, careful: true, onlyFor: "southcoast-museum")

    private static let brewhouse = Product(
        trades: [], names: ["Brewhouse extraction, platform and steam hoods, Shed 12"], slots: [],
        briefs: [
            "Three steam hoods over kettle, mash tun and whirlpool, joined into one stack through the roof, with condensate drains; access platform 6.4 × 0.8 m between the vessels; splash wall in 304."
        ],
        details: [
            "The brewery brews on Mondays, Tuesdays and Thursdays. We have Wednesdays, Fridays and two full weekends.",
            "Nothing hangs from the vessels. Hoods hang from the purlins, the platform stands on the slab.",
        ],
        lines: [
            .material("304 stainless sheet 1.2 mm, 3000 × 1500", 22...22, cost: 262_00),
            .material("Spiral duct Ø400 304, metre", 14...14, cost: 148_00),
            .material("Galvanised steel for platform, kg", 720...720, cost: 5_60), .material("Grating, m²", 6...6, cost: 118_00),
            .time("Draw and develop", hours: 22...22), .time("Hoods", hours: 74...74), .time("Platform", hours: 46...46),
            .time("Install, two people", hours: 64...64),
        ],
        remarks: [
            "Purlin 4 is not where the drawing has it. Measured all of them with {mate}.",
            "Condensate ran back to the kettle in the water test. Lip raised by 15 mm.",
            "Roof penetration flashed, the rain of Sunday stayed outside.",
        ],
        notes: [brewhouseNotes], family: .kitchen, onlyFor: "rusty-anchor")

    private static let gutterNotes = """
        READ THIS FIRST. Four people have worked on this and it goes on for months, so whoever takes it up writes here what they found, with the day and their name. Newest at the bottom of each part.

        SURVEY. West side 21.4 m, north 18.2 m, east 24.6 m. The plan of 1974 says 21.0, 18.0 and 24.0: it is wrong everywhere, don't use it. Brackets at 540 to 810 mm, no two alike; they stay, so joints are set out from the real brackets, see the long paper strip rolled up in the tube. Fall is 1:350 on the west and hardly any in the north. We may pack the north brackets by up to 12 mm, the conservator has agreed, more shows against the cornice.

        COPPER. One batch, 34 sheets, certificate in the folder. It is soft-temper for the mouldings and half-hard for the gutters, the half-hard has a blue stripe on the edge. Do not mix them: a half-hard moulding cracks at the second bead. Gloves from unwrapping to handing over. If somebody has touched it with bare hands wash it at once with the citric acid, rinse, dry.

        SOLDERING. Tin both edges 40 mm wide before lapping, 25 mm lap, rivets at 30 mm, then sweat it full. Iron, not flame, above the timber; a bucket of water and the extinguisher stay within reach, and one person stays for an hour after the last heat. The hot work permit is renewed every single morning at the museum's desk. Mehmet's trick for the outlets: wet rag around the spigot, otherwise the first joint comes loose while the second one runs.

        EXPANSION. A joint every 9 m in the half-round, and in the box gutter one at the ridge of each fall. The old gutter had none on the east side and tore at 12 m, 16 m and 20 m. Neoprene is glued and riveted; the date of manufacture is stamped on the strip, we take nothing older than a year.

        RAIN HEADS. Six, no two quite alike: 1, 2 and 5 have the rope moulding, 3 and 4 the egg-and-dart, 6 is plain because it was renewed in the fifties, and they want it like 5. Paper patterns in drawer 7 with the number. The date panel stays blank until the trustees have decided between 1891 and both years. Dr Whakatau-Finch wants to see each one before the back is closed: ring her two days ahead.

        SCAFFOLD. West until the end of the month, then north. The pigeons nest at the north-east corner and there is a ranger who has to look before we may move the net. Sheets go up with the hoist, at most four at a time. Wind over 40 km/h: we stop, copper sheets fly and there is a school class below on most mornings.

        WHAT WE FOUND. Under the lead at the north-east is an outlet that somebody bricked up. It explains the damp in room 4. The architect decides whether it is opened, and until then that length of gutter is made but not soldered. On the east side the wall plate is soft over 1.1 m: the carpenter has seen it, he needs two days before us. Behind bracket 31 was a tobacco tin with three letters of 1923. It is with the museum, they were beside themselves.

        LEFT TO DO. Collars for downpipes 4 and 6. Second flood test on the west side with the conservator present. Photographs of every joint before the scaffold comes down, number in the picture. Bill the carpenter's standing time separately, Priya knows.
        """

    private static let brewhouseNotes = """
        WHO. Gus decides about beer and heat, Tui about days and access, Wendy pays. Ines only wants to know when there will be noise in the taproom. Ring Tui first. She answers at six in the morning, and never after three.

        DAYS. They brew Monday, Tuesday, Thursday. Wednesday and Friday are ours from six, the floor is wet until eight. Two full weekends are agreed, the second only if the tax office does not come to read the meters. Nothing loose may be left above an open vessel overnight, not even a pencil: the manways get their lids, and then the white tarpaulin.

        MEASURES. Floor to underside of purlin is 5240 mm at the kettle and 5185 mm at the whirlpool, since the slab falls to the drain. Purlins are not at equal distances: 1180, 1210, 1195, 1400 (!), 1190. Purlin 4 is the one that is off, a roof window was planned there once. Hood B hangs from 4 and 5, so its lugs are made last. All vessels were set by eye; the centre line of the kettle is 35 mm north of that of the mash tun. The stack comes straight above the kettle, and the branch of B makes up the 35 mm.

        HOODS. 1.2 mm 304 with No. 4 outside and 2B inside. Gutter all round inside, 60 mm wide, 45 mm deep after the test, falls to one drain each. The drains go together in a 38 mm line to the floor gully with a water trap of 200 mm, or the fan sucks it dry. All joints welded through and pickled: steam of wort is sticky, it turns to black varnish in every gap. Hinged inspection flap at 600 mm above the rim, Gus looks in a lot and burns his forearms.

        STACK. Ø400 in 304, slip joints with the male end DOWN so that what condenses runs inside. This was wrong on the first length; it has been turned round. Rain cap with bird mesh. Fan is theirs, 0.75 kW, hangs in a frame on rubber; leave out the two bolts on the motor side until their electrician has been there.

        PLATFORM. 6.4 × 0.8 m at 1150 mm above the floor, so that the rim of the kettle is at the hip. Galvanised, grating with 25 × 5 bars, toe board 100. Loads checked, the letter is in the folder. Two of the handrail panels lift out for the hop sacks. Legs on stainless shoes: the floor is hosed with caustic twice a week and eats zinc. Holes for draining in every tube, and VENT HOLES before it goes to the galvaniser. It has been forgotten before and it goes bang.

        SPLASH WALL. 304 sheets 2400 high, joints with cover strip and food-grade sealant, on battens 30 mm off the old brick, open below. No screws below 1200 mm.

        WATER TEST. Kettle boiled with water for 90 minutes, all hoods on. A and C dry outside. B dripped at the front, left, since the lip was too low: raised 15 mm, tested again, good. The trap held. Noise at the taproom door 58 dB with the fan at full speed; Ines is content.

        STILL OPEN. Lids for the inspection flaps, four stainless shoes from the supplier (late), second coat on the cut ends of the platform, a sign \"Mind your head\" under hood C because even Hạnh hit hers. Final invoice only when the fan has run for a week. Gus has promised a keg of the first brew. Write here if it comes. 🍺
        """
}
