/// Paragraphs of long shop notes.
enum NoteParagraphs {
    static let anywhere = [
        "MEASURES. Taken twice, by two people, from the finished surface and not from the plan. Where the tag and the drawing differ the tag is right, because it is younger. Anything over 3 mm out between the two: stop and ask the office before cutting. Write the real measure next to the drawn one and put your initials there.",
        "MATERIAL. Sheets for this job are on the rack by the roller door with the number in yellow chalk. Don't take from them for anything else, they are one batch and the finish of the next batch will differ. Certificates are in the folder. Offcuts longer than 400 mm go back into the rack with grade and thickness written on them.",
        "PHONE. {who} is on site most mornings and does not hear the phone while the compressor runs. Text first, then ring after ten. If it is about money, ring the office there instead and leave the site out of it. Last time two people said two different things and we made it twice.",
        "PACKING. Foam between all faces, cardboard on the corners, film stays on. Everything loose goes in one bag, the bag is tied to the largest piece, and what is in the bag is written on the outside. Label two sides with number, name and \"1 of …\". The carrier takes no more than 2.4 m unless booked the day before.",
        "PRICE. Agreed with {who} on the phone: extra hours for changes on site are charged by the hour, and they get told before, not after. Note each one here with date and name. Travel is in the price for one trip. The second trip is ours when it is our mistake, otherwise theirs.",
        "SAFETY. Two people for anything over 25 kg. Gloves off at the drill, on at the shear. If it has to be lifted over a footpath there must be someone on the ground at each end, and the cones are in the blue ute. Hot work needs the site's permit, ask at the gate, it takes them twenty minutes.",
        "LEARNT LAST TIME. We left the protective film on in the sun for three weeks and it baked on: an afternoon with citrus cleaner. The holes were drilled before powder coating and came out 0.3 mm tight. And the tail of the weld at the corner showed in the evening light. None of these again, please.",
        "DRAWINGS. Revision C is the one that counts. A and B are still in somebody's mailbox over there, so look at the corner of the sheet before you believe it. The DXF has the bend lines on a layer of their own, switch it off before nesting, the laser has cut along them once and that was an expensive sheet.",
    ]

    static func of(_ family: NoteFamily) -> [String] {
        switch family {
        case .kitchen:
            [
                "HYGIENE. All inside corners with radius, no open seams, no rivets where food goes. Welds ground and polished to the surface around them and passivated. The inspector feels with the finger and shines a torch along. If a crevice can't be avoided it gets food-grade sealant, and a note here where it is.",
                "ON SITE. Grease and water first: wipe down what we touch before gluing anything. Gas and power are to be shut off by their own people, not by us. Kitchens are small and full: carry it in diagonally, legs off, door off its hinges if need be. Doors measured: 812 clear at the back, 760 from the bar.",
                "FINISH. No. 4 along the length, always, and the same direction on every visible part. Scratches from moving it are taken out with the red pad in one long stroke, never to and fro. Don't touch it with anything that has been on mild steel: it rusts the week after and then they ring.",
            ]
        case .site:
            [
                "ACCESS. Gate code from the foreman, changes weekly. The lift takes 2.3 m and 400 kg, everything longer goes up the outside with the crane on Wednesdays. Parking for unloading only, they tow. Sign the book, hard hat, and the site radio is on channel 4 if you need the lift.",
                "FIXINGS. M12 316 with shield anchors where it is solid, chemical with sleeves where it rings hollow. Pull one in ten with the tester and write the figure into the list. Nothing closer than 90 mm to an edge. Spare ten per cent of everything, the nearest shop is half an hour away and closes at five.",
                "OTHERS. The tiler follows two days after us and wants it dry and done. The electrician needs 50 mm behind. The painter is not to be let near it before the film is taped down. If one of them is late tell the office the same hour: they can move our day, but only before three.",
            ]
        case .facade:
            [
                "APPEARANCE. People will look at this from two metres for the next forty years. No visible fixings, joints in line with the stone below, shadows the same width. Lay out dry on the floor and photograph it from the ladder before anything is fixed. If a joint is off by a millimetre one sees it, and so do they.",
                "MOVEMENT. Three metres of copper move by 2 mm between winter and summer, aluminium more. Slotted holes, sliding clips, expansion joints where the drawing shows them. Nothing fixed at both ends. What was soldered tight in 1962 has torn exactly there, one can see it in the photographs.",
                "TWO METALS. No copper above zinc or aluminium, no bare steel near either; what drips off the one eats the other. Separate with tape or with air. Screws are copper alloy or 316. And sweep up swarf in the gutter the same evening: by morning there are brown spots.",
            ]
        case .marine:
            [
                "SALT. Everything is 316 or 5083, washers too. Tef-Gel on every screw of stainless in aluminium. Brushes and discs only from the box with the blue lid. One single grinding spark from the next bench is enough to start rust, so pull the curtain and tell the neighbour.",
                "FIT. She was built by eye, port and starboard differ by up to 15 mm and nothing is square. Make templates of each side, write P or S on them, and forward with an arrow. Offer it up before the last weld. The boat moves with the tide while you measure; do it twice and take the mean.",
            ]
        case .vehicle:
            [
                "VEHICLE. Battery off before welding, both of them if there are two, and the earth clamp right next to the weld. Seat and windscreen covered. Note the kilometres and every dent when it comes in, with photographs, and have the owner sign. Keys on the hook with the number, not in your pocket.",
                "USE. It will be overloaded, hosed down at high pressure and never greased. Make it so that it survives that. Hinges that one can get at, bolts rather than rivets where something wears, no water traps. If there are two ways to make it, take the one that can be mended with a hammer in a paddock.",
            ]
        case .bench:
            [
                "SERIES. Make one complete, measure it, fold all the others like it. The stop is set on the inside measure. Check each twentieth with the gauge and write the figure on the sheet at the machine. Parts from the end of the coil spring back more, keep them apart and over-bend by half a degree.",
                "COATING. Hang by the holes that are marked, mask threads with the silicone plugs and earth faces with tape. Wash within a day of coating or it flash-rusts. Their oven takes 2.9 m. Ask for the batch number of the powder, because the second delivery must match the first.",
            ]
        }
    }
}
