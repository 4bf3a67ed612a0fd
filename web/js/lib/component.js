/**
 * A custom element in the light DOM, so that the page's style sheets apply. It releases what it holds when it is removed from the page.
 */
export class Component extends HTMLElement {
  /** @type {(() => void)[]} */
  #releases = []

  connectedCallback() {
    this.connected()
  }

  disconnectedCallback() {
    for (const release of this.#releases.splice(0)) release()
    this.disconnected()
  }

  /** Called when the element is added to the page. */
  connected() {}

  /** Called when the element is removed from the page. */
  disconnected() {}

  /**
   * Registers a function to call when the element is removed from the page.
   * @param {() => void} release
   */
  until(release) {
    this.#releases.push(release)
  }

  /**
   * Listens as long as the element is in the page.
   * @param {EventTarget} target
   * @param {string} name
   * @param {(event: any) => void} listener
   * @param {AddEventListenerOptions} [options]
   */
  listen(target, name, listener, options) {
    target.addEventListener(name, listener, options)
    this.until(() => target.removeEventListener(name, listener, options))
  }
}
