/// The database belongs to another program.
package struct DatabaseIsForeign: Error, CustomStringConvertible {
    /// The path of the file, or a description of the server's database.
    let name: String

    package init(name: String) { self.name = name }

    package var description: String {
        "\(name) is not a Jobtag database. Choose another one with --database. It was not changed."
    }
}

/// The database cannot store every text.
package struct DatabaseEncodingUnsupported: Error, CustomStringConvertible {
    let name: String
    let encoding: String

    package var description: String {
        "\(name) has the encoding \(encoding). Jobtag needs UTF8: createdb --encoding=UTF8 --template=template0 NAME"
    }
}

/// The database has migrations unknown to this program.
package struct DatabaseFromTheFuture: Error, CustomStringConvertible {
    /// The path of the file, or a description of the server's database.
    let name: String

    package var description: String {
        "\(name) was created by a newer version of Jobtag. Start that version, or restore a backup from before the upgrade."
    }
}
