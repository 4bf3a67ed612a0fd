// The shapes that the server's contract gives and that the modules here share. Types only: nothing runs.

/**
 * @typedef {object} Person
 * @property {string} id
 * @property {string} name
 * @property {string} [email]
 * @property {string} [role] `admin`, `office` or `workshop`
 */

/**
 * What the server versions: a job, a client, a contact, a member of staff.
 *
 * @typedef {{id: string, updated_at: string, etag: string} & Record<string, any>} VersionedRecord
 */

/**
 * A job as the server gives it.
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
 * @property {string | null} price_cap money, as a text: `"1250.00"`
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
 * @property {string} updated_at the version: strictly rising, in microseconds
 * @property {string} etag
 */

/**
 * A record and its entity tag as one value, frozen all the way down.
 *
 * @template {VersionedRecord} [R=VersionedRecord]
 * @typedef {object} Snapshot
 * @property {string} id
 * @property {string} path of the record under the base URL: `/jobs/{id}/`
 * @property {string} etag opaque: sent back as it came
 * @property {string} updatedAt
 * @property {R} record
 * @property {string | null} generation of the server's data: another one where these were restored from a backup; null where that is not known
 */

/**
 * Something that was read with its entity tag. A part of a job carries the job's.
 *
 * @typedef {object} Part
 * @property {string | null} id of the record it is a part of
 * @property {string} path
 * @property {string} etag
 * @property {any} data
 * @property {boolean} notModified whether the answer was 304
 * @property {string | null} generation as that of a snapshot
 */

/**
 * What became of a job that was deleted: to say who it was, and to restore it with the tag.
 *
 * @typedef {object} Deletion
 * @property {string} job_id
 * @property {number} job_number
 * @property {string} name of the job
 * @property {string} at a time
 * @property {Person | null} by null where the server does not know any more
 * @property {string} etag
 */

/**
 * What became of a client or contact that was deleted.
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
 * A version somebody has seen: a snapshot, a part, or the answer to deleting, whose tag restoring needs.
 *
 * @typedef {{id: string | null, etag: string, path?: string, record?: VersionedRecord, data?: any, generation?: string | null}} Seen
 */

/**
 * @typedef {object} Page
 * @property {Snapshot<any>[]} items
 * @property {string | null} next the cursor of the next page
 * @property {string | null} etag weak: it is the page's, and arms nothing
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
 */

/** @typedef {{clean: boolean, fields: FieldMerge[]}} Merge */

/** @typedef {'theirs' | 'mine' | {text: any}} Choice */

/**
 * @typedef {object} FieldConflict
 * @property {string} field
 * @property {any} base
 * @property {any} theirs
 * @property {any} yours
 * @property {any} merged null where a person must choose
 * @property {boolean} conflict whether a person must choose
 * @property {DiffPiece[] | null} diff from theirs to yours
 * @property {string | null} note
 * @property {Choice | null} choice
 */

/**
 * What a person is shown when somebody else was first.
 *
 * @typedef {object} Conflict
 * @property {string} message
 * @property {boolean} isRestored whether nobody changed anything, but the server's data were restored from a backup
 * @property {Person[]} by
 * @property {string | null} at of the last change
 * @property {Change[] | null} changes null where the server does not know
 * @property {Snapshot} current
 * @property {FieldConflict[]} fields empty for actions
 * @property {string[]} unresolved fields that still need a choice
 */

/**
 * What became of an action.
 *
 * @typedef {object} Done
 * @property {Snapshot | null} snapshot the record after it; null when it was deleted
 * @property {any} answer the body
 * @property {Change[]} theirChanges what others changed in between and the person has not been shown
 * @property {boolean} replayed whether this is the kept answer to an earlier attempt
 */

/**
 * @typedef {object} SaveResult
 * @property {DraftState} state
 * @property {Change[]} theirChanges
 * @property {Snapshot} snapshot
 * @property {Error | null} error
 * @property {boolean} replayed whether the server had made the change at an earlier attempt
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
 * @typedef {object} TextStorage what of `localStorage` is used
 * @property {(key: string) => string | null} getItem
 * @property {(key: string, value: string) => void | Promise<void>} setItem a promise where it is not known at once whether the text is kept
 * @property {(key: string) => void} removeItem
 * @property {(index: number) => string | null} key
 * @property {number} length
 * @property {Promise<void>} [ready] before this nothing is to be read that an earlier page has written
 * @property {() => Promise<void>} [refresh] before what another page has left is read
 * @property {() => void} [rest] the page is left, perhaps to be come back to
 */

/**
 * Which tabs of this browser are alive, so that what a dead one left can be taken over.
 *
 * @typedef {object} Tabs
 * @property {(tabID: string) => Promise<() => void>} hold says that a tab lives, until the function it gives is called or the tab is gone
 * @property {(tabID: string, adopt: () => void | Promise<void>) => Promise<boolean>} ifGone runs `adopt` for a tab that is gone, in one tab only
 * @property {(tabID: string, adopt: () => void | Promise<void>, signal: AbortSignal) => Promise<void>} whenGone the same, once it is gone
 */

/**
 * @typedef {object} PageEvents what of `window` and `document` is used
 * @property {boolean} isOnline
 * @property {boolean} isVisible
 * @property {(name: 'online' | 'offline' | 'pagehide' | 'pageshow' | 'visible' | 'hidden', listener: () => void) => () => void} on
 */

export {}
