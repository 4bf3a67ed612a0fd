import JobtagCore

/// A session: its person and expiry.
struct SignIn: Sendable {
    let staff: Staff
    let expiresAt: Timestamp
}
