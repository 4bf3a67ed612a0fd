import JobtagAPI
import JobtagCore
import Testing

@Suite("A job as JSON")
struct JobRenderingTests {
    /// Section 7 of the contract, word by word.
    static let names = [
        "id", "job_number", "name", "description", "status", "client_id", "client", "contact_id", "contact", "order_number",
        "delivery_date",
        "notes", "pricing_methodology", "price_cap", "charge_out_rate", "speed_quality_tradeoff", "quote_acceptance_date",
        "completed_at", "paid",
        "collected", "fully_invoiced", "rejected_flag", "priority", "assigned_to", "created_by", "created_at", "updated_at", "etag",
    ]

    @Test("has exactly the members of the contract in order, full or minimal", arguments: [Sample.job, Sample.fullJob])
    func names(job: Job) {
        #expect(JSONWriter.written { $0.job(job) }.names == Self.names)
    }

    @Test("has all values")
    func full() {
        #expect(
            JSONWriter.written { $0.job(Sample.fullJob) }.string == """
                {"id":"\(Sample.idText)","job_number":96118,"name":"Range \\"hood\\"","description":"Line one\\nline two\\\\",\
                "status":"in_progress","client_id":"\(Sample.otherIDText)","client":{"id":"\(Sample.otherIDText)","name":"Harbour Foods"},\
                "contact_id":"\(Sample.idText)","contact":{"id":"\(Sample.idText)","name":"Ines","email":"ines@example.com","phone":null},\
                "order_number":"PO-7","delivery_date":"2026-12-01","notes":"é","pricing_methodology":"fixed_price","price_cap":"1250.00",\
                "charge_out_rate":"112.50","speed_quality_tradeoff":"quality","quote_acceptance_date":"\(Sample.thenText)",\
                "completed_at":"\(Sample.laterText)","paid":true,"collected":false,"fully_invoiced":true,"rejected_flag":false,"priority":40,\
                "assigned_to":["\(Sample.idText)","\(Sample.otherIDText)"],"created_by":"\(Sample.otherIDText)",\
                "created_at":"\(Sample.thenText)","updated_at":"\(Sample.thenText)","etag":"\\"\(Sample.tag)\\""}
                """)
    }

    @Test("has null for missing values")
    func bare() {
        #expect(
            JSONWriter.written { $0.job(Sample.job) }.string == """
                {"id":"\(Sample.idText)","job_number":96117,"name":"Range hood","description":"","status":"draft","client_id":null,\
                "client":null,"contact_id":null,"contact":null,"order_number":null,"delivery_date":null,"notes":"",\
                "pricing_methodology":"time_materials","price_cap":null,"charge_out_rate":null,"speed_quality_tradeoff":"balanced",\
                "quote_acceptance_date":null,"completed_at":null,"paid":false,"collected":false,"fully_invoiced":false,\
                "rejected_flag":false,"priority":0,"assigned_to":[],"created_by":null,"created_at":"\(Sample.thenText)",\
                "updated_at":"\(Sample.thenText)","etag":"\\"\(Sample.tag)\\""}
                """)
    }

    @Test("has every editable field with its value", arguments: [Sample.job, Sample.fullJob])
    func fields(job: Job) throws {
        let value = try FieldValue(json: JSONWriter.written { $0.job(job) }.bytes)
        for field in Job.Field.allCases { #expect(value[field.rawValue] == job[field]) }
    }

    @Test("has the same values in its header and its basic information", arguments: [Sample.job, Sample.fullJob])
    func parts(job: Job) throws {
        let whole = try FieldValue(json: JSONWriter.written { $0.job(job) }.bytes)
        let header = JSONWriter.written { $0.jobHeader(job) }
        let basics = JSONWriter.written { $0.jobBasicInformation(job) }
        for part in [header, basics] {
            for (name, value) in try FieldValue(json: part.bytes).members { #expect(whole[name] == value) }
            #expect(part.names.first == "id" && part.names.suffix(2) == ["updated_at", "etag"])
        }
        #expect(basics.names.prefix(5) == ["id", "description", "delivery_date", "order_number", "notes"])
        #expect(header.names.prefix(6) == ["id", "job_number", "name", "status", "client_id", "client"])
    }
}
