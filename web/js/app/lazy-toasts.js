import { load } from './load.js'

/**
 * Toasts, from wherever something happens. Their code is loaded with the first one, since the board is drawn sooner without it; it is
 * prefetched in an idle moment, so that it is there when the network is not.
 */

/** @typedef {import('../../components/toasts/toasts.js').ToastOptions} ToastOptions */

let isLoaded = false

function loadToasts() {
  isLoaded = true
  return load(() => import('../../components/toasts/toasts.js'))
}

/**
 * @param {string} text
 * @param {ToastOptions} [options]
 */
export const toast = (text, options) => void loadToasts().then((loaded) => loaded.toast(text, options))

/**
 * @param {unknown} error
 * @param {string} [doing] what failed, such as "The quote was not accepted"
 */
export const toastError = (error, doing) => void loadToasts().then((loaded) => loaded.toastError(error, doing))

/**
 * Says of what a note is about how it is by now.
 * @param {string} key
 * @param {{text: string, tone: 'info' | 'good' | 'warn' | 'bad', isNews?: boolean}} now
 */
export const changeToast = (key, now) => void loadToasts().then((loaded) => loaded.changeToast(key, now))

/** A full or forbidden storage: what is typed is still on the screen, but the person must know that it is only there. */
export const tellNotStored = () =>
  toast('This browser does not keep what you type. Until it is saved it is only on the screen.', { tone: 'bad', key: 'unkept', seconds: 30 })

/**
 * Takes away the notes of a key.
 * @param {string} key
 */
export const clearToasts = (key) => void (isLoaded && loadToasts().then((loaded) => loaded.clearToasts(key)))

/**
 * Says something to screen readers only.
 * @param {string} text
 */
export const announce = (text) => void loadToasts().then((loaded) => loaded.announce(text))
