// How a front end uses the client. It must compile under `tsc --strict`; test_typescript.py sees to it.
import { api as sameOrigin, createApiClient, type Job } from '../../clients/typescript/api'
import { ConflictError, RecordConflictError, useConcurrency } from '../../clients/typescript/concurrency'

export async function walk(baseUrl: string, token: string): Promise<Job> {
  const api = createApiClient(baseUrl, { axiosConfig: { headers: { Authorization: `Bearer ${token}` } } })
  const { begin, latest, reapply } = useConcurrency(api, { onMerged: ({ changes }) => show(changes?.[0]?.summary ?? '') })

  const page = await api.listJobs({ queries: { status: ['draft', 'approved'], limit: 10 } })
  const created = await api.createJob({ name: 'Gate', priority: 3 })
  const job = await api.getJob({ params: { id: page.results[0]?.id ?? created.id } })

  const edit = begin(job)
  try {
    const saved = await api.updateJob({ notes: 'Left hinge', price_cap: '1250.00' }, edit)
    show(saved.notes, saved.client?.name ?? 'no client')
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error
    const name: string = error.current.name
    const who: string[] = (error.changes ?? []).map((change) => change.by.name)
    const texts = error.merge?.fields.map((field) => [field.field, field.base, field.yours, field.theirs, field.merged])
    show(name, ...who, JSON.stringify(texts), ...error.conflicts)
    const answer: Job = await reapply(error, { notes: 'Both hinges' })
    show(answer.notes)
  }

  const { event, job: after } = await api.addJobEvent({ description: 'Cut' }, begin(latest(job.id) ?? job))
  show(event.by.name)
  const quote = await api.getQuote({ params: { id: after.id } })
  for (const line of quote.lines) await api.updateQuoteLine({ quantity: '2.00' }, begin(quote, { line: line.id }))
  await api.acceptQuote(undefined, begin(after))
  await api.put('/api/jobs/:id/', { ...after, name: 'Gate, painted' }, begin(after))

  const clients = await api.listClients()
  for (const client of clients.results) {
    const contacts = await api.listContacts({ params: { id: client.id } })
    for (const contact of contacts.results) {
      await api.updateContact({ phone: null }, begin(contact, { id: client.id, contact: contact.id }))
    }
    await api.updateClient({ notes: 'Pays late' }, begin(client)).catch((error: unknown) => {
      if (error instanceof RecordConflictError) show(error.current.name, ...error.conflicts)
    })
  }
  const deleted = await api.deleteJob(undefined, begin(after))
  return api.restoreJob(undefined, begin(deleted))
}

export const page = useConcurrency(sameOrigin)

function show(...texts: string[]) {
  return texts.join(' ')
}
