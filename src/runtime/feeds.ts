import type { TensorSpec } from '../codegen/onnx/emit.js'
import { ShapeError } from '../shapes/dim.js'
import { formatShape } from '../shapes/format.js'
import type { NativeTensor } from './native-tensor.js'

/**
 * Throws unless the feeds are exactly what the graph takes. The native side trusts its caller: a wrong arity once ended
 * the process. Dims of one symbol must agree between inputs. `openRank` names inputs whose rank the file does not say.
 */
export const checkFeeds = (
  specs: readonly TensorSpec[],
  feeds: Readonly<Record<string, NativeTensor>>,
  openRank: ReadonlySet<string> = new Set(),
): void => {
  let symbols: Map<string, { readonly dim: number; readonly name: string }> | undefined
  for (const { name, dtype, shape } of specs) {
    const fed = feeds[name]
    if (!fed) throw new ShapeError(`run: input ${name} is missing; expected ${dtype} ${formatShape(shape)}`)
    const { type, dims } = fed
    let fits = type === dtype
    if (!openRank.has(name)) {
      fits &&= dims.length === shape.length
      for (let axis = 0; fits && axis < shape.length; axis++) {
        const [want, got] = [shape[axis], dims[axis] as number]
        if (typeof want === 'number') fits = want === got
        else if (typeof want === 'string') {
          symbols ??= new Map()
          const known = symbols.get(want)
          if (!known) symbols.set(want, { dim: got, name })
          else if (known.dim !== got) {
            throw new ShapeError(`run: dim ${want} is ${known.dim} in input ${known.name}, but ${got} in input ${name}`)
          }
        }
      }
    }
    if (!fits) {
      throw new ShapeError(
        `run: input ${name} expects ${dtype} ${formatShape(shape)}, got ${type} ${formatShape(dims)}`,
      )
    }
  }
  const names = Object.keys(feeds)
  if (names.length === specs.length) return
  const extra = names.find((name) => specs.every((spec) => spec.name !== name))
  throw new ShapeError(`run: there is no input ${extra}; the inputs are ${specs.map((spec) => spec.name).join(', ')}`)
}
