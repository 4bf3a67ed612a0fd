/// What people write on any job. `{who}` is the contact, `{mate}` someone in the shop, `{client}` the client.
enum Remarks {
    static let enquiry = [
        "{who} rang, wants a price by the end of the week.", "Came in by e-mail with two photographs, printed for the tag.",
        "Asked {who} for a drawing with measures; the sketch has none.", "Measured on site with {mate}. Access is fine.",
        "{who} asks whether we can do it sooner. Told them what we know.",
        "Similar to one we made last year, drawing copied from there.",
        "Walked in with a sample. Sample is in the tray with the job number.", "Needs {mate}'s eye before we price it.",
    ]
    static let waiting = [
        "Rang {who}: the quote is with their manager, try again Tuesday.", "No answer from {who}, left a message.",
        "{who} asks for the price without installation. Sent as a second figure.",
        "They have two other prices. Ours is not the lowest, but the soonest.",
        "{who} likes it, waiting for the order number.", "Steel goes up on the first. Told {who} that the price holds for 30 days.",
        "Quote sent again, it had gone to the wrong address.", "{who}: yes in principle, the drawing needs one change first.",
    ]
    /// While it begins.
    static let early = [
        "Material ordered, two days.", "Material is here, checked against the certificate.",
        "Sheet came with a dent in one corner, nested around it.", "{mate} has the folder until two, I start on the small parts.",
        "Changed tool on the press brake, the old one marks.", "Drawing says left, the photograph says right. Asked {who}: right.",
        "Drawing revision C arrived; only the hole pattern changed, nothing lost.",
        "Rang {who} about the finish: as ordered, no change.",
        "Cut and on the trolley with the tag.", "Laser down for an hour, lens cleaned.",
        "Used up the offcuts of the rack, saves half a sheet.",
        "First-off checked with {mate}, all within half a millimetre.",
    ]
    /// While it goes on.
    static let late = [
        "Stopped at three for the other urgent one; carries on tomorrow.", "Gas bottle empty, swapped. Twenty minutes lost.",
        "Sent {who} a photograph of where we are.", "{who} looked in and was pleased.", "Half of it is done and wrapped.",
        "Moved to {mate}'s bench, mine is full.", "Short of two rivnuts M8. Ordered, tomorrow by courier.",
        "Trial assembly on the floor: square to 1 mm over the diagonal.", "Edges dressed, {mate} looks over it once more.",
        "{who} asks whether it will be ready in time. It will.", "Deburred by {mate}; careful, the film is off on the back.",
        "{who} asks for a small change. Two hours more, told them, noted on the drawing.",
    ]
    static let collection = [
        "Collected by {who}, signed.", "Delivered with the ute, {mate} helped to unload.",
        "Went out with the carrier on one pallet, wrapped twice.",
        "Dropped off with {who}, delivery note signed.", "Collected from the counter, paperwork in the folder.",
    ]
    static let installation = [
        "Installed. Photographs are in the folder.", "Installed with {mate}, swept up, {who} has signed.",
        "Fitted. {who} was there and is content.",
        "Installed; one fixing moved by 20 mm, otherwise as drawn.",
    ]
    static let invoice = [
        "Invoiced in full.", "Invoice sent to accounts with the order number.",
        "Invoiced; hours and material went through without a question.",
        "Final invoice out, deposit taken off.",
    ]
    static let paid = [
        "Paid.", "Paid by transfer, matched.", "Paid after a reminder.", "Payment is in. Thank you, {client}.",
    ]
    static let afterwards = [
        "{who} rang: fits like a glove.", "Small scratch found after installation, {mate} went by and polished it.",
        "They ask for two more next year. Drawing kept.",
        "Programs and jig filed under the job number.",
    ]
    static let rejected = [
        "Quote turned down: they went with a cheaper price from out of town.",
        "{who}: the project is put off until next year. Closed it.",
        "Turned down, the budget went into the roof.", "{who} has decided to keep the old one. No hard feelings.",
    ]
    static let created = [
        "Opened from a phone call with {who}.", "Opened from an e-mail by {who}.", "Opened at the counter.",
        "Opened after the site visit.",
        "Repeat order, copied from the last one.",
    ]
    /// Why a job is neither going nor finished.
    static let unusual = [
        "On hold: {who} waits for the insurer to release the money.",
        "On hold: building consent is not through, {who} hopes for next month.",
        "Stopped: their slab is 14 mm out of level, another trade has to put it right first.",
        "Stopped: the certificate does not match the heat number on the sheet. The supplier is looking into it.",
        "Back under warranty: the coating lifts at one edge. The coater pays, we take it down.",
        "Waiting for parts that {client} supplies themselves. Third reminder sent.",
        "Disputed: {who} says the first drawing was meant. Ingrid talks to them.",
        "On hold: the site is closed until the asbestos people have gone.",
    ]
}
