/** Throws unless `path` can be that of a file. */
export const requirePath = (action: 'read' | 'write', path: unknown): void => {
  if (typeof path === 'string' && path !== '' && !path.includes('\0')) return
  const got = typeof path === 'string' ? JSON.stringify(path) : path === null ? 'null' : typeof path
  throw new TypeError(`cannot ${action} the file: its path must be a string such as 'model.safetensors', got ${got}`)
}
