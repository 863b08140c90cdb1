/**
 * A server on this machine that answers as MLflow's does (REST API 2.0: names of fields, limits of a batch, errors by code), and
 * keeps what it was told.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

export interface ToldRun {
  experiment: string
  name: string
  status: string
  /** Every status that it has had. */
  statuses: string[]
  tags: Record<string, string>
  params: Record<string, string>
  metrics: { key: string; value: number; timestamp: number; step: number }[]
}

export interface Told {
  uri: string
  runs: Map<string, ToldRun>
  experiments: string[]
  /** The paths that were asked for, in order. */
  paths: string[]
  /** Sizes of the batches of metrics. */
  batches: number[]
  authorization: (string | undefined)[]
  /**
   * What the next requests are answered with, for as long as it stands: a status, or nothing at all; `closed` is of one request,
   * whose connection is closed under it.
   */
  trouble: number | 'silence' | 'closed' | null
}

interface Refusal {
  status: number
  error_code: string
  message: string
}
const refusal = (status: number, error_code: string, message = error_code): Refusal => ({
  status,
  error_code,
  message,
})

type Body = Record<string, unknown>

function answer(told: Told, path: string, query: URLSearchParams, body: Body): object | Refusal {
  const only = (...fields: string[]) => {
    const stranger = Object.keys(body).find((field) => !fields.includes(field))
    if (stranger !== undefined) throw refusal(400, 'INVALID_PARAMETER_VALUE', `no field ${stranger}`)
  }
  const run = () => {
    const found = told.runs.get(body.run_id as string)
    if (!found) throw refusal(404, 'RESOURCE_DOES_NOT_EXIST')
    return found
  }
  const pairs = (list: unknown) =>
    Object.fromEntries(
      ((list ?? []) as { key: string; value: string }[]).map(({ key, value }) => [key, value]),
    )
  switch (path) {
    case 'experiments/create': {
      only('name')
      if (told.experiments.includes(body.name as string)) throw refusal(400, 'RESOURCE_ALREADY_EXISTS')
      return { experiment_id: String(told.experiments.push(body.name as string)) }
    }
    case 'experiments/get-by-name': {
      const at = told.experiments.indexOf(query.get('experiment_name') as string)
      if (at < 0) throw refusal(404, 'RESOURCE_DOES_NOT_EXIST')
      return { experiment: { experiment_id: String(at + 1), name: told.experiments[at] } }
    }
    case 'runs/create': {
      only('experiment_id', 'run_name', 'start_time', 'tags')
      const run_id = `run${told.runs.size + 1}`
      told.runs.set(run_id, {
        experiment: told.experiments[Number(body.experiment_id) - 1],
        name: body.run_name as string,
        status: 'RUNNING',
        statuses: ['RUNNING'],
        tags: pairs(body.tags),
        params: {},
        metrics: [],
      })
      return { run: { info: { run_id }, data: {} } }
    }
    case 'runs/log-batch': {
      only('run_id', 'metrics', 'params')
      const metrics = (body.metrics ?? []) as ToldRun['metrics']
      const params = pairs(body.params)
      if (metrics.length > 1000 || Object.keys(params).length > 100)
        throw refusal(400, 'INVALID_PARAMETER_VALUE', 'a batch logging request can contain at most …')
      for (const { key, value } of metrics)
        if (!/^[\w\-. /]+$/.test(key) || !Number.isFinite(value))
          throw refusal(400, 'INVALID_PARAMETER_VALUE')
      for (const [key, value] of Object.entries(params))
        if (!/^[\w\-. /]+$/.test(key) || value.length > 500 || (run().params[key] ?? value) !== value)
          throw refusal(400, 'INVALID_PARAMETER_VALUE', key)
      if (metrics.length > 0) told.batches.push(metrics.length)
      run().metrics.push(...metrics)
      Object.assign(run().params, params)
      return {}
    }
    case 'runs/update': {
      only('run_id', 'status', 'end_time')
      run().status = body.status as string
      run().statuses.push(body.status as string)
      return { run_info: {} }
    }
  }
  throw refusal(404, 'ENDPOINT_NOT_FOUND')
}

export async function mlflowServer(): Promise<Told> {
  const told: Told = {
    uri: '',
    runs: new Map(),
    experiments: [],
    paths: [],
    batches: [],
    authorization: [],
    trouble: null,
  }
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    let text = ''
    for await (const chunk of request.setEncoding('utf8')) text += chunk
    const url = new URL(request.url!, 'http://here')
    const path = url.pathname.replace('/api/2.0/mlflow/', '')
    told.paths.push(path)
    told.authorization.push(request.headers.authorization)
    if (told.trouble === 'silence') return
    if (told.trouble === 'closed') {
      told.trouble = null
      request.socket.destroy()
      return
    }
    const say = (status: number, body: object) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    }
    if (told.trouble !== null) return say(told.trouble, {})
    try {
      say(200, answer(told, path, url.searchParams, text === '' ? {} : JSON.parse(text)))
    } catch (error) {
      const { status = 500, ...body } = error as Refusal
      say(status, body)
    }
  }
  const server = createServer((request, response) => void handle(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  told.uri = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return told
}
