extension ClientData {
    /// Schools, boats, public bodies, architects, land and home.
    static let publicClients: [ClientRow] = [
        ClientRow(
            "Port Halloran High School", .school, 3, "halloran-high", order: "PHHS-", "100 College Street, Port Halloran",
            notes: "Sign in at the office. Noisy work after 3.30 pm or in the holidays.",
            [
                ("Alistair McNab", "mcnab", "Property manager"), ("Fetu Leota", "leota", "Head of technology"),
                ("Sue Drummond", "drummond", "Accounts"),
            ]),
        ClientRow(
            "St Brigid's Primary School", .school, 2, "st-brigids", "12 Chapel Street, Port Halloran",
            [("Sister Assumpta Kelly", "assumpta", "Principal"), ("Vikram Desai", "vikram", "Caretaker")]),
        ClientRow(
            "Te Kura o Waimārie", .school, 2, "kura-waimarie", "2 School Road, Waimārie",
            [("Whaea Hinemoa Pōtae", "hinemoa", "Tumuaki"), ("Wiremu Hākaraia", "wiremu", "Caretaker")]),
        ClientRow(
            "Harbour Polytechnic, Trades", .school, 3, "harbour-poly", order: "HP4500",
            "Gate 3, 60 Polytechnic Drive, Port Halloran",
            [
                ("Renske de Vries", "renske", "Workshop technician"), ("Peter Baranowski", "peter", "Tutor, welding"),
                ("Grace Mbeki", "grace", "Procurement"),
            ]),
        ClientRow(
            "Gannet Boatbuilders", .marine, 4, "gannet-boats", order: "GB", "Slip 2, Boatshed Road, Port Halloran",
            notes: "316 or 5083 only. Anything else comes straight back.",
            [("Arne Gannet", "arne", "Builder"), ("Kiri Rewi", "kiri", "Fit-out"), ("Billy Foss", "billy", "Fit-out")]),
        ClientRow(
            "Northern Slipway & Chandlery", .marine, 3, "northern-slipway", order: "NS-", "Boatshed Road, Port Halloran",
            [("Catherine Leclair", "catherine", "Manager"), ("Dougal Innes", "dougal", "Yard foreman")]),
        ClientRow(
            "Søndergaard Yachts", .marine, 2, "sondergaard-yachts", "Marina Office, Berth A, Port Halloran",
            [("Mikkel Søndergaard", "mikkel", "Owner"), ("Paloma Reyes", "paloma", "Refit manager")]),
        ClientRow(
            "Halloran Sea Rescue", .marine, 2, "halloran-searescue", "Rescue Station, North Mole, Port Halloran",
            notes: "Volunteers. Charge materials at cost, see Ingrid.",
            [("Tracy Buchanan", "tracy", "Station officer"), ("Sione Vea", "sione", "Coxswain")]),
        ClientRow(
            "Port Halloran District Council", .council, 4, "halloran-council", order: "45000", "1 Civic Square, Port Halloran",
            notes: "No purchase order, no payment. Never start on a phone call.",
            [
                ("Deepa Krishnan", "deepa", "Parks and open spaces"), ("Warren Stubbs", "warren", "Roading"),
                ("Ōriwa Manihera", "oriwa", "Community facilities"), ("Ken Ogilvie", "ken", "Purchasing"),
            ]),
        ClientRow(
            "Waimārie Shire Council", .council, 2, "waimarie-shire", order: "WSC-", "Shire Offices, Main Street, Waimārie",
            [("Jackie Thornbury", "jackie", "Works supervisor"), ("Renata Cruz", "renata", "Libraries")]),
        ClientRow(
            "Atelier Ferreira-Lund", .architect, 3, "ferreira-lund", "Level 2, 8 Civic Square, Port Halloran",
            notes: "Samples of every finish first. Tolerances in their drawings are meant.",
            [("Inês Ferreira", "ines", "Architect"), ("Gustav Lund", "gustav", "Architect"), ("Milo Hart", "milo", "Graduate")]),
        ClientRow(
            "Đặng & Partners Architects", .architect, 2, "dang-partners", order: "DP-", "15 Harbour Street, Port Halloran",
            [("Đặng Quốc Bảo", "bao", "Principal"), ("Lê Thu Hà", "thuha", "Project architect")]),
        ClientRow(
            "Museum of the Southern Coast", .museum, 3, "southcoast-museum", order: "MSC/",
            "The Old Customs House, Customs Quay, Port Halloran",
            notes: "Conservator signs off every material that comes within 2 m of an object: no acid-cure silicone, no bare zinc.",
            [
                ("Dr Eleanor Whakatau-Finch", "eleanor", "Conservator"), ("Bogdan Ionescu", "bogdan", "Exhibitions"),
                ("Shirley Pike", "shirley", "Facilities"),
            ]),
        ClientRow(
            "St Columba's Church Trust", .heritage, 2, "st-columbas", "Church Hill, Port Halloran",
            [("Rev. Chidi Nwosu", "chidi", "Vicar"), ("Hamish Baird", "hamish", "Trustee")]),
        ClientRow(
            "Harbour Street Dental", .health, 2, "harbour-dental", "Level 1, 30 Harbour Street, Port Halloran",
            [("Dr Sunita Banerjee", "sunita", "Dentist"), ("Kayla Moss", "kayla", "Practice manager")]),
        ClientRow(
            "Port Halloran Hospital, Facilities", .health, 3, "halloran-hospital", order: "FAC-",
            "Gate B, Hospital Road, Port Halloran",
            notes: "Infection control: no cutting on the ward, ever.",
            [
                ("Lavinia Taufa", "lavinia", "Facilities manager"), ("Graeme Sutton", "graeme", "Engineer"),
                ("Aroha Nikora", "aroha", "Sterile services"),
            ]),
        ClientRow(
            "Kowalczyk Orchards", .rural, 2, "kowalczyk-orchards", "1180 River Road, Waimārie",
            [("Bożena Kowalczyk", "bozena", "Grower"), ("Stan Kowalczyk", "stan", "Packhouse")]),
        ClientRow(
            "Merriwa Station Contracting", .rural, 3, "merriwa", order: "M", "Merriwa Station, Back Valley Road",
            notes: "Two hours each way. Check twice before driving out.",
            [("Bluey Hargreaves", "bluey", "Contractor"), ("Tess Hargreaves", "tess", "Office")]),
        ClientRow(
            "Mrs Adaeze Okonkwo", .household, 2, "okonkwo", "",
            notes: "Prefers to be rung in the evening. Pays cash on collection.", [("Adaeze Okonkwo", "adaeze", "Home owner")]),
    ]
}
