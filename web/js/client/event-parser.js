// Parses Server-Sent Events.

/**
 * Parses a stream according to the HTML standard (§9.2.6). The network may split lines anywhere.
 */
export class EventParser {
  #rest = ''
  #event = ''
  /** @type {string[]} */
  #data = []
  /**
   * Where to resume after a lost connection.
   *
   * @type {string | null}
   */
  lastEventID = null
  /**
   * The server's reconnection delay, in milliseconds.
   *
   * @type {number | null}
   */
  retry = null
  #id = /** @type {string | null} */ (null)

  /**
   * @param {string} text
   * @returns {{event: string, data: string}[]}
   */
  feed(text) {
    /** @type {{event: string, data: string}[]} */
    const events = []
    const lines = (this.#rest + text).split(/\r\n|\n|\r(?!$)/)
    this.#rest = /** @type {string} */ (lines.pop())
    for (const line of lines) {
      if (line === '') {
        if (this.#id !== null) this.lastEventID = this.#id
        if (this.#data.length > 0) events.push({ event: this.#event || 'message', data: this.#data.join('\n') })
        this.#event = ''
        this.#data = []
        continue
      }
      const [, name, value] = /** @type {RegExpExecArray} */ (/^([^:]*)(?:: ?([\s\S]*))?$/.exec(line))
      if (name === 'event') this.#event = value ?? ''
      else if (name === 'data') this.#data.push(value ?? '')
      else if (name === 'id' && !value?.includes('\0')) this.#id = value ?? ''
      else if (name === 'retry' && /^\d+$/.test(value ?? '')) this.retry = Number(value)
    }
    return events
  }

  /** An incomplete event is lost with the connection, including its id. */
  restart() {
    this.#rest = ''
    this.#event = ''
    this.#data = []
    this.#id = this.lastEventID
  }
}
