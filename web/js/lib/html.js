/**
 * Markup as tagged templates, in which data can never become markup.
 *
 * The browser parses the literal parts of a template once. Values are inserted into a copy as text nodes, attribute values,
 * properties and listeners: nothing has to be escaped, so escaping cannot be forgotten.
 *
 *     html`<p class="note ${tone}">${text}</p>`            text and attributes
 *     html`<button ?disabled=${busy} @click=${press}>`      boolean attributes, listeners
 *     html`<input .value=${text}>`                          properties
 *     html`<ul>${items.map((item) => html`<li>${item}</li>`)}</ul>`
 */

/** @typedef {Node | string | number | boolean | null | undefined | readonly any[]} Content */
/** @typedef {{node: number, name?: string, kind: 'content' | 'text' | 'flag' | 'property' | 'listener', parts: (string | number)[]}} Slot */

/** Texts can be in any language: the content of a text box determines its direction. */
const TEXT_BOXES = 'textarea:not([dir]), input:not([dir], [type="checkbox"], [type="radio"], [type="date"], [type="password"])'

const MARK = 'jt§'
const ATTRIBUTE = new RegExp(`${MARK}(\\d+);`)

/** @type {WeakMap<TemplateStringsArray, {template: HTMLTemplateElement, slots: Slot[]}>} */
const prepared = new WeakMap()

/**
 * @param {TemplateStringsArray} strings
 * @param {...any} values
 * @returns {DocumentFragment}
 */
export function html(strings, ...values) {
  const { template, slots } = prepare(strings)
  const fragment = /** @type {DocumentFragment} */ (document.importNode(template.content, true))
  if (slots.length) fill(fragment, slots, values)
  return fragment
}

/**
 * The same for a template with one top-level element.
 * @param {TemplateStringsArray} strings
 * @param {...any} values
 * @returns {HTMLElement}
 */
export function element(strings, ...values) {
  return /** @type {HTMLElement} */ (html(strings, ...values).firstElementChild)
}

/** @param {TemplateStringsArray} strings */
function prepare(strings) {
  const known = prepared.get(strings)
  if (known) return known
  const template = document.createElement('template')
  // Only the literal parts of the source are parsed. Values are inserted later, and never go through the parser.
  template.innerHTML = strings
    .reduce((text, part, index) => {
      const isInTag = text.lastIndexOf('<') > text.lastIndexOf('>')
      return text + (isInTag ? `${MARK}${index - 1};` : `<!--${MARK}${index - 1};-->`) + part
    })
    .trim()
  for (const box of template.content.querySelectorAll(TEXT_BOXES)) box.setAttribute('dir', 'auto')
  const made = { template, slots: findSlots(template.content) }
  prepared.set(strings, made)
  return made
}

const walk = (/** @type {Node} */ root) => document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_COMMENT)

/** @param {Node} root */
function findSlots(root) {
  /** @type {Slot[]} */
  const slots = []
  const walker = walk(root)
  for (let node = 0; walker.nextNode(); node += 1) {
    const current = walker.currentNode
    if (current instanceof Comment) {
      const match = ATTRIBUTE.exec(current.data)
      if (match) slots.push({ node, kind: 'content', parts: [Number(match[1])] })
      continue
    }
    const element = /** @type {Element} */ (current)
    for (const { name, value } of [...element.attributes]) {
      if (!value.includes(MARK)) continue
      element.removeAttribute(name)
      const parts = value
        .split(ATTRIBUTE)
        .map((part, index) => (index % 2 ? Number(part) : part))
        .filter((part) => part !== '')
      const kind = { '@': 'listener', '.': 'property', '?': 'flag' }[name[0]] ?? 'text'
      slots.push({ node, name: kind === 'text' ? name : name.slice(1), kind: /** @type {Slot['kind']} */ (kind), parts })
    }
  }
  return slots
}

/**
 * @param {DocumentFragment} fragment
 * @param {Slot[]} slots
 * @param {any[]} values
 */
function fill(fragment, slots, values) {
  // Find all nodes before changing any: inserted nodes would shift the count.
  const nodes = []
  const walker = walk(fragment)
  for (let node = 0, last = slots[slots.length - 1].node; node <= last; node += 1) nodes.push(walker.nextNode())
  for (const { node, name = '', kind, parts } of slots) {
    const target = /** @type {any} */ (nodes[node])
    const value = values[/** @type {number} */ (parts[0])]
    if (kind === 'content') target.replaceWith(...nodesOf(value))
    else if (kind === 'listener') value && target.addEventListener(name, value)
    else if (kind === 'flag') target.toggleAttribute(name, Boolean(value))
    else if (kind === 'property') target[camel(name)] = value
    else if (parts.length > 1 || (value !== null && value !== undefined && value !== false))
      target.setAttribute(name, parts.map((part) => (typeof part === 'number' ? (values[part] ?? '') : part)).join(''))
  }
}

// The parser lower-cases attribute names, so a property is written `.read-only`.
const camel = (/** @type {string} */ name) => name.replace(/-(.)/g, (_, letter) => letter.toUpperCase())

/**
 * @param {Content} content
 * @returns {Node[]}
 */
function nodesOf(content) {
  if (content === null || content === undefined || content === false || content === true || content === '') return []
  if (content instanceof Node) return [content]
  if (Array.isArray(content)) return content.flatMap(nodesOf)
  return [document.createTextNode(String(content))]
}

/**
 * Replaces the content of an element.
 * @param {Element} parent
 * @param {...Content} content
 */
export function show(parent, ...content) {
  parent.replaceChildren(...nodesOf(content))
}
