/**
 * A custom element in the light DOM, so that the page's style sheets reach it, which lets go of what it held when it leaves.
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

  /** It has come into the page. */
  connected() {}

  /** It has left the page. */
  disconnected() {}

  /**
   * Keeps a function that ends something, for when the element leaves the page.
   * @param {() => void} release
   */
  until(release) {
    this.#releases.push(release)
  }

  /**
   * Listens for as long as the element is in the page.
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
