/// Which changes of intermediaries to entity tags are removed before a received tag is compared.
///
/// A proxy that compresses a response must change its strong tag (RFC 9110 §8.8.3.3), and most proxies do not
/// restore the tag in later requests. A client behind such a proxy can then never name the
/// version it holds. Removing the change is safe if one opaque tag identifies one version in every coding.
///
/// Never applies to `If-Range`: parts of differently coded content must not be combined.
public enum IntermediaryTolerance: Sendable, Hashable {
    /// Tags are compared exactly as in RFC 9110.
    case none

    /// An added `W/` (nginx, CDNs) and a suffix with the name of a content coding are ignored, in `If-Match` and
    /// `If-None-Match`: `-gzip` (Apache, Caddy), `--gzip` (Jetty), `:gzip` (Flask-Compress),
    /// `;gzip` or `;gz` (others), and the same with `br`, `zstd` and `deflate`.
    ///
    /// Applies only to the received tag. A current tag that itself ends in such a suffix is matched unchanged.
    case contentCodings
}
