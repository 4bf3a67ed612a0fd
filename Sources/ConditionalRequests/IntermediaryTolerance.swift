/// How much of what intermediaries do to entity tags is undone before a tag received in a request is compared.
///
/// A proxy that compresses a response must not leave its strong tag as it was (RFC 9110 §8.8.3.3), and most change the
/// tag on the way out without changing it back on the way in. A client behind such a proxy can then never name the
/// version it holds. Undoing the change is safe where one opaque tag names one version in every coding.
///
/// `If-Range` is never relaxed: parts of differently coded content must not be joined.
public enum IntermediaryTolerance: Sendable, Hashable {
    /// Tags are compared by the letter of RFC 9110.
    case none

    /// A `W/` put on (nginx, CDNs) and a suffix that names a content coding are seen through, for `If-Match` and
    /// `If-None-Match` alike: `-gzip` (Apache, Caddy), `--gzip` (Jetty), `:gzip` (Flask-Compress),
    /// `;gzip` or `;gz` (others), and the same with `br`, `zstd` and `deflate`.
    ///
    /// Only the received tag is relaxed. A current tag that itself ends in such a suffix is matched as it is.
    case contentCodings
}
