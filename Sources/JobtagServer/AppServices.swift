import Crypto
import JobtagCore

/// The use cases and settings that every operation works with.
struct AppServices: Sendable {
    let jobs: JobService
    let clients: ClientService
    let staff: StaffService
    let signIn: SignInService
    let store: any Store
    let hasher: any PasswordHasher
    let environment: UseCaseEnvironment
    let mode: IfMatchMode
    let trust: ProxyTrust
    let cors: CORSPolicy
    /// Known only to this database's servers; used to compute codes.
    let secret: SymmetricKey
    let signInQueue: SignInQueue
    let hub: ChangeHub
    let page: StaticFiles
    let base: BasePath
    let authenticator: Authenticator
    let deviceCookieName: String
    let rendered = RenderCache()
    let signInChanges: SignInChanges
    let metrics = Metrics()

    /// Sessions may have ended: streams check theirs, on all servers.
    func sessionsChanged() {
        signInChanges.record()
        store.broadcast(.sessionsChanged)
    }
}
