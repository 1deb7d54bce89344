export type Origin = ReadonlyMap<string, string>

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error)).trim()

/** How ONNX Runtime writes the name of a node, in its errors of loading and of running. */
const nodeNames = [/\bname:?\s*'([^']+)'/gi, /\bnode:?\s*'([^']+)'/gi, /\bnode:\s*([^\s']+)/gi, /\bnode ?\(([^)]+)\)/gi]

/** The scope of a node; a node that the runtime fused begins with the name of one that it was made of. */
const scopeOf = (name: string, origin: Origin): string | undefined =>
  origin.get(name) ??
  [...origin.keys()]
    .filter((known) => name.startsWith(known))
    .sort((a, b) => b.length - a.length)
    .map((known) => origin.get(known))[0]

/**
 * A scope in the user's words. Autodiff puts `gradient/` before the scope of the node that it derives, and a weight's update is
 * in `optimizer/layer`.
 */
const placeOf = (scope: string, scopes: ReadonlySet<string>): string => {
  if (scope === 'gradient/') return 'the gradient'
  if (scope.startsWith('gradient/')) return `the gradient of ${placeOf(scope.slice('gradient/'.length), scopes)}`
  if (scope === 'loss') return 'the loss'
  const [outer = scope, ...inner] = scope.split('/')
  // the optimizer's own scope has the count of steps; a layer's name may hold a slash too
  const isOptimizer =
    scopes.has(outer) &&
    [...scopes].some((other) => other.startsWith(`${outer}/`) && scopes.has(other.slice(outer.length + 1)))
  if (!isOptimizer) return `layer ${scope}`
  return inner.length === 0 ? `optimizer ${outer}` : `optimizer ${outer}, layer ${inner.join('/')}`
}

/** An error of ONNX Runtime, with the place in the user's model where it names a node. */
export const runtimeError = (error: unknown, origin: Origin): Error => {
  const text = messageOf(error)
  const named = nodeNames.flatMap((pattern) => [...text.matchAll(pattern)].map((match) => match[1] as string))
  const scope = named.map((name) => scopeOf(name, origin)).find((found) => found !== undefined)
  const place = scope === undefined ? '' : ` (in ${placeOf(scope, new Set(origin.values()))})`
  return new Error(`ONNX Runtime: ${text}${place}`, { cause: error })
}

/** Whether the runtime failed because the library of an execution provider is not there. */
export const isMissingProvider = (error: unknown): boolean =>
  /Failed to load (shared )?library|ExecutionProvider_Cuda|no available backend|backend not found|not (enabled|supported) in this build/i.test(
    messageOf(error),
  )

/** A device that is not there; the message says how to get it. */
export class DeviceError extends Error {
  override readonly name: string = 'DeviceError'
}

/** A thread of sessions that ended by itself, with the weights that were in it. */
export class ThreadError extends Error {
  override readonly name: string = 'ThreadError'

  constructor(reason: string) {
    super(
      `the thread that runs ONNX Runtime for this trainer has ended (${reason}), and the weights in it are lost; compile the model again, and load the last saved state`,
    )
  }
}

/** The install script of onnxruntime-node fetches the CUDA libraries for linux/x64 alone. */
export const missingCuda = (error: unknown, platform = `${process.platform}/${process.arch}`): DeviceError => {
  const remedy =
    platform === 'linux/x64'
      ? 'get its library with "ONNXRUNTIME_NODE_INSTALL=cuda12 npm rebuild onnxruntime-node" (needs CUDA 12 and cuDNN 9)'
      : `onnxruntime-node has CUDA for linux/x64 only, this is ${platform}`
  return new DeviceError(
    `device 'cuda' is not there: ${remedy}, or use device: 'cpu'. ONNX Runtime: ${messageOf(error)}`,
    {
      cause: error,
    },
  )
}
