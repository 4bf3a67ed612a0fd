import JobtagCore

/// A sign-in: whose it is, and when it expires.
struct SignIn: Sendable {
    let staff: Staff
    let expiresAt: Timestamp
}
