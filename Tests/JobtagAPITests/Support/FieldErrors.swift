import JobtagCore

/// What `body` found wrong with the request's data; nil where it found nothing, or threw something else.
func fieldErrors(_ body: () throws -> Void) -> [FieldError]? {
    do {
        try body()
        return nil
    } catch JobError.invalid(let errors) {
        return errors
    } catch {
        return nil
    }
}
