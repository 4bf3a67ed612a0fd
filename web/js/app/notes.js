import { load } from './load.js'

/**
 * Notes to people, from wherever something happens. The code that shows them comes with the first note, since the board is drawn
 * sooner without it; it is fetched in quiet moments, so that it is there when the network is not.
 */

/** @typedef {import('../../components/toasts/toasts.js').ToastOptions} ToastOptions */

let isLoaded = false

function toasts() {
  isLoaded = true
  return load(() => import('../../components/toasts/toasts.js'))
}

/**
 * @param {string} text
 * @param {ToastOptions} [options]
 */
export const toast = (text, options) => void toasts().then((loaded) => loaded.toast(text, options))

/**
 * @param {unknown} error
 * @param {string} [doing] what failed, such as "The quote was not accepted"
 */
export const toastError = (error, doing) => void toasts().then((loaded) => loaded.toastError(error, doing))

/**
 * Says of what a note is about how it is by now.
 * @param {string} key
 * @param {{text: string, tone: 'info' | 'good' | 'warn' | 'bad', isNews?: boolean}} now
 */
export const changeToast = (key, now) => void toasts().then((loaded) => loaded.changeToast(key, now))

/** A full or forbidden storage: what is typed is still on the screen, but the person must know that it is only there. */
export const tellUnkept = () =>
  toast('This browser does not keep what you type. Until it is saved it is only on the screen.', { tone: 'bad', key: 'unkept', seconds: 30 })

/**
 * Takes away the notes of a key.
 * @param {string} key
 */
export const clearToasts = (key) => void (isLoaded && toasts().then((loaded) => loaded.clearToasts(key)))

/**
 * Says something to screen readers only.
 * @param {string} text
 */
export const announce = (text) => void toasts().then((loaded) => loaded.announce(text))
