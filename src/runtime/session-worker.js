// The thread that runs ONNX Runtime for runtime-thread.ts. JavaScript, so that it starts without a loader from sources too.
import { workerData } from 'node:worker_threads'
import { areFinite } from './are-finite.js'
import { typedArrays } from './typed-arrays.js'

/** @import { TypedArray } from '../codegen/ir/value.js' */
/** @import { Answer, Request, RunRequest, SessionRequest, WorkerData } from './thread-messages.js' */
/** @typedef {typeof import('onnxruntime-node')} Runtime */
/** @typedef {import('onnxruntime-node').Tensor} Tensor */
/** @typedef {import('onnxruntime-node').InferenceSession} InferenceSession */
/**
 * @typedef {object} Opened
 * @property {InferenceSession} native
 * @property {SessionRequest['inputs']} inputs
 * @property {SessionRequest['outputs']} outputs
 * @property {string | undefined} ending the output at which its runs end
 * @property {Record<string, Tensor>} feeds kept from run to run: naming dozens of tensors anew takes time
 */

const { port, answered, busy, stop, few } = /** @type {WorkerData<import('node:worker_threads').MessagePort>} */ (
  workerData
)

/** @type {Runtime['Tensor']} */
let NativeTensor

/** @type {Map<number, Opened>} */
const sessions = new Map()
/**
 * Those that are kept, or what makes them when they are first needed: where there is no memory for one, none is lost.
 *
 * @type {Map<number, Tensor | (() => Tensor)>}
 */
const kept = new Map()

/** @param {RunRequest['kept'][number]} described */
const madeOf = ([, dtype, given, shape]) => {
  const data = typeof given === 'number' ? new typedArrays[dtype](given) : given
  return new NativeTensor(dtype, /** @type {never} */ (data), shape)
}

/** @param {number} id */
const keptTensor = (id) => {
  const known = kept.get(id)
  if (known === undefined) {
    throw new Error(
      `the thread of the sessions keeps no tensor ${id}; its elements are lost, load the last saved state`,
    )
  }
  if (typeof known !== 'function') return known
  const tensor = known()
  kept.set(id, tensor)
  return tensor
}

/** @param {readonly number[]} ids */
const forget = (ids) => {
  const gone = new Set(ids.map((id) => kept.get(id)))
  for (const id of ids) kept.delete(id)
  // else they would stay until those sessions run again
  for (const { feeds } of sessions.values()) {
    for (const name of Object.keys(feeds)) if (gone.has(feeds[name])) delete feeds[name]
  }
}

/** @param {Tensor} tensor */
const elements = (tensor) => /** @type {TypedArray} */ (/** @type {unknown} */ (tensor.data))

/** @param {number} id */
const keptElements = (id) => elements(keptTensor(id))

/** @param {TypedArray} data */
const holdsFinite = (data) => !(data instanceof Float32Array || data instanceof Float64Array) || areFinite(data)

/** @param {number} session @param {SessionRequest} request */
const open = async (session, { model, options, inputs, outputs, further }) => {
  const runtime = await import('onnxruntime-node')
  NativeTensor = runtime.Tensor
  // older ones name outputs by their place among all, wrongly behind one that is not asked for
  const added = runtime.env.versions.node === further?.version ? further : undefined
  const native = await runtime.InferenceSession.create(added ? Buffer.concat([added.before, model]) : model, options)
  sessions.set(session, { native, inputs, outputs, ending: added?.name, feeds: Object.create(null) })
}

/** What it says of an output that it cannot give to JavaScript. */
const ended = 'Non tensor type is temporarily not supported.'

/**
 * Runs a session for outputs that all have a tensor to be written to, and copies none of them.
 *
 * @param {InferenceSession} native
 * @param {Record<string, Tensor>} feeds
 * @param {Record<string, Tensor | null>} fetches
 * @param {string} ending
 */
const write = async (native, feeds, fetches, ending) => {
  try {
    await native.run(feeds, { [ending]: null, ...fetches })
  } catch (error) {
    if (!(error instanceof Error && error.message === ended)) throw error
  }
}

/**
 * @param {Opened} opened
 * @param {RunRequest} request
 * @param {TypedArray[]} lent takes the elements that go back
 */
const run = async ({ native, inputs, outputs, ending, feeds }, request, lent) => {
  for (const one of request.kept) kept.set(one[0], () => madeOf(one))
  for (const [data, , isLent] of request.values) if (isLent) lent.push(data)
  let next = 0
  for (const [i, [name, dtype]] of inputs.entries()) {
    const id = /** @type {number} */ (request.feeds[i])
    const value = id > 0 ? undefined : request.values[next++]
    feeds[name] = value ? new NativeTensor(dtype, /** @type {never} */ (value[0]), value[1]) : keptTensor(id)
  }
  const { into } = request
  const shapes = ending === undefined ? undefined : request.shapes
  /** @type {Record<string, Tensor | null>} */
  const fetches = Object.create(null)
  /** @type {string[]} */
  const wanted = []
  for (let i = 0; i < into.length; i += 2) {
    const [name, dtype] = /** @type {SessionRequest['outputs'][number]} */ (outputs[/** @type {number} */ (into[i])])
    const id = /** @type {number} */ (into[i + 1])
    const shape = shapes?.[wanted.length]
    fetches[name] = id > 0 ? keptTensor(id) : shape ? emptyTensor(dtype, shape) : null
    if (id === 0) wanted.push(name)
  }
  const isWritten = ending !== undefined && shapes !== undefined
  if (isWritten) await write(native, feeds, fetches, ending)
  const given = isWritten ? fetches : await native.run(feeds, fetches)
  return wanted.map((name) => {
    const tensor = /** @type {Tensor} */ (given[name])
    return /** @type {const} */ ([elements(tensor), tensor.dims])
  })
}

/** @param {import('../codegen/ir/value.js').DType} dtype @param {readonly number[]} shape */
const emptyTensor = (dtype, shape) => madeOf([0, dtype, shape.reduce((product, dim) => product * dim, 1), shape])

const clear = async () => {
  kept.clear()
  const all = [...sessions.values()]
  sessions.clear()
  for (const { native } of all) await native.release()
}

/** @param {Answer} answer @param {TypedArray[]} [handedOver] */
const reply = (answer, handedOver = []) => {
  if (Atomics.load(stop, 0) === 1) return
  port.postMessage(answer, /** @type {ArrayBuffer[]} */ (handedOver.map(({ buffer }) => buffer)))
  Atomics.add(answered, 0, 1)
  Atomics.notify(answered, 0)
}

/** @param {Request} request */
const answer = async (request) => {
  /** @type {TypedArray[]} */
  const lent = []
  try {
    if ('run' in request) {
      const opened = /** @type {Opened} */ (sessions.get(request.session))
      const outputs = await run(opened, request.run, lent)
      const large = outputs.map(([data]) => data).filter((data) => data.byteLength > few)
      reply({ outputs, lent }, [...lent, ...large])
      return
    }
    if ('home' in request || 'copies' in request) {
      const given =
        'home' in request ? request.home.map(keptElements) : request.copies.map((id) => keptElements(id).slice())
      reply({ elements: given }, given)
      // what cannot be sent stays
      if ('home' in request) forget(request.home)
      return
    }
    if ('finite' in request) {
      reply({ nonFinite: request.finite.findIndex((id) => !holdsFinite(keptElements(id))) })
      return
    }
    if ('forget' in request) forget(request.forget)
    else if ('open' in request) await open(request.session, request.open)
    else if ('close' in request) {
      await sessions.get(request.session)?.native.release()
      sessions.delete(request.session)
    } else if ('clear' in request) await clear()
    reply({})
  } catch (error) {
    reply({ error: error instanceof Error ? error.message : String(error), lent }, lent)
  }
}

/** @param {Request} request */
const work = async (request) => {
  Atomics.store(busy, 0, 1)
  if (Atomics.load(stop, 0) === 0) await answer(request)
  Atomics.store(busy, 0, 0)
  Atomics.notify(busy, 0)
  if (Atomics.load(stop, 0) === 1) process.exit(1)
}

// a run gives way to the event loop before it begins: nothing else may be done meanwhile
let last = Promise.resolve()
port.on('message', (/** @type {Request} */ request) => {
  last = last.then(() => work(request))
})
