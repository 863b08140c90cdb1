/** The calls of MLflow's REST API 2.0 that gyrus makes (mlflow.org/docs/latest/rest-api.html). */

/** A number of a run at a step. */
export interface Metric {
  key: string
  value: number
  /** ms since 1970 */
  timestamp: number
  step: number
}

export interface Named {
  key: string
  value: string
}

export type RunStatus = 'RUNNING' | 'FINISHED' | 'FAILED' | 'KILLED'

/** Most metrics and most parameters of one request. */
export const MOST = { metrics: 1000, params: 100 } as const

/** How long one request may take. */
const TIMEOUT_MS = 10_000

/** A server that did not do what it was asked. */
export class ServerError extends Error {
  constructor(
    message: string,
    /** MLflow's name for what is wrong, where it has given one. */
    readonly code: string | null,
    /** Whether it may do it later. */
    readonly isTransient: boolean,
  ) {
    super(message)
  }
}

export class MlflowServer {
  readonly #uri: string
  readonly #signal: AbortSignal

  /** @param signal aborted, it ends the request that is under way */
  constructor(uri: string, signal: AbortSignal) {
    this.#uri = uri
    this.#signal = signal
  }

  /** The id of an experiment, which is made if there is none of that name. */
  async experiment(name: string): Promise<string> {
    try {
      return (await this.#post<{ experiment_id: string }>('experiments/create', { name })).experiment_id
    } catch (error) {
      if (!(error instanceof ServerError && error.code === 'RESOURCE_ALREADY_EXISTS')) throw error
    }
    const query = `experiments/get-by-name?experiment_name=${encodeURIComponent(name)}`
    const found = await this.#call<{ experiment: { experiment_id: string } }>('GET', query)
    return found.experiment.experiment_id
  }

  /** The id of a new run. */
  async createRun(experiment: string, name: string, start: number, tags: readonly Named[]): Promise<string> {
    const asked = { experiment_id: experiment, run_name: name, start_time: start, tags }
    return (await this.#post<{ run: { info: { run_id: string } } }>('runs/create', asked)).run.info.run_id
  }

  /** At most as many as `MOST` has. */
  async log(run: string, of: { metrics?: readonly Metric[]; params?: readonly Named[] }): Promise<void> {
    await this.#post('runs/log-batch', { run_id: run, ...of })
  }

  async update(run: string, status: RunStatus, end?: number): Promise<void> {
    await this.#post('runs/update', { run_id: run, status, ...(end !== undefined && { end_time: end }) })
  }

  #post<Answer>(path: string, body: object): Promise<Answer> {
    return this.#call('POST', path, JSON.stringify(body))
  }

  /** @throws ServerError */
  async #call<Answer>(method: 'GET' | 'POST', path: string, body?: string): Promise<Answer> {
    const ask = () =>
      fetch(`${this.#uri}/api/2.0/mlflow/${path}`, {
        method,
        body,
        headers: { ...authorization(), ...(body !== undefined && { 'content-type': 'application/json' }) },
        signal: AbortSignal.any([this.#signal, AbortSignal.timeout(TIMEOUT_MS)]),
      })
    try {
      const response = await ask().catch((error: Error) => {
        // A connection that is kept for the next request may be closed by then, which is seen only when it is used.
        if (CLOSED.includes(codeOf(error) ?? '')) return ask()
        throw error
      })
      const text = await response.text()
      if (response.ok) return JSON.parse(text) as Answer
      throw refusal(response.status, text)
    } catch (error) {
      throw error instanceof ServerError
        ? error
        : new ServerError(`cannot be reached (${reason(error)})`, null, true)
    }
  }
}

function refusal(status: number, text: string): ServerError {
  const { error_code: code = null, message = '' } = parsed(text)
  const said = [code, message].filter((part) => part).join(': ')
  return new ServerError(
    `answers ${status}${said === '' ? '' : ` (${said.slice(0, 200)})`}`,
    code,
    status >= 500 || status === 429,
  )
}

function parsed(text: string): { error_code?: string; message?: string } {
  try {
    return (JSON.parse(text) as object | null) ?? {}
  } catch {
    return {}
  }
}

/** Codes of a connection that the other side has closed. */
const CLOSED = ['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']

/** `fetch` hides the system's code in the cause. */
const codeOf = ({ cause }: Error): string | undefined => (cause as { code?: string } | undefined)?.code

function reason(error: unknown): string {
  const { cause, name, message } = error as Error
  if (name === 'TimeoutError') return `no answer in ${TIMEOUT_MS / 1000} s`
  return codeOf(error as Error) ?? (cause as Error | undefined)?.message ?? message
}

/** By the variables of MLflow's own clients. */
function authorization(): Record<string, string> {
  const {
    MLFLOW_TRACKING_TOKEN: token,
    MLFLOW_TRACKING_USERNAME: user,
    MLFLOW_TRACKING_PASSWORD: word,
  } = process.env
  if (token) return { authorization: `Bearer ${token}` }
  if (!user) return {}
  return { authorization: `Basic ${Buffer.from(`${user}:${word ?? ''}`).toString('base64')}` }
}
