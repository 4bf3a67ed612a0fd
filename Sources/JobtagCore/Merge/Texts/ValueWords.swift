/// The words that belong to a value when they are next to a number: the lists of docs/values.md.
///
/// A missing word is harmless if it is the only word between two numbers, or has up to three letters.
enum ValueWords {
    /// Whether a word between two numbers joins them, whatever the number of such words.
    static func isLink(_ word: String) -> Bool { links.contains(word.lowercased()) }

    /// Whether a word joins two numbers together with an unlisted word.
    static func isParticle(_ word: String) -> Bool { particles.contains(word.lowercased()) }

    /// Whether a word before a number belongs to it: `Nov 23`, `Mon, 23 Nov`, `NZD 500`.
    static func isBefore(_ word: String) -> Bool { before.contains(word.lowercased()) }

    /// Whether a word after a number belongs to it: `2 mm`, `23 Nov`, `500 EUR`.
    static func isBehind(_ word: String) -> Bool { behind.contains(word.lowercased()) }

    /// Whether a word is a month.
    static func isMonth(_ word: String) -> Bool { months.contains(word.lowercased()) }

    /// Whether a word labels the following short word: `rev C`.
    static func isLabel(_ word: String) -> Bool { labels.contains(word.lowercased()) }

    private static let links = months.union(days).union(units).union(currencies).union(particles).union(labels)
    private static let before = months.union(days).union(currencies).union(labels)
    // "in" and "a" after a number rarely mean inches and amperes.
    private static let behind = months.union(units).union(currencies).subtracting(["in", "a"])

    private static let months = set(
        """
        january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept
        oct nov dec januar jänner februar märz mai juni juli oktober dezember jän mär mrz okt dez janvier février mars avril juin
        juillet août septembre octobre novembre décembre janv févr avr juil déc enero febrero marzo abril mayo junio julio agosto
        septiembre setiembre octubre noviembre diciembre ene abr ago dic gennaio febbraio aprile maggio giugno luglio settembre
        ottobre dicembre gen mag giu lug set ott janeiro fevereiro março maio junho julho setembro outubro novembro dezembro fev
        out januari februari maart mei augustus maj augusti marts desember
        """)
    private static let days = set(
        """
        monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun montag dienstag
        mittwoch donnerstag freitag samstag sonnabend sonntag lundi mardi mercredi jeudi vendredi samedi dimanche lunes martes
        miércoles jueves viernes sábado domingo lunedì martedì mercoledì giovedì venerdì sabato domenica maandag dinsdag woensdag
        donderdag vrijdag zaterdag zondag
        """)
    private static let units = set(
        """
        µm um mm cm dm m km in inch inches ft foot feet yd yard yards mm² cm² m² m2 mm2 sqm m³ m3 metre metres meter meters
        millimetre millimetres millimeter millimeters mètre mètres metro metros l ml litre litres liter liters mg g kg t lb lbs
        gram grams gramm kilo kilos kilogram kilograms tonne tonnes ton tons n kn nm bar mbar psi pa kpa mpa w kw v kv a ma hz khz
        rpm deg degrees c k gauge ga swg s sec secs second seconds min mins minute minutes h hr hrs hour hours day days week weeks
        month months year years am pm o'clock std stunde stunden minuten tag tage woche wochen monat monate jahr jahre uhr heure
        heures jour jours semaine semaines hora horas minuto minutos día días pc pcs pce piece pieces off ea each stk stück pair
        pairs sheet sheets percent pct prozent hundred thousand million billion
        """)
    private static let currencies = set(
        """
        nzd aud usd cad eur gbp chf sek dkk nok pln czk jpy cny dollar dollars euro euros pound pounds cent cents
        """)
    private static let particles = set(
        """
        of the to from until till through up by x times plus minus per bis von zu ab auf mal der den dem du de des del le la el au
        à al do da a por na
        """)
    private static let labels = set(
        """
        no nr rev ext extension
        """)

    private static func set(_ words: String) -> Set<String> { Set(words.split(whereSeparator: \.isWhitespace).map(String.init)) }
}
