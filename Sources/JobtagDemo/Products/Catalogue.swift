/// Everything the shop makes.
enum Catalogue {
    static let products: [Product] = kitchen + cellar + building + roof + street + marine + rural + industry

    static let coats = [
        "RAL 7016 anthracite grey", "RAL 9005 jet black, matt", "RAL 9010 pure white", "RAL 6005 moss green",
        "RAL 3009 oxide red", "RAL 5010 gentian blue", "RAL 7035 light grey", "RAL 8019 grey brown",
    ]
}
