import { element, html } from '../js/lib/html.js'
import { BASE } from './base.js'

/** The path whose tag a change of `path` needs: everything below a job has the job's tag. */
export function tagSource(path) {
  const job = /^\/api\/jobs\/[^/]+\//.exec(path)
  return job ? job[0] : path
}

/**
 * The current entity tag.
 * @param {string} path with its ids
 * @returns {Promise<string>}
 */
async function currentTag(path) {
  const source = tagSource(path)
  const answer = await fetch(BASE + source)
  const tag = answer.headers.get('ETag')
  if (answer.ok && tag) return tag
  // A deleted job is only in the list of deleted jobs.
  const id = source.split('/')[3]
  const deleted = await fetch(`${BASE}/api/jobs/?deleted=true&limit=1000`)
  const found = deleted.ok ? (await deleted.json()).results.find((job) => job.id === id) : null
  if (found) return found.etag
  throw new Error(`GET ${source} returned ${answer.status}, so there is no tag to use.`)
}

/** A form that sends a request and shows the response. */
export function trial(operation, { resolve, example }) {
  const fields = operation.parameters.map((parameter) => {
    const input = element`<input class="input" name=${parameter.name} autocomplete="off">`
    const label = element`<label><span><code>${parameter.name}</code> ${parameter.required ? '(required)' : ''}</span></label>`
    label.append(input)
    return { parameter, input, label }
  })
  const content = resolve(operation.requestBody)?.content
  const body = content ? element`<textarea class="input" aria-label="Body" spellcheck="false" .value=${example(content)}></textarea>` : null
  const value = (name) => fields.find((field) => field.parameter.name === name)

  const path = () => operation.path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(value(name).input.value.trim()))
  const result = element`<div aria-live="polite"></div>`
  const fail = (error) => result.replaceChildren(html`<p class="docs-status bad">${error.message}</p>`)

  const tagField = value('If-Match') ?? value('If-None-Match')
  const takeTag = async () => {
    tagField.input.value = await currentTag(path())
  }

  async function send(event) {
    event.preventDefault()
    const headers = {}
    const query = new URLSearchParams()
    for (const { parameter, input } of fields) {
      if (!input.value) continue
      if (parameter.in === 'header') headers[parameter.name] = input.value
      if (parameter.in === 'query') query.append(parameter.name, input.value)
    }
    if (body?.value) headers['Content-Type'] = Object.keys(content)[0]
    const url = path() + (query.size ? `?${query}` : '')
    try {
      const answer = await fetch(BASE + url, { method: operation.method, headers, body: body?.value || undefined, cache: 'no-store' })
      const text = await answer.text()
      const type = answer.headers.get('Content-Type') ?? ''
      const shown = type.includes('json') && text ? JSON.stringify(JSON.parse(text), null, 2) : text
      result.replaceChildren(html`<p class="docs-status ${answer.ok || answer.status === 304 ? 'good' : 'bad'}">${answer.status} ${answer.statusText}</p>
        <pre>${[...answer.headers].map(([name, held]) => `${name}: ${held}`).join('\n')}</pre>${shown ? html`<pre>${shown}</pre>` : null}`)
    } catch (error) {
      fail(error)
    }
  }

  // A stream does not end; the browser can open its address.
  if (operation.operationId === 'streamChanges') return html`<p><a href="${BASE}/api/changes/stream">Open the stream</a></p>`
  return html`<form class="docs-try" @submit=${send}><h3>Try it</h3>
    <div class="docs-row">${fields.map((field) => field.label)}</div>
    ${body ? html`<label>Body ${body}</label>` : null}
    <div class="docs-row"><button class="button primary">Send</button>
      ${tagField ? html`<button type="button" class="button" @click=${() => takeTag().catch(fail)}>Use the current tag</button>` : null}</div>
    ${result}</form>`
}
