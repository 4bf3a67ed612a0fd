import { element } from '../../js/lib/html.js'
import { onKey } from '../../js/lib/keys.js'

/** Whether the browser can size a text box to its content. */
const growsByItself = CSS.supports('field-sizing', 'content')

/**
 * A text without line breaks that wraps on the screen, so that a job's name is readable on a phone too.
 * @param {{name: string, isReadOnly?: boolean}} options
 * @returns {import('./field.js').Control}
 */
export function title({ name, isReadOnly = false }) {
  const root = /** @type {HTMLTextAreaElement} */ (
    element`
    <textarea class="input" name="${name}" rows="1" autocomplete="off" enterkeyhint="done" ?readonly=${isReadOnly}></textarea>`
  )
  const grow = () => {
    if (growsByItself) return
    root.style.height = 'auto'
    root.style.height = `${root.scrollHeight + root.offsetHeight - root.clientHeight}px`
  }
  if (!growsByItself) new ResizeObserver(grow).observe(root)
  // Enter does not add a line; pasted lines are joined.
  onKey(root, (event) => {
    if (event.key === 'Enter') event.preventDefault()
  })
  root.addEventListener('input', () => {
    if (/[\r\n]/.test(root.value)) {
      const at = root.selectionEnd
      root.value = root.value.replace(/\r?\n|\r/g, ' ')
      root.setSelectionRange(at, at)
    }
    grow()
  })
  return {
    root,
    read: () => root.value,
    write: (value) => {
      root.value = value ?? ''
      grow()
    },
    typed: isReadOnly ? [] : ['input'],
  }
}
