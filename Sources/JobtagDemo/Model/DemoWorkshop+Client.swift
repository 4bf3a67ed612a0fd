public import Foundation

extension DemoWorkshop {
    /// Someone the workshop makes things for.
    public struct Client: Sendable, Equatable, Identifiable {
        /// A version 7 UUID, the same in every demo.
        public let id: UUID
        /// The trading name.
        public let name: String
        /// The address that invoices go to.
        public let email: String
        /// The main telephone number.
        public let phone: String
        /// Street and town; empty where the office never asked.
        public let address: String
        /// What the office should know; often empty.
        public let notes: String
        /// One to four people to talk to, the main one first.
        public let contacts: [Contact]
    }

    /// A person at a client.
    public struct Contact: Sendable, Equatable, Identifiable {
        /// A version 7 UUID, the same in every demo.
        public let id: UUID
        /// The full name.
        public let name: String
        /// Where to write to.
        public let email: String
        /// A direct number; empty where only the client's main number is known.
        public let phone: String
        /// What they do there.
        public let position: String
    }
}
