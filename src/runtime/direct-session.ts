import { setImmediate as nextTurn } from 'node:timers/promises'
import type * as ort from 'onnxruntime-node'

/** A session of the runtime, of which a run may be over when it returns. */
export interface NativeSession {
  run(
    feeds: Readonly<Record<string, ort.Tensor>>,
    fetches: ort.InferenceSession.FetchesType,
  ): ort.InferenceSession.ReturnType | Promise<ort.InferenceSession.ReturnType>
  release(): Promise<void>
}

/** What the runtime's own `run` calls in the next turn of the event loop: to wait for that takes longer than a small graph does. */
const binding = () => import('onnxruntime-node/dist/binding.js')

/** Milliseconds that runs may keep the event loop from its next turn. */
const patience = 5

/** When the first run of this turn of the event loop began. */
let began: number | undefined

const endTurn = () => {
  began = undefined
}

// as they are now: a test of a user's may put others in their places
const now = performance.now.bind(performance)
const soon = setImmediate

/** Loads a graph that runs on the CPU. Undefined where the runtime is not built as this one is. */
export const directSession = async (
  { buffer, byteOffset, byteLength }: Uint8Array,
  options: ort.InferenceSession.SessionOptions,
): Promise<NativeSession | undefined> => {
  const runtime = await binding().catch(() => undefined)
  if (!runtime?.initOrt || !runtime.binding?.InferenceSession) return undefined
  runtime.initOrt()
  await nextTurn()
  const session = new runtime.binding.InferenceSession()
  session.loadModel(buffer as ArrayBuffer, byteOffset, byteLength, options)
  return {
    run: (feeds, fetches) => {
      if (began === undefined) {
        began = now()
        soon(endTurn)
      }
      let outputs: ort.InferenceSession.ReturnType
      try {
        outputs = session.run(feeds, fetches as never, {}) as typeof outputs
      } catch (error) {
        return nextTurn().then(() => Promise.reject(error))
      }
      return now() - began < patience ? outputs : nextTurn(outputs)
    },
    release: async () => session.dispose(),
  }
}
