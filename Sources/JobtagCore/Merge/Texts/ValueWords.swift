import Foundation

/// The words that belong to a value when they stand beside a number: months, days of the week, units, currencies, and the particles of dates.
///
/// What is missing here makes no wrong merge by itself: one word of up to three letters between two numbers joins them whatever it is, and changes
/// of neighbouring words ask a person anyway.
enum ValueWords {
    /// Whether a word between two numbers joins them.
    static func isLink(_ word: String) -> Bool { links.contains(word.lowercased()) }

    /// Whether a word before a number belongs to it: `Nov 23`, `Mon, 23 Nov`, `NZD 500`.
    static func isBefore(_ word: String) -> Bool { before.contains(word.lowercased()) }

    /// Whether a word behind a number belongs to it: `2 mm`, `23 Nov`, `500 EUR`.
    static func isBehind(_ word: String) -> Bool { behind.contains(word.lowercased()) }

    private static let links = set(of: months, days, units, currencies, particles)
    private static let before = set(of: months, days, currencies, labels)
    // "in" and "a" behind a number begin what comes next more often than they are inches and amperes.
    private static let behind = set(of: months, units, currencies).subtracting(["in", "a"])

    private static func set(of lists: [String]...) -> Set<String> {
        Set(lists.joined().flatMap { $0.split(separator: " ").map(String.init) })
    }


    private static let months = [
        "january february march april may june july august september october november december",
        "jan feb mar apr jun jul aug sep sept oct nov dec",
        "januar jänner februar märz mai juni juli oktober dezember jän mär mrz okt dez",
        "janvier février mars avril juin juillet août septembre octobre novembre décembre janv févr avr juil déc",
        "enero febrero marzo abril mayo junio julio agosto septiembre setiembre octubre noviembre diciembre ene abr ago dic",
        "gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre gen mag giu lug set ott",
        "janeiro fevereiro março maio junho julho setembro outubro novembro dezembro fev out",
        "januari februari maart mei augustus mrt", "januari februari mars maj augusti", "januar februar marts august desember",
        "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
        "kohitātea huitanguru poutūterangi paengawhāwhā haratua pipiri hōngongoi hereturikōkā mahuru whiringa-ā-nuku whiringa-ā-rangi hakihea",
    ]
    private static let days = [
        "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun",
        "montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag",
        "lundi mardi mercredi jeudi vendredi samedi dimanche", "lunes martes miércoles jueves viernes sábado domingo",
        "lunedì martedì mercoledì giovedì venerdì sabato domenica", "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
    ]
    private static let units = [
        "µm um mm cm dm m km in inch inches ft foot feet yd yard yards mm² cm² m² m2 mm2 sqm m³ m3 l ml litre litres liter liters",
        "mg g kg t lb lbs tonne tonnes ton tons n kn nm bar mbar psi pa kpa mpa w kw v kv a ma hz khz rpm deg degrees c k gauge ga swg",
        "s sec secs second seconds min mins minute minutes h hr hrs hour hours day days week weeks month months year years am pm o'clock",
        "std stunde stunden minuten tag tage woche wochen monat monate jahr jahre uhr heure heures jour jours semaine semaines hora horas día días",
        "pc pcs pce piece pieces off ea each stk stück pair pairs sheet sheets percent pct prozent x mal times by",
    ]
    private static let currencies = ["nzd aud usd cad eur gbp chf sek dkk nok pln czk jpy cny dollar dollars euro euros pound pounds cent cents"]
    private static let particles = [
        "of the to and or from until till bis und von der den dem du de del des le la el y et au à al do da e te no nr rev ext extension",
    ]
    private static let labels = ["no nr rev ext extension"]
}
