// Types of the server's contract, and types that the modules share. There is no code here.

/**
 * @typedef {object} Person
 * @property {string} id
 * @property {string} name
 * @property {string} [email]
 * @property {string} [role] `admin`, `office` or `workshop`
 */

/**
 * A record with versions: a job, a client, a contact, a member of staff.
 *
 * @typedef {{id: string, updated_at: string, etag: string} & Record<string, any>} VersionedRecord
 */

/**
 * A job as the server sends it.
 *
 * @typedef {object} Job
 * @property {string} id
 * @property {number} job_number
 * @property {string} name
 * @property {string} description
 * @property {'draft' | 'awaiting_approval' | 'approved' | 'in_progress' | 'unusual' | 'recently_completed' | 'special' | 'archived'} status
 * @property {string | null} client_id
 * @property {{id: string, name: string} | null} client
 * @property {string | null} contact_id
 * @property {{id: string, name: string, email: string | null, phone: string | null} | null} contact
 * @property {string | null} order_number
 * @property {string | null} delivery_date `YYYY-MM-DD`
 * @property {string} notes
 * @property {'time_materials' | 'fixed_price'} pricing_methodology
 * @property {string | null} price_cap money, as a string: `"1250.00"`
 * @property {string | null} charge_out_rate money
 * @property {'faster' | 'balanced' | 'quality'} speed_quality_tradeoff
 * @property {string | null} quote_acceptance_date a time
 * @property {string | null} completed_at
 * @property {boolean} paid
 * @property {boolean} collected
 * @property {boolean} fully_invoiced
 * @property {boolean} rejected_flag
 * @property {number} priority
 * @property {string[]} assigned_to ids of staff
 * @property {string | null} created_by
 * @property {string} created_at
 * @property {string} updated_at the version: strictly increasing, in microseconds
 * @property {string} etag
 */

/**
 * A record and its entity tag as one value, deeply frozen.
 *
 * @template {VersionedRecord} [R=VersionedRecord]
 * @typedef {object} Snapshot
 * @property {string} id
 * @property {string} path of the record under the base URL: `/jobs/{id}/`
 * @property {string} etag opaque: sent back unchanged
 * @property {string} updatedAt
 * @property {R} record
 * @property {string | null} generation of the server's data: changes when a backup is restored; null if unknown
 */

/**
 * Data with its entity tag. A part of a job has the job's tag.
 *
 * @typedef {object} Part
 * @property {string | null} id of the record it is a part of
 * @property {string} path
 * @property {string} etag
 * @property {any} data
 * @property {boolean} notModified whether the response was 304
 * @property {string | null} generation as in a snapshot
 */

/**
 * The deletion of a job: who did it, and the tag to restore it with.
 *
 * @typedef {object} Deletion
 * @property {string} job_id
 * @property {number} job_number
 * @property {string} name of the job
 * @property {string} at a time
 * @property {Person | null} by null if the server no longer knows
 * @property {string} etag
 */

/**
 * The deletion of a client or contact.
 *
 * @typedef {object} RecordDeletion
 * @property {string} client_id
 * @property {string} [contact_id]
 * @property {string} name
 * @property {string} at a time
 * @property {Person} by
 * @property {string} etag
 */

/**
 * A version that a person has seen: a snapshot, a part, or the response to a deletion, whose tag is needed to restore it.
 *
 * @typedef {{id: string | null, etag: string, path?: string, record?: VersionedRecord, data?: any, generation?: string | null}} Seen
 */

/**
 * @typedef {object} Page
 * @property {Snapshot<any>[]} items
 * @property {string | null} next the cursor of the next page
 * @property {string | null} etag weak: of the page, and not usable for changes
 * @property {boolean} notModified
 */

/**
 * @typedef {object} Change
 * @property {string} change_id
 * @property {string} at
 * @property {Person} by
 * @property {string} kind
 * @property {string[]} fields
 * @property {string} summary
 */

/** @typedef {{op: 'equal' | 'insert' | 'delete', text: string}} DiffPiece */

/**
 * @typedef {object} FieldMerge one field of the server's three-way merge
 * @property {string} field
 * @property {any} base
 * @property {any} yours
 * @property {any} theirs
 * @property {any} merged
 * @property {boolean} conflict
 * @property {DiffPiece[] | null} diff
 * @property {string} [note]
 * @property {string} [suggested] for a conflict of texts: one with the words of both, to edit
 */

/** @typedef {{clean: boolean, patch: Record<string, any>, fields: FieldMerge[]}} Merge `patch` is ready to send */

/** @typedef {'theirs' | 'mine' | {text: any}} Choice */

/**
 * @typedef {object} FieldConflict
 * @property {string} field
 * @property {any} base
 * @property {any} theirs
 * @property {any} yours
 * @property {any} merged null if the person must choose
 * @property {boolean} conflict whether the person must choose
 * @property {DiffPiece[] | null} diff from theirs to yours
 * @property {string | null} note
 * @property {Choice | null} choice
 */

/**
 * A conflict to show to the person.
 *
 * @typedef {object} Conflict
 * @property {string} message
 * @property {boolean} isRestored whether the cause is a restored backup, not another change
 * @property {Person[]} by
 * @property {string | null} at of the last change
 * @property {Change[] | null} changes null if the server does not know
 * @property {Snapshot} current
 * @property {FieldConflict[]} fields empty for actions
 * @property {string[]} unresolved fields that still need a choice
 */

/**
 * The result of an action.
 *
 * @typedef {object} Done
 * @property {Snapshot | null} snapshot the record after it; null if it was deleted
 * @property {any} answer the body
 * @property {Change[]} theirChanges others' changes that the person has not seen
 * @property {boolean} replayed whether this is the stored response to an earlier attempt
 */

/**
 * @typedef {object} SaveResult
 * @property {DraftState} state
 * @property {Change[]} theirChanges
 * @property {Snapshot} snapshot
 * @property {Error | null} error
 * @property {boolean} replayed whether the server had applied the change in an earlier attempt
 */

/** @typedef {'clean' | 'dirty' | 'saving' | 'waiting' | 'signed-out' | 'conflict' | 'invalid' | 'failed' | 'gone'} DraftState */
/** @typedef {'queued' | 'sending' | 'waiting' | 'signed-out' | 'conflict' | 'failed' | 'done' | 'discarded'} MutationState */
/**
 * @typedef {'patch' | 'event' | 'line-add' | 'line-change' | 'line-remove' | 'accept' | 'revise' | 'undo' | 'delete' | 'restore' | 'create' | 'remove'} MutationKind
 */

/**
 * @typedef {object} Clock
 * @property {() => number} now milliseconds
 * @property {(f: () => void, ms: number) => any} setTimeout
 * @property {(handle: any) => void} clearTimeout
 */

/** @typedef {{id: () => string, fraction: () => number}} Random */

/**
 * @typedef {object} TextStorage the used part of `localStorage`
 * @property {(key: string) => string | null} getItem
 * @property {(key: string, value: string) => void | Promise<void>} setItem returns a promise if it is not known at once whether the text is stored
 * @property {(key: string) => void} removeItem
 * @property {(index: number) => string | null} key
 * @property {number} length
 * @property {Promise<void>} [ready] wait for this before reading what an earlier page has written
 * @property {() => Promise<void>} [refresh] call this before reading what another page has left
 * @property {() => void} [rest] the page is being left, and may be restored
 */

/**
 * Which tabs of this browser are open, so that another tab can take over what a closed one has left.
 *
 * @typedef {object} Tabs
 * @property {(tabID: string) => Promise<() => void>} hold marks a tab as open, until the returned function is called or the tab is closed
 * @property {(tabID: string, adopt: () => void | Promise<void>) => Promise<boolean>} ifGone runs `adopt` if a tab is closed, in one tab only
 * @property {(tabID: string, adopt: () => void | Promise<void>, signal: AbortSignal) => Promise<void>} whenGone the same, once it is closed
 */

/**
 * @typedef {object} PageEvents the used part of `window` and `document`
 * @property {boolean} isOnline
 * @property {boolean} isVisible
 * @property {(name: 'online' | 'offline' | 'pagehide' | 'pageshow' | 'visible' | 'hidden', listener: () => void) => () => void} on
 */

export {}
