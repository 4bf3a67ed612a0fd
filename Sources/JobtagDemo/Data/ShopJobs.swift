/// Work the shop does for itself, kept open for hours and material; nobody is charged.
enum ShopJobs {
    struct Entry: Sendable {
        let name: String
        let description: String
        let remarks: [String]
        let lines: [String]
    }

    static let entries: [Entry] = [
        Entry(
            name: "Machine maintenance", description: "Greasing, lenses, filters, belts: everything on the list by the time clock.",
            remarks: [
                "Laser: lens and nozzle changed, beam centred.",
                "Press brake: back gauge recalibrated, it was 0.4 mm off on the left.",
                "Compressor drained, belt tightened. The new belt is in the drawer.",
            ],
            lines: ["Laser service", "Press brake service", "Compressor"]),
        Entry(
            name: "Cleaning and tidying", description: "Friday afternoons, an hour each. Offcuts sorted by grade.",
            remarks: [
                "Found the 10 mm rivnut tool behind the guillotine.",
                "Scrap collected: 640 kg steel, 85 kg stainless, 40 kg aluminium.",
            ], lines: ["Friday tidy-up", "Scrap sorting"]),
        Entry(
            name: "Training", description: "Time for learning: TIG on thin stainless, the new nesting software, first aid.",
            remarks: ["Sam passed his TIG test on 1.2 mm, first time. 🎉", "First aid: three certificates renewed."],
            lines: ["TIG practice", "Nesting software", "First aid course"]),
        Entry(
            name: "Quoting and site visits", description: "Measuring and pricing that did not become a job.",
            remarks: ["Drove to Back Valley for a gate that was not there."], lines: ["Site visits", "Pricing"]),
        Entry(
            name: "Rework, our own mistakes",
            description: "Hours and material we spend twice. Not to blame anyone: to see where it comes from.",
            remarks: [
                "Folded mirrored, twice this month on the same drawing. New rule: arrow on the outside face.",
                "Wrong grade taken from the rack. Ends are colour-marked from now on.",
            ], lines: ["Remade parts", "Material for remade parts"]),
        Entry(
            name: "New racking by the roller door",
            description: "Cantilever racks for sheets and lengths, own make, between other jobs.",
            remarks: ["Four arms welded, two to go.", "Anchors tested at 12 kN."], lines: ["Weld arms", "Set up racking"]),
        Entry(
            name: "Stock: brackets and angles",
            description: "Standard brackets for the shelf, made from offcuts when a machine is free.",
            remarks: ["Shelf counted: 214 small, 96 large.", "The small ones go fast, next lot of 300."],
            lines: ["Brackets from offcuts"]),
        Entry(
            name: "Apprentice's toolbox", description: "Every apprentice makes their own, in 1.6 mm, to the old drawing.",
            remarks: ["Lid shuts with a sound like a car door. Well done."], lines: ["Cut and fold", "Weld and paint"]),
        Entry(
            name: "Dust and fume extraction, own shop",
            description: "Extend our own main to the grinding bench. Quiet fan, outside the wall.",
            remarks: ["Fan measured at 71 dB, it was 84."], lines: ["Make branches", "Install"]),
        Entry(
            name: "Open day",
            description: "Tours for schools, a folded paper-clip holder for everyone to take home, sausages on a grill we made.",
            remarks: ["Two classes want to come, one at ten and one at two.", "Paper-clip holders: 150 cut."],
            lines: ["Prepare giveaways", "Signs and cleaning"]),
        Entry(
            name: "Meetings and toolbox talks",
            description: "Monday mornings at seven: what is late, what is dangerous, what was good.",
            remarks: [
                "Talked about gloves at the drill press. Again.",
                "Agreed: nobody writes into a job without reading the last event first.",
            ], lines: ["Monday meeting"]),
    ]
}
