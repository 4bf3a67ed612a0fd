import axios from 'axios'

const etagByJob = new Map()
function getJobEtag(jobId) {
  return etagByJob.get(jobId) || null
}
function setJobEtag(jobId, etag) {
  if (etag) etagByJob.set(jobId, etag)
}

const api = axios.create({ baseURL: '/api' })

api.interceptors.response.use(
  (response) => {
    const url = response.config.url || ''
    const match = url.match(/\/jobs\/([0-9a-f-]{36})/i)
    if (match) {
      const jobId = match[1]
      const etag = response.headers['etag']
      setJobEtag(jobId, etag)
    }
    return response
  },
  async (error) => {
    const { response, config } = error
    if (response && (response.status === 412 || response.status === 428)) {
      const url = config.url || ''
      const match = url.match(/\/jobs\/([0-9a-f-]{36})/i)
      if (match) {
        const jobId = match[1]
        // Reload job to refresh ETag and data
        await api.get(`/jobs/${jobId}/`)
      }
      // Surface a user-friendly message
      return Promise.reject(
        new Error('Concurrent modification detected. Job reloaded. Please retry.'),
      )
    }
    return Promise.reject(error)
  },
)

// Usage examples:
async function updateJob(jobId, body) {
  const headers = {}
  const etag = getJobEtag(jobId)
  if (!etag) throw new Error('Missing ETag. Load job first.')
  headers['If-Match'] = etag
  return api.put(`/jobs/${jobId}/`, body, { headers })
}

async function addEvent(jobId, description) {
  const headers = {}
  const etag = getJobEtag(jobId)
  if (!etag) throw new Error('Missing ETag. Load job first.')
  headers['If-Match'] = etag
  return api.post(`/jobs/${jobId}/events/`, { description }, { headers })
}
