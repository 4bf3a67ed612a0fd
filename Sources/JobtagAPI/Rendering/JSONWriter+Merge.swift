import Foundation
package import JobtagCore

/// Renders the three-way merge of a 412.
extension JSONWriter {
    package mutating func merge(_ merge: NamedMerge) {
        object { json in
            json.member("clean", merge.isClean)
            json.key("patch")
            json.object { json in
                for (name, value) in merge.patch {
                    json.key(name)
                    value.write(to: &json)
                }
            }
            json.key("fields")
            json.array(merge.fields) { $0.fieldMerge($1) }
        }
    }

    private mutating func fieldMerge(_ merge: FieldMerge<String>) {
        object { json in
            json.member("field", merge.field)
            for (name, value) in [("base", merge.base), ("yours", merge.yours), ("theirs", merge.theirs)] {
                json.key(name)
                value.write(to: &json)
            }
            json.key("merged")
            (merge.merged ?? .null).write(to: &json)
            json.member("conflict", merge.isConflict)
            json.key("diff")
            if let diff = merge.diff {
                json.array(diff) { json, piece in
                    json.object { json in
                        json.member("op", piece.op.rawValue)
                        json.member("text", piece.text)
                    }
                }
            } else {
                json.null()
            }
            if let note = merge.note { json.member("note", note) }
            if let suggested = merge.suggested {
                json.key("suggested")
                suggested.write(to: &json)
            }
        }
    }
}
