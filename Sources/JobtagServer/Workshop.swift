import Crypto
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
    let trust: ProxyTrust
    let crossOrigin: CrossOrigin
    /// Known only to this database's servers; used to compute codes.
    let secret: SymmetricKey
    let signInQueue: SignInQueue
    let feed: (any ChangeFeed)?
    let live: LiveBoard
    let page: PageFiles
    let base: BasePath
    let authenticator: Authenticator
    let deviceCookieName: String
    let rendered = RenderCache()
    let signInChanges = SignInChanges()
    let metrics = Metrics()
}
