// What must not compile: each line below the marks has to be an error, or `tsc` says that the mark is not needed.
import { createApiClient, type Job } from '../../clients/typescript/api'
import { useConcurrency } from '../../clients/typescript/concurrency'

export async function refused(job: Job, lineId: string) {
  const api = createApiClient('')
  const { begin } = useConcurrency(api)
  const params = { id: job.id }

  // @ts-expect-error A change without If-Match.
  await api.updateJob({ notes: '' }, { params })
  // @ts-expect-error The same, with other headers.
  await api.updateJob({ notes: '' }, { params, headers: { 'Idempotency-Key': '1' } })
  // @ts-expect-error The same, with the tag under another name.
  await api.updateJob({ notes: '' }, { params, headers: { 'If-None-Match': job.etag } })
  // @ts-expect-error The same, by path.
  await api.patch('/api/jobs/:id/', { notes: '' }, { params })
  // @ts-expect-error No options at all.
  await api.deleteJob(undefined)
  // @ts-expect-error Adding an event needs the job's tag.
  await api.addJobEvent({ description: 'Cut' }, { params })
  // @ts-expect-error So does accepting the quote.
  await api.acceptQuote(undefined, { params })
  // @ts-expect-error So does each cost line.
  await api.addActualLine({ description: 'Bolts' }, { params })
  // @ts-expect-error And each client has its own.
  await api.updateClient({ notes: '' }, { params })

  // @ts-expect-error The path has a line as well.
  await api.deleteActualLine(undefined, begin(job))
  await api.deleteActualLine(undefined, begin(job, { line: lineId }))
  // @ts-expect-error There is no such field.
  await api.updateJob({ remarks: '' }, begin(job))
  // @ts-expect-error There is no such status.
  await api.updateJob({ status: 'finished' }, begin(job))
  // @ts-expect-error Money is a text.
  await api.updateJob({ price_cap: 1250 }, begin(job))
  // @ts-expect-error A PUT is whole.
  await api.replaceJob({ name: 'Gate' }, begin(job))
  // @ts-expect-error Deleting takes no body.
  await api.deleteJob({ reason: '' }, begin(job))
  // @ts-expect-error A text is not a thing with a tag.
  begin(job.id)

  const loaded = await api.getJob({ params })
  // @ts-expect-error The answer has no such field, whatever a later server may add.
  loaded.remarks
}
