/**
 * Debian's Firefox for tests of the page. It is driven by Marionette, the protocol that every Firefox speaks, since
 * Playwright drives only a Firefox of its own: messages are JSON, each after its length and a colon.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { programPath } from './program.js'

/** WebGL also without a graphics card, any free port, and no call to the browser's makers. */
const PREFERENCES = {
  'marionette.port': 0,
  'webgl.force-enabled': true,
  'browser.shell.checkDefaultBrowser': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'app.normandy.enabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'services.settings.server': 'data:,',
}

export class Firefox implements AsyncDisposable {
  readonly #process: ChildProcess
  readonly #socket: Socket
  readonly #profile: string
  readonly #waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>()
  #received = Buffer.alloc(0)
  #sent = 0

  /** @throws Error naming the command that installs it, if there is none and it cannot be installed from here */
  static async launch(): Promise<Firefox> {
    const program = programPath(['firefox-esr', 'firefox'], 'firefox-esr')
    const profile = mkdtempSync(join(tmpdir(), 'gyrus-firefox-'))
    const lines = Object.entries(PREFERENCES).map(
      ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`,
    )
    writeFileSync(join(profile, 'user.js'), lines.join('\n'))
    const args = ['--headless', '--no-remote', '--marionette', '--profile', profile]
    const child = spawn(program, args, { stdio: 'ignore', env: { ...process.env, HOME: profile } })
    const port = join(profile, 'MarionetteActivePort')
    while (!existsSync(port) || readFileSync(port, 'utf8') === '') {
      if (child.exitCode !== null)
        throw new Error(`${program} ended with ${child.exitCode} before it could be driven`)
      await sleep(50)
    }
    const socket = connect(Number(readFileSync(port, 'utf8')), '127.0.0.1')
    await once(socket, 'connect')
    const firefox = new Firefox(child, socket, profile)
    await firefox.#ask('WebDriver:NewSession', {})
    await firefox.#ask('WebDriver:SetTimeouts', { script: 120_000, pageLoad: 120_000 })
    return firefox
  }

  private constructor(child: ChildProcess, socket: Socket, profile: string) {
    this.#process = child
    this.#socket = socket
    this.#profile = profile
    socket.on('data', (bytes: Buffer) => this.#receive(bytes))
    socket.on('close', () => {
      for (const { reject } of this.#waiting.values()) reject(new Error('Firefox has ended'))
    })
  }

  async goto(url: string): Promise<void> {
    await this.#ask('WebDriver:Navigate', { url })
  }

  /** The value of an expression in the page; of a promise, what it resolves to. */
  async evaluate(expression: string): Promise<unknown> {
    const script = `
      const [done] = arguments
      Promise.resolve().then(() => window.eval(${JSON.stringify(expression)})).then(
        (value) => done({ value }), (error) => done({ error: String(error) }))`
    const options = { script, args: [], newSandbox: false, sandbox: null }
    const { value } = (await this.#ask('WebDriver:ExecuteAsyncScript', options)) as {
      value: { value?: unknown; error?: string }
    }
    if (value.error !== undefined) throw new Error(value.error)
    return value.value
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = once(this.#process, 'exit')
    await this.#ask('Marionette:Quit', { flags: ['eForceQuit'] }).catch(() => null)
    await ended
    this.#socket.destroy()
    rmSync(this.#profile, { recursive: true, force: true })
  }

  #ask(command: string, parameters: object): Promise<unknown> {
    const id = ++this.#sent
    const message = JSON.stringify([0, id, command, parameters])
    this.#socket.write(`${Buffer.byteLength(message)}:${message}`)
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }))
  }

  #receive(bytes: Buffer): void {
    this.#received = Buffer.concat([this.#received, bytes])
    for (;;) {
      const colon = this.#received.indexOf(':')
      const end = colon + 1 + Number(this.#received.toString('utf8', 0, colon))
      if (colon < 0 || this.#received.length < end) return
      const message = JSON.parse(this.#received.toString('utf8', colon + 1, end))
      this.#received = this.#received.subarray(end)
      if (!Array.isArray(message)) continue // the greeting
      const [, id, error, result] = message as [number, number, { message: string } | null, unknown]
      const waiting = this.#waiting.get(id)
      this.#waiting.delete(id)
      if (error) waiting?.reject(new Error(error.message))
      else waiting?.resolve(result)
    }
  }
}
