import JobtagCore

/// The use cases and settings that every operation works with.
struct Workshop: Sendable {
    let jobs: JobService
    let clients: ClientService
    let staff: StaffService
    let signIn: SignInService
    let store: any Store
    let hasher: any PasswordHasher
    let environment: UseCaseEnvironment
    let mode: IfMatchMode
    let isSecure: Bool
    let feed: (any ChangeFeed)?
    let live: LiveBoard
    let page: PageFiles
    let base: BasePath
    let authenticator: Authenticator
    let rendered = RenderCache()
    let throttle = SignInThrottle()
    let signInChanges = SignInChanges()
    let metrics = Metrics()
}
