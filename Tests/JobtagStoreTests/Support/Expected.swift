import JobtagCore

/// What a request expects, said without HTTP.
enum Expected: VersionPrecondition {
    case versions([Version])
    case absent
    case wildcard

    static func version(_ version: Version) -> Expected { .versions([version]) }

    func evaluate(_ current: Version?) -> PreconditionResult {
        switch self {
        case .absent: .required(.absent)
        case .wildcard: .required(.wildcard)
        case .versions(let versions): current.map(versions.contains) == true ? .met : .failed
        }
    }

    var named: [Version] {
        if case .versions(let versions) = self { versions } else { [] }
    }
}

extension Job {
    /// Expects the version that this value is of.
    var asSeen: Expected { .version(version) }
}

extension Client {
    var asSeen: Expected { .version(version) }
}

extension Contact {
    var asSeen: Expected { .version(version) }
}

extension Staff {
    var asSeen: Expected { .version(version) }
}
