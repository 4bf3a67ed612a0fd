package import Foundation

extension DemoWorkshop {
    /// Someone the workshop makes things for.
    package struct Client: Sendable, Equatable, Identifiable {
        /// A version 7 UUID, the same in every demo.
        package let id: UUID
        /// The trading name.
        package let name: String
        /// The address that invoices go to.
        package let email: String
        /// The main telephone number.
        package let phone: String
        /// Street and town; empty where the office never asked.
        package let address: String
        /// What the office should know; often empty.
        package let notes: String
        /// One to four people to talk to, the main one first.
        package let contacts: [Contact]
    }

    /// A person at a client.
    package struct Contact: Sendable, Equatable, Identifiable {
        /// A version 7 UUID, the same in every demo.
        package let id: UUID
        /// The full name.
        package let name: String
        /// Where to write to.
        package let email: String
        /// A direct number; empty where only the client's main number is known.
        package let phone: String
        /// What they do there.
        package let position: String
    }
}
