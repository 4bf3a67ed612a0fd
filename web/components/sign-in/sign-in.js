import { Component } from '../../js/lib/component.js'
import { html, show } from '../../js/lib/html.js'
import { icon } from '../../js/app/icons.js'
import { client } from '../../js/app/client.js'
import { loadStyles } from '../../js/app/styles.js'

loadStyles('sign-in/sign-in', 'field/field')

/**
 * The sign-in form: a page at the start, and a dialog over the page if the session ends during work, so that typed text
 * stays in place.
 */
export class SignIn extends Component {
  connected() {
    const again = this.hasAttribute('again')
    show(
      this,
      html`
      <form class="sign-in" @submit=${(/** @type {SubmitEvent} */ event) => this.#submit(event)} aria-labelledby="sign-in-title">
        <span class="sign-in__hole" aria-hidden="true"></span>
        <p class="sign-in__brand">${icon('tag', 22)}Jobtag</p>
        <h1 id="sign-in-title">${again ? 'Sign in again' : 'Sign in'}</h1>
        <p class="muted">${
          again
            ? 'Your session has ended. What you typed is still here, and will be saved once you sign in.'
            : 'The workshop’s jobs, for everyone who works on them.'
        }</p>
        <label class="field"><span class="field__label">E-mail</span>
          <input class="input" name="email" type="email" autocomplete="username" required ?autofocus=${!again}
            value="${again ? (client.person?.email ?? '') : ''}" /></label>
        <label class="field"><span class="field__label">Password</span>
          <input class="input" name="password" type="password" autocomplete="current-password" required ?autofocus=${again} /></label>
        <p class="sign-in__error" role="alert" data-error></p>
        <button class="button primary" name="sign-in">Sign in</button>
      </form>`,
    )
    const [email, password] = /** @type {NodeListOf<HTMLInputElement>} */ (this.querySelectorAll('input'))
    ;(email.value ? password : email).focus()
  }

  async #submit(/** @type {SubmitEvent} */ event) {
    event.preventDefault()
    const form = /** @type {HTMLFormElement} */ (event.currentTarget)
    const button = /** @type {HTMLButtonElement} */ (form.querySelector('[name="sign-in"]'))
    const error = /** @type {HTMLElement} */ (form.querySelector('[data-error]'))
    if (button.disabled) return
    button.disabled = true
    error.textContent = ''
    const data = new FormData(form)
    try {
      await client.login(String(data.get('email')).trim(), String(data.get('password')))
    } catch (problem) {
      error.textContent = /** @type {Error} */ (problem).message
      const password = /** @type {HTMLInputElement} */ (form.elements.namedItem('password'))
      password.select()
    } finally {
      button.disabled = false
    }
  }
}

customElements.define('jt-sign-in', SignIn)
