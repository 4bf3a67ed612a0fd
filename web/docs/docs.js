/**
 * The API documentation: shows the schema and lets people try it. It loads nothing from other origins, and uses the session cookie of the page.
 */
import { element, html } from '../js/lib/html.js'
import { BASE } from './base.js'
import { prose } from './prose.js'
import { trial } from './trial.js'

const MARKER = /^Concurrency is controlled in this endpoint/m
const METHODS = ['get', 'post', 'put', 'patch', 'delete']

const schema = await (await fetch(`${BASE}/api/schema.json`)).json()

/** Follows a reference within the document. */
export function resolve(node) {
  let found = node
  while (found?.$ref)
    found = found.$ref
      .slice(2)
      .split('/')
      .reduce((value, key) => value[key.replaceAll('~1', '/').replaceAll('~0', '~')], schema)
  return found
}

const operations = Object.entries(schema.paths).flatMap(([path, item]) =>
  METHODS.filter((method) => item[method]).map((method) => {
    const operation = item[method]
    return {
      ...operation,
      path,
      method: method.toUpperCase(),
      parameters: [...(item.parameters ?? []), ...(operation.parameters ?? [])].map(resolve),
      isConditional: MARKER.test(operation.description ?? ''),
    }
  }),
)

function parameters(operation) {
  if (!operation.parameters.length) return null
  return html`<h3>Parameters</h3><dl class="docs-grid">${operation.parameters.map(
    (one) => html`
    <dt><code>${one.name}</code><small>${one.in}${one.required ? ', required' : ''}</small></dt>
    <dd class="docs-prose">${prose(one.description ?? '')}</dd>`,
  )}</dl>`
}

function answers(operation) {
  return html`<h3>Responses</h3><dl class="docs-grid">${Object.entries(operation.responses).map(([status, reference]) => {
    const response = resolve(reference)
    const headers = Object.keys(response.headers ?? {})
    return html`<dt><code>${status}</code></dt>
      <dd class="docs-prose">${prose(response.description)}${headers.length ? html`<small>${headers.join(', ')}</small>` : null}</dd>`
  })}</dl>`
}

/** The first example of a media type, as text. */
export function example(content) {
  const [media] = Object.values(content ?? {})
  if (!media) return ''
  const [first] = Object.values(media.examples ?? {}).map(resolve)
  const value = first?.value ?? media.example
  return value === undefined ? '' : JSON.stringify(value, null, 2)
}

function show(operation) {
  const details = element`<details class="docs-card docs-operation" id=${operation.operationId}>
    <summary><span class="docs-method ${operation.method}">${operation.method}</span>
      <code class="docs-path">${operation.path}</code><span>${operation.summary ?? ''}</span>
      ${operation.isConditional ? html`<span class="docs-tagged">entity tag</span>` : null}</summary>
  </details>`
  // The content is created on first opening, because there are many operations.
  details.addEventListener('toggle', () => {
    if (details.childElementCount > 1) return
    const description = element`<div class="docs-prose">${prose(operation.description ?? '')}</div>`
    for (const paragraph of description.querySelectorAll('p')) paragraph.classList.toggle('docs-marker', MARKER.test(paragraph.textContent))
    details.append(html`${description}${parameters(operation)}${answers(operation)}`)
    details.append(trial(operation, { resolve, example }))
  })
  return details
}

const shown = operations.map((operation) => ({
  operation,
  details: show(operation),
  link: element`<a href="#${operation.operationId}">${operation.summary ?? operation.operationId}</a>`,
}))
document.querySelector('#guide').classList.add('docs-prose')
document.querySelector('#guide').append(html`${prose(schema.info.description)}
  <p>The schema: <a href="${BASE}/api/schema.yml">schema.yml</a>, <a href="${BASE}/api/schema.json">schema.json</a>.</p>`)
document.querySelector('#operations').append(...shown.map(({ details }) => details))
for (const tag of schema.tags) {
  const group = element`<div><h2>${tag.name}</h2></div>`
  group.append(...shown.filter(({ operation }) => operation.tags?.includes(tag.name)).map(({ link }) => link))
  document.querySelector('#contents').append(group)
}

const filter = document.querySelector('#filter')
const conditional = document.querySelector('#conditional')
function narrow() {
  const words = filter.value.toLowerCase().split(/\s+/)
  for (const { operation, details, link } of shown) {
    const text = `${operation.method} ${operation.path} ${operation.operationId} ${operation.summary}`.toLowerCase()
    const isHidden = !words.every((word) => text.includes(word)) || (conditional.checked && !operation.isConditional)
    details.hidden = link.hidden = isHidden
  }
}
filter.addEventListener('input', narrow)
conditional.addEventListener('change', narrow)

function open() {
  const details = document.getElementById(location.hash.slice(1))
  if (details instanceof HTMLDetailsElement) {
    details.open = true
    details.scrollIntoView()
  }
}
addEventListener('hashchange', open)
open()

const me = await fetch(`${BASE}/api/auth/me/`)
document
  .querySelector('#who')
  .replaceChildren(
    me.ok
      ? html`Signed in as ${(await me.json()).name}`
      : html`Not signed in: <a href="#login">sign in here</a>, or on <a href="${BASE}/">the page</a>`,
  )
