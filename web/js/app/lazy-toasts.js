import { load } from './load.js'

/**
 * Toasts, for use by all modules. Their code is loaded with the first toast, so that the board is drawn sooner; it is
 * prefetched when the page is idle, so that it is available offline.
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
 * Updates a toast.
 * @param {string} key
 * @param {{text: string, tone: 'info' | 'good' | 'warn' | 'bad', isNews?: boolean}} now
 */
export const changeToast = (key, now) => void loadToasts().then((loaded) => loaded.changeToast(key, now))

/** Storage is full or blocked: what is typed is still on the screen, but the person must know that it is nowhere else. */
export const tellNotStored = () =>
  toast('This browser cannot store what you type. Until it is saved, it is only on this screen.', {
    tone: 'bad',
    key: 'unkept',
    seconds: 30,
  })

/**
 * Removes the toasts with a key.
 * @param {string} key
 */
export const clearToasts = (key) => void (isLoaded && loadToasts().then((loaded) => loaded.clearToasts(key)))

/**
 * Announces a text to screen readers only.
 * @param {string} text
 */
export const announce = (text) => void loadToasts().then((loaded) => loaded.announce(text))
