package import Foundation

/// A believable sheet-metal workshop to show Jobtag with: its people, its clients and three hundred jobs.
///
/// The content is the same every time: people, texts, ids, amounts and structure come from a fixed seed.
/// Only dates follow `now`, in whole UTC days, so that what is overdue or due today stays so.
package struct DemoWorkshop: Sendable, Equatable {
    /// The eight people of the workshop; the first four are the documented demo logins.
    package let staff: [Staff]
    /// Forty clients, each with one to four contacts.
    package let clients: [Client]
    /// Three hundred jobs over all statuses, oldest (lowest number) first.
    package let jobs: [Job]

    /// Composes the workshop.
    ///
    /// - Parameter now: the moment the demo starts. Nothing recorded is later than this, and every
    ///   `now` of one UTC day gives an equal workshop.
    package init(now: Date) {
        var ids = DemoIDs(seed: 0x4A4F_4254_4147)
        let staff = StaffData.compose(ids: &ids)
        let clients = ClientData.compose(ids: &ids)
        var composer = WorkshopComposer(
            staff: staff, clients: clients, calendar: WorkCalendar(now: now), ids: ids)
        self.staff = staff
        self.clients = clients.map(\.client)
        self.jobs = composer.compose()
    }
}
