/* Lesson 12: a web server of the first lesson's model, by its generated client, whose types say what predict takes and gives. */
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { Command } from 'commander'
import { assertShape, ShapeError, tensor } from 'tenon'
import { type DigitsClient, load } from '../generated/digits/client.js'
import { trainDigits } from './01-digits.js'
import { bestClasses } from './support/confusion.js'
import { loadDigits } from './support/digits-data.js'
import { wholeNumber } from './support/options.js'

/** What is in the images of a request: { "images": [an image, …] }, each 8 rows of 8 pixels of 1 grey value from 0 to 1. */
const digitsIn = async (client: DigitsClient, body: unknown): Promise<number[]> => {
  const { images } = Object(body) as { readonly images: readonly [] }
  const x = tensor(images)
  // throws for what came, and tells the compiler; without this line predict does not take x
  assertShape(x, [null, 8, 8, 1])
  return bestClasses(await client.predict(x))
}

/** Mistakes of whoever asks: no JSON, no numbers, another shape. Their sentences say what to send. */
const isTheirs = (error: unknown): error is Error =>
  error instanceof ShapeError || error instanceof TypeError || error instanceof SyntaxError

const answering =
  (client: DigitsClient): RequestListener =>
  async (request, response) => {
    const answer = (status: number, body: object) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(`${JSON.stringify(body)}\n`)
    try {
      if (request.method !== 'POST') answer(405, { error: 'POST { "images": … }' })
      else answer(200, { digits: await digitsIn(client, await json(request)) })
    } catch (error) {
      if (isTheirs(error)) answer(400, { error: error.message })
      else answer(500, { error: 'something is wrong here' })
    }
  }

/** What someone else's program does. */
const ask = async (url: string, images: unknown): Promise<void> => {
  const response = await fetch(url, { method: 'POST', body: JSON.stringify({ images }) })
  console.log(`${response.status} ${(await response.text()).trim()}`)
}

interface Options {
  readonly port: number
  readonly epochs: number
  readonly once: boolean
}

const run = async ({ port, epochs, once: isShort }: Options): Promise<void> => {
  const model = new URL('../generated/digits/inference.onnx', import.meta.url)
  if (!existsSync(model)) await trainDigits({ seed: 0, epochs })
  const client = await load()
  const server = createServer(answering(client)).listen(port, 'localhost')
  await once(server, 'listening')
  const url = `http://localhost:${(server.address() as AddressInfo).port}`
  console.log(`\nPOST { "images": … } to ${url}; Ctrl-C ends. Such as`)
  const { testX, testY } = loadDigits()
  console.log(`digits that are ${[...testY.slice(0, 8).data].join(', ')}:`)
  await ask(url, testX.slice(0, 8).toArray())
  console.log('and a picture of one pixel:')
  await ask(url, [[[[0]]]])
  if (!isShort) await once(process, 'SIGINT')
  server.close()
  await client.release()
}

export const serve = new Command('serve')
  .description('serves the digits model by HTTP, through its generated client, and asks it')
  .option('--port <n>', 'where it listens; 0: any that is free', wholeNumber(0), 8080)
  .option('--epochs <n>', 'passes over the images, where npm start has not trained yet', wholeNumber(1), 20)
  .option('--once', 'ends after its own questions', false)
  .action(run)
