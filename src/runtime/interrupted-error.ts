/** A run that Ctrl-C or SIGTERM ended, between steps and with a backup: the same fit goes on from there. */
export class InterruptedError extends Error {
  override readonly name: string = 'InterruptedError'
}
