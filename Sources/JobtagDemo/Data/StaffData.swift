/// The people of the demo workshop.
enum StaffData {
    private typealias Row = (name: String, email: String, role: DemoWorkshop.Staff.Role, cost: Int, rate: Int)

    private static let rows: [Row] = [
        ("Ingrid Solheim", "admin@example.com", .admin, 55_00, 120_00),
        ("Tama Ngāpō", "office@example.com", .office, 45_00, 110_00),
        ("Priya Raghunathan", "office2@example.com", .office, 45_00, 110_00),
        ("Kazimierz Wójcik", "workshop@example.com", .workshop, 45_00, 120_00),
        ("Mehmet Yıldız", "workshop2@example.com", .workshop, 45_00, 115_00),
        ("Nguyễn Thị Hạnh", "workshop3@example.com", .workshop, 45_00, 115_00),
        ("Siobhán O'Brien", "workshop4@example.com", .workshop, 45_00, 110_00),
        ("Samuel Adeyemi", "workshop5@example.com", .workshop, 45_00, 105_00),
    ]

    /// What the others call them.
    static let shortNames = ["Ingrid", "Tama", "Priya", "Kaz", "Mehmet", "Hạnh", "Siobhán", "Sam"]

    static func compose(ids: inout DemoIDs) -> [DemoWorkshop.Staff] {
        rows.map { row in
            DemoWorkshop.Staff(
                id: ids.next(), name: row.name, email: row.email, role: row.role,
                hourlyCostCents: row.cost, hourlyRateCents: row.rate)
        }
    }
}
