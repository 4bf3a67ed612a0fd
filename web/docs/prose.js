import { html } from '../js/lib/html.js'

/**
 * Renders the subset of Markdown that the schema's descriptions use: headings, paragraphs, lists of one or two levels, `code`, **strong** and
 * *emphasis*. It creates nodes, never markup.
 * @param {string} text
 */
export function prose(text) {
  const blocks = []
  let list = null
  let paragraph = []
  const end = () => {
    if (paragraph.length) blocks.push(html`<p>${inline(paragraph.join(' '))}</p>`)
    paragraph = []
  }
  for (const line of text.split('\n')) {
    const heading = /^(#{2,3}) (.*)$/.exec(line)
    const item = /^( *)(?:-|(\d+)\.) +(.*)$/.exec(line)
    if (heading) {
      end()
      list = null
      blocks.push(heading[1].length === 2 ? html`<h2>${heading[2]}</h2>` : html`<h3>${heading[2]}</h3>`)
    } else if (item) {
      end()
      const [, indent, number, first] = item
      const entry = { words: [first], children: [] }
      if (list && indent.length && list.entries.length) list.entries.at(-1).children.push(entry)
      else {
        if (!list) {
          list = { isOrdered: Boolean(number), entries: [] }
          blocks.push(list)
        }
        list.entries.push(entry)
      }
      list.latest = entry
    } else if (!line.trim()) {
      end()
      if (list) list.isOver = true
    } else if (list && (/^ /.test(line) || !list.isOver)) {
      list.latest.words.push(line.trim())
    } else {
      list = null
      paragraph.push(line.trim())
    }
    if (list && line.trim()) list.isOver = false
  }
  end()
  return blocks.map((block) => ('entries' in block ? listOf(block.entries, block.isOrdered) : block))
}

function listOf(entries, isOrdered) {
  const items = entries.map(
    ({ words, children }) => html`<li>${inline(words.join(' '))}${children.length ? listOf(children, false) : null}</li>`,
  )
  return isOrdered ? html`<ol>${items}</ol>` : html`<ul>${items}</ul>`
}

/** @param {string} text */
function inline(text) {
  return text.split(/(`[^`]+`|\*\*[^*]+\*\*|\*[^*\s][^*]*\*)/).map((part) => {
    if (/^`.+`$/.test(part)) return html`<code>${part.slice(1, -1)}</code>`
    if (/^\*\*.+\*\*$/.test(part)) return html`<strong>${inline(part.slice(2, -2))}</strong>`
    if (/^\*.+\*$/.test(part)) return html`<em>${part.slice(1, -1)}</em>`
    return part
  })
}
