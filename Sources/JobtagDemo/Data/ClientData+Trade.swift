extension ClientData {
    /// The shop itself, builders, food and drink.
    static let tradeClients: [ClientRow] = [
        ClientRow(
            "Tidewater Sheet Metal (shop jobs)", .shop, 0, "tidewater-shop", "14 Foundry Road, Port Halloran",
            notes: "Our own time and upkeep. Never invoice.", [("Ingrid Solheim", "ingrid", "Owner")]),
        ClientRow(
            "Whitcombe & Daughters Builders", .builder, 4, "whitcombe-builders", order: "WD-", "3 Quarry Lane, Port Halloran",
            notes: "Statements to accounts only, never to site. 20th of the month.",
            [
                ("Margaret Whitcombe", "margaret", "Director"), ("Josie Whitcombe", "josie", "Site manager"),
                ("Dale Petrie", "dale", "Foreman"), ("Ruth Abara", "ruth", "Accounts"),
            ]),
        ClientRow(
            "Bracia Nowak Construction", .builder, 3, "nowak-construction", order: "PO ", "Unit 6, 88 Kiln Street, Port Halloran",
            [
                ("Łukasz Nowak", "lukasz", "Director"), ("Zbigniew Nowak", "zbigniew", "Site manager"),
                ("Agnieszka Śliwa", "agnieszka", "Quantity surveyor"),
            ]),
        ClientRow(
            "O'Brien Homes", .builder, 3, "obrien-homes", order: "OBH", "210 Ridge Road, Upper Halloran",
            notes: "No relation to our Siobhán, whatever he says.",
            [("Declan O'Brien", "declan", "Builder"), ("Moana Te Rangi", "moana", "Project coordinator")]),
        ClientRow(
            "Yıldırım Building Co.", .builder, 3, "yildirim-building", order: "YB/", "47 Saltworks Avenue, Port Halloran",
            [("Çağla Yıldırım", "cagla", "Owner"), ("Emre Güneş", "emre", "Leading hand")]),
        ClientRow(
            "Castellano Joinery & Fit-out", .builder, 3, "castellano-fitout", order: "CJ-", "9 Timberyard Close, Port Halloran",
            notes: "Wants DXF files of everything that meets his joinery.",
            [
                ("Niccolò Castellano", "niccolo", "Owner"), ("Bea Fontaine", "bea", "Workshop manager"),
                ("Pedro Ruiz", "pedro", "Installer"),
            ]),
        ClientRow(
            "Pūriri Building Collective", .builder, 2, "puriri-collective", "1 Marae Road, Waimārie",
            [("Rāwiri Tūhoe", "rawiri", "Lead builder"), ("Ana Kereama", "ana", "Coordinator")]),
        ClientRow(
            "Café Épicéa", .cafe, 2, "cafe-epicea", "22 Harbour Street, Port Halloran",
            notes: "Closed Mondays: the best day to install. Ring before seven and you get Hélène.",
            [("Hélène Marchetti", "helene", "Owner"), ("Théo Lambert", "theo", "Chef")]),
        ClientRow(
            "Phở Hẻm Eatery", .cafe, 2, "pho-hem", "5 Lantern Lane, Port Halloran",
            [("Trần Văn Lộc", "loc", "Owner"), ("Trần Mỹ Duyên", "duyen", "Manager")]),
        ClientRow(
            "Köstlich Bakehouse", .cafe, 2, "koestlich", order: "KB-", "71 Mill Street, Port Halloran",
            [("Jürgen Weiß", "juergen", "Baker"), ("Annelise Groß", "annelise", "Accounts")]),
        ClientRow(
            "老街茶馆 Old Street Teahouse", .cafe, 2, "oldstreet-teahouse", "40 Old Street, Port Halloran",
            [("王丽华 (Wang Lihua)", "lihua", "Owner"), ("陈志明 (Chen Zhiming)", "zhiming", "Kitchen manager")]),
        ClientRow(
            "Bayt al-Qahwa بيت القهوة", .cafe, 2, "bayt-alqahwa", "18 Customs Quay, Port Halloran",
            notes: "No deliveries Friday noon.",
            [("ليلى حداد (Layla Haddad)", "layla", "Owner"), ("Yusuf Haddad", "yusuf", "Barista")]),
        ClientRow(
            "The Tin Whistle Café", .cafe, 2, "tin-whistle", "Station Building, Platform 1, Port Halloran",
            [("Gráinne Ní Fhloinn", "grainne", "Owner")]),
        ClientRow(
            "Ōtāwhao Cellars", .winery, 3, "otawhao-cellars", order: "OC-", "640 Terrace Road, Waimārie",
            notes: "From February to April everything is for yesterday. Plan round the vintage.",
            [
                ("Hēmi Parata", "hemi", "Winemaker"), ("Clarissa Voss", "clarissa", "Operations"),
                ("Beau Tīpoki", "beau", "Cellar hand"),
            ]),
        ClientRow(
            "Rouvière Estate", .winery, 2, "rouviere-estate", order: "RE", "Chapel Hill, Upper Halloran",
            [("Étienne Rouvière", "etienne", "Proprietor"), ("Marama Ellis", "marama", "Cellar door manager")]),
        ClientRow(
            "Rusty Anchor Brewing", .brewery, 4, "rusty-anchor", order: "RAB-", "Shed 12, Fish Wharf, Port Halloran",
            notes: "Pays the same day. Takes pallets only by the wharf gate, height limit 3.6 m.",
            [
                ("Gus Petrakis", "gus", "Head brewer"), ("Tui Marsden", "tui", "Production"),
                ("Ines Carvalho", "ines", "Taproom manager"), ("Wendy Hu", "wendy", "Accounts"),
            ]),
        ClientRow(
            "Nordlys Bryggeri", .brewery, 2, "nordlys", "4 Glacier Court, Port Halloran",
            [("Bjørn Ødegård", "bjorn", "Brewer"), ("Åse Lindqvist", "ase", "Manager")]),
        ClientRow(
            "Two Magpies Distillery", .brewery, 2, "two-magpies", order: "2M-", "33 Ropewalk, Port Halloran",
            [("Freya Lockhart", "freya", "Distiller"), ("Omar Benali", "omar", "Distiller")]),
        ClientRow(
            "Anvil & Wren Furniture", .maker, 3, "anvil-wren", order: "AW", "Rear, 16 Foundry Road, Port Halloran",
            notes: "Neighbours: they walk over to collect. Keep the offcuts of 3 mm for them.",
            [("Wren Achterberg", "wren", "Designer"), ("Solomon Tuilagi", "solomon", "Maker")]),
        ClientRow(
            "Southern Cold Stores", .industry, 4, "southern-cold", order: "SCS-", "200 Port Access Road, Port Halloran",
            notes: "Induction card needed for site. Hi-vis and hair nets, no loose swarf near product.",
            [
                ("Harpreet Gill", "harpreet", "Maintenance manager"), ("Col Brannigan", "col", "Fitter"),
                ("Mele Fonoti", "mele", "Purchasing"),
            ]),
        ClientRow(
            "Al-Rashid Refrigeration & Air", .air, 4, "alrashid-air", order: "AR-", "51 Compressor Way, Port Halloran",
            [
                ("خالد الراشد (Khalid Al-Rashid)", "khalid", "Director"), ("Nadia Rahman", "nadia", "Estimator"),
                ("Toby Marsh", "toby", "Installer"),
            ]),
    ]
}
